// Characters and stretches of text. What a character is, Python says, so that both engines agree on any Unicode.

#pragma once

#include <Python.h>

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <cwchar>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cleantext {

using Char = char32_t;
using Text = std::u32string;
using View = std::u32string_view;
using namespace std::string_view_literals;

enum Kind : uint8_t {
  SPACE = 1,    // str.isspace
  ALNUM = 2,    // str.isalnum
  DIGIT = 4,    // str.isdigit
  UPPER = 8,    // str.isupper
  LOWER = 16,   // str.islower
  TITLE = 32,   // a title-case letter, neither upper nor lower
  DECIMAL = 64  // str.isdecimal, `\d`
};

inline uint8_t kind_of(Char c) {
  return static_cast<uint8_t>((Py_UNICODE_ISSPACE(c) ? SPACE : 0) | (Py_UNICODE_ISALNUM(c) ? ALNUM : 0) |
                              (Py_UNICODE_ISDIGIT(c) ? DIGIT : 0) | (Py_UNICODE_ISUPPER(c) ? UPPER : 0) |
                              (Py_UNICODE_ISLOWER(c) ? LOWER : 0) | (Py_UNICODE_ISTITLE(c) ? TITLE : 0) |
                              (Py_UNICODE_ISDECIMAL(c) ? DECIMAL : 0));
}

// The kinds of the characters of the Basic Multilingual Plane, and the small letters of its letters, worked out when
// the module is loaded.
struct Plane {
  std::array<uint8_t, 0x10000> kinds;
  std::array<char16_t, 0x10000> lower;

  Plane() {
    for (Char c = 0; c < 0x10000; ++c) {
      kinds[c] = kind_of(c);
      lower[c] = char16_t(Py_UNICODE_TOLOWER(c));
    }
  }
};
inline const Plane PLANE;

inline uint8_t kind(Char c) { return c < 0x10000 ? PLANE.kinds[c] : kind_of(c); }
inline bool is_space(Char c) { return kind(c) & SPACE; }
inline bool is_alnum(Char c) { return kind(c) & ALNUM; }
inline bool is_decimal(Char c) { return kind(c) & DECIMAL; }
inline bool is_digit(Char c) { return kind(c) & DIGIT; }
inline bool is_upper(Char c) { return kind(c) & UPPER; }
inline bool is_lower(Char c) { return kind(c) & LOWER; }
inline bool is_word(Char c) { return is_alnum(c) || c == U'_'; }  // `\w`

inline bool is_ascii(View text) {
  Char all = 0;
  for (Char c : text) all |= c;
  return all < 0x80;
}

// Whether some letter is like this one but for its case, and has yet another form, or a small letter that is not like
// it: σ and ς, K and k, ſ and s. Of scripts in which there are such ones all.
inline bool has_odd_case(Char c) {
  return c >= 0xb5 &&
         (c == 0xb5 || c == 0x130 || c == 0x131 || c == 0x17f || (c >= 0x1c4 && c <= 0x1cc) ||
          (c >= 0x1f1 && c <= 0x1f3) || (c >= 0x345 && c <= 0x3ff) || (c >= 0x13a0 && c <= 0x13ff) ||
          (c >= 0x1c80 && c <= 0x1cbf) || (c >= 0x1e9b && c <= 0x1e9e) || (c >= 0x1f00 && c <= 0x1fff) ||
          (c >= 0x2126 && c <= 0x212b) || (c >= 0xa640 && c <= 0xa7ff) || (c >= 0xab70 && c <= 0xabbf) || c == 0xfb05 ||
          c == 0xfb06 || c >= 0x10000);
}

constexpr Char SIGMA = U'\u03a3';     // a capital
constexpr Char DOTTED_I = U'\u0130';  // a capital, which becomes two characters

// str.lower of a capital sigma between two characters, of which 0 is the start or end of the text; 0 where more of them
// have a say in it.
inline Char lower_sigma(Char before, Char after) {
  const auto is_letter = [](Char c) {
    return (c < 0x80 || (c >= 0x388 && c <= 0x3ce)) && (kind(c) & (UPPER | LOWER));
  };
  const auto is_gap = [](Char c) { return c == 0 || c == U' ' || c == U'\n'; };
  if (is_letter(after)) return U'\u03c3';
  if (!is_gap(after)) return 0;
  return is_letter(before) ? U'\u03c2' : is_gap(before) ? U'\u03c3' : 0;
}

// str.lower of a text's character; false where it is more than one, or hangs on more than its neighbours (see
// `Host::lower`).
template <class C>
bool lower_simply(const C* text, size_t size, size_t i, Char& out) {
  const Char c = text[i];
  out = c < 0x10000 ? PLANE.lower[c] : Py_UNICODE_TOLOWER(c);
  if (c != SIGMA) return c != DOTTED_I;
  const Char found = lower_sigma(i > 0 ? text[i - 1] : 0, i + 1 < size ? text[i + 1] : 0);
  if (found) out = found;
  return found != 0;
}

// str.lower of a text into `out`, which has its size; false where some character is not told simply.
inline bool lower_simply(View text, Char* out) {
  if (is_ascii(text)) {
    for (size_t i = 0; i < text.size(); ++i) out[i] = text[i] | (text[i] - U'A' < 26u) << 5;
    return true;
  }
  bool simple = true;
  for (size_t i = 0; i < text.size(); ++i) simple &= lower_simply(text.data(), text.size(), i, out[i]);
  return simple;
}

// Where a character stands next from `start` on, or View::npos. The C library looks at many at once.
inline size_t find_char(View text, Char c, size_t start = 0) {
  if (start >= text.size()) return View::npos;
  if constexpr (sizeof(wchar_t) == sizeof(Char)) {
    const auto* data = reinterpret_cast<const wchar_t*>(text.data());
    const auto* found = std::wmemchr(data + start, static_cast<wchar_t>(c), text.size() - start);
    return found ? size_t(found - data) : View::npos;
  } else {
    return text.find(c, start);
  }
}

// Whether two texts are equal; the library's == looks at one character after the other.
inline bool same(View a, View b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(Char)) == 0;
}
inline bool starts_with(View text, View start) {
  // The first character tells most, without a call.
  if (start.empty()) return true;
  return text.size() >= start.size() && text[0] == start[0] && same(text.substr(0, start.size()), start);
}
inline bool ends_with(View text, View end) {
  return text.size() >= end.size() && same(text.substr(text.size() - end.size()), end);
}
inline bool contains(View text, Char c) { return find_char(text, c) != View::npos; }

// Characters that are known when the code is compiled, to be asked whether one is among them.
class Chars {
 public:
  constexpr explicit Chars(View all) : all_(all) {
    for (Char c : all)
      if (c < 0x80) ascii_[c / 64] |= uint64_t(1) << (c % 64);
  }
  bool have(Char c) const { return c < 0x80 ? ascii_[c / 64] >> (c % 64) & 1 : contains(all_, c); }

 private:
  View all_;
  std::array<uint64_t, 2> ascii_{};  // a bit for each of these
};

// Where a piece, not empty, stands next from `start` on; `rare` is where its seldomest character stands in it.
inline size_t find(View text, View piece, size_t rare, size_t start = 0) {
  for (size_t at = start + rare; (at = find_char(text, piece[rare], at)) != View::npos; ++at)
    if (same(text.substr(at - rare, piece.size()), piece)) return at - rare;
  return View::npos;
}
inline bool contains(View text, View piece, size_t rare = 0) { return find(text, piece, rare) != View::npos; }

// The place of a character among those that texts have most of, as far as that can be said of all texts.
inline size_t commonness(Char c) {
  constexpr View COMMON = U" etaonirshdlucmgfpwybvkxjqz,.", CYRILLIC = U"оеаинтсрвлкмдпуяыьгзбчйхжшюц";
  constexpr Char FIRST = U'а';
  constexpr auto places = [](View common, Char first) {
    std::array<uint8_t, 0x80> out{};
    out.fill(uint8_t(common.size()));
    for (size_t n = 0; n < common.size(); ++n) out[common[n] - first] = uint8_t(n);
    return out;
  };
  static_assert(COMMON.size() == CYRILLIC.size() + 1);
  constexpr static auto LATIN_PLACES = places(COMMON, 0), CYRILLIC_PLACES = places(CYRILLIC, FIRST);
  if (c < LATIN_PLACES.size()) return LATIN_PLACES[c];
  return c - FIRST < CYRILLIC_PLACES.size() ? CYRILLIC_PLACES[c - FIRST] : COMMON.size();
}

// Whether it is one of these, and no space.
inline bool is_common(Char c) { return c != U' ' && commonness(c) < commonness(U'\0'); }

// Where in a text its seldomest character stands.
inline size_t rarest(View text) {
  size_t best = 0;
  for (size_t i = 1; i < text.size(); ++i)
    if (commonness(text[i]) > commonness(text[best])) best = i;
  return best;
}

inline View stripped(View text) {
  size_t start = 0, end = text.size();
  while (start < end && is_space(text[start])) ++start;
  while (end > start && is_space(text[end - 1])) --end;
  return text.substr(start, end - start);
}

// Characters of scripts that write no spaces between words, as `scene._UNSPACED` has them.
inline bool is_unspaced(Char c) {
  if (c < 0x0e00) return false;
  return c <= 0x0eff || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff) ||
         (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
         (c >= 0xf900 && c <= 0xfaff);
}

// Whether some character of a text may be one: hardly any text has such, which one pass without a branch says.
inline bool may_be_unspaced(View text) {
  Char some = 0;
  for (Char c : text) some |= c >= 0x0e00;
  return some;
}

inline bool has_unspaced(View text) {
  return may_be_unspaced(text) && std::any_of(text.begin(), text.end(), is_unspaced);
}

// The same as folding has them, without Burmese.
inline bool folds_unspaced(Char c) { return is_unspaced(c) && !(c >= 0x1000 && c <= 0x109f); }

// How many bits are set. Compilers make a call of the library's for processors of the oldest kind.
inline uint32_t count_bits(uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  return uint32_t(((bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56);
}

struct Hash {
  using is_transparent = void;  // tables of texts are asked with views
  size_t operator()(View text) const noexcept {
    uint64_t h = 0x9E3779B97F4A7C15ull ^ (text.size() * 0xff51afd7ed558ccdull);
    size_t i = 0;
    for (; i + 1 < text.size(); i += 2) {
      h = (h ^ (uint64_t(text[i]) | uint64_t(text[i + 1]) << 32)) * 0xff51afd7ed558ccdull;
      h ^= h >> 32;
    }
    if (i < text.size()) h = (h ^ text[i]) * 0xff51afd7ed558ccdull;
    return h ^ (h >> 29);
  }
};

// Has memory come nearer that will be read soon.
inline void fetch(const void* memory) {
#if defined(__GNUC__)
  __builtin_prefetch(memory);
#else
  static_cast<void>(memory);
#endif
}

// The last of many hashes that were met, so that only what returns is kept: most lines never do.
class Met {
 public:
  // Whether a hash was met before, and none since that has its place.
  bool again(uint64_t hash) {
    uint32_t& last = last_[hash % last_.size()];
    const auto rest = uint32_t(hash >> 32);
    return std::exchange(last, rest) == rest;
  }

 private:
  std::vector<uint32_t> last_ = std::vector<uint32_t>(1 << 13);
};

// Values by text and its hash: as many as there is place for, then all make way; until then each stays where it is.
template <typename Value>
class Cache {
 public:
  explicit Cache(size_t most) : most_(most) {}

  Value* find(View text, uint64_t hash) {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[place(hash, text)];
    return slot.entry ? &slot.entry->value : nullptr;
  }
  // Sets the value of a text.
  void set(View text, uint64_t hash, Value value) {
    if (count_ >= most_) {
      slots_.clear();
      count_ = 0;
    }
    if (2 * count_ >= slots_.size()) grow();
    Slot& slot = slots_[place(hash, text)];
    if (!slot.entry) ++count_;
    slot.hash = hash;
    slot.entry = Entry::made(std::move(value), text);
  }
  // To be called some time before the value of a text with this hash is asked for: memory that was not used for a while
  // takes as long to come as a hundred steps, and comes meanwhile.
  void expect(uint64_t hash) const {
    if (!slots_.empty()) fetch(&slots_[first_place(hash)]);
  }
  // The same a little later.
  void expect_soon(uint64_t hash) const {
    if (slots_.empty()) return;
    const Slot& slot = slots_[first_place(hash)];
    if (!slot.entry || slot.hash != hash) return;
    const auto* memory = reinterpret_cast<const char*>(slot.entry.get());
    for (size_t n = 0; n < sizeof(Entry) + COMMON_LINE * sizeof(Char); n += CACHE_LINE) fetch(memory + n);
  }

 private:
  static constexpr size_t COMMON_LINE = 24;  // characters that most have
  static constexpr size_t CACHE_LINE = 64;   // bytes of memory that come at once

  // A value with its text right behind it.
  struct Entry {
    struct Free {
      void operator()(Entry* entry) const {
        entry->~Entry();
        ::operator delete(entry);
      }
    };

    static std::unique_ptr<Entry, Free> made(Value value, View text) {
      void* memory = ::operator new(sizeof(Entry) + text.size() * sizeof(Char));
      std::unique_ptr<Entry, Free> out(new (memory) Entry{std::move(value), text.size()});
      std::copy(text.begin(), text.end(), reinterpret_cast<Char*>(out.get() + 1));
      return out;
    }
    View text() const { return {reinterpret_cast<const Char*>(this + 1), size}; }

    Value value;
    size_t size;
  };
  struct Slot {
    uint64_t hash = 0;
    std::unique_ptr<Entry, typename Entry::Free> entry;
  };

  void grow() {
    std::vector<Slot> old(std::max<size_t>(64, 2 * slots_.size()));
    old.swap(slots_);
    for (Slot& slot : old)
      if (slot.entry) slots_[place(slot.hash, slot.entry->text())] = std::move(slot);
  }

  size_t first_place(uint64_t hash) const { return (hash ^ hash >> 32) & (slots_.size() - 1); }
  // Where a text stands, or would stand.
  size_t place(uint64_t hash, View text) const {
    size_t at = first_place(hash);
    while (slots_[at].entry && (slots_[at].hash != hash || !same(slots_[at].entry->text(), text)))
      at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  size_t most_, count_ = 0;
  std::vector<Slot> slots_;
};

template <typename Value>
using Table = std::unordered_map<Text, Value, Hash, std::equal_to<>>;

// A set of words. Its entries lie far apart in memory: most words that are none of them are told by a bit.
class Words {
 public:
  void insert(Text word) {
    marks_.set(mark(word));
    words_.insert(std::move(word));
  }
  bool contains(View word) const { return marks_[mark(word)] && words_.contains(word); }

  auto begin() const { return words_.begin(); }
  auto end() const { return words_.end(); }

 private:
  static constexpr int BITS = 13;
  static size_t mark(View word) { return Hash()(word) >> (64 - BITS); }

  std::bitset<size_t(1) << BITS> marks_;
  std::unordered_set<Text, Hash, std::equal_to<>> words_;
};

}  // namespace cleantext
