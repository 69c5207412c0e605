#include "fold.h"

#include <algorithm>

namespace cleantext {
namespace {

// Separators that always become a space; of `,` `:` `.` `/` `\` `-` the neighbours decide.
bool always_separates(Char c) {
  switch (c) {
    case U';': case U'|': case U'¦': case U'•': case U'·': case U'‣': case U'▪': case U'●': case U'■':
    case U'◦': case U'○': case U'►': case U'▶': case U'▸': case U'»': case U'→': case U'←': case U'⟶':
    case U'‹': case U'›': case U'~': case U'*': case U'_': case U'=': case U'<': case U'>':
      return true;
    default:
      return false;
  }
}

// How many characters from i on are one separator, 0 for none: one match of `folding._SEPARATORS`.
size_t separator_at(View text, size_t i) {
  const Char c = text[i];
  const bool has_next = i + 1 < text.size();
  switch (c) {
    case U',':
    case U':':
      return i > 0 && is_decimal(text[i - 1]) && has_next && is_decimal(text[i + 1]) ? 0 : 1;
    case U'.': {
      size_t end = i + 1;
      while (end < text.size() && text[end] == U'.') ++end;
      return end - i > 1 ? end - i : 0;
    }
    case U'/':
    case U'\\':
    case U'-':
      if (i > 0 && is_space(text[i - 1]) && has_next && is_space(text[i + 1])) return 1;
      if (has_next && text[i + 1] == U'-') return 2;
      return i + 2 < text.size() && text[i + 1] == U' ' && text[i + 2] == U'-' ? 3 : 0;
    default:
      return always_separates(c) ? 1 : 0;
  }
}

// Characters of ASCII that separate or are spaces, if only perhaps.
constexpr auto MAY_SEPARATE = [] {
  std::array<bool, 0x80> out{};
  for (Char c : View(U" \t\n\r\v\f\x1c\x1d\x1e\x1f,:./\\-;|~*_=<>")) out[c] = true;
  return out;
}();

// Characters of ASCII, folded; separators aside.
constexpr auto FOLDED = [] {
  std::array<Char, 0x80> out{};
  for (Char c = 0; c < 0x80; ++c) out[c] = c == U'`' ? U'\'' : c >= U'A' && c <= U'Z' ? c + 32 : c;
  return out;
}();

// A text that is written with one space for each gap between words, none at its start or end.
class Spaced {
 public:
  // For so many characters.
  explicit Spaced(size_t size) : out_(size + 1 + EIGHT, U' '), end_(out_.data() + 1) {}

  // Writes `form` for the character at a place, or a space if a separator stands there; gives how many it is of the text.
  size_t put(View text, size_t i, Char form) {
    const Char c = text[i];
    size_t size = 1;
    if (c >= 0x80 ? !is_alnum(c) : c != U' ' && MAY_SEPARATE[c]) {
      const size_t separator = separator_at(text, i);
      if (separator > 0 || is_space(c)) {
        form = U' ';
        size = std::max<size_t>(separator, 1);
      }
    }
    // Every character is written, and a space behind a space written over: no branch asks where words end.
    *end_ = form;
    end_ += form != U' ' || end_[-1] != U' ';
    return size;
  }
  // Writes the letters, digits and single spaces that eight bytes begin with, `most` at most; gives how many.
  size_t put_plain(const uint8_t* bytes, size_t most) {
    const uint64_t eight = eight_at(bytes), spaces = are_between(eight, ' ', ' ');
    const uint64_t behind_spaces = spaces << 8 | uint64_t(end_[-1] == U' ') << 7;
    const uint64_t plain = are_between(eight, 'a', 'z') | are_between(eight, '0', '9') | (spaces & ~behind_spaces);
    const size_t count = std::min(count_first(plain), most);
    for (size_t k = 0; k < EIGHT; ++k) end_[k] = bytes[k];
    end_ += count;
    return count;
  }
  Text done() {
    const size_t size = size_t(end_ - out_.data());
    out_.resize(size > 1 && end_[-1] == U' ' ? size - 1 : size);
    out_.erase(0, 1);
    return std::move(out_);
  }

 private:
  static constexpr size_t EIGHT = sizeof(uint64_t);

  Text out_;  // begins with a space, so that none is written at the start
  Char* end_;
};

template <typename Goes>
Text stripped_of(Text key, Goes goes) {
  size_t start = 0, end = key.size();
  while (end > start && goes(key[end - 1])) --end;
  while (start < end && goes(key[start])) ++start;
  key.resize(end);
  key.erase(0, start);
  return key;
}

}  // namespace

bool may_separate(Char c) { return c >= 0x80 || c == U'`' || MAY_SEPARATE[c]; }

Folder::Folder(Folds& python, std::string edge) : python_(python), edge_(std::move(edge)), single_(0x10000) {
  for (Char c = 0; c < 0x80; ++c) single_[c] = char16_t(FOLDED[c]);
}

Text Folder::fold(View text) {
  Text folded;
  return fold_characters(text, folded) ? finished(folded) : python_.fold(text);
}

bool Folder::fold_characters(View text, Text& out) {
  out.resize(text.size());
  Char* end = out.data();
  for (size_t i = 0; i < text.size(); ++i) {
    const Char single = text[i] < single_.size() ? single_[text[i]] : 0;
    if (single) {
      *end++ = single;
      continue;
    }
    const auto& [simple, form] = known(text[i]);
    if (!simple) return false;
    const size_t size = size_t(end - out.data());
    out.resize(size + form.size() + text.size() - i - 1);
    end = std::copy(form.begin(), form.end(), out.data() + size);
  }
  out.resize(size_t(end - out.data()));
  return true;
}

Text Folder::fold(Low ascii) const {
  Spaced out(ascii.size());
  for (size_t i = 0; i < ascii.size();) {
    i += out.put_plain(ascii.bytes + i, ascii.size() - i);
    if (i < ascii.size()) i += out.put(ascii.text, i, FOLDED[ascii.text[i]]);
  }
  return stripped_of_marks(out.done());
}

const Folder::Known& Folder::known(Char c) {
  const auto found = known_.find(c);
  if (found != known_.end()) return found->second;
  Known known;
  known.simple = python_.folded(c, known.form);
  if (known.simple && known.form.size() == 1 && c < single_.size() && known.form[0] < single_.size())
    single_[c] = char16_t(known.form[0]);
  return known_.emplace(c, std::move(known)).first->second;
}

// Without the marks of ASCII at its ends.
Text Folder::stripped_of_marks(Text key) const {
  return stripped_of(std::move(key), [this](Char c) { return c < 0x80 && is_edge(c); });
}

Text Folder::finished(View text) const {
  Spaced out(text.size());
  for (size_t i = 0; i < text.size();) i += out.put(text, i, text[i]);
  Text key = stripped_of_marks(out.done());
  // What folded to ASCII is, from here on, as if it had been.
  if (is_ascii(text)) return key;
  if (std::any_of(key.begin(), key.end(), folds_unspaced)) {
    Text close;
    close.reserve(key.size());
    for (size_t i = 0; i < key.size(); ++i) {
      const bool beside = key[i] == U' ' && ((i > 0 && folds_unspaced(key[i - 1])) ||
                                             (i + 1 < key.size() && folds_unspaced(key[i + 1])));
      if (!beside) close.push_back(key[i]);
    }
    key = std::move(close);
  }
  if (!key.empty() && is_alnum(key.front()) && is_alnum(key.back())) return key;
  return stripped_of(std::move(key), [this](Char c) { return is_edge(c); });
}

namespace {

size_t digits_from(View text, size_t i) {
  size_t end = i;
  while (end < text.size() && is_decimal(text[end])) ++end;
  return end - i;
}

// Where `\d{1,3}(?: \d{3})+(?!\d)` ends that begins at i; 0 for nowhere.
size_t grouped_number(View key, size_t i) {
  const size_t most = std::min<size_t>(digits_from(key, i), 3);
  for (size_t first = most; first > 0; --first) {
    size_t groups = 0;
    for (size_t at = i + first; at < key.size() && key[at] == U' ' && digits_from(key, at + 1) >= 3; at += 4)
      ++groups;
    for (; groups > 0; --groups) {
      const size_t end = i + first + 4 * groups;
      if (end >= key.size() || !is_decimal(key[end])) return end;
    }
  }
  return 0;
}

// Where `\d+(?:[.,:]\d+)*(?:[km](?![^\W_]))?` ends that begins at i, a digit.
size_t plain_number(View key, size_t i) {
  size_t end = i + digits_from(key, i);
  while (end + 1 < key.size() && (key[end] == U'.' || key[end] == U',' || key[end] == U':') &&
         is_decimal(key[end + 1]))
    end += 1 + digits_from(key, end + 1);
  const bool thousands = end < key.size() && (key[end] == U'k' || key[end] == U'm') &&
                         !(end + 1 < key.size() && is_alnum(key[end + 1]));
  return thousands ? end + 1 : end;
}

}  // namespace

Text number_key(View key) {
  Text out;
  out.reserve(key.size() + 4);
  for (size_t i = 0; i < key.size();) {
    if (!is_decimal(key[i])) {
      out.push_back(key[i++]);
      continue;
    }
    const size_t end = grouped_number(key, i);
    i = end > 0 ? end : plain_number(key, i);
    out += U"{n}";
  }
  return out;
}

}  // namespace cleantext
