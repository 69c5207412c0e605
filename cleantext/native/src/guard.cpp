#include "guard.h"

namespace py = pybind11;

void bind_guard(py::module_& module) {
  using cleantext::Guard;
  py::class_<Guard>(module, "Guard")
      .def(py::init([](const py::iterable& signs, const py::str& quiet, uint32_t loud, uint32_t escapes,
                       uint32_t maybe_escapes, uint32_t lost, uint32_t marks) {
             return Guard(signs, cleantext::Set(cleantext::text_of(quiet)), loud, {escapes, maybe_escapes, lost, marks});
           }),
           py::arg("signs"), py::kw_only(), py::arg("quiet"), py::arg("loud"), py::arg("escapes"),
           py::arg("maybe_escapes"), py::arg("lost"), py::arg("marks"))
      .def("alarms", [](Guard& self, const py::str& text) {
        return cleantext::with_buffer(text, [&](auto chars) { return *self.alarms(chars, [](size_t) {}); });
      });
}
