#include "language.h"

#include <algorithm>

namespace cleantext {
namespace {

// The bounds of cleantext.rules.language.
constexpr size_t MAX_WORDS = 200;
static_assert(MAX_WORDS <= 0xff);  // they are counted in bytes
constexpr uint32_t CLEARLY = 4;
constexpr uint32_t AT_LEAST = 8;
constexpr uint32_t CHARS_A_WORD = 4;

bool is_gap(Low line, size_t i) {
  const uint8_t byte = line.bytes[i];
  return byte <= ' ' ? is_space(byte) : byte > 0x7f && is_space(line.text[i]);
}

}  // namespace

void Languages::prepare() {
  size_t size = 64;
  while (size < 4 * of_word.size()) size *= 2;
  short_words_.assign(size, {});
  rows_.assign(row_size(), 0);  // of what is no word
  for (const auto& [word, languages] : of_word) {
    longest_ = std::max(longest_, word.size());
    if (word.empty() || word.size() > SHORT || !is_ascii(word)) continue;
    uint64_t packed = 0;
    for (size_t i = 0; i < word.size(); ++i) packed |= uint64_t(word[i]) << (8 * i);
    marks_.set(mark(hash(packed)));
    const size_t row = rows_.size();
    short_words_[place(packed)] = {packed, uint32_t(row)};
    rows_.resize(row + row_size());
    for (uint32_t language : languages) ++rows_[row + language];
  }
  script_of_.assign(0x10000, 0);
  for (size_t n = 0; n < scripts.size(); ++n)
    for (auto [first, last] : scripts[n].ranges)
      for (Char c = first; c <= last; ++c) script_of_[c] = uint8_t(n + 1);
}

size_t Languages::place(uint64_t word) const {
  const size_t mask = short_words_.size() - 1;
  size_t at = (hash(word) >> 32) & mask;
  while (short_words_[at].word && short_words_[at].word != word) at = (at + 1) & mask;
  return at;
}

Evidence Languages::evidence(const std::vector<Low>& lines) const {
  Count count{Evidence(this->count, 0), std::vector<uint32_t>(scripts.size() + 1, 0)};
  size_t words = 0, known = 0;
  std::array<uint64_t, MAX_WORDS> short_words;
  for (const Low& line : lines)
    for (size_t i = 0; i < line.size() && words < MAX_WORDS;) {
      if (is_gap(line, i)) {
        ++i;
        continue;
      }
      const uint64_t eight = eight_at(line.bytes + i);
      const size_t end = std::min(i + count_first(are_between(eight, '!', 0x7f)), line.size());
      const bool is_short = end - i <= SHORT && (end == line.size() || is_gap(line, end));
      if (is_short) {
        // No branch asks whether it may be known, for that cannot be foreseen.
        const uint64_t word = short_words[known] = first_of(eight, end - i);
        known += marks_[mark(hash(word))];
      }
      i = 1 + (is_short ? end : count_word(line, i, count));
      ++words;
    }
  count_short(short_words.data(), known, count);
  for (size_t n = 0; n < scripts.size(); ++n)
    for (uint32_t language : scripts[n].languages) count.words[language] += count.signs[n + 1] / CHARS_A_WORD;
  return std::move(count.words);
}

void Languages::count_short(const uint64_t* words, size_t size, Count& count) const {
  // All languages of a word at once.
  std::vector<uint8_t> sums(row_size());
  for (size_t n = 0; n < size; ++n) {
    const uint8_t* row = &rows_[short_words_[place(words[n])].row];
    for (size_t k = 0; k < sums.size(); k += sizeof(Sixteen)) {
      const Sixteen sum = sixteen_at(&sums[k]) + sixteen_at(row + k);
      std::memcpy(&sums[k], &sum, sizeof sum);
    }
  }
  for (size_t language = 0; language < this->count; ++language) count.words[language] += sums[language];
}

// Counts the word of any characters that begins there; gives its end.
size_t Languages::count_word(Low line, size_t start, Count& count) const {
  size_t end = start;
  for (; end < line.size() && !is_gap(line, end); ++end)
    if (line.bytes[end] > 0x7f && line.text[end] < script_of_.size()) ++count.signs[script_of_[line.text[end]]];
  if (end - start > longest_) return end;
  if (const auto found = of_word.find(line.text.substr(start, end - start)); found != of_word.end())
    for (uint32_t language : found->second) ++count.words[language];
  return end;
}

bool Languages::foreign(uint32_t rule, const Evidence& evidence) const {
  uint32_t own = 0;
  for (uint32_t language : of_rule[rule]) own = std::max(own, evidence[language]);
  return *std::max_element(evidence.begin(), evidence.end()) >= CLEARLY * own + AT_LEAST;
}

}  // namespace cleantext
