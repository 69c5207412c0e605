#include "dates.h"

namespace cleantext {
namespace {

bool is_date_dash(Char c) { return c == U'-' || c == U'/' || c == U'.'; }

size_t decimals(View key, size_t i, size_t most) {
  size_t n = 0;
  while (n < most && i + n < key.size() && is_decimal(key[i + n])) ++n;
  return n;
}

// What follows the first number of holes._NUMERIC_DATE.
bool numeric_date_after(View key, size_t i) {
  const auto at = [key](size_t k) { return k < key.size() ? key[k] : U'\0'; };
  if (is_date_dash(at(i))) {
    const size_t second = decimals(key, i + 1, 2);
    if (second > 0 && is_date_dash(at(i + 1 + second)) && decimals(key, i + 2 + second, 1) > 0) return true;
    const Char next = at(i + 1);
    if (is_word(next) && !is_decimal(next) && next != U'_') return true;
  }
  if (at(i) == U'.') {
    const size_t second = at(i + 1) == U' ' ? i + 2 : i + 1;
    const size_t size = decimals(key, second, 2);
    if (size > 0 && at(second + size) == U'.') {
      const size_t third = second + size + 1;
      if (decimals(key, at(third) == U' ' ? third + 1 : third, 1) > 0) return true;
    }
  }
  const Char mark = at(i) == U' ' ? at(i + 1) : at(i);
  return mark == U'年' || mark == U'년';
}

bool is_month(View word, const Months& months) {
  return months.stems.contains(word.substr(0, 4)) || months.shorts.contains(word.substr(0, 3));
}

// Whether one of the first, or last, two words names a month.
bool names_month(View piece, bool last, const Months& months) {
  View words[2];
  size_t count = 0;
  for (size_t i = 0; i < piece.size();) {
    if (is_space(piece[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < piece.size() && !is_space(piece[end])) ++end;
    if (last && count == 2) {
      words[0] = words[1];
      count = 1;
    }
    if (count < 2) words[count++] = piece.substr(i, end - i);
    i = end;
  }
  for (size_t n = 0; n < count; ++n)
    if (is_month(words[n], months) && !months.small_words.contains(words[n])) return true;
  return false;
}

}  // namespace

void Months::prepare() {
  for (const Words* words : {&stems, &shorts})
    for (const Text& word : *words) begins_.set(mark(Lowered(word).view().bytes));
}

bool Months::may_begin_in(Low line, size_t start, size_t end) const {
  uint64_t before = 0;  // the highest bit of the last byte, if that is a letter; what the first one follows counts not
  for (; start < end; start += sizeof before) {
    const uint64_t letters = are_between(eight_at(line.bytes + start), 'a', 'z');
    for (uint64_t starts = letters & ~(letters << 8 | before); starts; starts &= starts - 1) {
      const size_t at = start + size_t(std::countr_zero(starts)) / 8;
      if (at >= end) return false;
      if (begins_[mark(line.bytes + at)]) return true;
    }
    before = letters >> 56;
  }
  return false;
}

bool may_hold_date(Low line, const Months& months) {
  constexpr size_t REACH = 48;  // twice as far as in what is folded
  const auto is_plain = [&](size_t i) { return is_alnum(line.bytes[i]); };
  size_t searched = 0;  // no month begins before
  for (size_t i = line.next_digit(0), end; i < line.size(); i = line.next_digit(end)) {
    end = i;
    while (end < line.size() && is_decimal(line.bytes[end])) ++end;
    if (numeric_date_after(line.text, end)) return true;
    if (end < line.size() && line.bytes[end] == '.') {
      size_t next = end;
      while (next < line.size() && !is_plain(next)) ++next;
      if (next < line.size() && is_decimal(line.bytes[next])) return true;
    }
    const size_t last = std::min(line.size(), end + REACH);
    if (months.may_begin_in(line, std::max(searched, i > REACH ? i - REACH : 0), last)) return true;
    searched = last;
  }
  return false;
}

bool may_end_with_date(View key, const Months& months) {
  const View reach = key.substr(key.size() - std::min(key.size(), DATE_REACH));
  if (std::none_of(reach.begin(), reach.end(), is_decimal)) return false;
  size_t end = key.size();
  if (key.back() == U'.') --end;
  size_t start = end;
  while (start > 0 && key[start - 1] >= U'a' && key[start - 1] <= U'z') --start;
  // It ends in a number, a mark, or letters beyond ASCII.
  if (start == end || (start > 0 && key[start - 1] >= 0x80)) return true;
  const View word = key.substr(start, end - start);
  const auto is_one_of = [word](std::initializer_list<View> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const bool zone = word.size() >= 3 && word.size() <= 5 && word.back() == U't';
  return zone || is_month(word, months) || is_one_of({U"uhr", U"h", U"hrs", U"utc", U"am", U"pm", U"m", U"a", U"p"}) ||
         (start > 0 && is_decimal(key[start - 1]) && is_one_of({U"st", U"nd", U"rd", U"th", U"er", U"o"}));
}

bool may_end_with_date_folded(View line, const Months& months) {
  size_t start = line.size();
  while (start > 0 && is_alnum(line[start - 1])) --start;
  // Of marks nobody knows here what becomes of them.
  const bool is_word = start < line.size() && (start == 0 || line[start - 1] == U' ');
  return !is_word || may_end_with_date(line, months);
}

bool has_date(View key, const Months& months) {
  constexpr size_t REACH = 24;
  constexpr View ORDINALS = U"strdnhª.º";
  for (size_t i = 0; i < key.size();) {
    const size_t size = decimals(key, i, 4);
    if (size == 0) {
      ++i;
      continue;
    }
    const size_t end = i + size;
    if (numeric_date_after(key, end)) return true;
    const size_t from = i > REACH ? i - REACH : 0;
    if (names_month(key.substr(from, i - from), true, months)) return true;
    View after = key.substr(end, REACH);
    while (!after.empty() && contains(ORDINALS, after.front())) after.remove_prefix(1);
    if (names_month(after, false, months)) return true;
    i = end;
  }
  return false;
}

}  // namespace cleantext
