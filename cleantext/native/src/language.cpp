#include "language.h"

#include <algorithm>

namespace cleantext {
namespace {

// The bounds of cleantext.rules.language.
constexpr size_t MAX_WORDS = 400;
constexpr uint32_t CLEARLY = 4;
constexpr uint32_t AT_LEAST = 8;
constexpr uint32_t CHARS_A_WORD = 4;

// As is_space, without the table for what most texts are made of.
bool is_gap(Char c) { return c <= U' ' ? is_space(c) : c > 0x7f && is_space(c); }

}  // namespace

void Languages::prepare() {
  for (const auto& entry : of_word)
    if (!entry.first.empty()) marks_.set(mark(entry.first));
  script_of_.assign(0x10000, 0);
  for (size_t n = 0; n < scripts.size(); ++n)
    for (auto [first, last] : scripts[n].ranges)
      for (Char c = first; c <= last; ++c) script_of_[c] = uint8_t(n + 1);
}

Evidence Languages::evidence(View prose) const {
  Evidence out(count, 0);
  std::vector<uint32_t> signs(scripts.size() + 1, 0);
  size_t words = 0;
  for (size_t i = 0; i < prose.size() && words < MAX_WORDS; ++i) {
    if (is_gap(prose[i])) continue;
    const size_t start = i;
    for (; i < prose.size() && !is_gap(prose[i]); ++i)
      if (prose[i] > 0x7f && prose[i] < script_of_.size()) ++signs[script_of_[prose[i]]];
    ++words;
    const View word = prose.substr(start, i - start);
    if (!marks_[mark(word)]) continue;
    if (const auto found = of_word.find(word); found != of_word.end())
      for (uint32_t language : found->second) ++out[language];
  }
  for (size_t n = 0; n < scripts.size(); ++n)
    for (uint32_t language : scripts[n].languages) out[language] += signs[n + 1] / CHARS_A_WORD;
  return out;
}

bool Languages::foreign(uint32_t rule, const Evidence& evidence) const {
  uint32_t own = 0;
  for (uint32_t language : of_rule[rule]) own = std::max(own, evidence[language]);
  return *std::max_element(evidence.begin(), evidence.end()) >= CLEARLY * own + AT_LEAST;
}

}  // namespace cleantext
