#include "index.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace cleantext {
namespace {

constexpr size_t HEAD = 48;
constexpr size_t END = 3;
constexpr size_t PREFIX = 3;
constexpr size_t LONG_PREFIX = 6;
constexpr size_t TRIO = 3;
constexpr size_t LONG_WORD = 4;
constexpr uint32_t NO_MARK = 4096;
constexpr size_t MAX_CODE_LINE = 200;
constexpr size_t MAX_DATE = 70;  // characters that a date has, at most; as in cleantext.rules.holes
constexpr uint32_t FEW_PIECES = 8;  // that are looked for as they come

uint32_t mark_of(uint32_t trio) { return hash_of_trio(trio) >> 20; }

// Of a text's first three characters.
uint32_t mark_of(View text) {
  if (text.size() < TRIO) return NO_MARK;
  return mark_of(narrow(text[0]) | uint32_t(narrow(text[1])) << 8 | uint32_t(narrow(text[2])) << 16);
}

// The longest run of such characters.
template <typename Belongs>
View longest_run(View text, Belongs belongs) {
  View best;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t start = i;
    while (i < text.size() && belongs(text[i])) ++i;
    if (i - start > best.size()) best = text.substr(start, i - start);
  }
  return best;
}

// A text of letters, digits and single spaces as it is, of another the longest piece between its spaces: folding makes
// no mark but one, and brings none together.
bool has_no_mark(View text) {
  return std::all_of(text.begin(), text.end(), [](Char c) { return c == U' ' || is_alnum(c); });
}
View plain_words(View text) {
  if (has_no_mark(text)) return text;
  return longest_run(text, [](Char c) { return c != U' ' && c != U'\''; });
}

std::array<uint64_t, 3> ends_of(View text) {
  std::array<uint64_t, 3> out;
  for (size_t n = 1; n <= END; ++n) out[n - 1] = packed(text.substr(text.size() - std::min(n, text.size())));
  return out;
}

// A packed text as the hash of a name.
uint64_t spread(uint64_t packed) {
  packed *= 0x9E3779B97F4A7C15ull;
  return packed ^ packed >> 32;
}

View first_word(View text) { return text.substr(0, find_char(text, U' ')); }

// filing.prefix and filing.long_prefix.
uint64_t prefix_hash(View key, size_t size) { return NameHash().add(key.substr(0, size)).add(U'*').value(); }

// filing.initial: whether a key is filed by its first character, too, and the name.
bool is_marked_initial(View key) { return !key.empty() && folds_unspaced(key[0]); }
uint64_t initial_hash(View key) { return NameHash().add(key[0]).add(U'^').value(); }

// What a folded line is filed under by its beginning, as hashes.
class Heads {
 public:
  explicit Heads(View key) {
    const View first = first_word(key);
    add(hash_of(first));
    for (size_t size : {PREFIX, LONG_PREFIX})
      if (key.size() >= size) add(prefix_hash(key, size));
    if (first.size() < key.size()) {
      const View second = first_word(key.substr(first.size() + 1));
      add(hash_of(key.substr(0, first.size() + 1 + second.size())));
    }
    if (is_marked_initial(key)) add(initial_hash(key));
  }

  const uint64_t* begin() const { return names_.data(); }
  const uint64_t* end() const { return names_.data() + count_; }

 protected:
  Heads() = default;
  void add(uint64_t name) { names_[count_++] = name; }

 private:
  std::array<uint64_t, 5> names_;
  size_t count_ = 0;
};

// The same of a long line that is not folded, or what of it tells as much.
class LongHeads : public Heads {
 public:
  // `low` is the line in small letters, empty if not known.
  LongHeads(View line, Low low, Folder& folder) {
    const Low head = low.substr(0, std::min(low.size(), HEAD));
    size_t marks = 0;  // before the first word, which go from the key
    while (marks < head.size() && stays(head.bytes[marks]) && folder.is_edge(head.bytes[marks])) ++marks;
    if (add_plainly(head.substr(marks))) return;
    const Text key = !head.empty() && head.is_ascii() ? folder.fold(head) : folder.fold(line.substr(0, HEAD));
    static_cast<Heads&>(*this) = Heads(key);
  }

 private:
  // By the first two words, if these are of ASCII, but for marks behind them, and so is what follows: folding leaves
  // these words alone then. Most lines are prose and end here.
  bool add_plainly(Low start) {
    const size_t first = word_run(start, 0);
    size_t next = 0;
    if (plain_run(start, 0) == 0 || !goes_on(start, first, next)) return false;
    const size_t second = word_run(start, next);
    if (second == 0) return false;
    // Both words with a space between them, as they are or without the marks behind the first.
    std::array<uint8_t, HEAD + sizeof(uint64_t)> held;
    const uint8_t* words = start.bytes;
    if (next > first + 1) {
      std::copy_n(start.bytes, first, held.begin());
      held[first] = ' ';
      std::copy_n(start.bytes + next, second, held.begin() + first + 1);
      words = held.data();
    }
    const size_t size = first + 1 + second;
    const auto add_words = [&](size_t count) { add(NameHash().add(words, count).value()); };
    const auto add_beginning = [&](size_t count) { add(NameHash().add(words, count).add(U'*').value()); };
    if (first >= PREFIX) add_beginning(PREFIX);
    if (size >= LONG_PREFIX) add_beginning(LONG_PREFIX);
    add_words(first);
    if (!goes_on(start, next + second, next)) return false;
    add_words(size);
    return size >= LONG_PREFIX && plain_run(start, next) > 0;
  }

  // Whether folding leaves a mark of ASCII where it is, whatever stands beside it, but for the ends of the line.
  static bool stays(uint8_t c) { return c > ' ' && c < 0x7f && !is_alnum(c) && !may_separate(c); }

  // How many characters of ASCII follow each other from a place on that folding leaves alone.
  static size_t word_run(Low start, size_t from) {
    size_t end = from;
    const auto is_plain = [start](size_t i) { return i < start.size() && plain_run(start, i) > 0; };
    const auto joins = [&] {
      const uint8_t c = start.bytes[end];
      if (stays(c)) return true;
      if (end == from || !is_plain(end - 1)) return false;
      return (c == '-' && is_plain(end + 1)) || (c == '.' && end + 1 < start.size() && start.bytes[end + 1] != '.');
    };
    for (;; ++end) {
      end += plain_run(start, end);
      if (end >= start.size() || !joins()) return end - from;
    }
  }
  // How many letters and digits of ASCII follow each other from a place on.
  static size_t plain_run(Low text, size_t start) {
    size_t end = start;
    for (size_t more = 8; more == 8 && end < text.size(); end += more) {
      const uint64_t eight = eight_at(text.bytes + end);
      more = count_first(are_between(eight, 'a', 'z') | are_between(eight, '0', '9'));
    }
    return std::min(end, text.size()) - start;
  }

  // Whether a word ends at a place, perhaps with marks behind it, where another may follow: `next` is set to there.
  static bool goes_on(Low start, size_t end, size_t& next) {
    const auto is_mark = [](uint8_t c) { return c == ',' || c == ':' || c == ';'; };
    while (end < start.size() && is_mark(start.bytes[end])) ++end;
    next = end + 1;
    return end < start.size() && start.bytes[end] == ' ';
  }
};

// A line as its key has it but for separators, and what goes from its ends: of ASCII in small letters, else with each
// character folded.
class Unfinished {
 public:
  // `low` is the line in small letters, if it is of ASCII.
  Unfinished(View line, Low low, bool ascii, Folder& folder) : low(low), ascii(ascii) {
    if (ascii) return;
    Text folded;
    known = folder.fold_characters(line, folded);
    if (!known) folded.clear();
    held_.take(std::move(folded));
    this->low = held_;
  }
  Unfinished(const Unfinished&) = delete;

  // Once it is known.
  Text key(const Folder& folder) const { return ascii ? folder.fold(low) : folder.finished(low.text); }

  Low low;
  bool ascii, known = true;

 private:
  Lowered held_;
};

// Whether a line of ASCII that is not folded yet may hold a time of day: has_clock, and a little more.
bool may_hold_clock(Low line) {
  const auto at = [line](size_t i) { return i < line.size() ? line.bytes[i] : 0; };
  const auto next_plain = [&](size_t i) {
    while (i < line.size() && !is_alnum(line.bytes[i])) ++i;
    return i;
  };
  for (size_t i = line.next_digit(0); i < line.size(); i = line.next_digit(i + 1)) {
    if ((at(i + 1) == ':' || at(i + 1) == '.' || at(i + 1) == 'h') && is_decimal(at(i + 2))) return true;
    const size_t half = next_plain(i + 1);
    if ((at(half) == 'a' || at(half) == 'p') && at(next_plain(half + 1)) == 'm') return true;
  }
  return false;
}

bool has_url(Low key) {
  const auto is_letter = [](uint8_t c) { return c >= 'a' && c <= 'z'; };
  for (size_t dot = key.find('.'); dot != View::npos; dot = key.find('.', dot + 1))
    if (dot + 2 < key.size() && is_letter(key.bytes[dot + 1]) && is_letter(key.bytes[dot + 2])) return true;
  return false;
}

// `\d(?:[:.h]\d| ?[ap]\.?m)`
bool has_clock(View key) {
  const auto at = [key](size_t i) { return i < key.size() ? key[i] : U'\0'; };
  for (size_t i = 0; i + 1 < key.size(); ++i) {
    if (!is_decimal(key[i])) continue;
    const Char next = key[i + 1];
    if ((next == U':' || next == U'.' || next == U'h') && i + 2 < key.size() && is_decimal(key[i + 2])) return true;
    const size_t half = next == U' ' ? i + 2 : i + 1;
    if (at(half) != U'a' && at(half) != U'p') continue;
    if (at(half + 1) == U'm' || (at(half + 1) == U'.' && at(half + 2) == U'm')) return true;
  }
  return false;
}

// Whether a line without marks begins as code may: what shelter._MARKS searches for, and a little more.
bool may_begin_code(View text) {
  constexpr View STARTS[] = {U"import", U"from", U"def", U"class", U"return", U"#", U"$", U">"};
  constexpr Chars FIRST(U"ifdcr#$>");
  return FIRST.have(text[0]) && std::any_of(std::begin(STARTS), std::end(STARTS),
                                            [text](View start) { return starts_with(text, start); });
}

// `seen` is the line, in small letters or as it is.
Form form_of(View text, Low seen, const LineFacts& facts, Host& host) {
  if (starts_with(text, U"```"sv) || starts_with(text, U"~~~"sv)) return Form::fence;
  if (facts.marks && (seen.count('\t') >= 2 || (text.front() == U'|' && seen.count('|') >= 3))) return Form::row;
  const bool is_code = text.size() <= MAX_CODE_LINE && (facts.marks || may_begin_code(text)) &&
                       host.found(LinePattern::code_mark, text) && host.found(LinePattern::code, text);
  return is_code ? Form::code : Form::none;
}

// Whether the words of a piece stand in a text, its character n at place i, all that follows it ahead or, with a step of
// -1, back: whatever stands between them but letters and digits.
bool stands_apart(View text, size_t i, View piece, size_t n, size_t step) {
  for (; n < piece.size(); n += step) {
    if (i >= text.size()) return false;
    if (piece[n] == U' ') {
      if (is_alnum(text[i])) return false;
      while (i < text.size() && !is_alnum(text[i])) i += step;
    } else {
      if (piece[n] != text[i]) return false;
      i += step;
    }
  }
  return true;
}

// Whether the words of a piece, not empty, follow each other in a text, whatever stands between them but letters and
// digits.
bool holds_apart(Low low, View piece, const Rarest& rare) {
  for (size_t at = 0; (at = low.find(rare, at)) != View::npos; ++at)
    if (stands_apart(low.text, at, piece, rare.at, 1) && stands_apart(low.text, at, piece, rare.at, size_t(-1)))
      return true;
  return false;
}

// What a line begins with: a letter of ASCII, a digit, anything else.
constexpr uint32_t ANY_START = ~uint32_t(0);
uint32_t start_of(Char c) { return uint32_t(1) << (c >= U'a' && c <= U'z' ? c - U'a' : is_decimal(c) ? 26 : 27); }

// What lines begin with that an item fits.
uint32_t starts_of(const Item& item) {
  uint32_t starts = 0;
  for (const Text& text : item.first_words.texts()) starts |= start_of(text[0]);
  if (item.first_words.empty()) starts = ANY_START;
  return item.digit_first ? starts & start_of(U'0') : starts;
}

}  // namespace

uint64_t packed(View text) {
  uint64_t out = text.size();
  for (Char c : text) out = out << 21 ^ c;
  return out;
}

Piece::Piece(Text piece)
    : text(std::move(piece)), rare(text), mark(mark_of(text)), ascii(is_ascii(text)),
      unspaced(std::any_of(text.begin(), text.end(), folds_unspaced)), words(plain_words(text)) {
  if (words.empty()) return;
  words_rare = Rarest(words);
  trios = Trios::marks_of(words);
}

std::array<uint64_t, 3> Key::ends() const { return ends_of(low.text); }

bool Key::lacks(uint32_t mark) const {
  if (mark == NO_MARK) return false;
  if (asked_ <= FEW_PIECES) {
    if (++asked_ <= FEW_PIECES) return false;
    trios_.emplace();
    for (size_t i = 0; i + TRIO <= low.size(); ++i) trios_->set(mark_of(trio_at(low.bytes + i)));
  }
  return !trios_->test(mark);
}

bool Key::holds(const Piece& piece) const { return !lacks(piece.mark) && low.holds(piece.text, piece.rare); }

bool Key::may_hold(const Piece& piece, const Trios& trios, bool ascii) const {
  if (!piece.ascii && ascii) return false;
  if (piece.unspaced || piece.words.empty()) return true;
  if (piece.trios && !trios.may_have(*piece.trios)) return false;
  return holds_apart(low, piece.words, *piece.words_rare);
}

void Item::prepare() {
  // Long words say most; of these those come first that cost least and say no most often.
  const auto rank = [](const std::vector<Piece>& group) {
    size_t shortest = View::npos;
    for (const Piece& piece : group) shortest = std::min(shortest, piece.words.size());
    return std::tuple(View::npos - shortest, group.size(), !group.front().trios);
  };
  std::stable_sort(tests.begin(), tests.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  for (const auto& group : tests) {
    const auto has_trios = [](const Piece& piece) { return piece.trios.has_value() && !piece.unspaced; };
    if (!std::all_of(group.begin(), group.end(), has_trios)) continue;
    std::set<Trios::Marks> marks;  // many pieces have the same rarest word
    for (const Piece& piece : group) marks.insert(*piece.trios);
    marks_.insert(marks_.end(), marks.begin(), marks.end());
    marks_of_test_.push_back(uint16_t(marks.size()));
  }
}

bool Item::lacks_trios(const Trios& trios) const {
  const Trios::Marks* marks = marks_.data();
  for (uint16_t count : marks_of_test_) {
    bool some = false;
    for (const auto* end = marks + count; marks != end; ++marks) some |= trios.may_have(*marks);
    if (!some) return true;
  }
  return false;
}

bool Item::may_fit_unfinished(const Key& line, const Trios& trios, bool ascii) const {
  if (lacks_trios(trios)) return false;
  return std::all_of(tests.begin(), tests.end(), [&](const auto& group) {
    return std::any_of(group.begin(), group.end(),
                       [&](const Piece& piece) { return line.may_hold(piece, trios, ascii); });
  });
}

bool Item::may_end(const std::array<uint64_t, 3>& ends_of_key) const {
  return ends.empty() || std::any_of(ends_of_key.begin(), ends_of_key.end(), [this](uint64_t end) {
           return std::binary_search(ends.begin(), ends.end(), end);
         });
}

bool Item::may_fit(const Key& key) const {
  if (digit_first && (key.low.empty() || !is_decimal(key.low.text[0]))) return false;
  if (longest > 0 && key.low.size() > longest) return false;
  if (!ends.empty() && !may_end(key.ends())) return false;
  return std::all_of(tests.begin(), tests.end(), [&key](const auto& group) {
    return std::any_of(group.begin(), group.end(), [&key](const Piece& piece) { return key.holds(piece); });
  });
}

Ids merged(const Ids& a, const Ids& b) {
  Ids out(a);
  out.insert(out.end(), b.begin(), b.end());
  put_in_order(out);
  return out;
}

void Index::prepare() {
  for (Item& item : items) {
    item.prepare();
    sieves_.push_back({item.longest, starts_of(item), item.need});
  }
  std::vector<bool> closed(items.size());
  for (uint32_t n : long_heads.all()) closed[n] = true;
  exact_marks_.reserve(exact.size());
  for (const auto& [key, hits] : exact) {
    longest_exact_ = std::max(longest_exact_, key.size());
    exact_marks_.add(Hash()(key));
  }
  const auto open_of = [&closed](IdRange filed) {
    Ids out;
    std::copy_if(filed.begin(), filed.end(), std::back_inserter(out), [&](uint32_t n) { return !closed[n]; });
    return out;
  };
  std::map<Text, Ids> by_word;
  Ids others = open_of(by_tail.all());
  for (const auto& [needle, id] : needles.literals()) {
    const Ids open = open_of(range_of(by_needle[id]));
    if (open.empty() || !is_ascii(needle)) continue;
    const Text word(longest_run(needle, is_alnum));
    // Words that are shorter stand in half of all lines.
    Ids& filed = word.size() < LONG_WORD ? others : by_word[word];
    filed.insert(filed.end(), open.begin(), open.end());
  }
  for (const Ids& filed : by_need) {
    const Ids open = open_of(range_of(filed));
    others.insert(others.end(), open.begin(), open.end());
  }
  const auto longest_first = [this](Ids& filed) {
    put_in_order(filed);
    std::stable_sort(filed.begin(), filed.end(),
                     [this](uint32_t a, uint32_t b) { return items[a].longest > items[b].longest; });
  };
  for (auto& [word, filed] : by_word) {
    open_words_.add(word, uint32_t(by_open_word_.size()));
    longest_first(filed);
    by_open_word_.push_back(std::move(filed));
  }
  open_words_.build();
  longest_first(others);
  std::map<uint64_t, Ids> by_end;
  for (uint32_t n : others) {
    (items[n].ends.empty() ? open_[items[n].need] : open_with_ends_).push_back(n);
    for (uint64_t end : items[n].ends) by_end[end].push_back(n);
  }
  open_ends_.reserve(by_end.size());
  for (const auto& [end, filed] : by_end) open_ends_.add(spread(end), filed);
}

SharedLook Index::look(View line, uint64_t hash, Low low, const Trios& trios, Host& host) {
  const bool is_short = line.size() <= LONG_LINE;
  if (const Known* known = this->known(line, hash)) return known->look;
  Lowered as_is;
  if (low.empty()) as_is.set(line);
  const Low seen = low.empty() ? as_is.view() : low;
  const LineFacts facts(seen);
  const bool ascii = facts.ascii && !low.empty();
  const Text key = is_short                  ? fold(line, low, ascii)
                   : line.size() <= MAX_LINE ? long_key(line, low, ascii, trios)
                                             : Text();
  auto look = look_at(line, seen, facts, key, key.empty() ? Ids() : hits(key));
  if (!is_short) return look;
  add_expressions(line, low, host, look.blank().hits);
  // Python code ran meanwhile, perhaps another thread: only now is the cache touched again.
  if (met_.again(hash)) cache_.set(line, hash, Known{look, {}, {}});
  return look;
}

Index::Known* Index::known(View line, uint64_t hash) {
  return line.size() > LONG_LINE ? nullptr : cache_.find(line, hash);
}

SharedLook Index::look_closely(View line, Low low, Trios& trios) {
  if (line.size() <= LONG_LINE || line.size() > MAX_LINE) return {};
  const bool ascii = !low.empty() && low.is_ascii();
  const Ids may_fit = ascii ? open_items(low, trios) : Ids();
  if (ascii && may_fit.empty()) return {};
  const Text key = fold(line, low, ascii);
  Ids found;
  if (ascii) {
    const Lowered lowered(key);
    Key asked(lowered);
    asked.held = held(lowered);
    try_items(range_of(may_fit), asked, found);
    put_in_order(found);
  } else if (!key.empty()) {
    found = hits(key);
  }
  if (found.empty()) return {};
  Lowered as_is;
  if (low.empty()) as_is.set(line);
  const Low seen = low.empty() ? as_is.view() : low;
  return look_at(line, seen, LineFacts(seen), key, found);
}

SharedLook Index::look_at(View line, Low seen, const LineFacts& facts, View key, const Ids& hits) {
  auto shared = SharedLook::make();
  Look& look = shared.blank();
  look.hits.assign(hits.begin(), hits.end());
  if (!look.hits.empty() || line.size() <= LONG_LINE) look.key = key;
  if (!look.key.empty()) look.sketch = sketch_of(View(look.key));
  look.words = uint32_t(count_words(line, facts));
  look.prose = reads_as_prose(line, facts, look.words);
  look.form = form_of(line, seen, facts, patterns_);
  return shared;
}

void Index::add_expressions(View line, Low low, Host& host, Ids& out) {
  if (literals.empty()) return;
  Ids which;
  const Lowered asked = low.empty() ? Lowered(host.lower(line)) : Lowered();
  literals.scan(low.empty() ? asked.view() : low, [&](uint32_t id, size_t) {
    which.insert(which.end(), by_literal[id].begin(), by_literal[id].end());
    return true;
  });
  if (which.empty()) return;
  put_in_order(which);
  Ids more;
  for (uint32_t n : which)
    if (patterns_.matches(expressions[n].number, line)) more.push_back(expressions[n].hit);
  if (!more.empty()) out = merged(out, more);
}

Text Index::fold(View line, Low low, bool ascii) const { return ascii ? folder_.fold(low) : folder_.fold(line); }

// The folded line, if it is one of the few phrases that can be so long; else empty.
Text Index::long_key(View line, Low low, bool ascii, const Trios& trios) {
  std::optional<Unfinished> unfinished;  // few lines need it
  const Trios* own = &trios;
  const auto may_fit = [&](const Item& item) {
    if (!unfinished) {
      unfinished.emplace(line, low, ascii, folder_);
      if (!ascii) {
        trios_.clear();
        trios_.add(unfinished->low);
        own = &trios_;
      }
    }
    if (!unfinished->known) return true;
    if (!item.may_fit_unfinished(Key(unfinished->low), *own, ascii)) return false;
    if (item.ends.empty()) return true;
    const auto ends = plain_ends(unfinished->low.text);
    return !ends || item.may_end(*ends);
  };
  Ids filed;
  for (uint64_t name : LongHeads(line, low, folder_))
    for (uint32_t n : long_heads.find(name))
      if (may_fit(items[n])) filed.push_back(n);
  if (filed.empty()) return {};
  Text text = unfinished->known ? unfinished->key(folder_) : folder_.fold(line);
  const Lowered lowered(text);
  const Key key(lowered);
  const auto fits = [&](const Item& item) {
    if (!item.may_fit(key)) return false;
    if (!item.is_closed()) return patterns_.fits(item.number, key.low.text, key.shared);
    const Text numbered = number_key(text);
    return find_exact(text, Hash()(text)) || find_exact(numbered, Hash()(numbered));
  };
  return std::any_of(filed.begin(), filed.end(), [&](uint32_t n) { return fits(items[n]); }) ? text : Text();
}

// How an unfinished line ends once it is finished, where that is a word.
std::optional<std::array<uint64_t, 3>> Index::plain_ends(View low) const {
  while (!low.empty() && folder_.is_edge(low.back())) low.remove_suffix(1);
  const View last = low.substr(low.size() - std::min(low.size(), END));
  if (last.size() < END || !std::all_of(last.begin(), last.end(), is_alnum)) return {};
  return ends_of(last);
}

// Of the items that begin with an open hole those that may fit a line of ASCII.
Ids Index::open_items(Low low, Trios& trios) const {
  // Once folded it begins, and ends, with what is neither a space then nor goes from its ends.
  const auto goes = [&](Char c) { return folder_.is_edge(c) || may_separate(c); };
  View text = low.text;
  while (!text.empty() && goes(text.front())) text.remove_prefix(1);
  while (!text.empty() && goes(text.back())) text.remove_suffix(1);
  if (text.empty()) return {};
  const size_t start = size_t(text.data() - low.text.data()), size = text.size();
  uint16_t may_hold = ANYTHING | (has_url(low) ? URL : 0) | (low.find('@') != View::npos ? AT : 0);
  if (low.has_digit()) {
    may_hold |= DIGITS | (may_hold_clock(low) ? CLOCK : 0);
    if (may_hold_date(low, months_)) {
      may_hold |= DATE;
      if (low.substr(start, DATE_REACH).has_digit()) may_hold |= DATE_FIRST;
      if (may_end_with_date_folded(text, months_)) may_hold |= DATE_LAST;
    }
  }
  const auto needs = [may_hold](uint16_t need) { return (need & may_hold) == need; };
  const bool plain = is_alnum(text[0]);
  const uint32_t start_bit = plain ? start_of(text[0]) : ANY_START;
  size_t least = 0;  // counted when first asked for
  const auto is_too_long = [&](uint32_t longest) {
    if (longest >= size) return false;
    // Folding takes no letter and no digit away.
    const auto stays = [](Sixteen bytes) { return (bytes - '0' < 10) | (bytes - 'a' < 26); };
    if (least == 0) least = low.count_if(stays);
    return longest < least;
  };
  const auto ends = plain_ends(low.text);
  const Key key(low);
  const auto may_fit = [&](uint32_t n) {
    const Item& item = items[n];
    return (!plain || item.first_words.empty() || item.first_words.begin(text)) && (!ends || item.may_end(*ends)) &&
           item.may_fit_unfinished(key, trios, true);
  };
  Ids words, out;
  trios.clear();
  open_words_.scan(low, trios, [&words](uint32_t id, size_t) { words.push_back(id); });
  const auto add = [&](IdRange filed) {
    for (uint32_t n : filed) {
      const Sieve& sieve = sieves_[n];
      if (is_too_long(sieve.longest)) break;
      if (needs(sieve.need) && (sieve.starts & start_bit) && may_fit(n)) out.push_back(n);
    }
  };
  for (const auto& [need, filed] : open_)
    if (needs(need)) add(range_of(filed));
  if (!ends) add(range_of(open_with_ends_));
  if (ends)
    for (uint64_t end : *ends) add(open_ends_.find(spread(end)));
  put_in_order(words);
  for (uint32_t id : words) add(range_of(by_open_word_[id]));
  return out;
}

uint16_t Index::held(Low key) const {
  uint16_t held = ANYTHING;
  if (key.find('@') != View::npos) held |= AT;
  const bool ascii = key.is_ascii();
  if (!ascii && std::any_of(key.text.begin(), key.text.end(), [](Char c) { return c >= 0x370; })) held |= SCRIPT;
  if (has_url(key)) held |= URL;
  if (key.has_digit() || (!ascii && std::any_of(key.text.begin(), key.text.end(), is_decimal))) {
    held |= DIGITS;
    if (has_clock(key.text)) held |= CLOCK;
    if (has_date(key.text, months_)) held |= DATE | date_ends(key.text);
  }
  return held;
}

// Of a key that holds a date: DATE_FIRST and DATE_LAST.
uint16_t Index::date_ends(View key) const {
  const View last = key.substr(key.size() - std::min(key.size(), MAX_DATE));
  return (patterns_.found(LinePattern::date_first, key) ? DATE_FIRST : 0) |
         (may_end_with_date(key, months_) && patterns_.found(LinePattern::date_last, last) ? DATE_LAST : 0);
}

// The hits of the phrase without open holes that a folded line with this hash is; null where it is none.
const Ids* Index::find_exact(View key, uint64_t hash) const {
  if (key.size() > longest_exact_ || !exact_marks_.may_have(hash)) return nullptr;
  const auto found = exact.find(key);
  return found == exact.end() ? nullptr : &found->second;
}

Ids Index::hits(View text) {
  // The marks of what a line is filed under have left the nearest memory since the last one: they are fetched at once.
  const uint64_t last = hash_of(text.substr(text.rfind(U' ') + 1)), whole = Hash()(text);
  const Heads heads(text);
  for (uint64_t name : heads) by_head.expect(name);
  by_tail.expect(last);
  exact_marks_.expect(whole);
  Ids out;
  const Lowered lowered(text);
  Key key(lowered);
  key.held = held(lowered);
  const auto add_exact = [&](View name, uint64_t hash) {
    if (const Ids* found = find_exact(name, hash)) out.insert(out.end(), found->begin(), found->end());
  };
  add_exact(text, whole);
  if (key.held & DIGITS) {
    const Text numbered = number_key(text);
    add_exact(numbered, Hash()(numbered));
  }
  if (text.size() <= MAX_LINE) {
    for (uint64_t name : heads) try_items(by_head.find(name), key, out);
    try_items(by_tail.find(last), key, out);
    needles.scan(lowered, [&](uint32_t id, size_t) {
      try_items(range_of(by_needle[id]), key, out);
      return true;
    });
    for (size_t n = 0; n < by_need.size(); ++n)
      if (key.held >> n & 1) try_items(range_of(by_need[n]), key, out);
  }
  put_in_order(out);
  return out;
}

void Index::try_items(IdRange filed, const Key& key, Ids& out) {
  for (uint32_t n : filed) {
    const Item& item = items[n];
    if ((item.need & key.held) != item.need || !item.may_fit(key)) continue;
    if (patterns_.fits(item.number, key.low.text, key.shared))
      out.insert(out.end(), item.hits.begin(), item.hits.end());
  }
}

}  // namespace cleantext
