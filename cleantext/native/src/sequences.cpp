// UTF-8 read as a single-byte codec: finds the characters that are valid sequences, as the patterns of codecs.py do.

#include <pybind11/pybind11.h>

#include <array>
#include <stdexcept>

#include "buffer.h"
#include "python.h"

namespace py = pybind11;

namespace cleantext {
namespace {

constexpr uint8_t NBSP = 0xa0;

// The bytes, first and last, that a sequence's second byte may be, and how many bytes it has.
struct Shape {
  uint8_t first = 1, last = 0, size = 0;
};

constexpr Shape shape_of(uint8_t lead) {
  if (lead < 0xc2 || lead > 0xf4) return {};
  if (lead < 0xe0) return {0x80, 0xbf, 2};
  if (lead < 0xf0) return {uint8_t(lead == 0xe0 ? 0xa0 : 0x80), uint8_t(lead == 0xed ? 0x9f : 0xbf), 3};
  return {uint8_t(lead == 0xf0 ? 0x90 : 0x80), uint8_t(lead == 0xf4 ? 0x8f : 0xbf), 4};
}

class Sequences {
 public:
  // codec: the byte, 0x80 to 0xFF, that each character was.
  explicit Sequences(const py::dict& codec) : bytes_(0x10000, 0) {
    for (auto [key, value] : codec) {
      const auto character = key.cast<py::str>();
      const Char c = PyUnicode_READ_CHAR(character.ptr(), 0);
      if (c < 0x80 || c > 0xffff) throw std::invalid_argument("a codec has a character that none reads a byte as");
      bytes_[c] = value.cast<uint8_t>();
    }
  }

  // Single sequences, from the left.
  py::list singles(const py::str& text, bool spaced) const {
    py::list out;
    each(text, spaced, [&](size_t start, size_t end) {
      out.append(part_of(text, start, end));
    });
    return out;
  }

  // Sequences side by side: where they begin, where they end, and what they are.
  py::list runs(const py::str& text, bool spaced) const {
    py::list out;
    each_run(text, spaced, [&](size_t start, size_t end) {
      out.append(py::make_tuple(start, end, part_of(text, start, end)));
    });
    return out;
  }

  // The text with its runs as `made` has them, where None leaves one as it is; None where some run is not in it.
  py::object mended(const py::str& text, bool spaced, const py::dict& made) const {
    Text out;
    out.reserve(size_t(PyUnicode_GET_LENGTH(text.ptr())));
    bool all_known = true;
    with_buffer(text, [&](auto chars) {
      size_t done = 0;
      each_run(text, spaced, [&](size_t start, size_t end) {
        if (!all_known) return;
        PyObject* known = PyDict_GetItemWithError(made.ptr(), part_of(text, start, end).ptr());
        if (!known && PyErr_Occurred()) throw py::error_already_set();
        all_known = known != nullptr;
        if (!known || known == Py_None) return;
        out.append(chars.data + done, chars.data + start);
        out += text_of(known);
        done = end;
      });
      out.append(chars.data + done, chars.data + chars.size);
    });
    return all_known ? py::object(str_of(out)) : py::none();
  }

 private:
  // Calls `with(start, end)` for each sequence.
  template <class With>
  void each(const py::str& text, bool spaced, With with) const {
    with_buffer(text, [&](auto chars) {
      size_t done = 0;
      any_place(chars, IS_BEYOND, [&](size_t i) {
        if (i < done) return false;
        const size_t size = size_at(chars, i, spaced);
        if (size) with(i, done = i + size);
        return false;
      });
    });
  }

  // The same for sequences side by side.
  template <class With>
  void each_run(const py::str& text, bool spaced, With with) const {
    size_t start = 0, end = 0;
    each(text, spaced, [&](size_t from, size_t to) {
      if (from != end) {
        if (start != end) with(start, end);
        start = from;
      }
      end = to;
    });
    if (start != end) with(start, end);
  }

  // The byte that a character was; a space may have been an NBSP.
  template <class C>
  uint8_t byte_at(Buffer<C> text, size_t i, bool spaced) const {
    if (i >= text.size) return 0;
    const Char c = text[i];
    if (c == U' ') return spaced ? NBSP : 0;
    return c < 0x10000 ? bytes_[c] : 0;
  }

  // How many characters the sequence has that begins here; 0 where none does.
  template <class C>
  size_t size_at(Buffer<C> text, size_t i, bool spaced) const {
    auto byte = [&](size_t k) { return byte_at(text, i + k, spaced); };
    auto continues = [&](size_t k) { return (byte(k) & 0xc0) == 0x80; };
    const uint8_t lead = byte(0), second = byte(1);
    const Shape shape = shape_of(lead);
    if (!shape.size) return 0;
    if (second >= shape.first && second <= shape.last) {
      for (size_t k = 2; k < shape.size; ++k)
        if (!continues(k)) return 0;
      return shape.size;
    }
    // CESU-8: two surrogates of three bytes each.
    const bool high = lead == 0xed && second >= 0xa0 && second <= 0xaf && continues(2);
    return high && byte(3) == 0xed && byte(4) >= 0xb0 && byte(4) <= 0xbf && continues(5) ? 6 : 0;
  }

  std::vector<uint8_t> bytes_;  // by character; 0 for those that no byte was read as
};

}  // namespace
}  // namespace cleantext

void bind_sequences(py::module_& module) {
  using cleantext::Sequences;
  py::class_<Sequences>(module, "Sequences")
      .def(py::init<const py::dict&>(), py::arg("codec"))
      .def("singles", &Sequences::singles, py::arg("text"), py::arg("spaced") = false)
      .def("runs", &Sequences::runs, py::arg("text"), py::arg("spaced") = false)
      .def("mended", &Sequences::mended, py::arg("text"), py::arg("spaced"), py::arg("made"));
}
