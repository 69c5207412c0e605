// What tells a text's language: its short words, and letters of other scripts; for the repair of its encoding.

#include <pybind11/pybind11.h>

#include <bitset>
#include <stdexcept>
#include <unordered_map>

#include "buffer.h"
#include "python.h"
#include "sets.h"

namespace py = pybind11;

namespace cleantext {
namespace {

class Speech {
 public:
  // words: word -> the languages that it is a word of; others: the set of letters that are not Latin.
  Speech(const py::dict& words, const py::str& others) : others_(text_of(others)) {
    std::unordered_map<std::string, uint32_t> numbers;
    for (auto [word, given] : words) {
      const Text letters = text_of(word);
      if (letters.empty()) throw std::invalid_argument("a word has no letters");
      Languages& known = words_[letters];
      for (py::handle name : given) {
        auto [found, fresh] = numbers.emplace(name.cast<std::string>(), uint32_t(names_.size()));
        if (fresh) names_.push_back(found->first);
        known.push_back(found->second);
      }
      longest_ = std::max(longest_, letters.size());
      looks_.set(look(letters.front(), letters.back(), letters.size()));
    }
  }

  // The letters of a text that are not Latin.
  py::str letters(const py::str& text) const {
    Text out;
    with_buffer(text, [&](auto chars) {
      any_place(chars, IS_BEYOND, [&](size_t i) {
        if (others_.has(chars[i])) out += chars[i];
        return false;
      });
    });
    return str_of(out);
  }

  // Language -> its points, in the order in which its words come; a word's point is shared by its languages.
  py::dict points(const py::str& text) const {
    std::vector<double> points(names_.size());
    std::vector<uint32_t> met;
    with_buffer(text, [&](auto chars) {
      Text word;
      for (size_t at = 0; at < chars.size;) {
        if (is_space(chars[at])) {
          ++at;
          continue;
        }
        const size_t start = at;
        while (at < chars.size && !is_space(chars[at])) ++at;
        if (at - start > longest_ || !looks_[look(chars[start], chars[at - 1], at - start)]) continue;
        word.assign(chars.data + start, chars.data + at);
        const auto known = words_.find(word);
        if (known == words_.end()) continue;
        for (uint32_t language : known->second) {
          if (points[language] == 0) met.push_back(language);
          points[language] += 1.0 / double(known->second.size());
        }
      }
    });
    py::dict out;
    for (uint32_t language : met) out[py::str(names_[language])] = points[language];
    return out;
  }

 private:
  using Languages = std::vector<uint32_t>;

  // A number for a word's ends and size: few other words look like those that are known.
  static size_t look(Char first, Char last, size_t size) { return (first * 67 + last * 7 + size) % LOOKS; }

  static constexpr size_t LOOKS = 1 << 13;

  std::bitset<LOOKS> looks_;
  Table<Languages> words_;
  Set others_;
  std::vector<std::string> names_;
  size_t longest_ = 0;
};

}  // namespace
}  // namespace cleantext

void bind_speech(py::module_& module) {
  using cleantext::Speech;
  py::class_<Speech>(module, "Speech")
      .def(py::init<const py::dict&, const py::str&>(), py::arg("words"), py::arg("others"))
      .def("letters", &Speech::letters)
      .def("points", &Speech::points);
}
