// Regular expressions on lines of any length: which are worth trying on a line, told without one.

#pragma once

#include <bitset>
#include <map>

#include "filed.h"
#include "low.h"

namespace cleantext {

// A text in small letters.
struct Literal {
  explicit Literal(Text text)
      : text(std::move(text)), rare(this->text), ascii(is_ascii(this->text)),
        trios(Trios::marks_of(this->text)) {}

  // Whether it stands in a text with these trios.
  bool stands_in(Low low, const Trios& trios) const {
    return (!this->trios || trios.may_have(*this->trios)) && low.holds(text, rare);
  }

  Text text;
  Rarest rare;
  bool ascii;
  std::optional<Trios::Marks> trios;
};

// A regular expression of a rule.
struct Expression {
  uint32_t number;  // Python's name for it
  uint32_t hit;     // the hit that it means
  uint32_t rule;
  // What lines begin with that it fits, in small letters; none where that is not known.
  std::vector<Text> begins;
  bool skips = false;          // once what is no word has been passed over
  std::vector<Literal> literals;  // of these a line must hold one
  uint32_t longest;            // characters of a line that it fits, at most
};

class Expressions {
 public:
  void add(Expression expression) { all_.push_back(std::move(expression)); }
  // To be called once all are there. Gives the literals that are to be looked for in texts, each with the places of
  // the expressions that it makes worth trying.
  std::map<Text, Ids> build();

  const Expression& operator[](uint32_t place) const { return all_[place]; }

  // Sets `out` to the places of those that may fit a line (small letters, spaces around it and all, and its trios), in
  // order; of those in `found` it holds a literal.
  void candidates(Low low, const Trios& trios, const Ids& found, Ids& out) const;

 private:
  // A beginning of an expression.
  struct Begin {
    Text text;
    uint32_t place;
  };
  // Beginnings, filed under their first characters.
  class Begins {
   public:
    void add(const Expression& expression, uint32_t place);
    void build();
    void find(Low text, Ids& out) const;

   private:
    static size_t mark(uint8_t first, uint8_t second) { return (first ^ second * 37u) % 1024; }

    std::vector<Begin> all_;
    Ids places_;  // of the expressions that have them
    Filed filed_;
    std::bitset<1024> marks_;  // of the first two characters
  };

  std::vector<Expression> all_;
  Begins of_line_, of_first_word_;
  Ids on_short_;  // those on short lines only, whose literals stand in all prose
};

}  // namespace cleantext
