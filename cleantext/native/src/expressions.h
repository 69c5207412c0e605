// Regular expressions on lines of any length: which are worth trying on a line, told without one.

#pragma once

#include "filed.h"
#include "lines.h"
#include "scan.h"

namespace cleantext {

// A regular expression of a rule.
struct Expression {
  uint32_t number;  // Python's name for it
  uint32_t hit;     // the hit that it means
  uint32_t rule;
  // What lines begin with that it fits, in small letters; none where that is not known.
  std::vector<Text> begins;
  bool skips = false;          // once what is no word has been passed over
  std::vector<Text> literals;  // of these a line must hold one, in small letters
};

class Expressions {
 public:
  void add(Expression expression);
  // To be called once all are there.
  void build();

  const Expression& operator[](uint32_t place) const { return all_[place]; }
  // Adds to `out` the places of those that may fit a line; the line comes in small letters.
  void candidates(View low, Ids& out) const;

 private:
  void add_begun(const Filed& filed, View low, bool skipping, Ids& out) const;
  bool may_fit(const Expression& expression, View begins, View low) const;

  std::vector<Expression> all_;
  Filed by_start_, by_first_word_;  // by the first character, or the first one of a word
  Ids unbegun_;
  Scanner literals_;
  Ids of_literal_;
};

}  // namespace cleantext
