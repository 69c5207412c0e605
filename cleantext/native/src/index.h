// The compiled rules as lines look them up: cleantext.rules.index.

#pragma once

#include <bitset>
#include <memory>
#include <optional>

#include "dates.h"
#include "expressions.h"
#include "filed.h"
#include "fold.h"
#include "lines.h"
#include "scan.h"

namespace cleantext {

// What lines can have that patterns ask for, as bits; index.NEEDS.
enum Need : uint16_t {
  ANYTHING = 1,
  AT = 2,
  URL = 4,
  SCRIPT = 8,
  DIGITS = 16,
  CLOCK = 32,
  DATE = 64,
  DATE_FIRST = 128,
  DATE_LAST = 256
};

// A folded line, or one in small letters, with what makes it cheap to ask whether texts stand in it.
class Key {
 public:
  explicit Key(View text);

  View text;
  uint16_t held = ANYTHING;  // of Need
  std::array<uint64_t, 3> ends;  // its last one, two and three characters

  bool holds(const struct Piece& piece) const;
  // Whether it may hold a piece once it is folded: of a line of ASCII in small letters.
  bool may_hold(const struct Piece& piece) const;

 private:
  std::bitset<4096> trios_;  // marks for three characters in succession
};

// A text that a key may hold.
struct Piece {
  explicit Piece(Text text);

  Text text;
  uint32_t mark;       // of its first three characters; of a shorter text none
  uint32_t word_mark;  // of three letters or digits of it, which folding leaves side by side; perhaps none
  bool plain;          // whether it is of ASCII letters, digits and single spaces
  uint32_t rare;       // where its rarest character stands
};

// Up to three characters as a number.
uint64_t packed(View text);

// A phrase with open holes, or one without as far as long lines are asked for it.
struct Item {
  uint32_t number;  // Python's name for the pattern
  Ids hits;
  std::vector<std::vector<Piece>> tests;
  std::vector<uint64_t> ends;  // packed, sorted
  uint16_t need = ANYTHING;
  bool digit_first = false;  // every line that it fits begins with a digit
  // What every line that it fits begins with; empty where that is anything. Asked for when that pays.
  std::optional<std::vector<Text>> begins;
  uint32_t tries = 0;  // before that

  bool may_fit(const Key& key) const;
  // Whether it may fit a line once that is folded; the line is of ASCII and in small letters.
  bool may_fit_folded(const Key& line) const;
  bool may_end(const std::array<uint64_t, 3>& ends_of_key) const;
};

// What the look-up asks of Python.
struct Patterns {
  virtual ~Patterns() = default;
  virtual bool fits(uint32_t pattern, View key) = 0;
  virtual std::vector<Text> begins(uint32_t pattern) = 0;
  virtual bool matches(uint32_t expression, View line) = 0;
  virtual Form form(View line) = 0;
  // Of a key that holds a date: DATE_FIRST and DATE_LAST.
  virtual uint16_t date_ends(View key) = 0;
};

class Index {
 public:
  Table<Ids> exact;
  std::vector<Item> items;
  Filed by_head, by_tail, long_heads;
  std::vector<Ids> by_needle;  // per literal of `needles`
  Scanner needles;
  std::array<Ids, 9> by_need;
  std::vector<Expression> expressions;  // on short lines
  std::vector<Ids> by_literal;          // per literal of `literals`: these
  Scanner literals;

  Index(Folder& folder, Patterns& python, const Months& months) : folder_(folder), python_(python), months_(months) {}

  // What is known of a line from its own text: Index.look. `low` is the line in small letters, empty if not known.
  std::shared_ptr<const Look> look(View line, View low, Host& host);
  // With phrases that begin with an open hole tried on long lines, too; null where nothing is to be added.
  std::shared_ptr<const Look> look_closely(View line);

 private:
  std::shared_ptr<Look> look_at(View line, Text key);
  Text long_key(View line, View low);
  bool may_fit_folded(View low, const Ids& filed) const;
  Ids hits(View text);
  uint16_t held(View key) const;
  void try_items(IdRange filed, const Key& key, Ids& out);
  bool begins_so(Item& item, View key);
  void add_expressions(View line, View low, Host& host, Ids& out);

  Folder& folder_;
  Patterns& python_;
  const Months& months_;
  Table<std::shared_ptr<const Look>> cache_;
};

// The hits of both, in order, each once.
Ids merged(const Ids& a, const Ids& b);

constexpr size_t LONG_LINE = 100;
constexpr size_t MAX_LINE = 600;

}  // namespace cleantext
