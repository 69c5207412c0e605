#include "strip.h"

#include <algorithm>

namespace cleantext {
namespace {

constexpr int MAX_PASSES = 12;
constexpr size_t CLOSE_LINES = 2;
constexpr size_t LINES_AHEAD = 3;  // what is known of a line is fetched so many lines before

// The look with more hits; the very same where there are none.
SharedLook with_hits(SharedLook look, const Ids& more) {
  if (more.empty()) return look;
  auto wider = SharedLook::make();
  wider.blank() = *look;
  wider.blank().hits = merged(look->hits, more);
  return wider;
}

// Marks in `gone`, beside the lines taken, the blank ones that would be left double, or at an end of the text:
// strip._with_blanks.
void mark_blanks(const std::vector<View>& lines, const std::vector<uint8_t>& blank, std::vector<uint8_t>& gone) {
  const size_t size = lines.size();
  bool kept_blank = true, removed_since = false;
  size_t below_last = 0;  // the line after the last one with text that stays; 0 for none
  for (size_t n = 0; n < size; ++n) {
    // Nothing behind this line is marked yet but what was taken.
    if (gone[n]) {
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

void Engine::prepare() {
  index.prepare();
  site_index.prepare();
  for (Shape& shape : rules.shapes) cleantext::prepare(shape);
  std::map<Text, Seekers> all;
  for (auto& [text, rules] : spans) all[text].rules = std::move(rules);
  for (auto& [text, places] : expressions.build()) all[text].expressions = places;
  for (auto& [text, seekers] : all) {
    const auto id = uint32_t(by_literal_.size());
    if (text.size() >= LiteralScanner::LEAST && !contains(text, U'\n'))
      literals_.add(text, id);
    else
      short_literals_.emplace_back(text, id);
    by_literal_.push_back(std::move(seekers));
  }
  literals_.build();
}

Outcome Engine::strip(Source& source, const Settings& settings, bool spans_done,
                      std::vector<std::pair<size_t, size_t>>& out) {
  auto desk = idle_ ? std::move(idle_) : std::make_unique<Desk>(rules, host_);
  const Outcome outcome = strip_at(*desk, source, settings, spans_done);
  out.clear();
  if (outcome == Outcome::changed) {
    const Char* text = source.text().data();
    for (View line : desk->all) {
      const size_t start = size_t(line.data() - text), end = start + line.size();
      // But for the first, lines bring the line end before them, which may be the one behind the piece before.
      if (out.empty())
        out.emplace_back(start, end);
      else if (out.back().second + 1 == start)
        out.back().second = end;
      else
        out.emplace_back(start - 1, end);
    }
  }
  desk->lines.clear();
  idle_ = std::move(desk);
  return outcome;
}

Outcome Engine::strip_at(Desk& desk, Source& source, const Settings& settings, bool spans_done) {
  if (!look_up(desk, source, settings, spans_done)) return Outcome::spans;
  auto& [all, blank, gone, parts, lines, lowered, short_found, found, trios, scene] = desk;
  bool whole = true;
  for (int pass = 0; pass < MAX_PASSES; ++pass) {
    const bool same_looks = !look_closely(desk);
    if (std::all_of(lines.begin(), lines.end(), [](const Line& l) { return l.look->prose && l.look->hits.empty(); }))
      break;
    scene.set(lines, settings.active, pass > 0 && same_looks);
    decide(rules, scene, settings);
    if (!scene.any_taken(0, lines.size())) break;
    whole = false;
    gone.assign(all.size(), 0);
    for (size_t n = 0, i = 0; n < all.size(); ++n)
      if (!blank[n]) gone[n] = scene.taken(i++) >= 0;
    mark_blanks(all, blank, gone);
    size_t kept = 0, kept_lines = 0;
    for (size_t n = 0, i = 0; n < all.size(); ++n) {
      const size_t place = i;
      if (!blank[n]) ++i;
      if (gone[n]) continue;
      if (!blank[n]) {
        if (kept_lines < place) lines[kept_lines] = std::move(lines[place]);
        ++kept_lines;
      }
      all[kept] = all[n];
      blank[kept++] = blank[n];
    }
    all.resize(kept);
    blank.resize(kept);
    lines.resize(kept_lines);
  }
  return whole ? Outcome::same : Outcome::changed;
}

bool Engine::look_up(Desk& desk, Source& source, const Settings& settings, bool spans_done) {
  auto& [all, blank, gone, parts, lines, lowered, short_found, found, trios, scene] = desk;
  lines.clear();
  lowered.clear();
  const View text = source.text();
  const Low low = source.low(), seen = source.seen();
  const bool known = low.size() == text.size();
  if (known && !search_short(low, source.is_ascii(), settings, short_found) && !spans_done) return false;
  part(desk, text, seen);
  size_t next = 0;  // of what was found
  for (size_t n = 0; n < parts.size(); ++n) {
    if (n + LINES_AHEAD < parts.size()) index.expect_soon(parts[n + LINES_AHEAD].hash);
    const View whole = all[parts[n].number], line = parts[n].text;
    const size_t start = size_t(whole.data() - text.data()), end = start + whole.size();
    Low whole_low, line_low;
    if (known) {
      whole_low = low.substr(start, whole.size());
    } else {
      // A character that becomes two, or one that hangs on its neighbours, stands in few of a text's lines.
      Lowered& held = lowered.emplace_back();
      if (!held.lower(whole)) held.set(host_.lower(whole));
      whole_low = held;
      if (!search_short(whole_low, whole_low.is_ascii(), settings, short_found) && !spans_done) return false;
      next = 0;
    }
    if (whole_low.size() == whole.size()) line_low = whole_low.substr(size_t(line.data() - whole.data()), line.size());
    found.clear();
    for (; next < short_found.size() && (!known || short_found[next].at < end); ++next)
      found.push_back(short_found[next].place);
    if (!search(whole_low, settings, found, trios) && !spans_done) return false;
    lines.push_back({line, line_low, look(parts[n], line_low, whole_low, trios, found, settings)});
  }
  return true;
}

void Engine::part(Desk& desk, View text, Low seen) {
  desk.all.clear();
  desk.blank.clear();
  desk.parts.clear();
  for (size_t start = 0, end; start <= text.size(); start = end + 1) {
    end = std::min(seen.find('\n', start), text.size());
    const View whole = text.substr(start, end - start), line = stripped(whole);
    desk.all.push_back(whole);
    desk.blank.push_back(line.empty());
    if (line.empty()) continue;  // no literal is blank
    const uint64_t hash = line.size() <= LONG_LINE ? Hash()(line) : 0;
    if (hash) index.expect(hash);
    desk.parts.push_back({desk.all.size() - 1, line, hash});
  }
}

SharedLook Engine::look(const Part& part, Low line_low, Low whole_low, const Trios& trios,
                                         const Ids& found, const Settings& settings) {
  const View line = part.text;
  const uint64_t hash = part.hash;
  const auto active = [&settings](uint32_t rule) { return settings.active[rule] != 0; };
  const auto with_site_hits = [&](SharedLook look) {
    if (!settings.sited) return look;
    return with_hits(std::move(look), site_index.look(line, hash, line_low, trios, host_)->hits);
  };
  // What the spaces around a line may add, nobody keeps.
  const bool alone = whole_low.size() == line.size();
  if (const auto* known = alone ? index.known(line, hash) : nullptr)
    if (known->wider && std::all_of(known->rules.begin(), known->rules.end(), active))
      return with_site_hits(known->wider);
  auto look = index.look(line, hash, line_low, trios, host_);
  if (line.size() > MAX_LINE) return with_site_hits(std::move(look));
  Ids places, hits, all_hits, rules;
  expressions.candidates(whole_low, trios, found, places);
  for (uint32_t place : places) {
    const Expression& expression = expressions[place];
    if ((!alone && !active(expression.rule)) || !patterns_.matches(expression.number, line)) continue;
    if (active(expression.rule)) hits.push_back(expression.hit);
    all_hits.push_back(expression.hit);
    rules.push_back(expression.rule);
  }
  if (alone)
    if (auto* known = index.known(line, hash)) {
      known->wider = with_hits(known->look, all_hits);
      known->rules = std::move(rules);
    }
  return with_site_hits(with_hits(std::move(look), hits));
}

bool Engine::is_of_span(uint32_t literal, const Settings& settings) const {
  const Ids& rules = by_literal_[literal].rules;
  return std::any_of(rules.begin(), rules.end(), [&](uint32_t rule) { return settings.active[rule] != 0; });
}

bool Engine::search_short(Low text, bool ascii, const Settings& settings, std::vector<Found>& out) const {
  out.clear();
  bool holds_span = false;
  for (const auto& [literal, id] : short_literals_) {
    if (ascii && !literal.ascii) continue;
    for (size_t at = 0; (at = text.find(literal.text, literal.rare, at)) != View::npos; ++at) {
      holds_span |= is_of_span(id, settings);
      for (uint32_t place : by_literal_[id].expressions) out.push_back({at, place});
    }
  }
  std::sort(out.begin(), out.end(), [](const Found& a, const Found& b) { return a.at < b.at; });
  return !holds_span;
}

bool Engine::search(Low line, const Settings& settings, Ids& out, Trios& trios) const {
  bool holds_span = false;
  trios.clear();
  literals_.scan(line, trios, [&](uint32_t id, size_t) {
    holds_span |= is_of_span(id, settings);
    out.insert(out.end(), by_literal_[id].expressions.begin(), by_literal_[id].expressions.end());
  });
  return !holds_span;
}

bool Engine::look_closely(Desk& desk) {
  auto& lines = desk.lines;
  bool changed = false;
  for (size_t i = lines.size() - std::min(lines.size(), CLOSE_LINES); i < lines.size(); ++i) {
    Line& line = lines[i];
    if (line.looked_closely || !line.look->key.empty()) continue;
    line.looked_closely = true;
    if (auto closer = index.look_closely(line.text, line.low, desk.trios)) {
      line.look = with_hits(std::move(closer), line.look->hits);
      changed = true;
    }
  }
  return changed;
}

}  // namespace cleantext
