// The characters of a Python str where they lie, in one, two or four bytes each, and a quick way to what matters in them.

#pragma once

#include <pybind11/pybind11.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

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

// Whether characters, or rows of them, have a byte each.
template <class V>
constexpr bool is_of_bytes = [] {
  if constexpr (std::is_integral_v<V>)
    return sizeof(V) == 1;
  else
    return sizeof(std::declval<V&>()[0]) == 1;
}();

// As any_place, in rows of so many bytes.
template <size_t BYTES, class C, class Matters, class At>
IN_ROWS inline bool any_place_in(Buffer<C> text, Matters matters, At& at) {
  constexpr size_t IN_ROW = BYTES / sizeof(C);
  size_t i = 0;
  for (; i + BLOCK < text.size; i += BLOCK) {
    Row<C, BYTES> rows[BLOCK / IN_ROW], some{};
    for (size_t k = 0; k < BLOCK / IN_ROW; ++k) {
      const C* start = text.data + i + k * IN_ROW;
      some |= rows[k] = Row<C, BYTES>(matters(row_at<BYTES>(start), row_at<BYTES>(start + 1), row_at<BYTES>(start + 2)));
    }
    if (!has_any(some)) continue;
    C flags[BLOCK];
    std::memcpy(flags, rows, sizeof flags);
    constexpr size_t STEP = sizeof(uint64_t) / sizeof(C);
    for (size_t k = 0; k < BLOCK; k += STEP) {
      uint64_t group;
      std::memcpy(&group, flags + k, sizeof group);
      for (size_t j = k; group && j < k + STEP; ++j)
        if (flags[j] && at(i + j)) return true;
    }
  }
  for (; i < text.size; ++i)
    if (matters(text.data[i], text.data[i + 1], i + 1 < text.size ? text.data[i + 2] : C(0)) && at(i)) return true;
  return false;
}

// Calls `at(i)` for the places of characters that matter, until it gives true; then the answer is true. `matters`, an
// IN_ROWS, is asked of every character and the two after it (0 at the end), so it should be a few comparisons without
// branches. It takes them one by one, and in rows.
template <class C, class Matters, class At>
bool any_place(Buffer<C> text, Matters matters, At at) {
  return in_rows([&]<size_t BYTES>() IN_ROWS { return any_place_in<BYTES>(text, matters, at); });
}

// What matters where only characters beyond ASCII do.
constexpr auto IS_BEYOND = [](auto c, auto...) IN_ROWS { return c >= 0x80; };

}  // namespace cleantext
