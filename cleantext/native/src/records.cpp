// What is asked of every record of a dump: where a string ends in JSON, how many lines a text has.

#include <pybind11/pybind11.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "buffer.h"
#include "rows.h"

namespace py = pybind11;

namespace cleantext {
namespace {

// Where the string that begins at `start` (its quote) ends, behind its last quote; -1 where it does not.
Py_ssize_t end_of_string(const py::bytes& json, size_t start) {
  const std::string_view bytes = json;
  for (size_t at = start + 1; at < bytes.size(); ++at) {
    const void* quote = std::memchr(bytes.data() + at, '"', bytes.size() - at);
    if (!quote) return -1;
    at = size_t(static_cast<const char*>(quote) - bytes.data());
    // A backslash before it counts unless another one does away with it.
    size_t escapes = 0;
    while (bytes[at - 1 - escapes] == '\\') ++escapes;
    if (escapes % 2 == 0) return Py_ssize_t(at + 1);
  }
  return -1;
}

template <size_t BYTES, class C>
IN_ROWS inline size_t count_in(Buffer<C> text, C sought) {
  constexpr size_t LANES = BYTES / sizeof(C), MOST = 255;  // rows until a byte's sum is full
  size_t count = 0, at = 0;
  while (text.size - at >= LANES) {
    Row<C, BYTES> sums{};
    for (size_t rows = std::min((text.size - at) / LANES, MOST); rows > 0; --rows, at += LANES)
      sums -= Row<C, BYTES>(row_at<BYTES>(text.data + at) == sought);
    for (size_t lane = 0; lane < LANES; ++lane) count += sums[lane];
  }
  return count + size_t(std::count(text.data + at, text.data + text.size, sought));
}

Py_ssize_t count_line_ends(const py::str& text) {
  return with_buffer(text, []<class C>(Buffer<C> chars) {
    return Py_ssize_t(in_rows([&]<size_t BYTES>() IN_ROWS { return count_in<BYTES>(chars, C{'\n'}); }));
  });
}

}  // namespace
}  // namespace cleantext

void bind_records(py::module_& module) {
  module.def("end_of_json_string", &cleantext::end_of_string, py::arg("json"), py::arg("start"),
             "Where a string of JSON ends, behind its quote, in bytes; -1 where it does not.");
  module.def("count_line_ends", &cleantext::count_line_ends, py::arg("text"));
}
