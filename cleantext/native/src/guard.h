// The guard of encoding repair: what cleantext.encoding.guard says of a text, in one pass.
//
// A sign is a character with what stands beside it. All signs are asked at once: every character has a word of bits for
// each place it may take in a sign, and a sign is there where the bits of neighbours meet. Each sign is an alarm for one
// stage of repair; alarms are bits, as guard.py numbers them.

#pragma once

#include <map>
#include <optional>
#include <stdexcept>

#include "buffer.h"
#include "python.h"
#include "sets.h"

namespace cleantext {

// Alarms for what ASCII characters are with what stands beside them.
struct AsciiAlarms {
  uint32_t escapes, maybe_escapes, lost, marks;
};

class Guard {
 public:
  // signs: each an alarm, the set of characters at which it is looked for, and a tuple as guard.py has it: here, before,
  // after, before2, after2, but_not, pieces, without. Alarms come with `loud` where some sign stands at a character that
  // is not quiet.
  Guard(const pybind11::iterable& signs, Set quiet, uint32_t loud, AsciiAlarms ascii)
      : ascii_(ascii), quiet_(std::move(quiet)), loud_(loud), ids_(0x10000, 0) {
    for (pybind11::handle row : signs) {
      auto given = row.cast<pybind11::tuple>();
      auto sign = given[2].cast<pybind11::tuple>();
      auto set = [&](size_t k) { return Set(text_of(sign[k])); };
      Sign made{set(0), set(1), set(2), set(3), set(4), set(5), {}, text_of(sign[7]), given[0].cast<uint32_t>(),
                Set(text_of(given[1]))};
      for (pybind11::handle piece : sign[6].cast<pybind11::tuple>()) made.pieces.push_back(text_of(piece));
      check(made);
      signs_.push_back(std::move(made));
    }
    if (signs_.size() > 64) throw std::invalid_argument("there are more than 64 signs");
    for (size_t k = 0; k < signs_.size(); ++k) {
      const Sign& sign = signs_[k];
      auto bit = [k](bool on) { return uint64_t(on) << k; };
      end_.before2 |= bit(sign.before2.has_end());
      end_.before |= bit(sign.before.has_end());
      end_.after |= bit(sign.after.has_end());
      end_.after2 |= bit(sign.after2.has_end());
    }
    places_.push_back({});  // number 0: not yet looked at
  }

  // The alarms that a text gives; none where `more` that is asked of its characters is enough (see any_place). Calls
  // `at` with the place of each character beyond ASCII at which some sign can stand.
  template <class C, class At, class... More>
  std::optional<uint32_t> alarms(Buffer<C> text, At at, More... more) {
    const Ascii<C> ascii(text, ascii_);
    uint32_t alarms = 0, loud = 0;
    uint64_t found = 0;
    const auto look = [&](size_t i) {
      if (text[i] < 0x80) {
        alarms |= ascii.alarm(i);
      } else if (const uint64_t signs = places(text[i]).here) {
        at(i);
        if (const uint64_t stand = signs_at(text, i, signs)) {
          found |= stand;
          if (!quiet_.has(text[i])) loud = loud_;
        }
      }
      return false;
    };
    if (any_place(text, Search{Matters(), look}, more...)) return {};
    for (size_t k = 0; found; ++k, found >>= 1)
      if ((found & 1) && holds(signs_[k], text)) alarms |= signs_[k].alarm | loud;
    return alarms;
  }

  // Whether some sign may stand at a place whatever lines come before and behind its own, once each character c has
  // become `plain(c)`.
  template <class C, class Plain>
  bool may_stand(Buffer<C> text, size_t i, Plain plain) {
    const auto ends_line = [&](size_t k) { return k >= text.size || text[k] == U'\n'; };
    const auto at = [&](size_t k) { return places(plain(text[k])); };
    const Places end = places(U'\n');
    uint64_t signs = at(i).here;
    if (ends_line(i - 1)) {
      signs &= end.before | end_.before;
    } else {
      signs &= at(i - 1).before & (ends_line(i - 2) ? end.before2 | end_.before2 : at(i - 2).before2);
    }
    if (ends_line(i + 1)) {
      signs &= end.after | end_.after;
    } else {
      signs &= at(i + 1).after & (ends_line(i + 2) ? end.after2 | end_.after2 : at(i + 2).after2);
    }
    return signs != 0;
  }

 private:
  // The signs in which a character may take each place, a bit for each sign.
  struct Places {
    uint64_t before2 = 0, before = 0, here = 0, after = 0, after2 = 0;
  };

  struct Sign {
    Set here, before, after, before2, after2, but_not;
    std::vector<Text> pieces;  // the sign counts only in texts that have these ...
    Text without;              // ... and not this
    uint32_t alarm;
    Set only;  // it stands at these only
  };

  static bool is_hex(Char c, bool small) {
    return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'F') || (small && c >= U'a' && c <= U'f');
  }
  static bool is_ascii_letter(Char c) { return (c | 32) >= U'a' && (c | 32) <= U'z'; }
  static bool is_ascii_alnum(Char c) { return is_ascii_letter(c) || (c >= U'0' && c <= U'9'); }

  // Holds for all characters that may be damage, and some more; most letters of other scripts are skipped here.
  struct Matters {
    template <class V>
    IN_ROWS V operator()(V c, V /* next */, V /* third */) const {
      return passed<Alone>(c);
    }
  };
  struct Alone {
    template <class V>
    IN_ROWS constexpr V operator()(V c) const {
      const auto beyond = V(V(V(c - 0x20) >= 0x5f) & V(c != '\n'));  // not printable ASCII
      const auto percent_or_and = V(V(c - '%') <= 1);
      const auto equals_or_question = V(V(c | 2) == '?');
      const auto backslash_to_underscore = V(V(c | 3) == '_');
      return V((beyond & not_letter(c)) | percent_or_and | equals_or_question | backslash_to_underscore);
    }

   private:
    template <class V>
    IN_ROWS static constexpr V not_letter(V c) {
      if constexpr (is_of_bytes<V>)
        return V(c == c);
      else
        // Cyrillic, Arabic to Khmer, East Asian.
        return V(V(V(c - 0x430) >= 0x20) & V(V(c - 0x620) >= 0x11e0) & V(V(c - 0x3000) >= 0xa800));
    }
  };

  // Which alarm an ASCII character is.
  template <class C>
  class Ascii {
   public:
    Ascii(Buffer<C> text, const AsciiAlarms& alarms) : text_(text), alarms_(alarms) {}

    uint32_t alarm(size_t i) const {
      switch (text_[i]) {
        case U'&': return is_entity(i) ? alarms_.escapes : 0;
        case U'?': return is_question(i) ? alarms_.lost : 0;
        case U'\\': return is_escape(i) ? alarms_.maybe_escapes : 0;
        case U'=': return is_hex_pair(i, U'=', false) ? alarms_.escapes : 0;
        case U'%': return is_hex_pair(i, U'%', true) ? alarms_.escapes : 0;
        case U'_': return reads(i, U"_x000D_") ? alarms_.escapes : 0;
        case U'\r': return at(i + 1) != U'\n' ? alarms_.marks : 0;
        case U'\t':
        case U'\f':
        case U']':
        case U'^': return 0;
        default: return alarms_.marks;  // other control characters
      }
    }

   private:
    static constexpr Char END = 0x110000;

    Char at(size_t i) const { return i < text_.size ? text_[i] : END; }

    bool reads(size_t i, View piece) const {
      for (Char c : piece)
        if (at(i++) != c) return false;
      return true;
    }

    bool is_entity(size_t i) const {
      if (at(i + 1) == U'#') return (at(i + 2) | 32) == U'x' || (at(i + 2) >= U'0' && at(i + 2) <= U'9');
      if (!is_ascii_letter(at(i + 1)) || !is_ascii_alnum(at(i + 2))) return false;
      for (i += 3; is_ascii_alnum(at(i));) ++i;
      return at(i) == U';';
    }

    // A question mark that stands for an apostrophe: don?t.
    bool is_question(size_t i) const {
      if (i == 0 || !is_ascii_letter(text_[i - 1])) return false;
      for (View end : {U"s", U"t", U"re", U"ve", U"ll", U"d", U"m", U"S", U"T", U"RE", U"VE", U"LL", U"D", U"M"}) {
        if (!reads(i + 1, end)) continue;
        Char next = at(i + 1 + end.size());
        if (next == END || !(is_word(next) || next == U'=' || next == U'&' || next == U'/')) return true;
      }
      return false;
    }

    bool is_escape(size_t i) const {
      Char next = at(i + 1);
      return next == U'u' || next == U'x' || next == U'r' || next == U'n' || (next == U'\\' && at(i + 2) == U'n');
    }

    bool is_hex_pair(size_t i, Char mark, bool small) const {
      return is_hex(at(i + 1), small) && is_hex(at(i + 2), small) && at(i + 3) == mark && is_hex(at(i + 4), small) &&
             is_hex(at(i + 5), small);
    }

    Buffer<C> text_;
    const AsciiAlarms& alarms_;
  };

  // What the search relies on: signs stand at characters that it looks at, and name none beyond U+FFFF.
  static void check(const Sign& sign) {
    for (const Set* set : {&sign.here, &sign.before, &sign.after, &sign.before2, &sign.after2, &sign.but_not})
      for (auto [first, last] : set->ranges())
        if (last > 0xffff) throw std::invalid_argument("a sign names a character beyond U+FFFF");
    if (!sign.here.has_ranges_only()) throw std::invalid_argument("a sign stands at no certain characters");
    for (auto [first, last] : sign.here.ranges())
      for (Char c = first; c <= last; ++c)
        if (c < 0x80 || !Matters()(Py_UCS2(c), Py_UCS2(0), Py_UCS2(0)))
          throw std::invalid_argument("a sign stands at a character that is not looked at");
  }

  // Of the signs that may stand at a character those that do.
  template <class C>
  uint64_t signs_at(Buffer<C> text, size_t i, uint64_t signs) {
    signs &= i > 0 ? places(text[i - 1]).before : end_.before;
    if (!signs) return 0;
    signs &= i + 1 < text.size ? places(text[i + 1]).after : end_.after;
    if (!signs) return 0;
    signs &= i > 1 ? places(text[i - 2]).before2 : end_.before2;
    return signs & (i + 2 < text.size ? places(text[i + 2]).after2 : end_.after2);
  }

  template <class C>
  static bool holds(const Sign& sign, Buffer<C> text) {
    if (!sign.without.empty() && text.has(sign.without)) return false;
    return std::all_of(sign.pieces.begin(), sign.pieces.end(), [&](const Text& piece) { return text.has(piece); });
  }

  const Places& places(Char c) {
    // Beyond the Basic Multilingual Plane only a character's kind counts, since no set names any.
    uint16_t& id = c < 0x10000 ? ids_[c] : beyond_[kind(c)];
    if (!id) id = id_of(c);
    return places_[id];
  }

  // The number of the character's places; characters of the same places share one.
  uint16_t id_of(Char c) {
    Places p;
    for (size_t k = 0; k < signs_.size(); ++k) {
      const Sign& sign = signs_[k];
      auto bit = [k](bool on) { return uint64_t(on) << k; };
      p.before2 |= bit(sign.before2.has(c));
      p.before |= bit(sign.before.has(c) && sign.but_not.has(c));
      p.here |= bit(sign.here.has(c) && sign.only.has(c));
      p.after |= bit(sign.after.has(c));
      p.after2 |= bit(sign.after2.has(c));
    }
    auto key = std::array{p.before2, p.before, p.here, p.after, p.after2};
    auto [known, fresh] = numbers_.emplace(key, uint16_t(places_.size()));
    if (fresh) places_.push_back(p);
    return known->second;
  }

  AsciiAlarms ascii_;
  Set quiet_;
  uint32_t loud_;
  std::vector<Sign> signs_;
  Places end_;                      // what the text's end may stand for
  std::vector<Places> places_;      // by number
  std::vector<uint16_t> ids_;       // number by character; 0 where it has not been met
  std::array<uint16_t, 256> beyond_{};
  std::map<std::array<uint64_t, 5>, uint16_t> numbers_;
};

}  // namespace cleantext
