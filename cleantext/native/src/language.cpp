#include "language.h"

#include <algorithm>

namespace cleantext {
namespace {

// The bounds of cleantext.rules.language.
constexpr size_t MAX_WORDS = 400;
constexpr uint32_t CLEARLY = 4;
constexpr uint32_t AT_LEAST = 8;
constexpr uint32_t CHARS_A_WORD = 4;

}  // namespace

void Languages::prepare() {
  size_t size = 64;
  while (size < 4 * of_word.size()) size *= 2;
  short_words_.assign(size, {});
  for (const auto& [word, languages] : of_word) {
    longest_ = std::max(longest_, word.size());
    if (word.empty() || word.size() > SHORT || !is_ascii(word)) continue;
    uint64_t packed = 0;
    for (Char c : word) packed = packed << 8 | c;
    short_words_[place(packed)] = {packed, uint32_t(pool_.size()), uint32_t(pool_.size() + languages.size())};
    pool_.insert(pool_.end(), languages.begin(), languages.end());
  }
  script_of_.assign(0x10000, 0);
  for (size_t n = 0; n < scripts.size(); ++n)
    for (auto [first, last] : scripts[n].ranges)
      for (Char c = first; c <= last; ++c) script_of_[c] = uint8_t(n + 1);
}

size_t Languages::place(uint64_t word) const {
  const size_t mask = short_words_.size() - 1;
  size_t at = (word * 0x9E3779B97F4A7C15ull >> 32) & mask;
  while (short_words_[at].word && short_words_[at].word != word) at = (at + 1) & mask;
  return at;
}

Evidence Languages::evidence(const std::vector<Low>& lines) const {
  Evidence out(count, 0);
  std::vector<uint32_t> signs(scripts.size() + 1, 0);
  size_t words = 0;
  for (const Low& line : lines) {
    const auto is_gap = [&line](size_t i) {
      const uint8_t byte = line.bytes[i];
      return byte <= ' ' ? is_space(byte) : byte > 0x7f && is_space(line.text[i]);
    };
    for (size_t i = 0; i < line.size() && words < MAX_WORDS; ++i) {
      if (is_gap(i)) continue;
      const size_t start = i;
      uint64_t packed = 0;
      uint8_t all = 0;
      for (; i < line.size() && !is_gap(i); ++i) {
        const uint8_t byte = line.bytes[i];
        packed = packed << 8 | byte;
        all |= byte;
        if (byte > 0x7f && line.text[i] < script_of_.size()) ++signs[script_of_[line.text[i]]];
      }
      ++words;
      const size_t size = i - start;
      if (size <= SHORT && all < 0x80) {
        const Short& found = short_words_[place(packed)];
        for (uint32_t n = found.first; n < found.last; ++n) ++out[pool_[n]];
      } else if (size <= longest_) {
        if (const auto found = of_word.find(line.text.substr(start, size)); found != of_word.end())
          for (uint32_t language : found->second) ++out[language];
      }
    }
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
