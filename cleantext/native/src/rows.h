// Rows of values that are calculated with at once: of sixteen bytes on every processor, twice as long where it has
// registers for them. A scan that is worth it is written once and compiled for both; which one runs is asked of the
// processor.

#pragma once

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

template <class R>
IN_ROWS inline bool has_any(R row) {
  const auto parts = Row<uint64_t, sizeof(R)>(row);
  if constexpr (sizeof(R) == WIDE) {
    const auto both = __builtin_shufflevector(parts, parts, 0, 1) | __builtin_shufflevector(parts, parts, 2, 3);
    return both[0] | both[1];
  } else {
    return parts[0] | parts[1];
  }
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
    for (size_t k = 0; k < sizeof counts_; ++k) total_ += counts_[k];
    counts_ = R{};
    times_ = 0;
  }

  R counts_{};
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
