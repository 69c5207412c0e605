// Regular expressions as Python's `re` has them, of the kinds that holes of phrases and rules are made of.

#pragma once

#include <bitset>
#include <forward_list>
#include <memory>
#include <optional>

#include "low.h"

namespace cleantext {

// What one character can be.
class CharSet {
 public:
  // `\w`, `\d` and `\s` are kinds of characters, as bits; those of the second half are their opposites.
  enum Class : uint8_t { WORD = 1, NO_WORD = 2, NUMERAL = 4, NO_NUMERAL = 8, BLANK = 16, NO_BLANK = 32 };

  // Of ranges, both ends counted; a character belongs to it whose other case does, if cases are alike.
  static CharSet of(std::vector<std::pair<Char, Char>> ranges, uint8_t classes, bool negated, bool any_case);

  bool has(Char c) const { return c < 0x80 ? ascii_[c] : has_beyond(c); }
  // The bytes that its characters are narrowed to, and perhaps others.
  std::bitset<0x100> bytes() const;
  // Its only character, as far as it is told as one.
  std::optional<Char> only() const;

  bool operator==(const CharSet&) const = default;

 private:
  bool has_beyond(Char c) const;

  std::bitset<0x80> ascii_;
  std::vector<std::pair<Char, Char>> ranges_;
  uint8_t classes_ = 0;
  bool negated_ = false, any_case_ = false;
};

// A pattern is tried by going back: what it fits, it fits in the order in which `re` tries it. Repetitions of groups
// are written out, so that steps lead forward only.
class Pattern {
 public:
  // Patterns that others hold, with their sources, in brackets: these share one, which is small and soon at hand.
  using Shared = std::vector<std::pair<Text, std::shared_ptr<const Pattern>>>;

  // Nothing where it has what is not known here: named groups, references, repetitions of groups without a bound. If
  // cases are alike, what it says holds for texts in which no character has an odd case.
  static std::optional<Pattern> parse(View source, bool any_case = false, const Shared& shared = {});

  // Where patterns that others hold end in one text, by where they begin: found once for all that are tried on it.
  class Ends {
   public:
    // In the order in which `re` comes to them; null where nobody has looked yet.
    const std::vector<size_t>* find(const Pattern* shared, size_t start) const {
      for (const Known& known : known_)
        if (known.shared == shared && known.start == start) return &known.ends;
      return nullptr;
    }
    // What it gives stays where it is.
    const std::vector<size_t>& add(const Pattern* shared, size_t start, std::vector<size_t> ends) {
      return known_.emplace_front(Known{shared, start, std::move(ends)}).ends;
    }

   private:
    struct Known {
      const Pattern* shared;
      size_t start;
      std::vector<size_t> ends;
    };
    std::forward_list<Known> known_;
  };

  // What re.fullmatch, re.match and re.search say. Nothing where that takes more steps than MOST_STEPS.
  std::optional<bool> fits(View text) const;
  std::optional<bool> begins(View text) const;
  std::optional<bool> stands_in(View text) const;
  // As `fits`, for one of many patterns that are tried on a text.
  std::optional<bool> fits_too(View text, Ends& ends) const;

  static constexpr size_t MOST_STEPS = 200'000;

 private:
  friend class Builder;
  class Run;

  enum class Op : uint8_t {
    end,        // of the pattern, or of one that another holds
    part_end,   // of a part that is tried alone
    text,       // [first, first + count) of texts_
    one,        // of a set
    many,       // of a set, from `least` to `most`, as many as there are, or fewer
    all,        // the same, never fewer
    either,     // one of the ways [first, first + count)
    fork,       // one of many ways, see Fork
    shared,     // a pattern that others hold, too
    part,       // a part alone, from `least` to `most` times, as often as it fits, never less often
    ahead,      // a part comes
    not_ahead,  // it does not
    behind,     // a character of a set came
    not_behind,
    border,  // of a word
    start,  // of the text
    stop,   // of the text, or of its last line
    last,   // of the text
  };

  struct Node {
    Op op;
    uint32_t next = 0;
    uint32_t first = 0;  // of texts_, sets_, ways_, forks_, shared_, or the node where a part begins
    uint32_t count = 0;
    uint32_t least = 0, most = 0;
    uint32_t begin = 0;  // of begins_: what may stand where the next node begins
  };

  // What a text may go on with where a node begins.
  struct Begin {
    std::bitset<0x100> bytes;
    bool nothing = false;  // it may be anything, or nothing

    bool may(View text, size_t at) const { return nothing || (at < text.size() && bytes[narrow(text[at])]); }
    bool operator==(const Begin&) const = default;
  };
  struct Way {
    uint32_t node, begin;
  };
  // Ways by what the text goes on with: lists of them, of which the last is for the end of a text.
  struct Fork {
    std::array<uint8_t, 0x100> by_byte;
    std::vector<std::vector<uint32_t>> lists;
  };

  std::optional<bool> run(View text, bool whole, bool anywhere) const;
  std::optional<bool> run(View text, bool whole, bool anywhere, Ends& ends) const;

  std::vector<Node> nodes_;
  Text texts_;
  std::vector<CharSet> sets_;
  std::vector<Way> ways_;
  std::vector<Fork> forks_;
  std::vector<std::shared_ptr<const Pattern>> shared_;
  std::vector<Begin> begins_;
  uint32_t first_ = 0, begin_ = 0;
  bool any_case_ = false;
};

// Whether a text has but characters of which the package `regex`, cases alike or not, says the same as `re` does.
bool reads_everywhere_alike(View text);

}  // namespace cleantext
