#include "typography.h"

namespace py = pybind11;

void bind_typography(py::module_& module) {
  using cleantext::Typography;
  py::class_<Typography>(module, "Typography")
      .def(py::init([](py::dict table, py::str east, py::str counted, py::str latin, py::str normal,
                       py::object is_normal, py::object is_code, py::object code_words, py::object close_look) {
             return Typography({table, east, counted, latin, normal, is_normal, is_code, code_words, close_look});
           }),
           py::kw_only(), py::arg("table"), py::arg("east"), py::arg("counted"), py::arg("latin"), py::arg("normal"),
           py::arg("is_normal"), py::arg("is_code"), py::arg("code_words"), py::arg("close_look"))
      .def("apply", &Typography::apply)
      .def("mend", &Typography::mend, py::arg("text"), py::arg("guard"));
}
