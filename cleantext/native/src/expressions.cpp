#include "expressions.h"

#include <algorithm>
#include <map>

namespace cleantext {
namespace {

constexpr size_t FILED = 3;        // characters of a beginning by which it is filed
constexpr size_t MOST = 8;         // characters of a beginning, at most
constexpr size_t SHORT_LINE = 100;  // characters; of lines that are no longer there are few
constexpr size_t MIN_LITERAL = 4;  // characters of a literal that is scanned for

// Whether some letter is like this one but for its case, and has another small letter: σ and ς, K and k, ſ and s.
bool is_odd(Char c) {
  return c >= 0xb5 && (c == 0xb5 || c == 0x130 || c == 0x131 || c == 0x17f || (c >= 0x345 && c <= 0x3ff) ||
                       (c >= 0x13a0 && c <= 0x13ff) || (c >= 0x1c80 && c <= 0x1c8f) || c == 0x1e9b ||
                       (c >= 0x1f00 && c <= 0x1fff) || (c >= 0x2126 && c <= 0x212b) || (c >= 0xab70 && c <= 0xabbf) || c == 0xfb05 || c == 0xfb06 ||
                       c >= 0x10000);
}

bool holds_literal(const Expression& expression, View low) {
  return std::any_of(expression.literals.begin(), expression.literals.end(),
                     [low](const Text& literal) { return contains(low, literal); });
}

}  // namespace

void Expressions::build() {
  std::map<Text, Ids> by_literal;
  for (uint32_t place = 0; place < all_.size(); ++place) {
    const Expression& expression = all_[place];
    if (!expression.begins.empty()) {
      Begins& begins = expression.skips ? of_first_word_ : of_line_;
      begins.places.push_back(place);
      for (const Text& begin : expression.begins) begins.all.push_back({begin, place});
      continue;
    }
    if (expression.longest <= SHORT_LINE) {
      on_short_.push_back(place);
      continue;
    }
    for (const Text& literal : expression.literals)
      if (literal.size() >= MIN_LITERAL)
        by_literal[literal].push_back(place);
      else
        tiny_.push_back({literal, place}), rarest_.push_back(uint32_t(rarest(literal)));
  }
  for (auto& [literal, places] : by_literal) {
    literals_.add(literal, uint32_t(by_literal_.size()));
    by_literal_.push_back(std::move(places));
  }
  literals_.build();
  of_line_.build();
  of_first_word_.build();
}

void Expressions::Begins::build() {
  std::map<Text, Ids> by_start;
  for (uint32_t n = 0; n < all.size(); ++n) by_start[all[n].text.substr(0, FILED)].push_back(n);
  filed.reserve(by_start.size());
  for (const auto& [start, numbers] : by_start) filed.add(start, numbers);
}

void Expressions::Begins::find(View text, Ids& out) const {
  const View start = text.substr(0, MOST);
  if (std::any_of(start.begin(), start.end(), is_odd)) {
    out.insert(out.end(), places.begin(), places.end());
    return;
  }
  NameHash hash;
  for (Char c : start.substr(0, FILED))
    for (uint32_t n : filed.find(hash.add(c).value()))
      if (starts_with(start, all[n].text)) out.push_back(all[n].place);
}

void Expressions::search(View low, std::vector<Found>& out) const {
  out.clear();
  literals_.scan(low, [&](uint32_t id, size_t at) {
    for (uint32_t place : by_literal_[id]) out.push_back({at, place});
    return true;
  });
  const bool ascii = is_ascii(low);
  for (size_t t = 0; t < tiny_.size(); ++t) {
    const View literal = tiny_[t].text;
    if (ascii && literal[0] > 0x7f) continue;
    for (size_t at = 0; (at = find(low, literal, rarest_[t], at)) != View::npos; ++at) out.push_back({at, tiny_[t].place});
  }
  std::sort(out.begin(), out.end(), [](const Found& a, const Found& b) { return a.at < b.at; });
}

void Expressions::candidates(View low, const Found* first, const Found* last, Ids& out) const {
  out.clear();
  const View text = stripped(low);
  size_t word = 0;
  while (word < text.size() && !is_word(text[word])) ++word;
  of_line_.find(text, out);
  of_first_word_.find(text.substr(word), out);
  if (text.size() <= SHORT_LINE) out.insert(out.end(), on_short_.begin(), on_short_.end());
  if (out.empty() && first == last) return;
  std::erase_if(out, [&](uint32_t n) { return !holds_literal(all_[n], low); });
  for (; first != last; ++first) out.push_back(first->place);
  std::erase_if(out, [&](uint32_t n) { return text.size() > all_[n].longest; });
  put_in_order(out);
}

}  // namespace cleantext
