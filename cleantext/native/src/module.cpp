// What Python sees of the native core: each part binds its own.

#include <pybind11/pybind11.h>

#include "low.h"
#include "python.h"

void bind_beyond(pybind11::module_& module);
void bind_core(pybind11::module_& module);
void bind_guard(pybind11::module_& module);
void bind_oddness(pybind11::module_& module);
void bind_records(pybind11::module_& module);
void bind_sequences(pybind11::module_& module);
void bind_speech(pybind11::module_& module);
void bind_typography(pybind11::module_& module);

PYBIND11_MODULE(_core, module) {
  module.doc() = "The native core; see cleantext.native.";
  module.def("use_wide_rows", [](bool wish) {
    cleantext::has_wide_rows = wish && cleantext::can_wide_rows;
    return cleantext::can_wide_rows;
  });
  module.def("small_letters", [](const pybind11::str& text) -> pybind11::object {
    return cleantext::with_buffer(text, [](auto chars) -> pybind11::object {
      cleantext::Source source;
      source.read(chars.data, chars.size);
      const cleantext::Low low = source.low();
      if (low.size() != chars.size) return pybind11::none();
      const std::string_view bytes(reinterpret_cast<const char*>(low.bytes), low.size());
      return pybind11::make_tuple(cleantext::str_of(low.text), pybind11::bytes(bytes), source.is_ascii());
    });
  });
  bind_beyond(module);
  bind_core(module);
  bind_guard(module);
  bind_oddness(module);
  bind_records(module);
  bind_sequences(module);
  bind_speech(module);
  bind_typography(module);
}
