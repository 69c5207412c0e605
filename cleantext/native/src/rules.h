// The compiled rules, as far as decisions need them. Everything is filled from what flat.py gives.

#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "dates.h"
#include "language.h"

namespace cleantext {

// The signs of cleantext.rules.signs, in the order of SIGN_NAMES (scene.cpp). A sign of the line above or below is
// the same one with a step.
enum class Sign : uint8_t {
  words, chars, end_mark, colon, digits, symbols, capitals, upper, lower_start, quoted,
  question, label, bullet, parts, date, time, money, link, cue, address, entry,
  entries_near, echo, phrase, prose, copy_of,
  zone, share, line, line_from_end, after_prose, before_prose, run, run_words, run_phrases, headline,
  chrome_near, chrome_above, chrome_below, since_closing, nav_below,
  rest_prose, rest_echo, rest_phrases,
  document_prose, document_lines, short_inside, echo_after,
  count
};

// A sign, of the line itself (step 0) or of one beside it (-1, 1).
struct Asked {
  Sign sign;
  int8_t step = 0;
};

// Words that are values of signs: places in ZONE_WORDS or HEADLINE_WORDS.
enum Zone : uint8_t { HEAD, BODY, TAIL };
enum Headline : uint8_t { ABOVE, HEADLINE, BELOW, NONE };
constexpr size_t MOST_WORDS = 4;

inline bool gives_word(Sign sign) { return sign == Sign::zone || sign == Sign::headline; }

struct Condition {
  Asked asked;
  double low, high;
  uint8_t words;  // a bit for each word that it allows, of signs that give words
};

enum class Where : uint8_t { anywhere, edges, head, tail };
enum class To : uint8_t { end, lines, phrase };

struct Rule {
  bool keep;  // action
  bool sure;  // confidence is high
  Where where;
  std::vector<Condition> when, unless;
  bool has_near;
  To to;
  uint32_t to_lines;
  bool through_prose;
  uint32_t phrases;
  bool closing, nav, comments;  // by its category
  bool may_be_foreign;
  bool takes_copies;  // repeats inside a document
  uint32_t within;    // 0 is any distance
  bool keep_first;
};

enum class Role : uint8_t { line, from, near, to, block };

// A rule's claim on a line: cleantext.rules.scene.Hit.
struct Hit {
  uint32_t rule;
  Role role;
  uint16_t block;
  bool exception;  // rank[0] is 0
};

// A bit for each row of a card.
struct Rows {
  uint64_t low = 0, high = 0;

  Rows operator&(Rows other) const { return {low & other.low, high & other.high}; }
  Rows operator~() const { return {~low, ~high}; }
  bool any() const { return low | high; }
  int count() const { return int(count_bits(low) + (high ? count_bits(high) : 0)); }  // most cards are small
};

struct Question {
  Asked asked;
  std::vector<double> bounds;  // in order; filled up with infinite ones to a number that AT_ONCE divides
  std::vector<Rows> by_range;

  static constexpr size_t AT_ONCE = 8;
  // Between which bounds a value is. These are few, and which of them it reaches cannot be foreseen: no branch asks.
  size_t range_of(double value) const {
    size_t range = 0;
    for (size_t n = 0; n < bounds.size(); n += AT_ONCE)
      for (size_t k = 0; k < AT_ONCE; ++k) range += value >= bounds[n + k];
    return range;
  }

  Rows by_word[MOST_WORDS];
  Rows known;  // rows about which all is known before this question; none where it is too early to look
  Rows open;   // rows that some answer rules out
};

struct Card {
  struct Weight {
    double weight;
    Rows rows;
  };
  Rows all;
  std::vector<Weight> weights;
  std::vector<Question> questions;
};

struct Test {
  Condition condition;
  bool wanted;
};

// A rule that looks at every line, in the order of RuleSet.shapes: a shape, a scorecard, or one that takes copies.
struct Shape {
  uint32_t rule;
  bool copies;
  std::vector<Zone> zones;
  bool takes_prose;
  std::vector<Test> of_document, cheap, dear;
  bool has_card;
  Card card;
  double threshold, strict_threshold;
  // Where lines can stand that pass the cheap tests, and whether only below one that says that the article ended.
  size_t first_line = 0, end_line = std::numeric_limits<size_t>::max();
  bool below_closing = false;
};

// Words that weigh a little: cleantext.rules.scene.Cues.
struct CueWords {
  Words stems;
  std::vector<Text> unspaced;  // of scripts in which words are not told by spaces
};

struct Rules {
  std::vector<Rule> rules;
  std::vector<Hit> hits;
  std::vector<Shape> shapes;
  Languages languages;
  CueWords cues, addresses;
  Months months;
};

}  // namespace cleantext
