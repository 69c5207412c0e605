// Between Python's values and ours.

#pragma once

#include <pybind11/pybind11.h>

#include "buffer.h"

namespace cleantext {

inline void read_text(pybind11::handle value, Text& out) {
  const Py_ssize_t size = PyUnicode_GetLength(value.ptr());
  if (size < 0) throw pybind11::error_already_set();
  out.resize(size_t(size));
  if (size > 0 && !PyUnicode_AsUCS4(value.ptr(), reinterpret_cast<Py_UCS4*>(out.data()), size, 0))
    throw pybind11::error_already_set();
}

inline Text text_of(pybind11::handle value) {
  Text out;
  read_text(value, out);
  return out;
}

inline pybind11::str str_of(View text) { return str_of(text.data(), text.size()); }

inline pybind11::str part_of(const pybind11::str& text, size_t start, size_t end) {
  PyObject* made = PyUnicode_Substring(text.ptr(), Py_ssize_t(start), Py_ssize_t(end));
  if (!made) throw pybind11::error_already_set();
  return pybind11::reinterpret_steal<pybind11::str>(made);
}

inline std::vector<uint32_t> ids_of(pybind11::handle list) {
  std::vector<uint32_t> out;
  for (pybind11::handle item : list) out.push_back(item.cast<uint32_t>());
  return out;
}

}  // namespace cleantext
