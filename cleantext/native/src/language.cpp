#include "language.h"

#include <algorithm>

namespace cleantext {
namespace {

// The bounds of cleantext.rules.language.
constexpr size_t MAX_WORDS = 800;
constexpr uint32_t CLEARLY = 4;
constexpr uint32_t AT_LEAST = 8;
constexpr uint32_t CHARS_A_WORD = 4;

bool is_in(Char c, const Languages::Script& script) {
  return std::any_of(script.ranges.begin(), script.ranges.end(),
                     [c](const auto& range) { return c >= range.first && c <= range.second; });
}

}  // namespace

Evidence Languages::evidence(View prose) const {
  Evidence out(count, 0);
  std::vector<uint32_t> signs(scripts.size(), 0);
  size_t words = 0;
  for (size_t i = 0; i < prose.size() && words < MAX_WORDS;) {
    if (is_space(prose[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    for (; end < prose.size() && !is_space(prose[end]); ++end)
      if (prose[end] >= 0x80)
        for (size_t n = 0; n < scripts.size(); ++n) signs[n] += is_in(prose[end], scripts[n]);
    if (const auto found = of_word.find(prose.substr(i, end - i)); found != of_word.end())
      for (uint32_t language : found->second) ++out[language];
    ++words;
    i = end;
  }
  for (size_t n = 0; n < scripts.size(); ++n)
    for (uint32_t language : scripts[n].languages) out[language] += signs[n] / CHARS_A_WORD;
  return out;
}

bool Languages::foreign(uint32_t rule, const Evidence& evidence) const {
  uint32_t own = 0;
  for (uint32_t language : of_rule[rule]) own = std::max(own, evidence[language]);
  return *std::max_element(evidence.begin(), evidence.end()) >= CLEARLY * own + AT_LEAST;
}

}  // namespace cleantext
