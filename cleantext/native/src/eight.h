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

}  // namespace cleantext
