// Regular expressions on lines of any length: which are worth trying on a line, told without one.

#pragma once

#include "filed.h"
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
  uint32_t longest;            // characters of a line that it fits, at most
};

class Expressions {
 public:
  void add(Expression expression) { all_.push_back(std::move(expression)); }
  // To be called once all are there.
  void build();

  const Expression& operator[](uint32_t place) const { return all_[place]; }
  // Adds to `out` the places of those that may fit a line, in order; `low` is the line in small letters, `ascii`
  // whether it is of ASCII. Of those in `out` the line holds a literal.
  void candidates(View low, bool ascii, Ids& out) const;

 private:

  // A beginning, or a literal, of an expression.
  struct Begin {
    Text text;
    uint32_t place;
  };
  // Beginnings, filed under their first characters.
  struct Begins {
    std::vector<Begin> all;
    Ids places;  // of the expressions that have them
    Filed filed;

    void build();
    void find(View text, Ids& out) const;
  };

  std::vector<Expression> all_;
  Begins of_line_, of_first_word_;
  FewLiterals literals_;
  std::vector<Ids> by_literal_;
  std::vector<Begin> tiny_;  // literals that are too short for the scanner
  Ids rarest_;               // where the rarest character of each stands
};

}  // namespace cleantext
