// The words and runs of a text that are beyond ASCII, and the places of marks, for the repair of its encoding.

#include <pybind11/pybind11.h>

#include <stdexcept>

#include "buffer.h"
#include "python.h"
#include "sets.h"

namespace py = pybind11;

namespace cleantext {
namespace {

// Calls `with(start, end)` for the stretches around characters beyond ASCII that go on as far as `in` holds.
template <class C, class In, class With>
void each_stretch(Buffer<C> chars, In in, With with) {
  size_t done = 0;  // where the last stretch ended
  any_place(chars, IS_BEYOND, [&](size_t i) {
    if (i < done) return false;
    size_t start = i;
    while (start > done && in(chars[start - 1])) --start;
    for (done = i; done < chars.size && in(chars[done]);) ++done;
    with(start, done);
    return false;
  });
}

bool is_in_word(Char c) { return c != U' ' && c != U'\n'; }

// Pairs of where a word begins and the word, for those with characters beyond ASCII; spaces and line ends divide words.
py::list words_beyond_ascii(const py::str& text) {
  py::list out;
  with_buffer(text, [&](auto chars) {
    each_stretch(chars, is_in_word, [&](size_t start, size_t end) {
      out.append(py::make_tuple(start, part_of(text, start, end)));
    });
  });
  return out;
}

// How often each such word stands in a text, in the order of the words; and those of them that have a suspect, which are
// beyond ASCII.
py::tuple count_words_beyond_ascii(const py::str& text, const py::str& suspects) {
  py::dict counts;
  py::list suspected;
  Text sorted = text_of(suspects);
  std::sort(sorted.begin(), sorted.end());
  with_buffer(text, [&](auto chars) {
    auto is_suspect = [&](Char c) { return c >= 0x80 && std::binary_search(sorted.begin(), sorted.end(), c); };
    each_stretch(chars, is_in_word, [&](size_t start, size_t end) {
      const py::str word = part_of(text, start, end);
      PyObject* known = PyDict_GetItemWithError(counts.ptr(), word.ptr());
      if (!known && PyErr_Occurred()) throw py::error_already_set();
      counts[word] = known ? PyLong_AsLong(known) + 1 : 1;
      if (!known && std::any_of(chars.data + start, chars.data + end, is_suspect)) suspected.append(word);
    });
  });
  return py::make_tuple(counts, suspected);
}

// Runs of characters beyond ASCII, those apart that are letters of one script only.
class Pieces {
 public:
  // pure: sets of letters, each with how many there must be at least.
  explicit Pieces(const py::iterable& pure) : sets_(0x10000, 0) {
    for (py::handle row : pure) {
      const auto pair = row.cast<py::tuple>();
      if (least_.size() == 8) throw std::invalid_argument("there are more than eight sets");
      const Set letters(text_of(pair[0]));
      for (auto [first, last] : letters.ranges()) {
        if (last > 0xffff) throw std::invalid_argument("a set names a character beyond U+FFFF");
        for (Char c = first; c <= last; ++c) sets_[c] |= uint8_t(1u << least_.size());
      }
      least_.push_back(pair[1].cast<size_t>());
    }
  }

  // The other runs, their characters, each once; the first pure runs; and how many characters all runs have.
  py::tuple of(const py::str& text, size_t most_pure) const {
    py::list mixed, pure;
    Text met;
    std::vector<bool> is_met(0x10000);  // more once a text has such characters
    size_t total = 0;
    with_buffer(text, [&](auto chars) {
      each_stretch(chars, [](Char c) { return c >= 0x80; }, [&](size_t start, size_t end) {
        total += end - start;
        if (is_pure(chars, start, end)) {
          if (pure.size() < most_pure) pure.append(part_of(text, start, end));
          return;
        }
        mixed.append(part_of(text, start, end));
        for (size_t i = start; i < end; ++i) {
          const Char c = chars[i];
          if (c >= is_met.size()) is_met.resize(0x110000);
          if (is_met[c]) continue;
          met += c;
          is_met[c] = true;
        }
      });
    });
    return py::make_tuple(mixed, str_of(met), pure, total);
  }

 private:
  template <class C>
  bool is_pure(Buffer<C> chars, size_t start, size_t end) const {
    uint8_t sets = 0xff;
    for (size_t i = start; i < end && sets; ++i) sets &= chars[i] < 0x10000 ? sets_[chars[i]] : 0;
    for (size_t k = 0; k < least_.size(); ++k)
      if ((sets >> k & 1) && end - start >= least_[k]) return true;
    return false;
  }

  std::vector<uint8_t> sets_;  // that a character is in, as bits
  std::vector<size_t> least_;
};

// Where characters stand that are in a set, and are ASCII that is not printed or beyond.
class Places {
 public:
  explicit Places(const py::str& characters) : is_in_(0x10000) {
    const Set given(text_of(characters));
    if (!given.has_ranges_only()) throw std::invalid_argument("the set does not name its characters");
    for (auto [first, last] : given.ranges()) {
      if (last > 0xffff) throw std::invalid_argument("a set names a character beyond U+FFFF");
      for (Char c = first; c <= last; ++c) {
        if (c >= 0x20 && c < 0x7f) throw std::invalid_argument("a set names a printed character of ASCII");
        is_in_[c] = true;
      }
    }
  }

  py::list of(const py::str& text) const {
    py::list out;
    with_buffer(text, [&](auto chars) {
      any_place(chars, [](auto c, auto...) IN_ROWS { return (c < 0x20) | (c >= 0x7f); }, [&](size_t i) {
        if (chars[i] < 0x10000 && is_in_[chars[i]]) out.append(i);
        return false;
      });
    });
    return out;
  }

 private:
  std::vector<bool> is_in_;
};

}  // namespace
}  // namespace cleantext

void bind_beyond(py::module_& module) {
  using cleantext::Pieces;
  py::class_<Pieces>(module, "Pieces")
      .def(py::init<const py::iterable&>(), py::arg("pure"))
      .def("of", &Pieces::of, py::arg("text"), py::arg("most_pure"));
  using cleantext::Places;
  py::class_<Places>(module, "Places").def(py::init<const py::str&>(), py::arg("chars")).def("of", &Places::of);
  module.def("count_words_beyond_ascii", &cleantext::count_words_beyond_ascii);
  module.def("words_beyond_ascii", &cleantext::words_beyond_ascii);
}
