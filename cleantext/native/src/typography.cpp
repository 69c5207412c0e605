// Typography where characters are replaced and spaces taken away without a look at what stands around: texts without
// code, tables and the like, and nearly all texts are.

#include <pybind11/pybind11.h>

#include "buffer.h"
#include "python.h"
#include "sets.h"

namespace py = pybind11;

namespace cleantext {
namespace {

// Whether a character, with the next, may be one that has a role or is half of a pair; most letters are neither.
template <class C>
inline bool matters(C c, C next) {
  const auto control = C(c < 0x20) & C(c != '\n');
  const auto backtick = C(c == '`');
  const auto bar_or_tilde = C(C(c & C(~2)) == '|');
  const auto blanks = C(C(c == ' ') | C(c == '\n')) & C(C(next == ' ') | C(next == '\n'));
  const auto quotes = C(c == '\'') & C(next == '\'');
  auto beyond = C(C(c - 0x80) < 0x40);
  if constexpr (sizeof(C) > 1) beyond = C(c >= 0x80) & C(C(c - 0xc0) >= 0x240) & C(C(c - 0x400) >= 0x80);
  return control | backtick | bar_or_tilde | blanks | quotes | beyond;
}

class Typography {
 public:
  // table: characters beyond ASCII and the ASCII character that each becomes; cjk: the set of characters near which
  // quotes stay; normal: characters that are in normal form wherever they stand.
  Typography(const py::dict& table, const py::str& cjk, const py::str& normal) : roles_(0x10000, LOOK) {
    const Text normal_set = text_of(normal), cjk_set = text_of(cjk);
    normal_ = Set(normal_set);
    cjk_ = Set(cjk_set);
    std::fill(roles_.begin(), roles_.begin() + 0x80, NOTHING);
    for (auto [first, last] : normal_.ranges())
      for (Char c = first; c <= last && c < 0x10000; ++c) roles_[c] = NOTHING;
    for (auto [first, last] : cjk_.ranges())
      for (Char c = first; c <= last && c < 0x10000; ++c)
        if (roles_[c] == NOTHING) roles_[c] = CJK;
    for (auto [from, to] : table) roles_.at(text_of(from).at(0)) = uint8_t(text_of(to).at(0));
    for (Char c : View(U"\r\v\f\t`\u00b4\u2028\u2029\u3000")) roles_[c] = LOOK;
    for (Char c = 0x80; c < 0x500; ++c)
      if (!matters<Py_UCS2>(c, 0) && roles_[c] != NOTHING) throw std::invalid_argument("a letter has a role");
  }

  // The text as the steps make it, the same object where they change nothing; None where Python must look.
  py::object apply(const py::str& text) const {
    return with_buffer(text, [&](auto chars) -> py::object {
      Needs needs;
      if (!survey(chars, needs)) return py::none();
      if (needs.places.empty() && !needs.spaces) return text;
      auto made = replaced(chars, needs.places);
      if (needs.spaces && !respace(made)) return py::none();
      return str_of(made);
    });
  }

 private:
  // What is to be done about a character; values above these are the character that it becomes.
  enum Role : uint8_t { NOTHING, LOOK, CJK };

  uint8_t role(Char c) const {
    if (c < 0x10000) return roles_[c];
    return !normal_.has(c) ? LOOK : cjk_.has(c) ? CJK : NOTHING;
  }

  Char plain(Char c) const {
    const uint8_t r = role(c);
    return r > CJK ? Char(r) : c;
  }

  static bool is_blank(Char c) { return c == U' ' || c == U'\n'; }

  // What a text needs.
  struct Needs {
    std::vector<size_t> places;  // of characters that are replaced
    bool spaces = false;         // some must go
  };

  // Finds what the text needs; false where more may be needed than that.
  template <class C>
  bool survey(Buffer<C> text, Needs& needs) const {
    if (text.size == 0) return true;
    const Char last = plain(text[text.size - 1]);
    needs.spaces = is_blank(plain(text[0])) || last == U' ' ||
                   (last == U'\n' && plain(text[text.size - 2]) == U'\n');
    bool cjk = false, bar = false, quote = false, space = false;
    const bool look = any_place(text, matters<C>, [&](size_t i) {
      const uint8_t r = role(text[i]);
      if (r > CJK) {
        needs.places.push_back(i);
        (r == U' ' ? space : quote) = true;
      }
      cjk |= r == CJK;
      bar |= text[i] == U'|';
      needs.spaces |= has_spaces(text, i) || (r > CJK && i > 0 && has_spaces(text, i - 1));
      return r == LOOK || is_doubled(text, i) || (r > CJK && i > 0 && is_doubled(text, i - 1));
    });
    return !look && !(quote && cjk) && !((space || needs.spaces) && bar);
  }

  template <class C>
  Char plain_at(Buffer<C> text, size_t i) const {
    return i < text.size ? plain(text[i]) : 0;
  }

  // Whether a character and the next are spaces together or at a line's end, or the first of two blank lines begins.
  template <class C>
  bool has_spaces(Buffer<C> text, size_t i) const {
    const Char c = plain(text[i]), next = plain_at(text, i + 1);
    if (c == U'\n' && next == U'\n') return plain_at(text, i + 2) == U'\n';
    return is_blank(c) && is_blank(next);
  }

  // Whether a character and the next are a quote typed as two marks, or may be of a fence.
  template <class C>
  bool is_doubled(Buffer<C> text, size_t i) const {
    const Char c = plain(text[i]);
    return (c == U'\'' || c == U'~') && c == plain_at(text, i + 1);
  }

  template <class C>
  std::vector<C> replaced(Buffer<C> text, const std::vector<size_t>& places) const {
    std::vector<C> made(text.data, text.data + text.size);
    for (size_t i : places) made[i] = C(roles_[made[i]]);
    return made;
  }

  // Takes away the spaces at the ends of lines, the second and further ones inside, and blank lines that are not the
  // first between two others. False where lines in a row are indented, as code is.
  template <class C>
  static bool respace(std::vector<C>& text) {
    size_t to = 0;
    bool blank = false, indented = false;
    for (size_t start = 0, end; start <= text.size(); start = end + 1) {
      end = size_t(std::find(text.begin() + start, text.end(), C('\n')) - text.begin());
      size_t first = start;
      while (first < end && text[first] == C(' ')) ++first;
      if (first == end) {
        blank = true;
        continue;
      }
      const bool deep = first - start >= 4;
      if (deep && indented) return false;
      indented = deep;
      if (to > 0 && blank) text[to++] = C('\n');
      blank = false;
      for (size_t i = first; i < end; ++i)
        if (text[i] != C(' ') || (i + 1 < end && text[i + 1] != C(' '))) text[to++] = text[i];
      if (end < text.size()) text[to++] = C('\n');
    }
    text.resize(to);
    return true;
  }

  template <class C>
  static py::str str_of(const std::vector<C>& text) {
    PyObject* str = PyUnicode_FromKindAndData(sizeof(C), text.data(), Py_ssize_t(text.size()));
    if (!str) throw py::error_already_set();
    return py::reinterpret_steal<py::str>(str);
  }

  Set normal_{U""}, cjk_{U""};
  std::vector<uint8_t> roles_;  // by character
};

}  // namespace
}  // namespace cleantext

void bind_typography(py::module_& module) {
  using cleantext::Typography;
  py::class_<Typography>(module, "Typography")
      .def(py::init<const py::dict&, const py::str&, const py::str&>())
      .def("apply", &Typography::apply);
}
