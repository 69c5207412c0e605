// Sets of characters, written as in a regular expression: so Python and native code read one definition.

#pragma once

#include <stdexcept>
#include <utility>

#include "chars.h"

namespace cleantext {

// A set of characters, as inside of the brackets of a regular expression: characters, ranges, \s \S \d \w, signs behind
// a backslash; "^" at the front means all others, "!" all others or the text's end; an empty one all or the end.
class Set {
 public:
  explicit Set(View body) {
    if (body.empty()) {
      negated_ = or_end_ = true;
      return;
    }
    or_end_ = body[0] == U'!';
    negated_ = or_end_ || body[0] == U'^';
    if (negated_) body.remove_prefix(1);
    while (!body.empty()) take(body);
  }

  bool has(Char c) const {
    bool in = (kind(c) & kinds_) != 0 || (word_ && is_word(c)) || (no_space_ && !is_space(c));
    for (auto [first, last] : ranges_) in = in || (first <= c && c <= last);
    return in != negated_;
  }

  bool has_end() const { return or_end_; }
  bool has_ranges_only() const { return !kinds_ && !word_ && !no_space_ && !negated_; }

  // The characters and ranges that it names, first and last.
  const std::vector<std::pair<Char, Char>>& ranges() const { return ranges_; }

 private:
  void take(View& body) {
    Char c = body[0];
    if (c == U'\\') {
      if (body.size() < 2) throw std::invalid_argument("a set ends in a backslash");
      switch (body[1]) {
        case U's': kinds_ |= SPACE; break;
        case U'd': kinds_ |= DECIMAL; break;
        case U'w': word_ = true; break;
        case U'S': no_space_ = true; break;
        default:
          if (is_word(body[1])) throw std::invalid_argument("a set has an escape other than \\s, \\S, \\d, \\w");
          ranges_.emplace_back(body[1], body[1]);
      }
      body.remove_prefix(2);
      if (body.size() >= 2 && body[0] == U'-') throw std::invalid_argument("a range begins with a backslash");
      return;
    }
    bool range = body.size() >= 3 && body[1] == U'-';
    Char last = range ? body[2] : c;
    if (range && last == U'\\') throw std::invalid_argument("a range ends with a backslash");
    ranges_.emplace_back(c, last);
    body.remove_prefix(range ? 3 : 1);
  }

  std::vector<std::pair<Char, Char>> ranges_;
  uint8_t kinds_ = 0;
  bool word_ = false, no_space_ = false, negated_ = false, or_end_ = false;
};

}  // namespace cleantext
