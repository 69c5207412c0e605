// Bytes taken several at a time, as one number.

#pragma once

#include <bit>
#include <cstring>

#include "chars.h"

namespace cleantext {

// Four bytes as a number, the first one lowest.
inline uint32_t four_at(const uint8_t* bytes) {
  if constexpr (std::endian::native != std::endian::little)
    return bytes[0] | uint32_t(bytes[1]) << 8 | uint32_t(bytes[2]) << 16 | uint32_t(bytes[3]) << 24;
  uint32_t four;
  std::memcpy(&four, bytes, sizeof four);
  return four;
}

// Eight bytes as a number, the first one lowest.
inline uint64_t eight_at(const uint8_t* bytes) {
  if constexpr (std::endian::native != std::endian::little) return four_at(bytes) | uint64_t(four_at(bytes + 4)) << 32;
  uint64_t eight;
  std::memcpy(&eight, bytes, sizeof eight);
  return eight;
}

// The first ones of eight bytes, fewer than eight.
inline uint64_t first_of(uint64_t eight, size_t size) { return eight & ((uint64_t(1) << (8 * size)) - 1); }

// Of eight bytes, each in its highest bit: whether it is ASCII, and from `low` to `high`.
constexpr uint64_t ONES = 0x0101010101010101, HIGHEST = ONES << 7;
inline uint64_t are_between(uint64_t eight, uint8_t low, uint8_t high) {
  const uint64_t rest = eight & ~HIGHEST;
  return (rest + ONES * (0x80 - low)) & ~(rest + ONES * (0x7f - high)) & ~eight & HIGHEST;
}

// How many of eight bytes, from the first one on, have their highest bit set.
inline size_t count_first(uint64_t highest) { return size_t(std::countr_one(highest | ~HIGHEST)) / 8; }

// Sixteen bytes that are calculated with at once. A comparison gives bytes of ones where it holds, and zeros elsewhere.
typedef uint8_t Sixteen __attribute__((vector_size(16)));

inline Sixteen sixteen_at(const uint8_t* bytes) {
  Sixteen sixteen;
  std::memcpy(&sixteen, bytes, sizeof sixteen);
  return sixteen;
}

// Fewer than sixteen, with zeros behind them.
inline Sixteen first_of(Sixteen sixteen, size_t size) {
  constexpr auto MASK = [] {
    std::array<uint8_t, 2 * sizeof(Sixteen)> out{};
    std::fill_n(out.begin(), sizeof(Sixteen), uint8_t(0xff));
    return out;
  }();
  return sixteen & sixteen_at(MASK.data() + sizeof(Sixteen) - size);
}

inline bool has_any(Sixteen bits) {
  const auto halves = std::bit_cast<std::array<uint64_t, 2>>(bits);
  return halves[0] | halves[1];
}

// How many bytes passed a test.
class Tally {
 public:
  // Of sixteen, those with ones; the others have zeros.
  void add(Sixteen passed) {
    counts_ -= passed;
    if (++times_ == 0xff) move();
  }
  size_t total() {
    move();
    return total_;
  }

 private:
  // A count of a byte is full soon.
  void move() {
    for (size_t k = 0; k < sizeof counts_; ++k) total_ += counts_[k];
    counts_ = Sixteen{};
    times_ = 0;
  }

  Sixteen counts_{};
  size_t total_ = 0, times_ = 0;
};

// Where two bytes stand side by side in so many, from the first on, or that number; 33 more can be read.
inline size_t find_both(const uint8_t* bytes, size_t size, uint8_t first, uint8_t second) {
  const auto stand_at = [=](size_t i) {
    return Sixteen((sixteen_at(bytes + i) == first) & (sixteen_at(bytes + i + 1) == second));
  };
  for (size_t i = 0; i + 1 < size; i += 2 * sizeof(Sixteen)) {
    const std::array<Sixteen, 2> found{stand_at(i), stand_at(i + sizeof(Sixteen))};
    if (!has_any(found[0] | found[1])) continue;
    const auto each = std::bit_cast<std::array<uint8_t, sizeof found>>(found);
    i += size_t(std::find(each.begin(), each.end(), 0xff) - each.begin());
    return i + 1 < size ? i : size;
  }
  return size;
}

}  // namespace cleantext
