// Dates in folded text: cleantext.rules.holes.has_date.

#pragma once

#include "chars.h"

namespace cleantext {

// Words that begin as the names of months do.
struct Months {
  Words stems, shorts, small_words;
};

bool has_date(View key, const Months& months);

}  // namespace cleantext
