// The engine as Python sees it: made from what flat.py gives, asked with texts.

#include <pybind11/stl.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <tuple>

#include "buffer.h"
#include "exported.h"
#include "pattern.h"
#include "python.h"
#include "reader.h"
#include "strip.h"
#include "typography.h"

namespace py = pybind11;

namespace cleantext {
namespace {

// Regular expressions of Python's, by number, each read when it is first needed.
class Known {
 public:
  // `source` gives the text of an expression, by its number.
  Known(py::object source, bool any_case, Pattern::Shared shared = {})
      : source_(std::move(source)), any_case_(any_case), shared_(std::move(shared)) {}

  // Null where the core does not know all that is in it. It stays as long as this does.
  const Pattern* operator[](size_t number) {
    if (number >= read_.size()) read_.resize(number + 1);
    if (!read_[number]) {
      auto made = std::make_unique<std::optional<Pattern>>(Pattern::parse(text_of(source_(number)), any_case_, shared_));
      read_[number] = std::move(made);
    }
    return *read_[number] ? &**read_[number] : nullptr;
  }

 private:
  py::object source_;
  bool any_case_;
  Pattern::Shared shared_;
  std::vector<std::unique_ptr<std::optional<Pattern>>> read_;
};

// The patterns of holes that phrases share.
Pattern::Shared holes_of(py::handle sources) {
  Pattern::Shared out;
  for (py::handle source : sources)
    if (auto made = Pattern::parse(text_of(source)))
      out.emplace_back(text_of(source), std::make_shared<const Pattern>(*std::move(made)));
  return out;
}

// What the engine asks of cleantext.native.host.Host: regular expressions only where the core does not know all that is
// in them, or tries them for too long.
class Python final : public Patterns, public Folds {
 public:
  explicit Python(const py::object& host)
      : lower_(host.attr("lower")), folded_(host.attr("folded")), fold_(host.attr("fold")),
        found_(host.attr("found")), fits_(host.attr("fits")), matches_(host.attr("matches")),
        patterns_(host.attr("pattern"), false, holes_of(host.attr("holes"))), expressions_(host.attr("expression"), true) {
    for (py::handle row : host.attr("line_patterns")) {
      const auto [source, how, any_case] = row.cast<std::tuple<py::str, std::string, bool>>();
      const auto method = how == "search"  ? &Pattern::stands_in
                          : how == "match" ? &Pattern::begins
                                           : &Pattern::fits;
      line_patterns_.push_back({Pattern::parse(text_of(source), any_case), any_case, method});
    }
  }

  Text lower(View text) override { return text_of(lower_(str_of(text))); }
  bool folded(Char c, Text& out) override {
    const py::object form = folded_(str_of(View(&c, 1)));
    if (form.is_none()) return false;
    out = text_of(form);
    return true;
  }
  Text fold(View text) override { return text_of(fold_(str_of(text))); }

  bool found(LinePattern which, View text) override {
    const Tried& tried = line_patterns_[size_t(which)];
    const bool odd = tried.any_case && std::any_of(text.begin(), text.end(), has_odd_case);
    const auto said = tried.pattern && !odd ? (*tried.pattern.*tried.how)(text) : std::nullopt;
    return said ? *said : found_(int(which), str_of(text)).cast<bool>();
  }
  bool fits(uint32_t pattern, View key, Pattern::Ends& ends) override {
    const Pattern* known = patterns_[pattern];
    const auto said = known ? known->fits_too(key, ends) : std::nullopt;
    return said ? *said : fits_(pattern, str_of(key)).cast<bool>();
  }
  bool matches(uint32_t expression, View line) override {
    const Pattern* known = reads_everywhere_alike(line) ? expressions_[expression] : nullptr;
    const auto said = known ? known->fits(line) : std::nullopt;
    return said ? *said : matches_(expression, str_of(line)).cast<bool>();
  }

 private:
  struct Tried {
    std::optional<Pattern> pattern;
    bool any_case;
    std::optional<bool> (Pattern::*how)(View) const;
  };

  py::object lower_, folded_, fold_, found_, fits_, matches_;
  Known patterns_, expressions_;
  std::vector<Tried> line_patterns_;  // by LinePattern
};

Words words_of(Reader& in) {
  Words out;
  for (uint32_t left = in.number(); left > 0; --left) out.insert(in.text());
  return out;
}

Hit hit_of(Reader& in) {
  const uint32_t rule = in.number();
  const auto role = Role(in.number());
  const auto block = uint16_t(in.number());
  return {rule, role, block, in.number() != 0};
}

Expression expression_of(Reader& in) {
  Expression out;
  out.number = in.number();
  out.hit = in.number();
  out.rule = in.number();
  out.begins = in.texts();
  out.skips = in.number() != 0;
  for (Text& text : in.texts()) out.literals.emplace_back(std::move(text));
  out.longest = in.number();
  return out;
}

// The letters and digits that each text begins with, of those that begin so.
std::vector<Text> first_words_of(const std::vector<Text>& texts) {
  std::vector<Text> out;
  for (const Text& text : texts) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_alnum);
    if (end != text.begin()) out.emplace_back(text.begin(), end);
  }
  return out;
}

Item item_of(Reader& in) {
  Item item;
  item.number = in.number();
  item.hits = in.numbers();
  for (uint32_t left = in.number(); left > 0; --left) {
    auto& texts = item.tests.emplace_back();
    for (Text& text : in.texts()) texts.emplace_back(std::move(text));
  }
  for (const Text& end : in.texts()) item.ends.push_back(packed(end));
  std::sort(item.ends.begin(), item.ends.end());
  item.need = uint16_t(in.number());
  item.digit_first = in.number() != 0;
  item.longest = in.number();
  item.first_words = Prefixes(first_words_of(in.texts()));
  return item;
}

void fill(Filed& table, Reader& in) {
  uint32_t left = in.number();
  table.reserve(left);
  for (; left > 0; --left) {
    const View name = in.view();
    table.add(name, in.numbers());
  }
}

void fill(Scanner& literals, std::vector<Ids>& by_literal, Reader& in) {
  for (uint32_t left = in.number(); left > 0; --left) {
    literals.add(in.text(), uint32_t(by_literal.size()));
    by_literal.push_back(in.numbers());
  }
  literals.build();
}

void fill(Index& index, Reader& in) {
  uint32_t left = in.number();
  index.exact.reserve(left);
  for (; left > 0; --left) {
    Text key = in.text();
    index.exact.emplace(std::move(key), in.numbers());
  }
  for (Filed* table : {&index.by_head, &index.by_tail, &index.long_heads}) fill(*table, in);
  fill(index.needles, index.by_needle, in);
  for (Ids& items : index.by_need) items = in.numbers();
  left = in.number();
  index.items.reserve(left);
  for (; left > 0; --left) index.items.push_back(item_of(in));
  std::map<Text, uint32_t> ids;
  for (left = in.number(); left > 0; --left) {
    const Expression expression = expression_of(in);
    for (const Literal& literal : expression.literals) {
      const auto [id, is_new] = ids.emplace(literal.text, uint32_t(ids.size()));
      if (is_new) index.by_literal.emplace_back(), index.literals.add(literal.text, id->second);
      index.by_literal[id->second].push_back(uint32_t(index.expressions.size()));
    }
    index.expressions.push_back(expression);
  }
  index.literals.build();
}

// What Tables in tables.py wrote, in that order.
void fill(Engine& engine, Reader in) {
  for (uint32_t left = in.number(); left > 0; --left) engine.rules.hits.push_back(hit_of(in));
  for (Words* words : {&engine.rules.months.stems, &engine.rules.months.shorts, &engine.rules.months.small_words})
    *words = words_of(in);
  engine.rules.months.prepare();
  fill(engine.index, in);
  fill(engine.site_index, in);
  for (uint32_t left = in.number(); left > 0; --left) {
    const Text literal = in.text();
    engine.spans[literal] = in.numbers();
  }
  for (uint32_t left = in.number(); left > 0; --left) engine.expressions.add(expression_of(in));
  if (!in.at_end()) throw std::invalid_argument("the rules' tables go on after their end");
  engine.prepare();
}

// The pieces of a text, one after the other.
template <class C>
py::str pieces_of(Buffer<C> text, bool ascii, const std::vector<std::pair<size_t, size_t>>& pieces) {
  if (ascii) {
    size_t size = 0;
    for (auto [start, end] : pieces) size += end - start;
    PyObject* made = PyUnicode_New(Py_ssize_t(size), 0x7f);
    if (!made) throw py::error_already_set();
    Py_UCS1* out = PyUnicode_1BYTE_DATA(made);
    for (auto [start, end] : pieces) out = std::copy(text.data + start, text.data + end, out);
    return py::reinterpret_steal<py::str>(made);
  }
  std::vector<C> out;
  out.reserve(text.size);
  for (auto [start, end] : pieces) out.insert(out.end(), text.data + start, text.data + end);
  return str_of(out.data(), out.size());
}

// Settings, with the bytes that they point into.
struct HeldSettings {
  HeldSettings(py::bytes active, bool strict, double max_loss, bool language_known, bool sited)
      : active(std::move(active)),
        settings{reinterpret_cast<const uint8_t*>(PyBytes_AS_STRING(this->active.ptr())), strict, max_loss,
                 language_known, sited} {}

  py::bytes active;
  Settings settings;
};

// One set of rules, ready for texts. The GIL guards it; while it asks Python, other threads may ask it.
class Core {
 public:
  Core(py::handle rules, py::handle tables, const py::object& host)
      : python_(host), engine_(python_, python_, python_, tables["edge"].cast<std::string>()) {
    engine_.rules = rules_of(rules);
    const py::bytes numbers = tables["numbers"];
    const Text text = text_of(tables["text"]);
    fill(engine_, Reader(std::string_view(numbers), text));
  }

  // What is known of a line (stripped, not blank): its key, its hits, whether it is prose, its form. For tests.
  py::tuple look(py::str line, bool sited, bool closely) {
    const Text text = text_of(line);
    Index& index = sited ? engine_.site_index : engine_.index;
    Lowered low;
    low.lower(text);
    Trios trios;
    trios.add(low);
    auto look = closely ? index.look_closely(text, low, trios) : SharedLook();
    if (!look) look = index.look(text, cleantext::Hash()(text), low, trios, python_);
    return py::make_tuple(str_of(look->key), look->hits, look->prose, int(look->form));
  }

  // The text without its chrome, the same object where nothing went; None where rules on parts of lines come first.
  py::object strip(py::str text, const HeldSettings& held, bool spans_done) {
    return with_buffer(text, [&](auto chars) { return strip_chars(chars, held, spans_done, [&] { return text; }); });
  }

  // The same of the text's characters, where `whole` gives all of it.
  template <class C, class Whole>
  py::object strip_chars(Buffer<C> chars, const HeldSettings& held, bool spans_done, Whole whole) {
    auto work = idle_ ? std::move(idle_) : std::make_unique<Work>();
    work->source.read(chars.data, chars.size);
    const Outcome outcome = engine_.strip(work->source, held.settings, spans_done, work->kept);
    py::object out = outcome == Outcome::changed ? pieces_of(chars, work->source.is_ascii(), work->kept)
                     : outcome == Outcome::same  ? py::object(whole())
                                                 : py::none();
    idle_ = std::move(work);
    return out;
  }

  // The rule that takes each line, or -1, for lines with looks that Python made: (key, places of hits, prose, form).
  // For tests.
  std::vector<int32_t> decide(py::list texts, py::list looks, const HeldSettings& given,
                              const std::vector<uint8_t>& rows) {
    std::vector<Text> held;
    for (py::handle text : texts) held.push_back(text_of(text));
    std::vector<Line> lines;
    for (size_t i = 0; i < held.size(); ++i) {
      auto shared = SharedLook::make();
      Look& look = shared.blank();
      const py::object row = looks[i];
      look.key = text_of(row[py::int_(0)]);
      look.hits = ids_of(row[py::int_(1)]);
      look.words = uint32_t(count_words(held[i], LineFacts(Lowered(held[i]))));
      look.prose = row[py::int_(2)].cast<bool>();
      look.form = Form(row[py::int_(3)].cast<int>());
      lines.push_back({held[i], {}, std::move(shared)});
    }
    const Settings& settings = given.settings;
    Scene scene(engine_.rules, python_);
    scene.set(lines, settings.active);
    cleantext::decide(engine_.rules, scene, settings, rows);
    return scene.taken();
  }

 private:
  struct Work {
    Source source;
    std::vector<std::pair<size_t, size_t>> kept;  // where the pieces begin and end that are left
  };

  Python python_;
  Engine engine_;
  std::unique_ptr<Work> idle_;  // for the next text; Python code may ask for another one before this is done
};

// Mending and stripping in one call, for texts that Python has nothing to say of: Cleaner.clean.
class Cleaning {
 public:
  // A function from a text to the clean text, the same object where nothing changes; to None where Python must mend it.
  //
  // Without typography nothing is mended. `without_spans` takes from a text what rules on parts of lines take.
  static py::object function(py::object core, py::object settings, py::object typography, py::object guard,
                             py::object without_spans) {
    // Of Python's own kind: it is called for every text, and pybind11's calls do more than some stages.
    static PyMethodDef def{"clean", called, METH_O, "The clean text; None where Python must mend it."};
    auto made = std::unique_ptr<Cleaning>(new Cleaning(std::move(core), std::move(settings), std::move(typography),
                                                       std::move(guard), std::move(without_spans)));
    const py::capsule self(made.release(), [](void* held) { delete static_cast<Cleaning*>(held); });
    PyObject* function = PyCFunction_New(&def, self.ptr());
    if (!function) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(function);
  }

 private:
  Cleaning(py::object core, py::object settings, py::object typography, py::object guard, py::object without_spans)
      : core_(core.cast<Core&>()), settings_(settings.cast<const HeldSettings&>()),
        typography_(typography.cast<const Typography*>()), guard_(guard.cast<Guard*>()),
        without_spans_(std::move(without_spans)),
        kept_{std::move(core), std::move(settings), std::move(typography), std::move(guard)} {}

  static PyObject* called(PyObject* self, PyObject* text) {
    if (!PyUnicode_Check(text))
      return PyErr_Format(PyExc_TypeError, "a text is a str, not %.200s", Py_TYPE(text)->tp_name);
    try {
      auto& cleaning = *static_cast<Cleaning*>(PyCapsule_GetPointer(self, nullptr));
      return cleaning.clean(py::reinterpret_borrow<py::str>(text)).release().ptr();
    } catch (py::error_already_set& error) {
      error.restore();
    } catch (const std::bad_alloc&) {
      PyErr_NoMemory();
    } catch (const std::exception& error) {
      PyErr_SetString(PyExc_RuntimeError, error.what());
    }
    return nullptr;
  }

  // The clean text, or None.
  py::object clean(py::str text) {
    auto work = idle_ ? std::move(idle_) : std::make_unique<Work>();
    bool settled = false;
    py::object out = text;
    for (int pass = 0; pass < MAX_PASSES && !settled; ++pass) {
      out = with_buffer(text, [&](auto chars) { return once(*work, text, chars, pass > 0, settled); });
      if (out.is_none()) break;
      settled |= out.is(text);
      text = out;
    }
    idle_ = std::move(work);
    return out;
  }

  static constexpr int MAX_PASSES = 6;  // as in cleaner.py
  static constexpr size_t CACHE_LINE = 64, MOST_FETCHED = 8192;

  struct Work {
    Typography::Needs needs;
    std::tuple<std::vector<Py_UCS1>, std::vector<Py_UCS2>, std::vector<Py_UCS4>> made;
  };

  // Mends a text and strips it, unless it was stripped and there is nothing to mend. Sets whether that is all.
  template <class C>
  py::object once(Work& work, const py::str& text, Buffer<C> chars, bool stripped, bool& settled) {
    // Texts come from far memory: what a scan would wait for line by line is fetched at once.
    for (size_t i = 0; !stripped && i < std::min(chars.size, MOST_FETCHED); i += CACHE_LINE / sizeof(C))
      fetch(chars.data + i);
    Buffer<C> mended = chars;
    auto change = Change::none;
    settled = true;
    if (typography_) {
      auto& made = std::get<std::vector<C>>(work.made);
      change = typography_->mend_chars(chars, *guard_, work.needs, made, settled);
      if (change == Change::unsure) return py::none();
      if (change == Change::some) mended = {made.data(), made.size()};
    }
    if (stripped && change == Change::none) return text;
    const auto whole = [&] { return change == Change::some ? str_of(mended.data, mended.size) : text; };
    py::object out = core_.strip_chars(mended, settings_, false, whole);
    if (!out.is_none()) return out;
    // Some rule on parts of lines may act, and comes first.
    const py::str spanned = whole(), spanless = without_spans_(spanned);
    settled &= spanless.is(spanned);
    return core_.strip(spanless, settings_, true);
  }

  Core& core_;
  const HeldSettings& settings_;
  const Typography* typography_;
  Guard* guard_;
  py::object without_spans_;
  std::array<py::object, 4> kept_;  // whose parts those are
  std::unique_ptr<Work> idle_;      // for the next text; Python code may ask for another one before this is done
};

}  // namespace
}  // namespace cleantext

void bind_core(py::module_& module) {
  using cleantext::Cleaning;
  using cleantext::Core;
  using cleantext::Guard;
  using cleantext::HeldSettings;
  using cleantext::Pattern;
  using cleantext::Typography;
  py::class_<Pattern>(module, "Pattern", "A regular expression as the core tries it, for tests.")
      .def(py::init([](py::str source, bool any_case, const std::vector<py::str>& holes) {
             auto made = Pattern::parse(cleantext::text_of(source), any_case, cleantext::holes_of(py::cast(holes)));
             if (!made) throw py::value_error("the core does not know all of this pattern");
             return *std::move(made);
           }),
           py::arg("source"), py::arg("any_case") = false, py::arg("holes") = std::vector<py::str>())
      .def("fullmatch", [](const Pattern& self, py::str text) { return self.fits(cleantext::text_of(text)); })
      .def("match", [](const Pattern& self, py::str text) { return self.begins(cleantext::text_of(text)); })
      .def("search", [](const Pattern& self, py::str text) { return self.stands_in(cleantext::text_of(text)); });
  module.def("reads_everywhere_alike",
             [](py::str text) { return cleantext::reads_everywhere_alike(cleantext::text_of(text)); }, py::arg("text"),
             "Whether `regex`, cases alike or not, takes all characters of a text as the core does; for tests.");
  module.def("sign_names", [] { return cleantext::SIGN_NAMES; }, "The signs that the core knows, by number.");
  py::class_<HeldSettings>(module, "Settings", "Which rules act, a byte for each, and how.")
      .def(py::init<py::bytes, bool, double, bool, bool>(), py::arg("active"), py::kw_only(), py::arg("strict"),
           py::arg("max_loss"), py::arg("language_known"), py::arg("sited"));
  py::class_<Core>(module, "Core")
      .def(py::init<py::handle, py::handle, py::object>(), py::arg("rules"), py::arg("tables"), py::arg("host"))
      .def("look", &Core::look, py::arg("line"), py::arg("sited"), py::arg("closely"))
      .def("strip", &Core::strip, py::arg("text"), py::arg("settings"), py::arg("spans_done"))
      .def("decide", &Core::decide, py::arg("texts"), py::arg("looks"), py::arg("settings"), py::arg("rows"));
  module.def("cleaning", &Cleaning::function, py::arg("core"), py::arg("settings"), py::arg("typography"),
             py::arg("guard"), py::arg("without_spans"), "A function that mends and strips a text in one call.");
}
