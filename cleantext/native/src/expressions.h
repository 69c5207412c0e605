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
  // A literal of an expression, where it stands in a text.
  struct Found {
    size_t at;
    uint32_t place;
  };

  // Those literals of a text, in small letters, that say what may be worth trying; in their order there.
  void search(View low, std::vector<Found>& out) const;
  // Sets `out` to the places of those that may fit a line of that text, in order; [first, last) was found in it.
  void candidates(View low, const Found* first, const Found* last, Ids& out) const;

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
  Scanner literals_;
  std::vector<Ids> by_literal_;
  std::vector<Begin> tiny_;  // literals that are too short for the scanner
  Ids on_short_;             // those on short lines only, whose literals stand in all prose
  Ids rarest_;               // where the rarest character of each stands
};

}  // namespace cleantext
