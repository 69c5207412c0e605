// Many literals looked for at once.

#pragma once

#include <bitset>
#include <unordered_map>

#include "chars.h"

namespace cleantext {

// Literals filed under three characters of each (all of shorter ones): a bit says whether any has these, a table which.
class Scanner {
 public:
  void add(View literal, uint32_t id);
  // Choose for each literal the three characters that the fewest others have. To be called once all are there.
  void build();

  // Call `found(id, start)` for each literal of the text, in no order of the literals; stop where it gives false.
  template <typename Found>
  void scan(View text, Found found) const {
    for (size_t i = 0; i < text.size(); ++i) {
      const uint32_t one = hash(text[i], 0, 0);
      const Char next = i + 1 < text.size() ? text[i + 1] : 0;
      const uint32_t two = hash(text[i], next, 0);
      const uint32_t three = hash(text[i], next, i + 2 < text.size() ? text[i + 2] : 0);
      if (has_[three] && !look(three, text, i, found)) return;
      if (has_short_) {
        if (two != three && has_[two] && !look(two, text, i, found)) return;
        if (one != two && one != three && has_[one] && !look(one, text, i, found)) return;
      }
    }
  }

  bool empty() const { return literals_.empty(); }

 private:
  static constexpr size_t BITS = 1 << 16;
  struct Literal {
    Text text;
    uint32_t id;
    uint32_t at;     // where in it the characters stand that it is filed under
    uint32_t width;  // how many these are
  };

  static uint32_t hash(Char a, Char b, Char c) {
    return ((a * 0x9E3779B1u) ^ (b * 0x85EBCA77u) ^ (c * 0xC2B2AE3Du)) >> 16;
  }

  template <typename Found>
  bool look(uint32_t slot, View text, size_t i, Found& found) const {
    for (uint32_t n = first_[slot]; n < first_[slot + 1]; ++n) {
      const Literal& literal = literals_[filed_[n]];
      if (i >= literal.at && text.substr(i - literal.at, literal.text.size()) == literal.text &&
          !found(literal.id, i - literal.at))
        return false;
    }
    return true;
  }

  std::vector<Literal> literals_;
  std::bitset<BITS> has_;
  bool has_short_ = false;
  std::vector<uint32_t> first_;  // per slot, where its literals begin in filed_
  std::vector<uint32_t> filed_;
};

}  // namespace cleantext
