#include "scene.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

namespace cleantext {

// The bounds of cleantext.rules.scene.
constexpr size_t STEM = 6;
constexpr size_t LONG_WORD = 4;
constexpr size_t MAX_ECHO_PROSE = 40'000;
constexpr size_t MAX_ECHO_LINES = 3'000;
constexpr size_t MAX_ECHO_CHARS = 1'000;
constexpr size_t MAX_REST = 40;
constexpr size_t MAX_HEADLINE = 40;
constexpr double NONE_99 = 99;
constexpr size_t MAX_SEARCHES = 24;  // of the prose; for more of them an index of its words pays
constexpr double NOT_ASKED = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string> SIGN_NAMES = {
    "words", "chars", "end_mark", "colon", "digits", "symbols", "capitals", "upper", "lower_start", "quoted",
    "question", "label", "bullet", "parts", "date", "time", "money", "link", "cue", "address", "entry",
    "entries_near", "echo", "phrase", "prose", "copy_of",
    "zone", "share", "line", "line_from_end", "after_prose", "before_prose", "run", "run_words", "run_phrases",
    "headline", "chrome_near", "chrome_above", "chrome_below", "since_closing", "nav_below",
    "rest_prose", "rest_echo", "rest_phrases",
    "document_prose", "document_lines", "short_inside", "echo_after"};
const std::vector<std::string> ZONE_WORDS = {"head", "body", "tail"};
const std::vector<std::string> HEADLINE_WORDS = {"above", "headline", "below", "none"};

namespace {

// str.lower of a text, added to `out`.
void add_lower(View text, Text& out, Host& host) {
  size_t start = out.size();
  out.resize(start + text.size());
  if (lower_simply(text, out.data() + start)) return;
  out.resize(start);
  out += host.lower(text);
}

// Calls `use` with each word of a text: runs of letters and digits.
template <typename Use>
void for_each_word(View text, Use use) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!is_alnum(text[i])) continue;
    size_t start = i;
    while (i < text.size() && is_alnum(text[i])) ++i;
    use(text.substr(start, i - start));
  }
}

uint64_t pair_of(Char a, Char b) { return uint64_t(a) << 32 | b; }

// Every place where two characters of scripts without spaces stand side by side, counted as str.count does: of three
// alike the middle one counts once.
void add_pairs(View text, std::vector<uint64_t>& out) {
  bool doubled = false;  // whether the pair before counted and was of two alike
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    bool alike = text[i] == text[i + 1];
    if (!is_unspaced(text[i]) || !is_unspaced(text[i + 1]) || (alike && doubled)) {
      doubled = false;
      continue;
    }
    doubled = alike;
    out.push_back(pair_of(text[i], text[i + 1]));
  }
}

size_t count_sorted(const std::vector<uint64_t>& sorted, uint64_t value) {
  auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), value);
  return high - low;
}

// How often a stem stands in a text as the beginning of what spaces part.
size_t count_starts(View low, View stem) {
  size_t found = 0;
  for (size_t i = 0; i != View::npos && i < low.size();) {
    found += starts_with(low.substr(i), stem);
    i = find_char(low, U' ', i);
    if (i != View::npos) ++i;
  }
  return found;
}

// As the built-in `sum` of Python has it, which compensates for rounding since 3.12.
double python_sum(const double* values, size_t count) {
  if (count == 0) return 0;
  double total = values[0];
#if PY_VERSION_HEX >= 0x030C0000
  double lost = 0;
  for (size_t i = 1; i < count; ++i) {
    double next = total + values[i];
    lost += std::fabs(total) >= std::fabs(values[i]) ? (total - next) + values[i] : (values[i] - next) + total;
    total = next;
  }
  return lost != 0 && std::isfinite(lost) ? total + lost : total;
#else
  for (size_t i = 1; i < count; ++i) total += values[i];
  return total;
#endif
}

// str.replace("  ", " "), once.
Text with_single_spaces(View text) {
  Text out;
  for (size_t i = 0; i < text.size(); ++i) {
    out.push_back(text[i]);
    if (text[i] == U' ' && i + 1 < text.size() && text[i + 1] == U' ') ++i;
  }
  return out;
}

bool is_all_upper(View text) {
  bool upper = false;
  for (Char c : text) {
    uint8_t k = kind(c);
    if (k & (LOWER | TITLE)) return false;
    upper |= (k & UPPER) != 0;
  }
  return upper;
}

// signs.question
bool ends_as_question(View text) {
  constexpr Chars CLOSERS(U"\"'”’») "), QUESTION_MARKS(U"?？؟");
  size_t end = text.size();
  while (end > 0 && !is_alnum(text[end - 1]) && CLOSERS.have(text[end - 1])) --end;
  return end > 0 && !is_alnum(text[end - 1]) && QUESTION_MARKS.have(text[end - 1]);
}

// signs._BULLET
bool begins_as_item(View text) {
  constexpr Chars MARKS(U"-*+•●▪■◦○‣–—·");
  size_t mark = 1;
  if (!MARKS.have(text[0])) {
    size_t at = text[0] == U'(' ? 1 : 0, start = at;
    while (at < text.size() && at - start < 2 && is_decimal(text[at])) ++at;
    if (at == start && at < text.size() && (text[at] | 0x20) >= U'a' && (text[at] | 0x20) <= U'z') ++at;
    if (at == start || at >= text.size() || (text[at] != U'.' && text[at] != U')')) return false;
    mark = at + 1;
  }
  return mark < text.size() && is_space(text[mark]);
}

// signs._PARTS
bool is_cut(View text) {
  constexpr Chars MARKS(U"|•·»›→¦");
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == U'\t') return true;
    if (text[i] == U'/') {
      if (i > 1 && i + 2 < text.size() && is_space(text[i - 1]) && !is_space(text[i - 2]) && is_space(text[i + 1]) &&
          !is_space(text[i + 2]))
        return true;
    } else if (MARKS.have(text[i])) {
      // The line is stripped: with anything before and behind there is something that is no space.
      if (i > 0 && i + 1 < text.size()) return true;
    }
  }
  return false;
}

bool begins_as_quote(View text) {
  constexpr Chars MARKS(U"\"'“„«‘‚»「『–—");
  return MARKS.have(text[0]) || starts_with(text, U"- "sv);
}

}  // namespace

// The prose

void ProseText::set(const std::vector<Line>& lines, const std::vector<uint32_t>& prose_lines, Host& host) {
  words_ready_ = pairs_ready_ = false;
  asked_ = 0;
  lines_.clear();
  bool simple = true;
  size_t size = 0;
  for (uint32_t at : prose_lines) {
    simple &= !lines[at].low.empty();
    lines_.push_back(lines[at].low);
    size += lines[at].text.size();
    if (size > MAX_ECHO_PROSE) break;
  }
  if (simple) return;
  // Letters may hang on those of other lines.
  Text all;
  for (size_t n = 0; n < lines_.size(); ++n) {
    if (n > 0) all += U' ';
    all += lines[prose_lines[n]].text;
  }
  lowered_.set(host.lower(all));
  lines_.assign(1, lowered_);
}

size_t ProseText::bucket(View start) const {
  uint64_t a = uint64_t(start[0]) | uint64_t(start[1]) << 32, b = uint64_t(start[2]) | uint64_t(start[3]) << 32;
  uint64_t hash = (a * 0x9E3779B97F4A7C15ull) ^ (b * 0xff51afd7ed558ccdull);
  return (hash ^ hash >> 29) * 0xff51afd7ed558ccdull >> 40 & (buckets_.size() - 1);
}

void ProseText::index_words() {
  words_ready_ = true;
  starts_.clear();
  for (uint32_t n = 0; n < lines_.size(); ++n) {
    size_t start = 0;
    const auto end_word = [&](size_t end) {
      if (end - start >= LONG_WORD) starts_.push_back({n, uint32_t(start)});
      start = end + 1;
    };
    lines_[n].for_each(' ', end_word);
    end_word(lines_[n].size());
  }
  size_t size = 64;
  while (size < 2 * starts_.size()) size *= 2;
  buckets_.assign(size, -1);
  next_.resize(starts_.size());
  for (size_t place = 0; place < starts_.size(); ++place) {
    int32_t& first = buckets_[bucket(from(starts_[place]).text)];
    next_[place] = first;
    first = int32_t(place);
  }
}

bool ProseText::holds_more(View stem, size_t times) {
  if (!words_ready_ && ++asked_ > MAX_SEARCHES) index_words();
  if (words_ready_) {
    for (int32_t place = buckets_[bucket(stem)]; place >= 0; place = next_[size_t(place)])
      if (starts_with(from(starts_[size_t(place)]).text, stem) && times-- == 0) return true;
    return false;
  }
  const Rarest rare(stem);
  for (const Low& line : lines_)
    for (size_t at = rare.at; (at = line.find(rare, at)) != View::npos; ++at) {
      const size_t start = at - rare.at;
      if ((start == 0 || line.bytes[start - 1] == ' ') && starts_with(line.text.substr(start), stem) && times-- == 0)
        return true;
    }
  return false;
}

void ProseText::index_pairs() {
  pairs_ready_ = true;
  pairs_.clear();
  for (const Low& line : lines_) add_pairs(line.text, pairs_);
  std::sort(pairs_.begin(), pairs_.end());
}

size_t ProseText::count_pair(uint64_t pair) {
  if (!pairs_ready_) index_pairs();
  return count_sorted(pairs_, pair);
}

// A document

void Scene::set(const std::vector<Line>& lines, const uint8_t* active, bool again) {
  const auto prose_before = std::pair(prose_lines_.size(), prose_before_.empty() ? 0 : prose_before_.back());
  lines_ = &lines;
  active_ = active;
  size_ = lines.size();
  taken_.assign(size_, -1);
  note_hits();
  note_prose();
  closing_at_.clear();
  nav_at_.clear();
  echo_.assign(size_, NOT_ASKED);
  run_facts_.assign(size_, {NOT_ASKED, NOT_ASKED});
  // A line that is prose now was so before: when they are as many, they are the same.
  if (!again || prose_before != std::pair(prose_lines_.size(), prose_before_.back())) {
    prose_text_ready_ = false;
    evidence_.clear();
    known_headline_.reset();
  }
  rest_ready_ = false;
  // Where no line was another's copy, none is of the lines that are left.
  copies_ready_ = again && copies_ready_ && copies_.empty();
  headline_ = -2;
  short_inside_ = -1;
}

void Scene::note_hits() {
  hit_.assign(size_, 0);
  prose_.resize(size_);
  hit_lines_.clear();
  near_.clear();
  for (size_t i = 0; i < size_; ++i) {
    const Look& look = this->look(i);
    prose_[i] = look.prose;
    if (look.hits.empty()) continue;
    hit_lines_.push_back(i);
    for (uint32_t at : look.hits) {
      const Hit& hit = rules_.hits[at];
      if (hit.role == Role::near) near_.push_back(hit.rule);
      if (hit_[i] || !active_[hit.rule] || hit.role == Role::near || hit.exception) continue;
      hit_[i] = 1;
      prose_[i] = 0;
    }
  }
}

void Scene::note_prose() {
  prose_lines_.clear();
  prose_before_.resize(size_ + 1);
  runs_.resize(size_);
  uint64_t before = 0;
  size_t start = 0;
  auto end_run = [&](size_t end) {
    for (size_t j = start; j < end; ++j) runs_[j] = {start, end};
  };
  for (size_t i = 0; i < size_; ++i) {
    prose_before_[i] = before;
    if (!prose_[i]) continue;
    before += text(i).size();
    prose_lines_.push_back(i);
    end_run(i);
    runs_[i] = {i, i};
    start = i + 1;
  }
  end_run(size_);
  prose_before_[size_] = before;
}

ProseText& Scene::prose_text() {
  if (!prose_text_ready_) {
    prose_text_.set(*lines_, prose_lines_, host_);
    prose_text_ready_ = true;
  }
  return prose_text_;
}

const Evidence& Scene::evidence() {
  if (evidence_.empty()) evidence_ = rules_.languages.evidence(prose_text().lines());
  return evidence_;
}

Zone Scene::zone(size_t i) const {
  if (prose_lines_.empty()) return BODY;
  if (i < prose_lines_.front()) return HEAD;
  return i > prose_lines_.back() ? TAIL : BODY;
}

std::pair<size_t, size_t> Scene::zone_lines(Zone zone) const {
  if (prose_lines_.empty()) return zone == BODY ? std::pair(size_t(0), size_) : std::pair(size_t(0), size_t(0));
  size_t start = prose_lines_.front(), end = prose_lines_.back() + 1;
  return zone == HEAD ? std::pair(size_t(0), start) : zone == BODY ? std::pair(start, end) : std::pair(end, size_);
}

void Scene::take(size_t i, uint32_t number) {
  taken_[i] = int32_t(number);
  run_facts_[runs_[i].first].words = NOT_ASKED;
  const Rule& rule = rules_.rules[number];
  auto insert = [i](std::vector<uint32_t>& at) { at.insert(std::upper_bound(at.begin(), at.end(), i), i); };
  if (rule.closing)
    insert(closing_at_);
  else if (rule.nav)
    insert(nav_at_);
}

bool Scene::any_taken(size_t start, size_t end) const {
  return std::any_of(taken_.begin() + start, taken_.begin() + end, [](int32_t rule) { return rule >= 0; });
}

// Signs

double Scene::value(Asked asked, size_t i) {
  if (asked.step < 0 && i == 0) return 0;
  i += asked.step;
  return i < size_ ? of_line(asked.sign, i) : 0;
}

bool Scene::holds(const Condition& condition, size_t i) {
  double value = this->value(condition.asked, i);
  if (gives_word(condition.asked.sign)) return condition.words >> int(value) & 1;
  return condition.low <= value && value <= condition.high;
}

double Scene::of_line(Sign sign, size_t i) {
  switch (sign) {
    case Sign::words: return words(i);
    case Sign::chars: return text(i).size();
    case Sign::end_mark: return ends_sentence(text(i));
    case Sign::colon: return text(i).back() == U':' || text(i).back() == U'：';
    case Sign::digits: return digits(text(i));
    case Sign::symbols: return std::none_of(text(i).begin(), text(i).end(), is_alnum);
    case Sign::capitals: return capitals(text(i));
    case Sign::upper: return is_all_upper(text(i));
    case Sign::lower_start: return is_lower(text(i)[0]);
    case Sign::quoted: return begins_as_quote(text(i));
    case Sign::entries_near: return entries_near(i);
    case Sign::echo: return echo(i);
    case Sign::phrase: return hit_[i];
    case Sign::prose: return prose_[i];
    case Sign::copy_of: return copy_of(i);
    case Sign::zone: return zone(i);
    case Sign::share: return share(i);
    case Sign::line: return i + 1;
    case Sign::line_from_end: return size_ - i;
    case Sign::after_prose: return distance(i, -1);
    case Sign::before_prose: return distance(i, 1);
    case Sign::run: return runs_[i].second - runs_[i].first;
    case Sign::run_words: return run_facts(i).words;
    case Sign::run_phrases: return run_facts(i).chrome;
    case Sign::headline: {
      int64_t at = headline(), here = int64_t(i);
      return at < 0 ? NONE : here == at ? HEADLINE : here < at ? ABOVE : BELOW;
    }
    case Sign::chrome_near: return chrome_near(i);
    case Sign::chrome_above: return chrome_within(i < 4 ? 0 : i - 4, i);
    case Sign::chrome_below: return chrome_within(i + 1, std::min(size_, i + 5));
    case Sign::since_closing: return since_closing(i);
    case Sign::nav_below: return nav_below(i);
    case Sign::rest_prose: return rest(i).prose;
    case Sign::rest_echo: return rest(i).echo;
    case Sign::rest_phrases: return rest(i).chrome;
    case Sign::document_prose: return prose_lines_.size();
    case Sign::document_lines: return size_;
    case Sign::short_inside: return short_inside();
    case Sign::echo_after: return echo_after(i, int(MAX_REST));
    case Sign::question: return ends_as_question(text(i));
    case Sign::bullet: return begins_as_item(text(i));
    case Sign::parts: return is_cut(text(i));
    case Sign::date: return line_sign(LineSign::date, i);
    case Sign::label: return line_sign(LineSign::label, i);
    case Sign::time: return line_sign(LineSign::time, i);
    case Sign::money: return line_sign(LineSign::money, i);
    case Sign::link: return line_sign(LineSign::link, i);
    case Sign::cue: return line_sign(LineSign::cue, i);
    case Sign::address: return line_sign(LineSign::address, i);
    case Sign::entry: return line_sign(LineSign::entry, i);
    case Sign::count: break;
  }
  return 0;
}

double Scene::line_sign(LineSign which, size_t i) {
  float& known = look(i).signs[size_t(which)];
  if (std::isnan(known)) known = float(worked_out(which, i));
  return known;
}

double Scene::worked_out(LineSign which, size_t i) {
  const View text = this->text(i);
  switch (which) {
    case LineSign::label: return host_.found(LinePattern::label, text);
    case LineSign::date: return holds_date(i);
    case LineSign::time: return host_.found(LinePattern::time, text);
    case LineSign::money: return host_.found(LinePattern::money, text);
    case LineSign::link: return host_.found(LinePattern::link, text);
    case LineSign::cue: return double(count_cues(rules_.cues, i));
    case LineSign::address: return double(count_cues(rules_.addresses, i));
    case LineSign::entry: return host_.found(LinePattern::entry, text);
    case LineSign::count: break;
  }
  return 0;
}

// The first six letters of a word of a line, small. What it gives stays until the next call.
View Scene::low_stem(size_t i, View word) {
  const Line& line = (*lines_)[i];
  const View stem = word.substr(0, STEM);
  // A sigma that ends the stem is small as at the end of a word.
  if (!line.low.empty() && stem.back() != SIGMA)
    return line.low.text.substr(size_t(stem.data() - line.text.data()), stem.size());
  low_.clear();
  add_lower(stem, low_, host_);
  return low_;
}

// How many words of a line are among them, by their first six letters.
size_t Scene::count_cues(const CueWords& cues, size_t i) {
  const View text = this->text(i);
  size_t found = 0;
  for_each_word(text.substr(0, MAX_ECHO_CHARS), [&](View word) { found += cues.stems.contains(low_stem(i, word)); });
  if (found > 0 || is_ascii(text)) return found;
  low_.clear();
  add_lower(text, low_, host_);
  const auto stands_there = [this](View word) { return View(low_).find(word) != View::npos; };
  return size_t(std::count_if(cues.unspaced.begin(), cues.unspaced.end(), stands_there));
}

bool Scene::holds_date(size_t i) {
  const View text = this->text(i);
  const Low low = (*lines_)[i].low;
  if (text.size() >= 200) return false;
  const bool ascii = !low.empty() && low.is_ascii();
  if (ascii ? !low.has_digit() : std::none_of(text.begin(), text.end(), is_digit)) return false;
  if (ascii && low.find(',') == View::npos && find_both(low.bytes, low.size(), ' ', ' ') == low.size())
    return has_date(low.text, rules_.months);
  low_.clear();
  add_lower(text, low_, host_);
  std::replace(low_.begin(), low_.end(), U',', U' ');
  return has_date(with_single_spaces(low_), rules_.months);
}

double Scene::digits(View text) const {
  size_t known = 0, found = 0;
  for (Char c : text) {
    known += is_alnum(c);
    found += is_digit(c);
  }
  return known ? double(found) / double(known) : 0;
}

double Scene::capitals(View text) const {
  size_t longer = 0, found = 0;
  for_each_word(text.substr(0, MAX_ECHO_CHARS), [&](View word) {
    if (word.size() < LONG_WORD) return;
    ++longer;
    found += is_upper(word[0]);
  });
  return longer ? double(found) / double(longer) : 0;
}

double Scene::entries_near(size_t i) {
  auto [start, end] = runs_[i];
  size_t low = std::max<size_t>(start, i < 4 ? 0 : i - 4), high = std::min<size_t>(end, i + 5);
  if (high <= low) return 0;
  int found = 0;
  for (size_t j = low; j < high; ++j) found += line_sign(LineSign::entry, j) != 0;
  return double(found) / double(high - low);
}

double Scene::share(size_t i) const {
  uint64_t total = prose_before_[size_];
  return total ? double(prose_before_[i]) / double(total) : 0;
}

double Scene::distance(size_t i, int step) const {
  auto [start, end] = runs_[i];
  if (start == end) return 0;
  if (step < 0) return start > 0 ? double(i - start + 1) : NONE_99;
  return end < size_ ? double(end - i) : NONE_99;
}

const Scene::RunFacts& Scene::run_facts(size_t i) {
  static const RunFacts none{0, 0};
  auto [start, end] = runs_[i];
  if (start == end) return none;
  RunFacts& facts = run_facts_[start];
  if (std::isnan(facts.words)) {
    size_t words = 0, chrome = 0;
    for (size_t j = start; j < end; ++j) {
      words += this->words(j);
      chrome += hit_[j] || taken_[j] >= 0;
    }
    facts = {double(words) / double(end - start), double(chrome) / double(end - start)};
  }
  return facts;
}

double Scene::chrome_near(size_t i) const {
  for (size_t d = 1; d <= 8; ++d)
    if ((i >= d && taken_[i - d] >= 0) || (i + d < size_ && taken_[i + d] >= 0)) return double(d);
  return NONE_99;
}

double Scene::chrome_within(size_t start, size_t end) const {
  int found = 0;
  for (size_t j = start; j < end; ++j) found += taken_[j] >= 0;
  return found;
}

double Scene::since_closing(size_t i) const {
  auto after = std::upper_bound(closing_at_.begin(), closing_at_.end(), i);
  return after == closing_at_.begin() ? NONE_99 : double(i - after[-1]);
}

double Scene::nav_below(size_t i) const {
  size_t first = first_prose();
  if (i >= first || first == size_) return 0;
  auto low = std::upper_bound(nav_at_.begin(), nav_at_.end(), i);
  auto high = std::lower_bound(nav_at_.begin(), nav_at_.end(), first);
  return double(high - low);
}

double Scene::short_inside() {
  if (short_inside_ < 0) {
    int64_t first = int64_t(first_prose()), last = last_prose(), found = 0;
    for (int64_t i = first; i < last; ++i) found += !prose_[i] && !hit_[i];
    short_inside_ = last - first < 2 ? 0 : double(found) / double(last - first);
  }
  return short_inside_;
}

int64_t Scene::find_headline() {
  const size_t end = std::min(first_prose(), MAX_HEADLINE);
  // Lines that were none are none now, for the prose is the same.
  if (known_headline_) {
    if (!*known_headline_) return -1;
    for (size_t i = 0; i < end; ++i)
      if (text(i).data() == *known_headline_) return int64_t(i);
  }
  for (size_t i = 0; i < end; ++i) {
    if (hit_[i]) continue;
    const size_t count = words(i);
    if (count < 2 || !echoes(i, count >= 4 ? 1.0 / 3 : 1.0)) continue;
    known_headline_ = text(i).data();
    return int64_t(i);
  }
  // Of more lines those behind the last one that was asked may come nearer.
  if (first_prose() <= MAX_HEADLINE && size_ <= MAX_ECHO_LINES) known_headline_ = nullptr;
  return -1;
}

int Scene::echo_after(size_t i, int enough) {
  auto at = std::upper_bound(prose_lines_.begin(), prose_lines_.end(), i);
  size_t left = std::min<size_t>(prose_lines_.end() - at, MAX_REST);
  int found = 0;
  for (; left > 0 && found < enough; --left, ++at) found += words(*at) >= 20 && echo(*at) >= 0.34;
  return found;
}

const Scene::Rest& Scene::rest(size_t i) {
  if (rest_ready_) return rest_[i];
  rest_ready_ = true;
  rest_.resize(size_);
  std::vector<double> echoes;
  double mean = -1;
  size_t chrome = 0;
  for (size_t j = size_; j-- > 0;) {
    size_t below = size_ - 1 - j;
    rest_[j] = {double(echoes.size()), mean, below ? double(chrome) / double(below) : 0};
    if (prose_[j]) {
      echoes.push_back(std::max(0.0, echo(j)));
      size_t count = std::min(echoes.size(), MAX_REST);
      mean = python_sum(echoes.data() + echoes.size() - count, count) / double(count);
    } else if (hit_[j] || taken_[j] >= 0) {
      ++chrome;
    }
  }
  return rest_[i];
}

// Echo

double Scene::echo(size_t i) {
  if (std::isnan(echo_[i])) echo_[i] = find_echo(i, {});
  return echo_[i];
}

bool Scene::echoes(size_t i, double least) {
  return (std::isnan(echo_[i]) ? find_echo(i, least) : echo_[i]) >= least;
}

double Scene::find_echo(size_t i, std::optional<double> least) {
  if (size_ > MAX_ECHO_LINES) return -1;
  const View text = this->text(i).substr(0, MAX_ECHO_CHARS);
  if (has_unspaced(text)) return echo_of_pairs(i, text);
  return echo_of_words(i, text, least);
}

double Scene::echo_of_pairs(size_t i, View text) {
  // No character of these scripts has a lower case, nor is it one.
  pairs_.clear();
  Char before = 0;
  for (Char c : text) {
    if (!is_unspaced(c)) continue;
    if (before) pairs_.push_back(pair_of(before, c));
    before = c;
  }
  if (pairs_.empty()) return -1;
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  pairs_in_line_.clear();
  if (prose_[i]) add_pairs(text, pairs_in_line_);
  std::sort(pairs_in_line_.begin(), pairs_in_line_.end());
  ProseText& prose = prose_text();
  size_t found = 0;
  for (uint64_t pair : pairs_) found += prose.count_pair(pair) > count_sorted(pairs_in_line_, pair);
  return double(found) / double(pairs_.size());
}

// Searching the prose takes long, so that it ends as soon as it is clear that the share reaches a bound, or cannot.
double Scene::echo_of_words(size_t i, View text, std::optional<double> least) {
  collect_stems(i, text);
  if (stems_.empty()) return -1;
  low_.clear();
  if (prose_[i]) add_lower(text, low_, host_);
  ProseText& prose = prose_text();
  const auto share = [this](size_t count) { return double(count) / double(stems_.size()); };
  size_t found = 0, left = stems_.size();
  for (const auto& chars : stems_) {
    if (least && (share(found) >= *least || share(found + left) < *least)) break;
    const View stem(chars.data(), size_t(std::find(chars.begin(), chars.end(), U'\0') - chars.begin()));
    found += prose.holds_more(stem, prose_[i] ? count_starts(low_, stem) : 0);
    --left;
  }
  return share(found);
}

// The stems of the longer words of a line, or of its beginning, each once.
void Scene::collect_stems(size_t i, View text) {
  stems_.clear();
  for_each_word(text, [&](View word) {
    if (word.size() < LONG_WORD) return;
    const View stem = low_stem(i, word);
    std::copy_n(stem.begin(), std::min(stem.size(), Stem().size()), stems_.emplace_back().begin());
  });
  std::sort(stems_.begin(), stems_.end());
  stems_.erase(std::unique(stems_.begin(), stems_.end()), stems_.end());
}

// Copies

namespace {

// A line by its key: in an order in which those of one key stand side by side.
struct Keyed {
  uint64_t hash;
  View key;
  uint32_t line;

  bool operator<(const Keyed& other) const {
    if (hash != other.hash) return hash < other.hash;
    return same(key, other.key) ? line < other.line : key < other.key;
  }
};

}  // namespace

// How the line's key begins, with its length: the folded line, or its lower case where it is not folded.
uint64_t Scene::sketch_of_key(size_t i) {
  const Line& line = (*lines_)[i];
  if (line.look->sketch) return line.look->sketch;
  if (!line.look->key.empty()) return sketch_of(View(line.look->key));
  return line.low.empty() ? sketch_of(View(host_.lower(line.text))) : sketch_of(line.low);
}

// All lines whose key may be another's, in order: most documents have none, and so no key is made as a whole.
std::vector<uint32_t> Scene::lines_that_begin_alike() {
  size_t slots = 64;
  while (slots < 4 * size_) slots *= 2;
  sketches_.resize(size_);
  by_sketch_.assign(slots, 0);
  std::vector<uint32_t> out;
  for (size_t i = 0; i < size_; ++i) {
    const uint64_t sketch = sketches_[i] = sketch_of_key(i);
    size_t at = (sketch ^ sketch >> 32) & (slots - 1);
    while (by_sketch_[at] && sketches_[by_sketch_[at] - 1] != sketch) at = (at + 1) & (slots - 1);
    if (by_sketch_[at]) {
      out.push_back(by_sketch_[at] - 1);
      out.push_back(uint32_t(i));
    } else {
      by_sketch_[at] = uint32_t(i + 1);
    }
  }
  put_in_order(out);
  return out;
}

void Scene::find_copies() {
  copies_ready_ = true;
  copies_.clear();
  std::deque<Text> lowered;
  std::vector<Keyed> keys;
  for (uint32_t i : lines_that_begin_alike()) {
    View key = look(i).key.empty() ? (*lines_)[i].low.text : View(look(i).key);
    if (key.empty()) {
      add_lower(text(i), lowered.emplace_back(), host_);
      key = lowered.back();
    }
    keys.push_back({Hash()(key), key, i});
  }
  std::sort(keys.begin(), keys.end());
  for (size_t start = 0, end = 0; start < keys.size(); start = end) {
    while (end < keys.size() && same(keys[end].key, keys[start].key)) ++end;
    if (end - start < 2) continue;
    for (size_t at = start; at < end; ++at)
      copies_.push_back({keys[at].line, keys[start].line, at > start ? int64_t(keys[at - 1].line) : -1,
                         at + 1 < end ? int64_t(keys[at + 1].line) : -1});
  }
  std::sort(copies_.begin(), copies_.end(), [](const Copy& a, const Copy& b) { return a.line < b.line; });
}

const std::vector<Scene::Copy>& Scene::copied() {
  if (!copies_ready_) find_copies();
  return copies_;
}

double Scene::copy_of(size_t i) {
  const auto& copies = copied();
  auto at = std::lower_bound(copies.begin(), copies.end(), i, [](const Copy& c, size_t line) { return c.line < line; });
  return at != copies.end() && at->line == i ? double(i - at->first) : 0;
}

// Scorecards

namespace {

// The largest sum that the rows left can have, those below zero counted only where all is known of them.
double most(const Card& card, Rows left, Rows known) {
  double total = 0;
  for (const auto& [weight, rows] : card.weights)
    total += weight * (left & (weight > 0 ? rows : rows & known)).count();
  return total;
}

}  // namespace

void prepare(Shape& shape) {
  for (const auto& [condition, wanted] : shape.cheap) {
    if (!wanted || condition.asked.step != 0) continue;
    if (condition.asked.sign == Sign::line) {
      if (condition.low > 1) shape.first_line = size_t(condition.low) - 1;
      if (std::isfinite(condition.high)) shape.end_line = size_t(condition.high);
    }
    if (condition.asked.sign == Sign::since_closing) shape.below_closing |= condition.high < NONE_99;
  }
  for (Question& question : shape.card.questions) {
    Rows stay = shape.card.all;
    if (gives_word(question.asked.sign)) {
      const size_t words = (question.asked.sign == Sign::zone ? ZONE_WORDS : HEADLINE_WORDS).size();
      for (size_t n = 0; n < words; ++n) stay = stay & question.by_word[n];
    } else {
      for (Rows rows : question.by_range) stay = stay & rows;
    }
    question.open = shape.card.all & ~stay;
  }
}

bool Scene::reaches(const Card& card, size_t i, double threshold) {
  Rows left = card.all;
  for (const Question& question : card.questions) {
    if (question.known.any() && most(card, left, question.known) < threshold) return false;
    if (!(left & question.open).any()) continue;
    const double value = this->value(question.asked, i);
    left = left & (gives_word(question.asked.sign) ? question.by_word[int(value)]
                                                   : question.by_range[question.range_of(value)]);
  }
  return most(card, left, card.all) >= threshold;
}

}  // namespace cleantext
