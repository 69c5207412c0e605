#include "lines.h"

#include <algorithm>

namespace cleantext {

namespace {

constexpr View END_MARKS = U".!?…。！？．؟۔।॥։።¿¡;";
constexpr View CLOSERS = U"\"')]}»”’›』」】）］〕*_ “‘";

size_t count_unspaced(View text) { return size_t(std::count_if(text.begin(), text.end(), is_unspaced)); }

}  // namespace

size_t count_words(View text, Low seen) {
  // Of ASCII and most other scripts no character is counted here.
  return seen.count(' ') + 1 + (seen.is_ascii() ? 0 : count_unspaced(text) / 2);
}

bool ends_sentence(View text) {
  size_t end = text.size();
  // Most lines end in a letter or a full stop, which is seen without a search.
  while (end > 0 && !is_alnum(text[end - 1]) && text[end - 1] != U'.' && contains(CLOSERS, text[end - 1])) --end;
  return end > 0 && (text[end - 1] == U'.' || (!is_alnum(text[end - 1]) && contains(END_MARKS, text[end - 1])));
}

bool reads_as_prose(View text, Low seen, size_t words) {
  const size_t length = text.size();
  if (length < 22) return false;
  const bool ascii = seen.is_ascii();
  if (ascii || length >= 170) {
    if (length < 50) return false;
    const size_t spaced = ascii ? words : seen.count(' ') + 1;
    if (spaced >= 9 && ends_sentence(text)) return true;
    if (spaced >= 30) return true;
    if (ascii) return false;
  }
  if (std::any_of(text.begin(), text.end(), is_unspaced)) {
    const Char middle = text[length / 2];
    return words >= 30 || (words >= 11 && ends_sentence(text)) ||
           (length >= 90 && middle >= 0x0e00 && middle <= 0x0eff);
  }
  return words >= 30 || (length >= 50 && words >= 9 && ends_sentence(text));
}

}  // namespace cleantext
