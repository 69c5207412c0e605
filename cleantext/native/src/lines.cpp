#include "lines.h"

#include <algorithm>

namespace cleantext {

namespace {

constexpr View END_MARKS = U".!?…。！？．؟۔।॥։።¿¡;";
constexpr View CLOSERS = U"\"')]}»”’›』」】）］〕*_ “‘";

size_t count_spaces(View text) { return std::count(text.begin(), text.end(), U' '); }

size_t count_unspaced(View text) { return std::count_if(text.begin(), text.end(), is_unspaced); }

}  // namespace

size_t count_words(View text) {
  // Of ASCII and most other scripts no character is counted here.
  return count_spaces(text) + 1 + count_unspaced(text) / 2;
}

bool ends_sentence(View text) {
  size_t end = text.size();
  while (end > 0 && contains(CLOSERS, text[end - 1])) --end;
  return end > 0 && contains(END_MARKS, text[end - 1]);
}

bool reads_as_prose(View text) {
  size_t length = text.size();
  if (length < 22) return false;
  bool ascii = is_ascii(text);
  if (ascii || length >= 170) {
    if (length < 50) return false;
    size_t words = count_spaces(text) + 1;
    if (words >= 9 && ends_sentence(text)) return true;
    if (words >= 30) return true;
    if (ascii) return false;
  }
  size_t unspaced = count_unspaced(text);
  size_t words = count_spaces(text) + 1 + unspaced / 2;
  if (unspaced) {
    Char middle = text[length / 2];
    return words >= 30 || (words >= 11 && ends_sentence(text)) ||
           (length >= 90 && middle >= 0x0e00 && middle <= 0x0eff);
  }
  return words >= 30 || (length >= 50 && words >= 9 && ends_sentence(text));
}

}  // namespace cleantext
