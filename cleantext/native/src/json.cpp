// Where a string ends in JSON.

#include <pybind11/pybind11.h>

#include <cstring>
#include <string_view>

namespace py = pybind11;

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

}  // namespace

void bind_json(py::module_& module) {
  module.def("end_of_json_string", &end_of_string, py::arg("json"), py::arg("start"),
             "Where a string of JSON ends, behind its quote, in bytes; -1 where it does not.");
}
