#include "exported.h"

#include <pybind11/stl.h>

#include <tuple>
#include <utility>

#include "python.h"

namespace py = pybind11;

namespace cleantext {
namespace {

template <typename T>
T field(py::handle row, size_t place) {
  return row[py::int_(place)].cast<T>();
}

py::object item(py::handle row, size_t place) { return row[py::int_(place)]; }

template <typename Made>
auto all_of(py::handle rows, Made make) {
  std::vector<decltype(make(rows))> out;
  for (py::handle row : rows) out.push_back(make(row));
  return out;
}

Asked asked_of(py::handle row) { return {Sign(field<int>(row, 0)), int8_t(field<int>(row, 1))}; }

Rows bits_of(py::handle row) { return {field<uint64_t>(row, 0), field<uint64_t>(row, 1)}; }

Condition condition_of(py::handle row) {
  return {asked_of(item(row, 0)), field<double>(row, 1), field<double>(row, 2), uint8_t(field<int>(row, 3))};
}

Rule rule_of(py::handle row) {
  Rule rule{};
  rule.keep = field<bool>(row, 0);
  rule.sure = field<bool>(row, 1);
  rule.where = Where(field<int>(row, 2));
  rule.when = all_of(item(row, 3), condition_of);
  rule.unless = all_of(item(row, 4), condition_of);
  rule.has_near = field<bool>(row, 5);
  rule.to = To(field<int>(row, 6));
  rule.to_lines = field<uint32_t>(row, 7);
  rule.through_prose = field<bool>(row, 8);
  rule.phrases = field<uint32_t>(row, 9);
  rule.closing = field<bool>(row, 10);
  rule.nav = field<bool>(row, 11);
  rule.comments = field<bool>(row, 12);
  rule.may_be_foreign = field<bool>(row, 13);
  rule.takes_copies = field<bool>(row, 14);
  rule.within = field<uint32_t>(row, 15);
  rule.keep_first = field<bool>(row, 16);
  return rule;
}

Question question_of(py::handle row) {
  Question question{};
  question.asked = asked_of(item(row, 0));
  question.bounds = field<std::vector<double>>(row, 1);
  while (question.bounds.size() % Question::AT_ONCE != 0)
    question.bounds.push_back(std::numeric_limits<double>::infinity());
  question.by_range = all_of(item(row, 2), bits_of);
  const auto words = all_of(item(row, 3), bits_of);
  for (size_t n = 0; n < words.size() && n < MOST_WORDS; ++n) question.by_word[n] = words[n];
  question.known = bits_of(item(row, 4));
  return question;
}

Card card_of(py::handle row) {
  Card card;
  card.all = bits_of(item(row, 0));
  card.weights = all_of(item(row, 1), [](py::handle weight) {
    return Card::Weight{field<double>(weight, 0), bits_of(item(weight, 1))};
  });
  card.questions = all_of(item(row, 2), question_of);
  return card;
}

Test test_of(py::handle row) { return {condition_of(item(row, 0)), field<bool>(row, 1)}; }

Shape shape_of(py::handle row) {
  Shape shape{};
  shape.rule = field<uint32_t>(row, 0);
  shape.copies = py::len(row) == 1;
  if (shape.copies) return shape;
  for (int zone : field<std::vector<int>>(row, 1)) shape.zones.push_back(Zone(zone));
  shape.takes_prose = field<bool>(row, 2);
  shape.of_document = all_of(item(row, 3), test_of);
  shape.cheap = all_of(item(row, 4), test_of);
  shape.dear = all_of(item(row, 5), test_of);
  shape.has_card = !item(row, 6).is_none();
  if (shape.has_card) shape.card = card_of(item(row, 6));
  shape.threshold = field<double>(row, 7);
  shape.strict_threshold = field<double>(row, 8);
  return shape;
}

Languages languages_of(py::handle exported) {
  Languages out;
  out.count = exported["count"].cast<size_t>();
  for (py::handle row : exported["of_word"]) out.of_word.emplace(text_of(item(row, 0)), ids_of(item(row, 1)));
  for (py::handle row : exported["scripts"]) {
    Languages::Script& script = out.scripts.emplace_back();
    for (py::handle range : item(row, 0)) script.ranges.emplace_back(field<uint32_t>(range, 0), field<uint32_t>(range, 1));
    script.languages = ids_of(item(row, 1));
  }
  out.of_rule = all_of(exported["of_rule"], ids_of);
  out.prepare();
  return out;
}

CueWords cue_words_of(py::handle row) {
  CueWords out;
  for (py::handle stem : item(row, 0)) out.stems.insert(text_of(stem));
  for (py::handle word : item(row, 1)) out.unspaced.push_back(text_of(word));
  return out;
}

}  // namespace

Rules rules_of(py::handle exported) {
  Rules out;
  out.rules = all_of(exported["rules"], rule_of);
  out.shapes = all_of(exported["shapes"], shape_of);
  out.languages = languages_of(exported["languages"]);
  out.cues = cue_words_of(exported["cue"]);
  out.addresses = cue_words_of(exported["address"]);
  return out;
}

}  // namespace cleantext
