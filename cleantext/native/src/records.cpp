// What is asked of every record of a dump: where its text stands, and how many lines that has.

#include <pybind11/pybind11.h>

#include <algorithm>
#include <string_view>

#include "buffer.h"
#include "rows.h"

namespace py = pybind11;

namespace cleantext {
namespace {

// Where the string that begins at `start` (its quote) ends, behind its last quote; npos where it does not.
size_t end_of_string(std::string_view json, size_t start) {
  for (size_t at = start + 1; (at = json.find('"', at)) != json.npos; ++at) {
    // A backslash before it counts unless another one does away with it.
    size_t escapes = 0;
    while (json[at - 1 - escapes] == '\\') ++escapes;
    if (escapes % 2 == 0) return at + 1;
  }
  return json.npos;
}

size_t after_space(std::string_view json, size_t at) {
  return std::min(json.find_first_not_of(" \t\r\n", at), json.size());
}

// Where the value begins before which a colon stands at a place, perhaps after spaces; npos where none does.
size_t value_after(std::string_view json, size_t at) {
  at = after_space(json, at);
  return at < json.size() && json[at] == ':' ? after_space(json, at + 1) : json.npos;
}

// Whether some string with an escape in it stands before a colon.
bool has_escaped_key(std::string_view json) {
  for (size_t at = 0; (at = json.find('\\', at)) != json.npos;) {
    at = json.find_first_of("\"\\", at + 1);
    if (at == json.npos) return false;
    if (json[at] == '"' && value_after(json, at + 1) != json.npos) return true;
  }
  return false;
}

// Where the text under a key (with its quotes) stands in a record; None where it takes a closer look to be sure.
//
// A key that is spelled plainly only once is the record's own, unless what was found ends a longer string or stands in
// an object inside. Then the record's own is spelled with an escape, which is looked for.
py::object place_of_string(const py::bytes& json, const py::bytes& key) {
  const std::string_view bytes = json, sought = key;
  const size_t at = bytes.find(sought);
  if (at == bytes.npos) return py::none();
  const size_t start = value_after(bytes, at + sought.size());
  if (start >= bytes.size() || bytes[start] != '"') return py::none();
  const size_t end = end_of_string(bytes, start);
  if (end == bytes.npos || bytes.find(sought, end) != bytes.npos) return py::none();
  if (has_escaped_key(bytes.substr(0, at)) || has_escaped_key(bytes.substr(end))) return py::none();
  return py::make_tuple(start, end);
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
  module.def("place_of_json_string", &cleantext::place_of_string, py::arg("json"), py::arg("key"),
             "Where the text under a key (with its quotes) stands in a record; None where that is not sure.");
  module.def("count_line_ends", &cleantext::count_line_ends, py::arg("text"));
}
