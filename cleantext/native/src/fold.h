// Folding: cleantext.rules.folding, character by character where the characters of a line do not touch each other.

#pragma once

#include <unordered_map>

#include "low.h"

namespace cleantext {

// How single characters fold, as Python says when it is first asked.
struct Folds {
  virtual ~Folds() = default;
  // The form of a character, separators aside; false where its neighbours have a say in it.
  virtual bool folded(Char c, Text& out) = 0;
  // `fold` of a line that has such characters.
  virtual Text fold(View text) = 0;
};

class Folder {
 public:
  // `edge`: per character of the Basic Multilingual Plane, whether it goes from the ends of a key.
  Folder(Folds& python, std::string edge);

  // The key of a line, "" when nothing in it counts.
  Text fold(View text);
  // The same of a line of ASCII that is in small letters.
  Text fold(Low ascii) const;

  // Sets `out` to a line with each character folded, separators aside; false where neighbours have a say in some.
  bool fold_characters(View text, Text& out);
  // The key of a line whose characters are folded.
  Text finished(View text) const;

  // Whether a character goes from the ends of a key.
  bool is_edge(Char c) const { return c < edge_.size() ? edge_[c] != 0 : !is_word(c); }

 private:
  struct Known {
    bool simple = false;
    Text form;
  };

  const Known& known(Char c);
  Text stripped_of_marks(Text key) const;

  Folds& python_;
  std::string edge_;
  // Of the Basic Multilingual Plane those that fold to one character of it; 0 where that is not known yet, or not so.
  std::vector<char16_t> single_;
  std::unordered_map<Char, Known> known_;  // these, and all others that were met
};

// Whether a character may be, or be part of, what folding makes a space of, or is changed by it.
bool may_separate(Char c);

// The key with each of its numbers as `{n}`.
Text number_key(View key);

}  // namespace cleantext
