// The engine as Python sees it: made from tables (see tables.py and export.py), asked with texts.

#include <pybind11/stl.h>

#include <algorithm>
#include <map>

#include "exported.h"
#include "python.h"
#include "strip.h"

namespace py = pybind11;

namespace cleantext {
namespace {

// What the engine asks of cleantext.native.host.Host.
class Python final : public Host, public Folds, public Patterns {
 public:
  explicit Python(py::object host)
      : host_(std::move(host)), sign_(host_.attr("sign")), lower_(host_.attr("lower")),
        folded_(host_.attr("folded")), fold_(host_.attr("fold")),
        fits_(host_.attr("fits")), matches_(host_.attr("matches")), form_(host_.attr("form")),
        date_ends_(host_.attr("date_ends")), begins_(host_.attr("begins")) {}

  double sign(LineSign which, View text) override { return sign_(int(which), str_of(text)).cast<double>(); }
  Text lower(View text) override { return text_of(lower_(str_of(text))); }
  bool folded(Char c, Text& out) override {
    const py::object form = folded_(str_of(View(&c, 1)));
    if (form.is_none()) return false;
    out = text_of(form);
    return true;
  }
  Text fold(View text) override { return text_of(fold_(str_of(text))); }
  bool fits(uint32_t pattern, View key) override { return fits_(pattern, str_of(key)).cast<bool>(); }
  std::vector<Text> begins(uint32_t pattern) override {
    std::vector<Text> out;
    for (py::handle begin : begins_(pattern)) out.push_back(text_of(begin));
    return out;
  }
  bool matches(uint32_t expression, View line) override { return matches_(expression, str_of(line)).cast<bool>(); }
  Form form(View line) override { return Form(form_(str_of(line)).cast<int>()); }
  uint16_t date_ends(View key) override { return date_ends_(str_of(key)).cast<uint16_t>(); }

 private:
  py::object host_, sign_, lower_, folded_, fold_, fits_, matches_, form_, date_ends_, begins_;
};

Words words_of(py::handle list) {
  Words out;
  for (py::handle word : list) out.insert(text_of(word));
  return out;
}

void fill(Filed& table, py::handle rows) {
  table.reserve(py::len(rows));
  for (py::handle row : rows) table.add(text_of(row[py::int_(0)]), ids_of(row[py::int_(1)]));
}

std::vector<Text> texts_of(py::handle list) {
  std::vector<Text> out;
  for (py::handle text : list) out.push_back(text_of(text));
  return out;
}

Expression expression_of(py::handle row) {
  return {row[py::int_(0)].cast<uint32_t>(), row[py::int_(1)].cast<uint32_t>(), row[py::int_(2)].cast<uint32_t>(),
          texts_of(row[py::int_(3)]),        row[py::int_(4)].cast<bool>(),     texts_of(row[py::int_(5)]),
          row[py::int_(6)].cast<uint32_t>()};
}

Item item_of(py::handle row) {
  Item item;
  item.number = row[py::int_(0)].cast<uint32_t>();
  item.hits = ids_of(row[py::int_(1)]);
  for (py::handle group : row[py::int_(2)]) {
    auto& texts = item.tests.emplace_back();
    for (py::handle text : group) texts.emplace_back(text_of(text));
  }
  for (py::handle end : row[py::int_(3)]) item.ends.push_back(packed(text_of(end)));
  std::sort(item.ends.begin(), item.ends.end());
  item.need = row[py::int_(4)].cast<uint16_t>();
  item.digit_first = row[py::int_(5)].cast<bool>();
  return item;
}

void fill(Index& index, py::handle tables) {
  for (py::handle row : tables["exact"]) index.exact.emplace(text_of(row[py::int_(0)]), ids_of(row[py::int_(1)]));
  fill(index.by_head, tables["by_head"]);
  fill(index.by_tail, tables["by_tail"]);
  fill(index.long_heads, tables["long_heads"]);
  for (py::handle row : tables["by_needle"]) {
    index.needles.add(text_of(row[py::int_(0)]), uint32_t(index.by_needle.size()));
    index.by_needle.push_back(ids_of(row[py::int_(1)]));
  }
  index.needles.build();
  size_t need = 0;
  for (py::handle filed : tables["by_need"]) index.by_need.at(need++) = ids_of(filed);
  for (py::handle row : tables["items"]) index.items.push_back(item_of(row));
  std::map<Text, uint32_t> ids;
  for (py::handle row : tables["expressions"]) {
    const Expression expression = expression_of(row);
    for (const Text& literal : expression.literals) {
      const auto [id, is_new] = ids.emplace(literal, uint32_t(ids.size()));
      if (is_new) index.by_literal.emplace_back(), index.literals.add(literal, id->second);
      index.by_literal[id->second].push_back(uint32_t(index.expressions.size()));
    }
    index.expressions.push_back(expression);
  }
  index.literals.build();
}

class Core {
 public:
  Core(py::handle rules, py::handle tables, py::object host)
      : python_(std::move(host)), engine_(python_, python_, python_, tables["edge"].cast<std::string>()) {
    engine_.rules = rules_of(rules);
    const py::object months = tables["months"];
    engine_.rules.months = {words_of(months[py::int_(0)]), words_of(months[py::int_(1)]), words_of(months[py::int_(2)])};
    fill(engine_.index, tables["index"]);
    fill(engine_.site_index, tables["site_index"]);
    for (py::handle row : tables["spans"]) {
      engine_.spans.add(text_of(row[py::int_(0)]), uint32_t(engine_.rules_of_span.size()));
      engine_.rules_of_span.push_back(ids_of(row[py::int_(1)]));
    }
    engine_.spans.build();
    for (py::handle row : tables["expressions"]) engine_.expressions.add(expression_of(row));
    engine_.expressions.build();
  }

  // What is known of a line (stripped, not blank): its key, its hits, whether it is prose, its form. For tests.
  py::tuple look(py::str line, bool sited, bool closely) {
    const Text text = text_of(line);
    Index& index = sited ? engine_.site_index : engine_.index;
    auto look = closely ? index.look_closely(text) : nullptr;
    if (!look) look = index.look(text, {}, python_);
    return py::make_tuple(str_of(look->key), look->hits, look->prose, int(look->form));
  }

  // The text without its chrome, the same object where nothing went; None where rules on parts of lines come first.
  py::object strip(py::str text, const py::bytes& active, bool strict, double max_loss, bool language_known,
                   bool sited, bool spans_done) {
    Settings settings;
    settings.active = reinterpret_cast<const uint8_t*>(PyBytes_AS_STRING(active.ptr()));
    settings.strict = strict;
    settings.max_loss = max_loss;
    settings.language_known = language_known;
    settings.sited = sited;
    Text source, out;
    read_text(text, source);
    switch (engine_.strip(source, settings, spans_done, out)) {
      case Outcome::spans: return py::none();
      case Outcome::changed: return str_of(out);
      default: return text;
    }
  }

 private:
  Python python_;
  Engine engine_;
};

}  // namespace
}  // namespace cleantext

void bind_engine(py::module_& module) {
  using cleantext::Core;
  py::class_<Core>(module, "Core")
      .def(py::init<py::handle, py::handle, py::object>(), py::arg("rules"), py::arg("tables"), py::arg("host"))
      .def("look", &Core::look, py::arg("line"), py::arg("sited"), py::arg("closely"))
      .def("strip", &Core::strip, py::arg("text"), py::arg("active"), py::arg("strict"), py::arg("max_loss"),
           py::arg("language_known"), py::arg("sited"), py::arg("spans_done"));
}
