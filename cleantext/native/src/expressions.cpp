#include "expressions.h"

#include <algorithm>
#include <map>

namespace cleantext {
namespace {

constexpr size_t FILED = 3;        // characters of a beginning by which it is filed
constexpr size_t MOST = 8;         // characters of a beginning, at most
constexpr size_t MIN_LITERAL = 3;  // shorter ones stand in every other line

bool is_telling(const Text& literal) { return literal.size() >= MIN_LITERAL || !is_ascii(literal); }

}  // namespace

void Expressions::build() {
  std::map<Text, Ids> by_literal;
  for (uint32_t place = 0; place < all_.size(); ++place) {
    const Expression& expression = all_[place];
    if (!expression.begins.empty()) {
      Begins& begins = expression.skips ? of_first_word_ : of_line_;
      begins.places.push_back(place);
      for (const Text& begin : expression.begins) begins.all.push_back({begin, place});
    } else if (std::all_of(expression.literals.begin(), expression.literals.end(), is_telling)) {
      for (const Text& literal : expression.literals) by_literal[literal].push_back(place);
    } else {
      others_.push_back(place);
    }
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
  if (!is_ascii(start)) {
    // Letters that are alike but for their case are many beyond ASCII: all may fit.
    out.insert(out.end(), places.begin(), places.end());
    return;
  }
  NameHash hash;
  for (Char c : start.substr(0, FILED))
    for (uint32_t n : filed.find(hash.add(c).value()))
      if (starts_with(start, all[n].text)) out.push_back(all[n].place);
}

void Expressions::candidates(View low, Ids& out) const {
  const View text = stripped(low);
  size_t word = 0;
  while (word < text.size() && !is_word(text[word])) ++word;
  of_line_.find(text, out);
  of_first_word_.find(text.substr(word), out);
  literals_.scan(low, [&](uint32_t id, size_t) {
    out.insert(out.end(), by_literal_[id].begin(), by_literal_[id].end());
    return true;
  });
  out.insert(out.end(), others_.begin(), others_.end());
  out.erase(std::remove_if(out.begin(), out.end(), [&](uint32_t n) { return text.size() > all_[n].longest; }), out.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

}  // namespace cleantext
