// The words of a text that are not ASCII, for the swaps of single-byte codecs.

#include <pybind11/pybind11.h>

#include "buffer.h"

namespace py = pybind11;

namespace cleantext {
namespace {

template <class C>
inline bool is_beyond(C c, C /* next */) {
  return c >= 0x80;
}

bool is_blank(Char c) { return c == U' ' || c == U'\n'; }

// Pairs of where a word begins and the word, for those with characters beyond ASCII; spaces and line ends divide words.
py::list words_beyond_ascii(const py::str& text) {
  py::list out;
  with_buffer(text, [&](auto chars) {
    size_t done = 0;  // where the last word ended
    any_place(chars, is_beyond<std::remove_cvref_t<decltype(chars.data[0])>>, [&](size_t i) {
      if (i < done) return false;
      size_t start = i;
      while (start > done && !is_blank(chars[start - 1])) --start;
      for (done = i; done < chars.size && !is_blank(chars[done]);) ++done;
      PyObject* word = PyUnicode_Substring(text.ptr(), Py_ssize_t(start), Py_ssize_t(done));
      if (!word) throw py::error_already_set();
      out.append(py::make_tuple(start, py::reinterpret_steal<py::str>(word)));
      return false;
    });
  });
  return out;
}

}  // namespace
}  // namespace cleantext

void bind_beyond(py::module_& module) { module.def("words_beyond_ascii", &cleantext::words_beyond_ascii); }
