#include "strip.h"

#include <algorithm>

namespace cleantext {
namespace {

constexpr int MAX_PASSES = 12;
constexpr size_t CLOSE_LINES = 2;

std::vector<View> split_lines(View text) {
  std::vector<View> out;
  size_t start = 0;
  for (size_t end; (end = find_char(text, U'\n', start)) != View::npos; start = end + 1)
    out.push_back(text.substr(start, end - start));
  out.push_back(text.substr(start));
  return out;
}

// The look with more hits; the very same where there are none.
std::shared_ptr<const Look> with_hits(std::shared_ptr<const Look> look, const Ids& more) {
  if (more.empty()) return look;
  auto wider = std::make_shared<Look>(*look);
  wider->hits = merged(look->hits, more);
  return wider;
}

// Marks in `gone`, beside the lines taken, the blank ones that would be left double, or at an end of the text:
// strip._with_blanks.
void mark_blanks(const std::vector<View>& lines, const std::vector<bool>& blank, std::vector<bool>& gone) {
  const std::vector<bool> taken = gone;
  const size_t size = lines.size();
  bool kept_blank = true, removed_since = false;
  size_t below_last = 0;  // the line after the last one with text that stays; 0 for none
  for (size_t n = 0; n < size; ++n) {
    if (taken[n]) {
      removed_since = true;
      continue;
    }
    if (blank[n] && kept_blank && removed_since && n + 1 < size) {
      gone[n] = true;
      continue;
    }
    if (!blank[n]) {
      removed_since = false;
      below_last = n + 1;
    }
    kept_blank = blank[n];
  }
  if (below_last == 0) {
    gone.assign(size, true);
  } else if (removed_since) {
    const size_t final = lines.back().empty() ? size - 1 : size;
    for (size_t n = below_last; n < final; ++n) gone[n] = true;
  }
}

}  // namespace

Outcome Engine::strip(View text, const Settings& settings, bool spans_done, Text& out) {
  std::vector<View> all = split_lines(text);
  std::vector<bool> blank(all.size());
  std::vector<Line> lines;
  lines.reserve(all.size());
  Text low(text.size(), 0);
  if (!lower_simply(text, low.data())) low.clear();
  if (!look_up(text, low, all, settings, spans_done, lines)) return Outcome::spans;
  for (size_t n = 0; n < all.size(); ++n) blank[n] = stripped(all[n]).empty();
  auto scene = idle_ ? std::move(idle_) : std::make_unique<Scene>(rules, host_);
  bool whole = true;
  for (int pass = 0; pass < MAX_PASSES; ++pass) {
    look_closely(lines);
    if (std::all_of(lines.begin(), lines.end(), [](const Line& l) { return l.look->prose && l.look->hits.empty(); }))
      break;
    scene->set(lines, settings.active);
    decide(rules, *scene, settings);
    if (!scene->any_taken(0, lines.size())) break;
    whole = false;
    std::vector<bool> gone(all.size());
    for (size_t n = 0, i = 0; n < all.size(); ++n)
      if (!blank[n]) gone[n] = scene->taken(i++) >= 0;
    mark_blanks(all, blank, gone);
    size_t kept = 0, kept_lines = 0;
    for (size_t n = 0, i = 0; n < all.size(); ++n) {
      const size_t place = i;
      if (!blank[n]) ++i;
      if (gone[n]) continue;
      if (!blank[n]) lines[kept_lines++] = lines[place];
      all[kept] = all[n];
      blank[kept++] = blank[n];
    }
    all.resize(kept);
    blank.resize(kept);
    lines.resize(kept_lines);
  }
  idle_ = std::move(scene);
  if (whole) return Outcome::same;
  out.clear();
  out.reserve(text.size());
  for (size_t n = 0; n < all.size(); ++n) {
    if (n > 0) out.push_back(U'\n');
    out.append(all[n]);
  }
  return Outcome::changed;
}

bool Engine::look_up(View text, View low, const std::vector<View>& all, const Settings& settings, bool spans_done,
                     std::vector<Line>& lines) {
  const bool known = !low.empty();
  Text held;
  std::vector<Expressions::Found> found;
  size_t next = 0;  // of what was found
  if (known) {
    if (!spans_done && holds_span(low, settings)) return false;
    expressions.search(low, found);
  }
  for (View whole : all) {
    const View line = stripped(whole);
    if (line.empty()) continue;  // no literal is blank
    const auto low_of = [&](View piece) { return low.substr(size_t(piece.data() - text.data()), piece.size()); };
    const View line_low = known ? low_of(line) : View();
    auto look = index.look(line, line_low, host_);
    if (settings.sited) look = with_hits(look, site_index.look(line, line_low, host_)->hits);
    if (known) {
      const size_t end = size_t(whole.data() - text.data()) + whole.size(), first = next;
      while (next < found.size() && found[next].at < end) ++next;
      if (line.size() <= MAX_LINE)
        look = with_hits(std::move(look),
                         expression_hits(line, low_of(whole), found.data() + first, found.data() + next, settings));
    } else {
      held = host_.lower(whole);
      if (!spans_done && holds_span(held, settings)) return false;
      expressions.search(held, found);
      if (line.size() <= MAX_LINE)
        look = with_hits(std::move(look),
                         expression_hits(line, held, found.data(), found.data() + found.size(), settings));
    }
    lines.push_back({line, line_low, std::move(look)});
  }
  return true;
}

bool Engine::holds_span(View low, const Settings& settings) const {
  bool holds = false;
  spans.scan(low, [&](uint32_t id, size_t) {
    for (uint32_t rule : rules_of_span[id]) holds |= settings.active[rule] != 0;
    return !holds;
  });
  return holds;
}

Ids Engine::expression_hits(View line, View low, const Expressions::Found* first, const Expressions::Found* last,
                            const Settings& settings) {
  Ids places, out;
  expressions.candidates(low, first, last, places);
  for (uint32_t place : places) {
    const Expression& expression = expressions[place];
    if (settings.active[expression.rule] && patterns_.matches(expression.number, line)) out.push_back(expression.hit);
  }
  return out;
}

void Engine::look_closely(std::vector<Line>& lines) {
  for (size_t i = lines.size() - std::min(lines.size(), CLOSE_LINES); i < lines.size(); ++i) {
    Line& line = lines[i];
    if (!line.look->key.empty()) continue;
    if (auto closer = index.look_closely(line.text)) line.look = with_hits(std::move(closer), line.look->hits);
  }
}

}  // namespace cleantext
