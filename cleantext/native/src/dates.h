// Dates in folded text: cleantext.rules.holes.has_date.

#pragma once

#include <bitset>

#include "low.h"

namespace cleantext {

// Words that begin as the names of months do.
class Months {
 public:
  Words stems, shorts, small_words;

  // To be called when these are there.
  void prepare();
  // Whether some word that begins from `start` to `end` may be a month, by its first three bytes: in a line of ASCII.
  bool may_begin_in(Low line, size_t start, size_t end) const;

 private:
  static size_t mark(const uint8_t* word) { return hash_of_trio(trio_at(word)) >> 20; }

  std::bitset<4096> begins_;
};

// Characters from the end of a date to the digit in it that is next, and some more.
constexpr size_t DATE_REACH = 48;

bool has_date(View key, const Months& months);
// Whether folded text may end with a date: holes._may_end_date, and a little more.
bool may_end_with_date(View key, const Months& months);
// Of a line of ASCII, in small letters: whether it may hold a date, or end with one, once it is folded. The latter is
// asked of the line without what goes from its end.
bool may_hold_date(Low line, const Months& months);
bool may_end_with_date_folded(View line, const Months& months);

}  // namespace cleantext
