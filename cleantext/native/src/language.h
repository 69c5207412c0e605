// Is a rule of another language than the document's: cleantext.rules.language.

#pragma once

#include "chars.h"

namespace cleantext {

// Per language, how many of the first words of a text speak for it.
using Evidence = std::vector<uint32_t>;

struct Languages {
  // Characters that give a script away, and the languages that are written in it.
  struct Script {
    std::vector<std::pair<Char, Char>> ranges;
    std::vector<uint32_t> languages;
  };

  size_t count = 0;
  Table<std::vector<uint32_t>> of_word;
  std::vector<Script> scripts;
  std::vector<std::vector<uint32_t>> of_rule;

  // Of a text in lower case.
  Evidence evidence(View prose) const;
  // Whether a text with this evidence is clearly in another language than the rule's.
  bool foreign(uint32_t rule, const Evidence& evidence) const;
};

}  // namespace cleantext
