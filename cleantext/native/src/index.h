// The compiled rules as lines look them up: cleantext.rules.index.

#pragma once

#include <bitset>
#include <map>
#include <memory>
#include <optional>

#include "dates.h"
#include "expressions.h"
#include "filed.h"
#include "fold.h"
#include "lines.h"
#include "low.h"
#include "pattern.h"
#include "prefixes.h"
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
  explicit Key(Low low) : low(low) {}

  Low low;
  uint16_t held = ANYTHING;  // of Need
  mutable Pattern::Ends shared;  // of patterns that were tried on it

  bool holds(const struct Piece& piece) const;
  // Whether it may hold a piece once it is finished: of a line as for Item::may_fit_unfinished.
  bool may_hold(const struct Piece& piece, const Trios& trios, bool ascii) const;
  // Its last one, two and three characters, packed.
  std::array<uint64_t, 3> ends() const;

 private:
  bool lacks(uint32_t mark) const;

  // Marks for three characters in succession: made once that pays.
  mutable std::optional<std::bitset<4096>> trios_;
  mutable uint32_t asked_ = 0;
};

// A text that a key may hold.
struct Piece {
  explicit Piece(Text text);

  Text text;
  Rarest rare;
  uint32_t mark;  // of its first three characters; of a shorter text none
  bool ascii;
  bool unspaced;  // folding takes spaces beside some of its characters
  // What a line must have before it is finished, spaces aside: the piece, or of one with marks a part; perhaps empty.
  Text words;
  std::optional<Rarest> words_rare;  // of these, unless they are empty
  std::optional<Trios::Marks> trios;  // of these
};

// Up to three characters as a number.
uint64_t packed(View text);

// A phrase with open holes, or one without as far as long lines are asked for it.
struct Item {
  uint32_t number;  // Python's name for the pattern
  Ids hits;
  std::vector<std::vector<Piece>> tests;
  std::vector<uint64_t> ends;  // packed, sorted
  uint16_t need = ANYTHING;  // bits of Need, all of which a line must have
  uint32_t longest = 0;      // characters of a line that it fits, at most; 0 where nobody asked
  bool digit_first = false;  // every line that it fits begins with a digit
  // The letters and digits that lines begin with, if they do, as far as it was asked for when rules were compiled.
  Prefixes first_words;

  bool may_fit(const Key& key) const;
  // The same of a line of ASCII in small letters, or one with its characters folded, before separators become spaces:
  // `trios` are its own.
  bool may_fit_unfinished(const Key& line, const Trios& trios, bool ascii) const;
  bool may_end(const std::array<uint64_t, 3>& ends_of_key) const;
  // Whether it stands for a phrase without open holes.
  bool is_closed() const { return hits.empty(); }
  // To be called once the tests are there.
  void prepare();

 private:
  // Of tests whose pieces all have trios the marks of these, side by side, with the number of each test's: what tells
  // most lines.
  std::vector<Trios::Marks> marks_;
  std::vector<uint16_t> marks_of_test_;

  bool lacks_trios(const Trios& trios) const;
};

// What the look-up asks beside that.
struct Patterns : Host {
  // Whether the pattern of a phrase fits a folded line, of which `ends` are known.
  virtual bool fits(uint32_t pattern, View key, Pattern::Ends& ends) = 0;
  // Whether a regular expression of a rule fits a line.
  virtual bool matches(uint32_t expression, View line) = 0;
};

constexpr size_t CACHE_SIZE = 1 << 14;  // short lines

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

  Index(Folder& folder, Patterns& patterns, const Months& months)
      : folder_(folder), patterns_(patterns), months_(months) {}

  // To be called once all of these are there.
  void prepare();
  // What is known of a line, which has this hash, from its own text: Index.look. `low` is the line in small letters,
  // empty if not known; `trios` are the line's.
  SharedLook look(View line, uint64_t hash, Low low, const Trios& trios, Host& host);
  // A line that is not long and was met twice; the engine adds what expressions on lines of any length say.
  struct Known {
    SharedLook look;
    SharedLook wider;  // with the hits of all such expressions; none: not asked yet
    Ids rules;                          // of these hits
  };
  // Null where there is none; good until any line is looked at. `hash` is the line's, with which it is asked for.
  Known* known(View line, uint64_t hash);
  // To be called for a line that will be asked for: first this, and this a little later.
  void expect(uint64_t hash) const { cache_.expect(hash); }
  void expect_soon(uint64_t hash) const { cache_.expect_soon(hash); }
  // With phrases that begin with an open hole tried on long lines, too; none where no phrase fits.
  // `trios` will be the line's, where it is of ASCII.
  SharedLook look_closely(View line, Low low, Trios& trios);

 private:
  SharedLook look_at(View line, Low seen, const LineFacts& facts, View key, const Ids& hits);
  Text fold(View line, Low low, bool ascii) const;
  Text long_key(View line, Low low, bool ascii, const Trios& trios);
  Ids open_items(Low low, Trios& trios) const;
  std::optional<std::array<uint64_t, 3>> plain_ends(View low) const;
  const Ids* find_exact(View key, uint64_t hash) const;
  Ids hits(View text);
  uint16_t held(Low key) const;
  uint16_t date_ends(View key) const;
  void try_items(IdRange filed, const Key& key, Ids& out);
  void add_expressions(View line, Low low, Host& host, Ids& out);

  Folder& folder_;
  Patterns& patterns_;
  const Months& months_;
  Cache<Known> cache_{CACHE_SIZE};
  Met met_;  // lines that may return
  size_t longest_exact_ = 0;  // characters
  Marks exact_marks_;
  Trios trios_;  // of a line that is looked at; Python is not asked as long as they are needed

  // Items that begin with an open hole, which long heads do not tell of, as far as lines of ASCII may have them; those
  // that fit the longest lines come first.
  LiteralScanner open_words_;       // words of their needles
  std::vector<Ids> by_open_word_;   // per literal of these
  // Per item what tells most lines, side by side.
  struct Sieve {
    uint32_t longest;
    uint32_t starts;  // what lines begin with: a bit for each kind of character, see start_of
    uint16_t need;
  };
  std::vector<Sieve> sieves_;
  Ids open_with_ends_;              // of the others those that say how lines end
  Filed open_ends_;                 // the same by these ends, packed
  std::map<uint16_t, Ids> open_;    // those that do not say so, by what they need
};

// The hits of both, in order, each once.
Ids merged(const Ids& a, const Ids& b);

constexpr size_t LONG_LINE = 100;
constexpr size_t MAX_LINE = 600;

}  // namespace cleantext
