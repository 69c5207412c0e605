#include "index.h"

#include <algorithm>

namespace cleantext {
namespace {

constexpr size_t CACHE_SIZE = 1 << 16;
constexpr size_t HEAD = 48;
constexpr size_t END = 3;
constexpr size_t PREFIX = 3;
constexpr size_t LONG_PREFIX = 6;
constexpr size_t TRIO = 3;
constexpr uint32_t NO_MARK = 4096;

uint32_t mark_of(const Char* c) { return (c[0] * 0x9E3779B1u ^ c[1] * 0x85EBCA77u ^ c[2] * 0xC2B2AE3Du) >> 20; }

std::array<uint64_t, 3> ends_of(View text) {
  std::array<uint64_t, 3> out;
  for (size_t n = 1; n <= END; ++n) out[n - 1] = packed(text.substr(text.size() - std::min(n, text.size())));
  return out;
}

View first_word(View text) { return text.substr(0, find_char(text, U' ')); }

// filing.prefix and filing.long_prefix.
uint64_t prefix_hash(View key, size_t size) { return NameHash().add(key.substr(0, size)).add(U'*').value(); }

// filing.initial: whether a key is filed by its first character, too, and the name.
bool is_marked_initial(View key) { return !key.empty() && folds_unspaced(key[0]); }
uint64_t initial_hash(View key) { return NameHash().add(key[0]).add(U'^').value(); }

View first_two_words(View key) {
  const size_t space = find_char(key, U' ');
  if (space == View::npos) return key;
  const size_t next = find_char(key, U' ', space + 1);
  // Of two spaces in a row the first ends the only word.
  return key.substr(0, next == space + 1 ? space : next);
}

// What a long line that begins so could be filed under, as hashes.
class Names {
 public:
  Names(View start, Folder& folder) {
    if (name_plainly(start)) return;
    const Text key = folder.fold(start);
    add(key, first_word(key).size());
    add_beginnings(key);
    add(key, first_two_words(key).size());
    if (is_marked_initial(key)) names_[count_++] = initial_hash(key);
  }

  const uint64_t* begin() const { return names_.data(); }
  const uint64_t* end() const { return names_.data() + count_; }

 private:
  // The first two words, folded as far as they need it: most lines are prose and end here.
  bool name_plainly(View start) {
    if (!is_ascii(start) || !is_alnum(start[0])) return false;
    const size_t space = find_char(start, U' ');
    if (space == View::npos) return false;
    const size_t one = add_plain(start.substr(0, space));
    words_[size_++] = U' ';
    const size_t two = add_plain(first_word(start.substr(space + 1)));
    const View both(words_.data(), size_);
    if (one == 0 || two == 0 || both.size() < LONG_PREFIX) return false;
    add(both, one);
    if (one >= PREFIX) names_[count_++] = prefix_hash(both, PREFIX);
    names_[count_++] = prefix_hash(both, LONG_PREFIX);
    add(both, both.size());
    return true;
  }

  // Adds a word in small letters, without marks at its end; gives its length, 0 where it is no plain word.
  size_t add_plain(View word) {
    while (!word.empty() && (word.back() == U',' || word.back() == U':' || word.back() == U';' ||
                             word.back() == U'.' || word.back() == U'!'))
      word.remove_suffix(1);
    for (Char c : word) {
      if (!is_alnum(c)) return 0;
      words_[size_++] = PLANE.lower[c];
    }
    return word.size();
  }

  void add_beginnings(View key) {
    for (size_t size : {PREFIX, LONG_PREFIX})
      if (key.size() >= size) names_[count_++] = prefix_hash(key, size);
  }
  void add(View text, size_t size) { names_[count_++] = hash_of(text.substr(0, size)); }

  std::array<Char, HEAD + 1> words_;
  std::array<uint64_t, 5> names_;
  size_t size_ = 0, count_ = 0;
};

bool has_url(View key) {
  for (size_t dot = find_char(key, U'.'); dot != View::npos; dot = find_char(key, U'.', dot + 1))
    if (dot + 2 < key.size() && key[dot + 1] >= U'a' && key[dot + 1] <= U'z' && key[dot + 2] >= U'a' &&
        key[dot + 2] <= U'z')
      return true;
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

// Whether a line may have the marks of code: what shelter._MARKS searches for, and a little more.
bool may_be_code(View text) {
  bool marked = false;
  for (Char c : text) marked |= (c == U'{') | (c == U'}') | (c == U';') | (c == U'<') | (c == U'=');
  if (marked) return true;
  for (View start : {U"import", U"from", U"def", U"class", U"return", U"#", U"$", U">"})
    if (starts_with(text, start)) return true;
  return contains(text, U"()");
}

Form form_of(View text, Patterns& python) {
  if (starts_with(text, U"```") || starts_with(text, U"~~~")) return Form::fence;
  const auto count = [text](Char c) { return std::count(text.begin(), text.end(), c); };
  if ((contains(text, U'\t') && count(U'\t') >= 2) || (text.front() == U'|' && count(U'|') >= 3)) return Form::row;
  return text.size() <= 200 && may_be_code(text) ? python.form(text) : Form::none;
}

// Whether the words of a piece, not empty, follow each other in a text, whatever stands between them but letters and
// digits; `rare` is where the piece's seldomest character stands.
bool holds_apart(View text, View piece, size_t rare) {
  // The words before that character's are left out: what follows is enough to be rare.
  const View rest = piece.substr(rare);
  for (size_t at = 0; (at = find_char(text, rest[0], at)) != View::npos; ++at) {
    size_t i = at, n = 0;
    while (n < rest.size() && i < text.size()) {
      if (rest[n] == U' ') {
        if (is_alnum(text[i])) break;
        while (i < text.size() && !is_alnum(text[i])) ++i;
        ++n;
      } else if (rest[n++] != text[i++]) {
        n = 0;
        break;
      }
    }
    if (n == rest.size()) return true;
  }
  return false;
}

}  // namespace

uint64_t packed(View text) {
  uint64_t out = text.size();
  for (Char c : text) out = out << 21 ^ c;
  return out;
}

Key::Key(View text) : text(text), ends(ends_of(text)) {
  for (size_t i = 0; i + TRIO <= text.size(); ++i) trios_[mark_of(text.data() + i)] = true;
}

Piece::Piece(Text piece)
    : text(std::move(piece)), mark(text.size() < TRIO ? NO_MARK : mark_of(text.data())), word_mark(NO_MARK),
      plain(std::all_of(text.begin(), text.end(), [](Char c) { return c < 0x80 && (c == U' ' || is_alnum(c)); })),
      rare(uint32_t(rarest(text))) {
  size_t rarity = 0;
  for (size_t i = 0; i + TRIO <= text.size(); ++i) {
    const View trio = View(text).substr(i, TRIO);
    if (!is_ascii(trio) || !std::all_of(trio.begin(), trio.end(), is_alnum)) continue;
    const size_t sum = commonness(trio[0]) + commonness(trio[1]) + commonness(trio[2]);
    if (word_mark != NO_MARK && sum <= rarity) continue;
    rarity = sum;
    word_mark = mark_of(trio.data());
  }
}

bool Key::holds(const Piece& piece) const {
  return (piece.mark == NO_MARK || trios_[piece.mark]) && contains(text, piece.text, piece.rare);
}

bool Key::may_hold(const Piece& piece) const {
  if (piece.word_mark == NO_MARK) return true;
  if (!trios_[piece.word_mark]) return false;
  return !piece.plain || holds_apart(text, piece.text, piece.rare);
}

bool Item::may_fit_folded(const Key& line) const {
  return std::all_of(tests.begin(), tests.end(), [&line](const auto& group) {
    return std::any_of(group.begin(), group.end(), [&line](const Piece& piece) { return line.may_hold(piece); });
  });
}

bool Item::may_end(const std::array<uint64_t, 3>& ends_of_key) const {
  return ends.empty() || std::any_of(ends_of_key.begin(), ends_of_key.end(), [this](uint64_t end) {
           return std::binary_search(ends.begin(), ends.end(), end);
         });
}

bool Item::may_fit(const Key& key) const {
  if (digit_first && (key.text.empty() || !is_decimal(key.text[0]))) return false;
  if (!may_end(key.ends)) return false;
  return std::all_of(tests.begin(), tests.end(), [&key](const auto& group) {
    return std::any_of(group.begin(), group.end(), [&key](const Piece& piece) { return key.holds(piece); });
  });
}

IdRange range_of(const Ids& ids) { return {ids.data(), ids.data() + ids.size()}; }

Ids merged(const Ids& a, const Ids& b) {
  Ids out(a);
  out.insert(out.end(), b.begin(), b.end());
  put_in_order(out);
  return out;
}

std::shared_ptr<const Look> Index::look(View line, View low, Host& host) {
  const bool is_short = line.size() <= LONG_LINE;
  if (is_short) {
    const auto known = cache_.find(line);
    if (known != cache_.end()) return known->second;
  }
  std::shared_ptr<Look> look;
  if (is_short) {
    look = look_at(line, folder_.fold(line));
    add_expressions(line, low, host, look->hits);
    // Python code ran meanwhile, perhaps another thread: only now is the cache touched again.
    if (cache_.size() >= CACHE_SIZE) cache_.clear();
    cache_.emplace(line, look);
    return look;
  }
  Text key = line.size() <= MAX_LINE ? long_key(line, low) : Text();
  if (!key.empty()) return look_at(line, std::move(key));
  look = std::make_shared<Look>();
  look->prose = reads_as_prose(line);
  look->form = form_of(line, python_);
  return look;
}

std::shared_ptr<const Look> Index::look_closely(View line) {
  return line.size() > LONG_LINE && line.size() <= MAX_LINE ? look_at(line, folder_.fold(line)) : nullptr;
}

std::shared_ptr<Look> Index::look_at(View line, Text key) {
  auto look = std::make_shared<Look>();
  look->hits = hits(key);
  look->key = std::move(key);
  look->prose = reads_as_prose(line);
  look->form = form_of(line, python_);
  return look;
}

void Index::add_expressions(View line, View low, Host& host, Ids& out) {
  if (literals.empty()) return;
  Ids which;
  literals.scan(low.empty() ? View(host.lower(line)) : low, [&](uint32_t id, size_t) {
    which.insert(which.end(), by_literal[id].begin(), by_literal[id].end());
    return true;
  });
  if (which.empty()) return;
  put_in_order(which);
  Ids more;
  for (uint32_t n : which)
    if (python_.matches(expressions[n].number, line)) more.push_back(expressions[n].hit);
  if (!more.empty()) out = merged(out, more);
}

Text Index::long_key(View line, View low) {
  Ids filed;
  for (uint64_t name : Names(line.substr(0, HEAD), folder_))
    for (uint32_t n : long_heads.find(name)) filed.push_back(n);
  if (filed.empty()) return {};
  View end = line;
  while (!end.empty() && end.back() < 0x80 && folder_.is_edge(end.back())) end.remove_suffix(1);
  Text last(end.substr(end.size() - std::min(end.size(), END)));
  if (last.size() == END && is_ascii(last) && std::all_of(last.begin(), last.end(), is_alnum)) {
    for (Char& c : last) lower_simply(c, c);
    const auto ends = ends_of(last);
    filed.erase(std::remove_if(filed.begin(), filed.end(), [&](uint32_t n) { return !items[n].may_end(ends); }),
                filed.end());
    if (filed.empty()) return {};
  }
  if (!may_fit_folded(low, filed)) return {};
  Text text = folder_.fold(line);
  const Key key(text);
  const bool may_fit = std::any_of(filed.begin(), filed.end(), [&](uint32_t n) { return items[n].may_fit(key); });
  return may_fit ? text : Text();
}

bool Index::may_fit_folded(View low, const Ids& filed) const {
  if (low.empty() || !is_ascii(low)) return true;
  const Key key(low);
  return std::any_of(filed.begin(), filed.end(), [&](uint32_t n) { return items[n].may_fit_folded(key); });
}

uint16_t Index::held(View key) const {
  uint16_t held = ANYTHING;
  bool digits = false, at = false;
  Char all = 0;
  for (Char c : key) {
    digits |= is_decimal(c);
    at |= c == U'@';
    all = std::max(all, c);
  }
  if (at) held |= AT;
  if (all >= 0x370) held |= SCRIPT;
  if (has_url(key)) held |= URL;
  if (digits) {
    held |= DIGITS;
    if (has_clock(key)) held |= CLOCK;
    if (has_date(key, months_)) held |= DATE | python_.date_ends(key);
  }
  return held;
}

Ids Index::hits(View text) {
  Ids out;
  if (const auto found = exact.find(text); found != exact.end()) out = found->second;
  const uint16_t held = this->held(text);
  if (held & DIGITS)
    if (const auto found = exact.find(number_key(text)); found != exact.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
  if (text.size() <= MAX_LINE) {
    Key key(text);
    key.held = held;
    const auto try_filed = [&](const Filed& table, uint64_t name) { try_items(table.find(name), key, out); };
    const View first = first_word(text);
    try_filed(by_head, hash_of(first));
    for (size_t size : {PREFIX, LONG_PREFIX})
      if (text.size() >= size) try_filed(by_head, prefix_hash(text, size));
    if (first.size() < text.size()) {
      const View second = first_word(text.substr(first.size() + 1));
      try_filed(by_head, hash_of(text.substr(0, first.size() + 1 + second.size())));
    }
    if (held & SCRIPT && is_marked_initial(text)) try_filed(by_head, initial_hash(text));
    try_filed(by_tail, hash_of(text.substr(text.rfind(U' ') + 1)));
    needles.scan(text, [&](uint32_t id, size_t) {
      try_items(range_of(by_needle[id]), key, out);
      return true;
    });
    for (size_t n = 0; n < by_need.size(); ++n)
      if (held >> n & 1) try_items(range_of(by_need[n]), key, out);
  }
  put_in_order(out);
  return out;
}

void Index::try_items(IdRange filed, const Key& key, Ids& out) {
  for (uint32_t n : filed) {
    Item& item = items[n];
    if ((item.need & key.held) == item.need && item.may_fit(key) && begins_so(item, key.text) &&
        python_.fits(item.number, key.text))
      out.insert(out.end(), item.hits.begin(), item.hits.end());
  }
}

// To tell the beginnings takes as long as to try the pattern so often, or longer.
constexpr uint32_t WORTH_BEGINS = 64;

bool Index::begins_so(Item& item, View key) {
  if (!item.begins) {
    if (++item.tries < WORTH_BEGINS) return true;
    item.begins = python_.begins(item.number);
  }
  const std::vector<Text>& begins = *item.begins;
  return begins.empty() ||
         std::any_of(begins.begin(), begins.end(), [key](const Text& begin) { return starts_with(key, begin); });
}

}  // namespace cleantext
