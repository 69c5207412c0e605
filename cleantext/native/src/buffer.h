// The characters of a Python str where they lie, in one, two or four bytes each, and a quick way to what matters in them.

#pragma once

#include <pybind11/pybind11.h>

#include <algorithm>
#include <concepts>
#include <cstring>

#include "rows.h"

namespace cleantext {

template <class C>
struct Buffer {
  const C* data;  // ends in a 0 that is not counted
  size_t size;

  Char operator[](size_t i) const { return data[i]; }

  bool has(View piece) const {
    const C* end = data + size;
    return std::search(data, end, piece.begin(), piece.end(), [](C a, Char b) { return Char(a) == b; }) != end;
  }
};

// Calls `with(Buffer)` for the width that the str has.
template <class F>
auto with_buffer(const pybind11::str& text, F&& with) {
  PyObject* object = text.ptr();
  const auto size = size_t(PyUnicode_GET_LENGTH(object));
  const void* data = PyUnicode_DATA(object);
  switch (PyUnicode_KIND(object)) {
    case PyUnicode_1BYTE_KIND: return with(Buffer<Py_UCS1>{static_cast<const Py_UCS1*>(data), size});
    case PyUnicode_2BYTE_KIND: return with(Buffer<Py_UCS2>{static_cast<const Py_UCS2*>(data), size});
    default: return with(Buffer<Py_UCS4>{static_cast<const Py_UCS4*>(data), size});
  }
}

// The str of such characters, in the least width that holds them.
template <class C>
pybind11::str str_of(const C* chars, size_t size) {
  PyObject* made = PyUnicode_FromKindAndData(sizeof(C), chars, Py_ssize_t(size));
  if (!made) throw pybind11::error_already_set();
  return pybind11::reinterpret_steal<pybind11::str>(made);
}

// Characters are looked at in blocks of so many.
constexpr size_t BLOCK = 32;

// What is asked of every character of a text, and what is done at those that matter.
//
// `matters`, an IN_ROWS, is asked of a character and the two after it (0 at the end), one by one and in rows, so it
// should be a few comparisons without branches. `at(i)` says whether that is enough.
template <class Matters, class At>
struct Search {
  Matters matters;
  At at;
};

// Calls `at` for the characters of a block that matter, until it gives true; then the answer is true.
template <class C, size_t ROWS, class R, class At>
IN_ROWS inline bool any_of_block(const R (&rows)[ROWS], size_t start, At& at) {
  constexpr uint32_t FIRST = sizeof(C) == 1 ? 0xffffffff : sizeof(C) == 2 ? 0x55555555 : 0x11111111;  // of a character
  for (const R& row : rows) {
    uint32_t places = highest_bits(Row<char, sizeof(R)>(row != 0)) & FIRST;
    for (; places; places &= places - 1)
      if (at(start + size_t(std::countr_zero(places)) / sizeof(C))) return true;
    start += sizeof(R) / sizeof(C);
  }
  return false;
}

// As any_place for a block, given as rows of its characters, of those one further on, and of those two further on.
template <class C, class R, size_t ROWS, class... Each>
IN_ROWS inline bool any_in_block(const R (&rows)[3][ROWS], size_t start, Each&... each) {
  R flags[sizeof...(each)][ROWS], some{};
  for (size_t k = 0; k < ROWS; ++k) {
    size_t n = 0;
    ((some |= flags[n++][k] = R(each.matters(rows[0][k], rows[1][k], rows[2][k]))), ...);
  }
  if (!has_any(some)) return false;
  size_t n = 0;
  return (any_of_block<C>(flags[n++], start, each.at) || ...);
}

// As any_place, in rows of so many bytes.
template <size_t BYTES, class C, class... Each>
IN_ROWS inline bool any_place_in(Buffer<C> text, Each&... each) {
  using R = Row<C, BYTES>;
  constexpr size_t IN_ROW = BYTES / sizeof(C), ROWS = BLOCK / IN_ROW;
  size_t i = 0;
  for (; i + BLOCK < text.size; i += BLOCK) {
    R rows[3][ROWS];
    for (size_t ahead = 0; ahead < 3; ++ahead)
      for (size_t k = 0; k < ROWS; ++k) rows[ahead][k] = row_at<BYTES>(text.data + i + ahead + k * IN_ROW);
    if constexpr (sizeof(C) == 2 && BYTES == WIDE) {
      // Of most such texts nearly all blocks are of ASCII, and bytes are told in fewer steps (see ByteSet).
      if (!has_any(R((rows[0][0] | rows[0][1] | rows[2][0] | rows[2][1]) & 0xff80))) {
        Row<uint8_t, WIDE> bytes[3][1];
        for (size_t ahead = 0; ahead < 3; ++ahead) bytes[ahead][0] = packed(rows[ahead][0], rows[ahead][1]);
        if (any_in_block<uint8_t>(bytes, i, each...)) return true;
        continue;
      }
    }
    if (any_in_block<C>(rows, i, each...)) return true;
  }
  for (; i < text.size; ++i) {
    const C c = text.data[i], next = text.data[i + 1], third = i + 1 < text.size ? text.data[i + 2] : C(0);
    if (((each.matters(c, next, third) && each.at(i)) || ...)) return true;
  }
  return false;
}

// Goes through a text once for all that is asked, until something is enough; then the answer is true.
template <class C, class... Each>
bool any_place(Buffer<C> text, Each... each) {
  return in_rows([&]<size_t BYTES>() IN_ROWS { return any_place_in<BYTES>(text, each...); });
}
template <class C, class Matters, class At>
  requires std::invocable<At, size_t>
bool any_place(Buffer<C> text, Matters matters, At at) {
  return any_place(text, Search{matters, at});
}

// What matters where only characters beyond ASCII do.
constexpr auto IS_BEYOND = [](auto c, auto...) IN_ROWS { return c >= 0x80; };

}  // namespace cleantext
