// Many literals looked for at once.

#pragma once

#include "chars.h"

namespace cleantext {

// Literals filed under characters that stand in them, those that the fewest others have: a bit says whether any literal
// has these, a table which. Of longer literals two places are known, at an even and at an odd distance from their
// start, so that only every other place of a text is looked at.
class Scanner {
 public:
  void add(View literal, uint32_t id);
  // To be called once all are there.
  void build();

  // Call `found(id, start)` for each literal of the text, in no order; stop where it gives false.
  template <typename Found>
  void scan(View text, Found found) const {
    if (literals_.empty()) return;
    const bool threes = has_threes_ && (has_threes_ascii_ || !is_ascii(text));
    const Char* c = text.data();
    for (size_t i = 0; i + 2 < text.size(); i += 2) {
      if (const uint32_t trio = mark(c[i], c[i + 1], c[i + 2]); has(trio)) [[unlikely]]
        if (!look(trio, text, i, found)) return;
      if (!threes) continue;
      if (const uint32_t pair = mark(c[i], c[i + 1], PAIR); has(pair)) [[unlikely]]
        if (!look(pair, text, i, found)) return;
    }
    if (threes && text.size() > 1 && text.size() % 2 == 0) {
      const uint32_t pair = mark(text[text.size() - 2], text.back(), PAIR);
      if (has(pair) && !look(pair, text, text.size() - 2, found)) return;
    }
    if (has_tiny_ && (has_tiny_ascii_ || !is_ascii(text))) scan_tiny(text, found);
  }

  bool empty() const { return literals_.empty(); }

 private:
  // Stand for a third character, or a second: no text has them.
  static constexpr Char PAIR = 0x110001, TINY = 0x110002;

  struct Literal {
    Text text;
    uint32_t id;
  };
  struct Place {
    uint32_t literal;
    uint32_t at;  // where in it the characters stand
  };

  uint32_t mark(Char a, Char b, Char c) const { return ((a + (b << 8) + (c << 16)) * 0x9E3779B1u) >> shift_; }
  bool has(uint32_t mark) const { return has_[mark / 64] >> (mark % 64) & 1; }

  template <typename Found>
  bool look(uint32_t mark, View text, size_t i, Found& found) const {
    for (uint32_t n = first_[mark]; n < first_[mark + 1]; ++n) {
      const auto [place, at] = places_[n];
      const Literal& literal = literals_[place];
      if (i >= at && text.substr(i - at, literal.text.size()) == literal.text && !found(literal.id, i - at))
        return false;
    }
    return true;
  }

  // Those of one or two characters.
  template <typename Found>
  void scan_tiny(View text, Found& found) const {
    for (size_t i = 0; i < text.size(); ++i) {
      const uint32_t one = mark(text[i], TINY, TINY);
      if (has(one) && !look(one, text, i, found)) return;
      if (i + 1 == text.size()) return;
      const uint32_t two = mark(text[i], text[i + 1], TINY);
      if (two != one && has(two) && !look(two, text, i, found)) return;
    }
  }

  std::vector<Literal> literals_;
  uint32_t shift_ = 0;
  std::vector<uint64_t> has_;  // a bit for each mark
  bool has_threes_ = false, has_threes_ascii_ = false, has_tiny_ = false, has_tiny_ascii_ = false;
  std::vector<uint32_t> first_;  // per mark, where its places begin
  std::vector<Place> places_;
};

}  // namespace cleantext
