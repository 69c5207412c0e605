// Many literals looked for at once.

#pragma once

#include "filed.h"
#include "low.h"

namespace cleantext {

// Where in a literal the characters stand that it is filed under, and what tells most texts without a look at it.
struct LiteralPlace {
  // Of a literal in small letters.
  LiteralPlace(uint32_t literal, size_t at, Low low)
      : literal(literal), at(uint32_t(at)), size(uint32_t(low.size())), ends(ends_of(low.bytes, low.size())) {}

  uint32_t literal, at;
  uint32_t size;  // of the literal
  uint32_t ends;

  // Whether it may stand in a text that has these characters at `i`: it begins `at` before then.
  bool may_stand(Low low, size_t i) const {
    return at <= i && i - at + size <= low.size() && ends_of(low.bytes + i - at, size) == ends;
  }

 private:
  // The first two and the last two bytes of a text.
  static uint32_t ends_of(const uint8_t* bytes, size_t size) {
    const size_t last = size - 1, second = std::min<size_t>(1, last);
    return bytes[0] | uint32_t(bytes[second]) << 8 | uint32_t(bytes[last - second]) << 16 | uint32_t(bytes[last]) << 24;
  }
};

// Which bytes follow the three that literals are filed under, by their lowest bits: a bit for each.
class Followers {
 public:
  // Of a literal that is filed under the three at a place.
  static Followers of(Low literal, size_t at) {
    Followers out;
    out.bits_ = at + 3 < literal.size() ? bit(literal.bytes[at + 3]) : ANY;
    return out;
  }
  static Followers any() {
    Followers out;
    out.bits_ = ANY;
    return out;
  }
  void add(Followers more) { bits_ |= more.bits_; }
  // 1 where a byte may be among them, else 0.
  size_t may_have(uint8_t byte) const { return bits_ >> (byte % 16) & 1; }

 private:
  static constexpr uint16_t ANY = 0xffff;
  static uint16_t bit(uint8_t byte) { return uint16_t(1 << byte % 16); }

  uint16_t bits_ = 0;
};

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
  void scan(Low low, Found found) const {
    if (literals_.empty()) return;
    const bool beyond = (has_pairs_ || has_tiny_) && !low.is_ascii();
    const bool pairs = has_pairs_ && (has_pairs_ascii_ || beyond);
    uint32_t places[STRETCH / 2];
    for (size_t start = 0; start < low.size(); start += STRETCH) {
      const size_t end = std::min(start + STRETCH, low.size());
      const auto look_at = [&](size_t count, uint32_t set, uint32_t mask) {
        // What is known of marks lies far apart and is seldom at hand: all of it is fetched at once.
        uint32_t ranks[STRETCH / 2];
        for (size_t n = 0; n < count; ++n) {
          ranks[n] = rank(mark((trio_at(low.bytes + places[n]) & mask) | set));
          fetch(&marks_[ranks[n]]);
        }
        // Most go by the byte that follows, again without a branch.
        size_t left = 0;
        for (size_t n = 0; n < count; ++n) {
          const Mark& mark = marks_[ranks[n]];
          ranks[left] = ranks[n];
          places[left] = places[n];
          left += mark.followers.may_have(low.bytes[places[n] + 3]);
          fetch(&places_[mark.first]);
        }
        for (size_t n = 0; n < left; ++n)
          if (!look(ranks[n], low, places[n], found)) return false;
        return true;
      };
      if (!look_at(marked(low.bytes, start, end, places, hash_of_trio), 0, 0xffffff)) return;
      if (!pairs) continue;
      const auto of_pair = [](uint32_t bytes) { return hash_of_trio((bytes & 0xffff) | PAIR); };
      if (!look_at(marked(low.bytes, start, end, places, of_pair), PAIR, 0xffff)) return;
    }
    if (has_tiny_ && (has_tiny_ascii_ || beyond)) scan_tiny(low, found);
  }

  struct Literal {
    Text text;
    uint32_t id;
  };

  bool empty() const { return literals_.empty(); }
  const std::vector<Literal>& literals() const { return literals_; }

 private:
  // Stand for a third character, or a second and third: no byte is like them.
  static constexpr uint32_t PAIR = 0x1000000, TINY = 0x2000000;
  static constexpr size_t STRETCH = 512;  // characters that are looked through at a time

  struct Filed {
    uint32_t mark;
    LiteralPlace place;
    Followers followers;
  };
  // A mark that is had.
  struct Mark {
    uint32_t first;  // where its places begin
    Followers followers;
  };

  uint32_t mark(uint32_t bytes) const { return hash_of_trio(bytes) >> shift_; }
  bool has(uint32_t mark) const { return has_[mark / 64] >> (mark % 64) & 1; }

  // Sets `places` to the even places of a stretch whose characters have a mark; gives their number. There is no branch
  // in this, for where marks stand cannot be foreseen.
  template <typename HashOf>
  size_t marked(const uint8_t* bytes, size_t start, size_t end, uint32_t* places, HashOf hash_of) const {
    const uint32_t shift = shift_;
    const uint64_t* has = has_.data();
    size_t count = 0;
#pragma GCC unroll 4
    for (size_t i = start; i < end; i += 2) {
      const uint32_t mark = hash_of(trio_at(bytes + i)) >> shift;
      places[count] = uint32_t(i);
      count += has[mark / 64] >> (mark % 64) & 1;
    }
    return count;
  }

  // How many marks that are had come before one: those in its 64, and in all others.
  uint32_t rank(uint32_t mark) const {
    return ranks_[mark / 64] + count_bits(has_[mark / 64] & ((uint64_t(1) << (mark % 64)) - 1));
  }

  template <typename Found>
  bool look(uint32_t rank, Low low, size_t i, Found& found) const {
    for (uint32_t n = marks_[rank].first; n < marks_[rank + 1].first; ++n) {
      const LiteralPlace& place = places_[n];
      if (!place.may_stand(low, i)) continue;
      const Literal& literal = literals_[place.literal];
      if (starts_with(low.text.substr(i - place.at), literal.text) && !found(literal.id, i - place.at)) return false;
    }
    return true;
  }

  // Those of one or two characters.
  template <typename Found>
  void scan_tiny(Low low, Found& found) const {
    uint32_t places[STRETCH];
    for (size_t start = 0; start < low.size(); start += STRETCH) {
      const size_t end = std::min(start + STRETCH, low.size());
      size_t count = 0;
      for (size_t i = start; i < end; ++i) {
        places[count] = uint32_t(i);
        count += starts_tiny_[low.bytes[i]];
      }
      for (size_t n = 0; n < count; ++n) {
        const size_t i = places[n];
        const uint32_t one = mark(low.bytes[i] | TINY);
        if (has(one) && !look(rank(one), low, i, found)) return;
        const uint32_t two = mark((trio_at(low.bytes + i) & 0xffff) | TINY);
        if (two != one && has(two) && !look(rank(two), low, i, found)) return;
      }
    }
  }

  void file_short(uint32_t n, std::vector<Filed>& out);

  std::vector<Literal> literals_;
  uint32_t shift_ = 0;
  std::vector<uint64_t> has_;  // a bit for each mark
  bool has_pairs_ = false, has_pairs_ascii_ = false, has_tiny_ = false, has_tiny_ascii_ = false;
  std::array<bool, 0x100> starts_tiny_{};
  std::vector<uint32_t> ranks_;  // per 64 marks, how many before them are had
  std::vector<Mark> marks_;  // and behind the last one where places end
  std::vector<LiteralPlace> places_;
};

// Literals of four characters or more, looked for as a text's trios are noted: two trios of each are known, at an even
// and at an odd distance from its start.
class LiteralScanner {
 public:
  static constexpr size_t LEAST = 4;  // characters of a literal

  void add(View literal, uint32_t id) { literals_.push_back({Text(literal), id}); }
  // To be called once all are there.
  void build();

  // Adds a text's trios, and calls `found(id, start)` for each literal of the text, in no order.
  template <typename Found>
  void scan(Low low, Trios& trios, Found found) const {
    uint32_t places[STRETCH / 2];
    for (size_t start = 0; start < low.size(); start += STRETCH) {
      const size_t end = std::min(start + STRETCH, low.size());
      // There is no branch in this loop, for where marks stand cannot be foreseen.
      size_t count = 0;
      trios.add(low, start, end, [&](size_t i, uint16_t mark) {
        places[count] = uint32_t(i);
        count += has_[mark];
      });
      // Of these most go by the byte that follows, again without a branch.
      size_t left = 0;
      for (size_t n = 0; n < count; ++n) {
        const uint32_t i = places[n];
        places[left] = i;
        left += followers_[Trios::mark(low.bytes + i)].may_have(low.bytes[i + 3]);
      }
      for (size_t n = 0; n < left; ++n) look(low, places[n], found);
    }
  }

 private:
  static constexpr size_t STRETCH = 1024;  // characters that are looked through at a time

  struct Literal {
    Text text;
    uint32_t id;
  };
  static constexpr size_t MARKS = size_t(1) << Trios::BITS;

  template <typename Found>
  void look(Low low, size_t i, Found& found) const {
    const uint16_t mark = Trios::mark(low.bytes + i);
    for (uint32_t n = first_[mark]; n < first_[mark + 1]; ++n) {
      const LiteralPlace& place = places_[n];
      if (!place.may_stand(low, i)) continue;
      const Literal& literal = literals_[place.literal];
      if (starts_with(low.text.substr(i - place.at), literal.text)) found(literal.id, i - place.at);
    }
  }

  std::vector<Literal> literals_;
  std::array<bool, MARKS> has_{};           // whether any has a trio of this mark
  std::array<Followers, MARKS> followers_{};  // what follows these
  std::array<uint32_t, MARKS + 1> first_{};  // per mark, where its places begin
  std::vector<LiteralPlace> places_;
};

}  // namespace cleantext
