// Is a rule of another language than the document's: cleantext.rules.language.

#pragma once

#include <bitset>

#include "chars.h"

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
  Table<std::vector<uint32_t>> of_word;
  std::vector<Script> scripts;
  std::vector<std::vector<uint32_t>> of_rule;

  // To be called when all of these are there.
  void prepare();
  // Of a text in lower case.
  Evidence evidence(View prose) const;
  // Whether a text with this evidence is clearly in another language than the rule's.
  bool foreign(uint32_t rule, const Evidence& evidence) const;

 private:
  // A small number for a word, by which nearly all are told that are none of ours.
  static size_t mark(View word) { return (word.front() * 31 + word.back() * 7 + word.size() * 613) % 4096; }

  std::bitset<4096> marks_;
  std::vector<uint8_t> script_of_;  // per character of the Basic Multilingual Plane, from 1; 0 for none
};

}  // namespace cleantext
