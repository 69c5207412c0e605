#include "expressions.h"

#include <algorithm>
#include <map>

namespace cleantext {
namespace {

constexpr size_t MOST = 8;  // characters of a beginning, at most

Filed filed_by_first(const std::map<Char, Ids>& by_first) {
  Filed out;
  out.reserve(by_first.size());
  for (const auto& [first, places] : by_first) out.add(View(&first, 1), places);
  return out;
}

}  // namespace

void Expressions::add(Expression expression) { all_.push_back(std::move(expression)); }

void Expressions::build() {
  std::map<Char, Ids> by_start, by_first_word;
  for (uint32_t place = 0; place < all_.size(); ++place) {
    const Expression& expression = all_[place];
    if (expression.begins.empty()) {
      for (const Text& literal : expression.literals) {
        literals_.add(literal, uint32_t(of_literal_.size()));
        of_literal_.push_back(place);
      }
      continue;
    }
    unbegun_.push_back(place);
    for (const Text& begin : expression.begins) {
      Ids& filed = (expression.skips ? by_first_word : by_start)[begin[0]];
      if (filed.empty() || filed.back() != place) filed.push_back(place);
    }
  }
  literals_.build();
  by_start_ = filed_by_first(by_start);
  by_first_word_ = filed_by_first(by_first_word);
}

void Expressions::candidates(View low, Ids& out) const {
  literals_.scan(low, [&](uint32_t id, size_t) {
    out.push_back(of_literal_[id]);
    return true;
  });
  const View text = stripped(low);
  add_begun(by_start_, text, false, out);
  size_t word = 0;
  while (word < text.size() && !is_word(text[word])) ++word;
  add_begun(by_first_word_, text.substr(word), true, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

void Expressions::add_begun(const Filed& filed, View text, bool skipping, Ids& out) const {
  const View begins = text.substr(0, MOST);
  if (begins.empty()) return;
  if (!is_ascii(begins)) {
    // Signs that are alike but for their case are many beyond ASCII: all may fit.
    for (uint32_t place : unbegun_)
      if (all_[place].skips == skipping) out.push_back(place);
    return;
  }
  for (uint32_t place : filed.find(begins.substr(0, 1))) {
    const auto& known = all_[place].begins;
    if (std::any_of(known.begin(), known.end(), [&](const Text& begin) { return starts_with(begins, begin); }))
      out.push_back(place);
  }
}

}  // namespace cleantext
