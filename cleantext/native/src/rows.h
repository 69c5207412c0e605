// Rows of values that are calculated with at once: of sixteen bytes on every processor, twice as long where it has
// registers for them. A scan that is worth it is written once and compiled for both; which one runs is asked of the
// processor.

#pragma once

#include <type_traits>
#include <utility>

#include "eight.h"

// Rows are never handed from one function to another as they come out: all is written into one.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace cleantext {

// A comparison gives a row of ones where it holds, and zeros elsewhere.
template <class C, size_t BYTES>
struct RowOf {
  typedef C type __attribute__((vector_size(BYTES)));
};
template <class C, size_t BYTES>
using Row = typename RowOf<C, BYTES>::type;
constexpr size_t PLAIN = 16, WIDE = 32;  // bytes of a row
using Sixteen = Row<uint8_t, PLAIN>;

// What is done in rows is written into its callers, so that it is compiled for the registers that these may use.
#define IN_ROWS __attribute__((always_inline))
#ifdef __x86_64__
#define FOR_WIDE_ROWS __attribute__((target("avx2")))
inline const bool can_wide_rows = __builtin_cpu_supports("avx2");
#else
#define FOR_WIDE_ROWS
constexpr bool can_wide_rows = false;
#endif
// Whether they are used; tests say no, so that the others are run, too.
inline bool has_wide_rows = can_wide_rows;

template <class Run>
FOR_WIDE_ROWS auto in_wide_rows(Run& run) {
  return run.template operator()<WIDE>();
}

// What `run` gives, an IN_ROWS that is told how many bytes a row is to have.
template <class Run>
auto in_rows(Run run) {
  return has_wide_rows ? in_wide_rows(run) : run.template operator()<PLAIN>();
}

template <size_t BYTES, class C>
IN_ROWS inline Row<C, BYTES> row_at(const C* values) {
  Row<C, BYTES> row;
  std::memcpy(&row, values, sizeof row);
  return row;
}
inline Sixteen sixteen_at(const uint8_t* bytes) { return row_at<PLAIN>(bytes); }

// Fewer bytes than a row has, with zeros behind them.
template <class R>
IN_ROWS inline R first_of(R row, size_t size) {
  constexpr auto MASK = [] {
    std::array<uint8_t, 2 * sizeof(R)> out{};
    std::fill_n(out.begin(), sizeof(R), uint8_t(0xff));
    return out;
  }();
  return row & row_at<sizeof(R)>(MASK.data() + sizeof(R) - size);
}

// Single instructions, which compilers do not find by themselves.
#ifdef __x86_64__
FOR_WIDE_ROWS inline bool has_any_wide(Row<long long, WIDE> row) { return !__builtin_ia32_ptestz256(row, row); }
FOR_WIDE_ROWS inline Row<char, WIDE> looked_up(Row<char, WIDE> table, Row<char, WIDE> places) {
  return __builtin_ia32_pshufb256(table, places);
}
// The highest bit of each byte.
inline uint32_t highest_bits(Row<char, PLAIN> bytes) { return uint32_t(__builtin_ia32_pmovmskb128(bytes)); }
FOR_WIDE_ROWS inline uint32_t highest_bits(Row<char, WIDE> bytes) { return uint32_t(__builtin_ia32_pmovmskb256(bytes)); }
// The sums of each eight bytes.
FOR_WIDE_ROWS inline Row<long long, WIDE> sums_of_eight(Row<char, WIDE> bytes) {
  return Row<long long, WIDE>(__builtin_ia32_psadbw256(bytes, Row<char, WIDE>{}));
}
// Two rows of words that are bytes as one.
FOR_WIDE_ROWS inline Row<uint8_t, WIDE> packed(Row<uint16_t, WIDE> first, Row<uint16_t, WIDE> last) {
  using Shorts = Row<short, WIDE>;
  const auto halves = __builtin_ia32_packuswb256(Shorts(first), Shorts(last));
  return Row<uint8_t, WIDE>(__builtin_ia32_permdi256(Row<long long, WIDE>(halves), 0b11'01'10'00));
}
#else
inline Row<uint8_t, WIDE> packed(Row<uint16_t, WIDE> first, Row<uint16_t, WIDE> last) {
  Row<uint8_t, WIDE> out;
  for (size_t n = 0; n < WIDE; ++n) out[n] = uint8_t(n < WIDE / 2 ? first[n] : last[n - WIDE / 2]);
  return out;
}
inline bool has_any_wide(Row<long long, WIDE> row) { return row[0] | row[1] | row[2] | row[3]; }
inline Row<char, WIDE> looked_up(Row<char, WIDE> table, Row<char, WIDE> places) {
  for (size_t n = 0; n < WIDE; ++n) places[n] = table[uint8_t(places[n])];
  return places;
}
template <class R>
uint32_t highest_bits(R bytes) {
  uint32_t bits = 0;
  for (size_t n = 0; n < sizeof bytes; ++n) bits |= uint32_t(uint8_t(bytes[n]) >> 7) << n;
  return bits;
}
inline Row<long long, WIDE> sums_of_eight(Row<char, WIDE> bytes) {
  Row<long long, WIDE> sums{};
  for (size_t n = 0; n < WIDE; ++n) sums[n / 8] += uint8_t(bytes[n]);
  return sums;
}
#endif

template <class R>
IN_ROWS inline bool has_any(R row) {
  if constexpr (sizeof(R) == WIDE) return has_any_wide(Row<long long, WIDE>(row));
  const auto parts = Row<uint64_t, sizeof(R)>(row);
  return parts[0] | parts[1];
}

// Which bytes pass a test: those of which the lower half and the upper half have a bit in common.
class ByteSet {
 public:
  // Upper halves may be of eight kinds at most, by the lower ones that pass with them.
  template <class Test>
  static consteval ByteSet of(Test test) {
    ByteSet out;
    std::array<uint16_t, 8> kinds{};
    for (unsigned high = 0; high < 16; ++high) {
      uint16_t passed = 0;
      for (unsigned low = 0; low < 16; ++low) passed |= uint16_t(bool(test(uint8_t(high << 4 | low))) << low);
      if (!passed) continue;
      size_t kind = 0;
      while (kinds.at(kind) && kinds.at(kind) != passed) ++kind;
      kinds.at(kind) = passed;
      for (size_t lane : {0, 16}) out.high_[lane + high] = uint8_t(1 << kind);
    }
    for (size_t n = 0; n < 32; ++n)
      for (size_t kind = 0; kind < kinds.size(); ++kind)
        out.low_[n] |= uint8_t((kinds[kind] >> (n % 16) & 1) << kind);
    return out;
  }

  // The bytes of a row that are in it, as something else than zero.
  IN_ROWS Row<uint8_t, WIDE> among(Row<uint8_t, WIDE> bytes) const;

 private:
  std::array<uint8_t, WIDE> low_{}, high_{};  // the bits of halves, twice
};
template <class Test>
inline constexpr ByteSet BYTES_OF = ByteSet::of(Test());

IN_ROWS inline Row<uint8_t, WIDE> ByteSet::among(Row<uint8_t, WIDE> bytes) const {
  using R = Row<char, WIDE>;
  const auto upper = Row<uint8_t, WIDE>(Row<uint16_t, WIDE>(bytes) >> 4) & 0x0f;
  const R low = looked_up(row_at<WIDE>(reinterpret_cast<const char*>(low_.data())), R(bytes & 0x0f));
  const R high = looked_up(row_at<WIDE>(reinterpret_cast<const char*>(high_.data())), R(upper));
  return Row<uint8_t, WIDE>(low & high);
}

// Whether characters, or rows of them, have a byte each.
template <class V>
constexpr bool is_of_bytes = [] {
  if constexpr (std::is_integral_v<V>)
    return sizeof(V) == 1;
  else
    return sizeof(std::declval<V&>()[0]) == 1;
}();

// Whether characters pass a test, one of them or a row: an IN_ROWS that is asked of each alone.
template <class Test, class V>
IN_ROWS inline V passed(V c) {
  if constexpr (is_of_bytes<V> && sizeof(V) == WIDE)
    return BYTES_OF<Test>.among(c);
  else
    return Test()(c);
}

// How many bytes passed a test.
template <class R = Sixteen>
class Tally {
 public:
  // Of a row, those with ones; the others have zeros.
  IN_ROWS void add(R passed) {
    counts_ -= passed;
    if (++times_ == 0xff) move();
  }
  IN_ROWS size_t total() {
    move();
    return total_;
  }

 private:
  // A count of a byte is full soon.
  IN_ROWS void move() {
    if constexpr (sizeof(R) == WIDE) {
      const auto sums = sums_of_eight(Row<char, WIDE>(counts_));
      total_ += size_t(sums[0] + sums[1] + sums[2] + sums[3]);
    } else {
      for (size_t k = 0; k < sizeof counts_; ++k) total_ += counts_[k];
    }
    counts_ = R{};
    times_ = 0;
  }

  R counts_{};
  size_t total_ = 0, times_ = 0;
};

// Where two bytes stand side by side in so many, from the first on, or that number; 33 more can be read.
inline size_t find_both(const uint8_t* bytes, size_t size, uint8_t first, uint8_t second) {
  return in_rows([=]<size_t BYTES>() IN_ROWS {
    for (size_t i = 0; i + 1 < size; i += BYTES) {
      const auto first_there = row_at<BYTES>(bytes + i) == first, second_there = row_at<BYTES>(bytes + i + 1) == second;
      const auto found = Row<uint8_t, BYTES>(first_there & second_there);
      const uint32_t places = highest_bits(Row<char, BYTES>(found));
      if (!places) continue;
      i += size_t(std::countr_zero(places));
      return i + 1 < size ? i : size;
    }
    return size;
  });
}

}  // namespace cleantext
