// Decisions by themselves, for tests: lines with looks that Python made.

#include <pybind11/stl.h>

#include "decide.h"
#include "exported.h"
#include "python.h"

namespace py = pybind11;

namespace cleantext {
namespace {

class PythonHost final : public Host {
 public:
  explicit PythonHost(py::object host)
      : sign_(host.attr("sign")), lower_(host.attr("lower")) {}

  double sign(LineSign which, View text) override { return sign_(int(which), str_of(text)).cast<double>(); }
  Text lower(View text) override { return text_of(lower_(str_of(text))); }

 private:
  py::object sign_, lower_;
};

class Decider {
 public:
  Decider(py::handle exported, py::object host)
      : rules_(rules_of(exported)), host_(std::move(host)), scene_(rules_, host_) {}

  // Looks are (key, places of hits, prose, form).
  std::vector<int32_t> decide(py::list texts, py::list looks, const py::bytes& active, bool strict, double max_loss,
                              bool language_known, const std::vector<uint8_t>& rows) {
    std::vector<Text> held;
    for (py::handle text : texts) held.push_back(text_of(text));
    std::vector<Line> lines;
    for (size_t i = 0; i < held.size(); ++i) {
      auto look = std::make_shared<Look>();
      const py::object row = looks[i];
      look->key = text_of(row[py::int_(0)]);
      look->hits = ids_of(row[py::int_(1)]);
      look->prose = row[py::int_(2)].cast<bool>();
      look->form = Form(row[py::int_(3)].cast<int>());
      lines.push_back({held[i], {}, std::move(look)});
    }
    Settings settings;
    settings.active = reinterpret_cast<const uint8_t*>(PyBytes_AS_STRING(active.ptr()));
    settings.strict = strict;
    settings.max_loss = max_loss;
    settings.language_known = language_known;
    scene_.set(lines, settings.active);
    cleantext::decide(rules_, scene_, settings, rows);
    return scene_.taken();
  }

 private:
  Rules rules_;
  PythonHost host_;
  Scene scene_;
};

}  // namespace
}  // namespace cleantext

void bind_decider(py::module_& module) {
  using cleantext::Decider;
  module.def("sign_names", [] { return cleantext::SIGN_NAMES; }, "The signs that the core knows, by number.");
  py::class_<Decider>(module, "Decider")
      .def(py::init<py::handle, py::object>(), py::arg("rules"), py::arg("host"))
      .def("decide", &Decider::decide, py::arg("texts"), py::arg("looks"), py::arg("active"), py::arg("strict"),
           py::arg("max_loss"), py::arg("language_known"), py::arg("rows"));
}
