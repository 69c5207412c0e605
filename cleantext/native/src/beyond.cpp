// The words and runs of characters of a text that are beyond ASCII, for the repair of its encoding.

#include <pybind11/pybind11.h>

#include "buffer.h"

namespace py = pybind11;

namespace cleantext {
namespace {

template <class C>
inline bool is_beyond(C c, C /* next */) {
  return c >= 0x80;
}

// Calls `with(start, end)` for the stretches around characters beyond ASCII that go on as far as `in` holds.
template <class C, class In, class With>
void each_stretch(Buffer<C> chars, In in, With with) {
  size_t done = 0;  // where the last stretch ended
  any_place(chars, is_beyond<C>, [&](size_t i) {
    if (i < done) return false;
    size_t start = i;
    while (start > done && in(chars[start - 1])) --start;
    for (done = i; done < chars.size && in(chars[done]);) ++done;
    with(start, done);
    return false;
  });
}

py::str part(const py::str& text, size_t start, size_t end) {
  PyObject* out = PyUnicode_Substring(text.ptr(), Py_ssize_t(start), Py_ssize_t(end));
  if (!out) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(out);
}

// Pairs of where a word begins and the word, for those with characters beyond ASCII; spaces and line ends divide words.
py::list words_beyond_ascii(const py::str& text) {
  py::list out;
  with_buffer(text, [&](auto chars) {
    each_stretch(chars, [](Char c) { return c != U' ' && c != U'\n'; }, [&](size_t start, size_t end) {
      out.append(py::make_tuple(start, part(text, start, end)));
    });
  });
  return out;
}

// The runs of characters beyond ASCII.
py::list runs_beyond_ascii(const py::str& text) {
  py::list out;
  with_buffer(text, [&](auto chars) {
    each_stretch(chars, [](Char c) { return c >= 0x80; },
                 [&](size_t start, size_t end) { out.append(part(text, start, end)); });
  });
  return out;
}

}  // namespace
}  // namespace cleantext

void bind_beyond(py::module_& module) {
  module.def("runs_beyond_ascii", &cleantext::runs_beyond_ascii);
  module.def("words_beyond_ascii", &cleantext::words_beyond_ascii);
}
