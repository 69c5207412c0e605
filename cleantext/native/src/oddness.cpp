// How odd a text is: the table of rules/encoding/oddness.toml, tried at each character beyond ASCII.
//
// Each entry is a regular expression that consumes one character, with what must and must not stand beside it. Entries
// are written out as lists of conditions; which of them a character can fulfil is known by its class, the sets that it
// is in.

#include <pybind11/pybind11.h>

#include <bitset>
#include <deque>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include "buffer.h"
#include "python.h"
#include "sets.h"

namespace py = pybind11;

namespace cleantext {
namespace {

constexpr size_t MOST_SETS = 256;
using InSets = std::bitset<MOST_SETS>;

struct Step;
using Steps = std::vector<Step>;

// One character of a set, or a look around, where one of some ways must be there, or none.
struct Step {
  enum Kind : uint8_t { one, ahead, not_ahead, behind, not_behind } kind;
  size_t set = 0;
  std::vector<Steps> ways;
};

size_t width(const Steps& steps) {
  size_t sum = 0;
  for (const Step& step : steps) sum += step.kind == Step::one;
  return sum;
}

// Reads expressions of sets, characters, groups and looks around; `sets` gives the number of a set.
template <class Sets>
class Reader {
 public:
  Reader(View source, Sets sets) : rest_(source), sets_(sets) {}

  std::vector<Steps> read() {
    auto ways = alternatives();
    if (!rest_.empty()) throw std::invalid_argument("a bracket is closed that was not opened");
    return ways;
  }

 private:
  std::vector<Steps> alternatives() {
    auto ways = sequence();
    while (took(U"|"))
      for (Steps& way : sequence()) ways.push_back(std::move(way));
    return ways;
  }

  std::vector<Steps> sequence() {
    std::vector<Steps> ways(1);
    while (!rest_.empty() && rest_[0] != U'|' && rest_[0] != U')') {
      const std::vector<Steps> more = item();
      std::vector<Steps> longer;
      for (const Steps& way : ways)
        for (const Steps& end : more) {
          longer.push_back(way);
          longer.back().insert(longer.back().end(), end.begin(), end.end());
        }
      ways = std::move(longer);
    }
    return ways;
  }

  std::vector<Steps> item() {
    if (took(U"(?:")) return closed();
    for (auto [sign, kind] : {std::pair{View(U"(?="), Step::ahead}, {View(U"(?!"), Step::not_ahead},
                              {View(U"(?<="), Step::behind}, {View(U"(?<!"), Step::not_behind}})
      if (took(sign)) return {{Step{kind, 0, closed()}}};
    return {{Step{Step::one, sets_(took(U"[") ? set() : character()), {}}}};
  }

  std::vector<Steps> closed() {
    auto ways = alternatives();
    if (!took(U")")) throw std::invalid_argument("a bracket is not closed");
    return ways;
  }

  View set() {
    size_t end = 0;
    while (end < rest_.size() && rest_[end] != U']') end += rest_[end] == U'\\' ? 2 : 1;
    if (end == 0 || end >= rest_.size()) throw std::invalid_argument("this is no set");
    const View body = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return body;
  }

  // A character, or one with a backslash before it, as a set.
  View character() {
    if (View(U".^$*+?{}()").find(rest_[0]) != View::npos) throw std::invalid_argument("this sign is not known here");
    const size_t size = rest_[0] == U'\\' ? 2 : 1;
    if (rest_.size() < size) throw std::invalid_argument("an expression ends in a backslash");
    const View body = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return body;
  }

  bool took(View sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  View rest_;
  Sets sets_;
};

class Oddness {
 public:
  // rows: expressions, each with a weight, the first that fits a character counting; accented: the set of letters of
  // which neighbours must be in one of the alphabets together.
  Oddness(const py::iterable& rows, const py::str& accented, const py::iterable& alphabets)
      : classes_of_(0x10000, 0), classes_(1) {
    for (py::handle row : rows) {
      const auto pair = row.cast<py::tuple>();
      const Text source = text_of(pair[0]);
      Reader reader(source, [this](View body) { return set_of(body); });
      for (Steps& steps : reader.read()) {
        if (width(steps) != 1) throw std::invalid_argument("an entry consumes one character");
        ways_.push_back({std::move(steps), pair[1].cast<int>()});
      }
    }
    accented_ = set_of(text_of(accented));
    size_t number = 0;
    for (py::handle letters : alphabets) {
      if (number == 64) throw std::invalid_argument("there are more than 64 alphabets");
      for (Char c : text_of(letters)) alphabets_[c] |= uint64_t(1) << number;
      ++number;
    }
  }

  // The odd characters of a text, each with its weight.
  py::list chars(const py::str& text) {
    py::list out;
    each(text, [&](Char c, int weight) {
      const auto made = py::reinterpret_steal<py::str>(PyUnicode_FromOrdinal(int(c)));
      if (!made) throw py::error_already_set();
      out.append(py::make_tuple(made, weight));
    });
    return out;
  }

  // The sum of their weights.
  int total(const py::str& text) {
    int sum = 0;
    each(text, [&](Char, int weight) { sum += weight; });
    return sum;
  }

 private:
  struct Way {
    Steps steps;
    int weight;
  };

  // Characters that are in the same sets.
  struct Class {
    InSets sets;
    std::vector<uint32_t> ways;  // those that can consume one of them, in their order
  };

  size_t set_of(View body) {
    auto [known, fresh] = numbers_.emplace(Text(body), sets_.size());
    if (fresh) {
      if (sets_.size() == MOST_SETS) throw std::invalid_argument("there are too many sets");
      if (body[0] == U'!') throw std::invalid_argument("a set begins with what means something else here");
      for (auto [first, last] : sets_.emplace_back(body).ranges())
        if (last > 0xffff) throw std::invalid_argument("an entry names a character beyond U+FFFF");
    }
    return known->second;
  }

  template <class With>
  void each(const py::str& text, With with) {
    with_buffer(text, [&](auto chars) {
      bool pairs = false;
      any_place(chars, IS_BEYOND, [&](size_t i) {
        const Class& found = class_of(chars[i]);
        pairs = pairs || (found.sets[accented_] && is_accented(chars, i + 1));
        for (uint32_t way : found.ways)
          if (fits(ways_[way].steps, chars, i)) {
            with(chars[i], ways_[way].weight);
            break;
          }
        return false;
      });
      if (pairs)
        for (size_t i = 0; i + 1 < chars.size; ++i)
          if (is_accented(chars, i) && is_accented(chars, i + 1) && are_strangers(chars[i], chars[i + 1])) {
            with(chars[i], 1);
            with(chars[i + 1], 1);
          }
    });
  }

  template <class C>
  bool is_accented(Buffer<C> text, size_t i) {
    return i < text.size && class_of(text[i]).sets[accented_];
  }

  // Whether no language has both letters.
  bool are_strangers(Char a, Char b) const {
    auto languages = [this](Char c) {
      auto found = alphabets_.find(c);
      return found == alphabets_.end() ? 0 : found->second;
    };
    return (languages(a) & languages(b)) == 0;
  }

  template <class C>
  bool fits(const Steps& steps, Buffer<C> text, size_t at) {
    auto some = [&](const Step& step, bool behind) {
      return std::any_of(step.ways.begin(), step.ways.end(), [&](const Steps& way) {
        const size_t back = behind ? width(way) : 0;
        return back <= at && fits(way, text, at - back);
      });
    };
    for (const Step& step : steps) switch (step.kind) {
        case Step::one:
          if (at >= text.size || !class_of(text[at]).sets[step.set]) return false;
          ++at;
          break;
        case Step::ahead:
          if (!some(step, false)) return false;
          break;
        case Step::not_ahead:
          if (some(step, false)) return false;
          break;
        case Step::behind:
          if (!some(step, true)) return false;
          break;
        case Step::not_behind:
          if (some(step, true)) return false;
          break;
      }
    return true;
  }

  const Class& class_of(Char c) {
    uint16_t& id = c < 0x10000 ? classes_of_[c] : beyond_[kind(c)];  // beyond, only a character's kind counts
    if (!id) id = number_of(c);
    return classes_[id];
  }

  uint16_t number_of(Char c) {
    Class made;
    for (size_t k = 0; k < sets_.size(); ++k) made.sets[k] = sets_[k].has(c);
    for (size_t k = 0; k < ways_.size(); ++k)
      for (const Step& step : ways_[k].steps)
        if (step.kind == Step::one && made.sets[step.set]) made.ways.push_back(uint32_t(k));
    auto [known, fresh] = known_.emplace(made.sets.to_string(), uint16_t(classes_.size()));
    if (fresh) classes_.push_back(std::move(made));
    return known->second;
  }

  std::vector<Set> sets_;
  std::map<Text, size_t> numbers_;  // of sets, by how they are written
  std::vector<Way> ways_;
  size_t accented_ = 0;
  std::unordered_map<Char, uint64_t> alphabets_;  // that have a letter, as bits
  std::vector<uint16_t> classes_of_;              // by character; 0 where it has not been met
  std::array<uint16_t, 256> beyond_{};
  std::deque<Class> classes_;  // number 0: not yet looked at
  std::map<std::string, uint16_t> known_;
};

}  // namespace
}  // namespace cleantext

void bind_oddness(py::module_& module) {
  using cleantext::Oddness;
  py::class_<Oddness>(module, "Oddness")
      .def(py::init<const py::iterable&, const py::str&, const py::iterable&>(), py::arg("rows"), py::arg("accented"),
           py::arg("alphabets"))
      .def("chars", &Oddness::chars)
      .def("total", &Oddness::total);
}
