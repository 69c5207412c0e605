// Is a rule of another language than the document's: cleantext.rules.language.

#pragma once

#include <bitset>

#include "low.h"

namespace cleantext {

// Per language, how many of the first words of a text speak for it.
using Evidence = std::vector<uint32_t>;

class Languages {
 public:
  // Characters that give a script away, and the languages that are written in it.
  struct Script {
    std::vector<std::pair<Char, Char>> ranges;
    std::vector<uint32_t> languages;
  };

  size_t count = 0;
  Table<std::vector<uint32_t>> of_word;  // the languages that have a word
  std::vector<Script> scripts;
  std::vector<std::vector<uint32_t>> of_rule;

  // To be called when all of these are there.
  void prepare();
  // Of lines of prose in small letters.
  Evidence evidence(const std::vector<Low>& lines) const;
  // Whether a text with this evidence is clearly in another language than the rule's.
  bool foreign(uint32_t rule, const Evidence& evidence) const;

 private:
  // Words of up to so many characters of ASCII are known by these alone, as one number.
  static constexpr size_t SHORT = 7;
  struct Short {
    uint64_t word = 0;  // its characters, the first one lowest; 0 where there is none
    uint32_t row = 0;   // where its row of languages begins, in rows_
  };
  // What is counted in the lines of a document.
  struct Count {
    Evidence words;
    std::vector<uint32_t> signs;  // characters of each script, from 1
  };
  static uint64_t hash(uint64_t word) { return word * 0x9E3779B97F4A7C15ull; }
  static size_t mark(uint64_t hash) { return hash >> (64 - 15); }
  // Languages in a row, filled up.
  size_t row_size() const { return (count + sizeof(Sixteen) - 1) / sizeof(Sixteen) * sizeof(Sixteen); }
  // Where a word stands, or would stand.
  size_t place(uint64_t word) const;
  // Counts so many short words.
  void count_short(const uint64_t* words, size_t size, Count& count) const;
  size_t count_word(Low line, size_t start, Count& count) const;

  std::vector<Short> short_words_;
  std::bitset<1 << 15> marks_;  // of these: most words of a text are none of them
  std::vector<uint8_t> rows_;  // a byte for each language, 1 for those that have the word
  size_t longest_ = 0;  // characters of a word
  std::vector<uint8_t> script_of_;  // per character of the Basic Multilingual Plane, from 1; 0 for none
};

}  // namespace cleantext
