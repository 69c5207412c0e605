#include "lines.h"

#include <algorithm>

namespace cleantext {

namespace {

constexpr Chars END_MARKS(U".!?…。！？．؟۔।॥։።¿¡;");
constexpr Chars CLOSERS(U"\"')]}»”’›』」】）］〕*_ “‘");

// What code and tables have.
struct IsMark {
  template <class V>
  IN_ROWS constexpr V operator()(V c) const {
    // In ASCII { is ; with another bit, and so are | and } to < and =.
    return V(V(V(c | 0x40) == '{') | V(V(c | 0x41) == '}') | V(c == '(') | V(c == '\t'));
  }
};

size_t count_unspaced(View text) {
  return may_be_unspaced(text) ? size_t(std::count_if(text.begin(), text.end(), is_unspaced)) : 0;
}

}  // namespace

LineFacts::LineFacts(Low seen) {
  in_rows([&]<size_t BYTES>() IN_ROWS {
    using R = Row<uint8_t, BYTES>;
    R beyond{}, some_marks{};
    Tally<R> all_spaces;
    seen.by_rows<BYTES>([&](R bytes) IN_ROWS {
      beyond |= bytes;
      some_marks |= passed<IsMark>(bytes);
      all_spaces.add(R(bytes == ' '));
    });
    ascii = !has_any(R(beyond & 0x80));
    marks = has_any(some_marks);
    spaces = uint32_t(all_spaces.total());
  });
}

size_t count_words(View text, const LineFacts& facts) {
  // Of ASCII and most other scripts no character is counted here.
  return facts.spaces + 1 + (facts.ascii ? 0 : count_unspaced(text) / 2);
}

bool ends_sentence(View text) {
  size_t end = text.size();
  // Most lines end in a letter or a full stop, which is seen without a search.
  while (end > 0 && !is_alnum(text[end - 1]) && text[end - 1] != U'.' && CLOSERS.have(text[end - 1])) --end;
  return end > 0 && (text[end - 1] == U'.' || (!is_alnum(text[end - 1]) && END_MARKS.have(text[end - 1])));
}

bool reads_as_prose(View text, const LineFacts& facts, size_t words) {
  const size_t length = text.size();
  if (length < 22) return false;
  const bool ascii = facts.ascii;
  if (ascii || length >= 170) {
    if (length < 50) return false;
    const size_t spaced = facts.spaces + 1;
    if (spaced >= 9 && ends_sentence(text)) return true;
    if (spaced >= 30) return true;
    if (ascii) return false;
  }
  if (has_unspaced(text)) {
    const Char middle = text[length / 2];
    return words >= 30 || (words >= 11 && ends_sentence(text)) ||
           (length >= 90 && middle >= 0x0e00 && middle <= 0x0eff);
  }
  return words >= 30 || (length >= 50 && words >= 9 && ends_sentence(text));
}

}  // namespace cleantext
