#include "expressions.h"

#include <algorithm>

namespace cleantext {
namespace {

constexpr size_t FILED = 3;         // characters of a beginning by which it is filed
constexpr size_t MOST = 8;          // characters of a beginning, at most
constexpr size_t SHORT_LINE = 100;  // characters; of lines that are no longer there are few

// Whether MOST characters, of which some may stand behind a text, are ASCII.
bool begins_in_ascii(const uint8_t* bytes) {
  static_assert(MOST == sizeof(uint64_t));
  return !(eight_at(bytes) & HIGHEST);
}

bool holds_literal(const Expression& expression, Low low, const Trios& trios) {
  return std::any_of(expression.literals.begin(), expression.literals.end(),
                     [&](const Literal& literal) { return literal.stands_in(low, trios); });
}

}  // namespace

std::map<Text, Ids> Expressions::build() {
  std::map<Text, Ids> by_literal;
  for (uint32_t place = 0; place < all_.size(); ++place) {
    const Expression& expression = all_[place];
    if (!expression.begins.empty())
      (expression.skips ? of_first_word_ : of_line_).add(expression, place);
    else if (expression.longest <= SHORT_LINE)
      on_short_.push_back(place);
    else
      for (const Literal& literal : expression.literals) by_literal[literal.text].push_back(place);
  }
  of_line_.build();
  of_first_word_.build();
  return by_literal;
}

void Expressions::Begins::add(const Expression& expression, uint32_t place) {
  places_.push_back(place);
  for (const Text& begin : expression.begins) all_.push_back({begin, place});
}

void Expressions::Begins::build() {
  std::map<Text, Ids> by_start;
  for (uint32_t n = 0; n < all_.size(); ++n) {
    const Text& text = all_[n].text;
    by_start[text.substr(0, FILED)].push_back(n);
    if (text.size() > 1)
      marks_.set(mark(narrow(text[0]), narrow(text[1])));
    else
      for (unsigned next = 0; next < 0x100; ++next) marks_.set(mark(narrow(text[0]), uint8_t(next)));
  }
  filed_.reserve(by_start.size());
  for (const auto& [start, numbers] : by_start) filed_.add(start, numbers);
}

void Expressions::Begins::find(Low text, Ids& out) const {
  if (text.empty()) return;
  const View start = text.text.substr(0, MOST);
  if (!begins_in_ascii(text.bytes) && std::any_of(start.begin(), start.end(), has_odd_case)) {
    out.insert(out.end(), places_.begin(), places_.end());
    return;
  }
  if (!marks_[mark(text.bytes[0], text.bytes[1])]) return;
  NameHash hash;
  for (Char c : start.substr(0, FILED))
    for (uint32_t n : filed_.find(hash.add(c).value()))
      if (starts_with(start, all_[n].text)) out.push_back(all_[n].place);
}

void Expressions::candidates(Low low, const Trios& trios, const Ids& found, Ids& out) const {
  out.clear();
  size_t start = 0, end = low.size();
  while (start < end && is_space(low.text[start])) ++start;
  while (end > start && is_space(low.text[end - 1])) --end;
  size_t word = start;
  while (word < end && !is_word(low.text[word])) ++word;
  of_line_.find(low.substr(start, end - start), out);
  of_first_word_.find(low.substr(word, end - word), out);
  const size_t size = end - start;
  if (size <= SHORT_LINE) out.insert(out.end(), on_short_.begin(), on_short_.end());
  if (out.empty() && found.empty()) return;
  std::erase_if(out, [&](uint32_t n) { return !holds_literal(all_[n], low, trios); });
  out.insert(out.end(), found.begin(), found.end());
  std::erase_if(out, [&](uint32_t n) { return size > all_[n].longest; });
  put_in_order(out);
}

}  // namespace cleantext
