// Typography as its steps make it: marks and spaces made plain. Texts to which more would be done than that (other line
// ends, another normal form, fences of code) are left to Python, as are single lines with backticks and the like.

#pragma once

#include "buffer.h"
#include "guard.h"
#include "python.h"
#include "sets.h"

namespace cleantext {

// What was made of a text: nothing, since Python must look; no other; another one.
enum class Change { unsure, none, some };

// The definitions that Python has, and its way to what few lines ask for.
struct TypographySteps {
  pybind11::dict table;         // characters beyond ASCII and the ASCII character that each becomes
  pybind11::str east;           // the set of characters near which quotes stay,
  pybind11::str counted;        // of those of them that are counted,
  pybind11::str latin;          // and of the letters that they are counted against
  pybind11::str normal;         // characters that are in normal form wherever they stand
  pybind11::object is_normal;   // (text) -> whether a text is in normal form
  pybind11::object is_code;     // (line) -> whether a line looks like code
  pybind11::object code_words;  // the words with which a line of code may begin that has no signs of code
  pybind11::object close_look;  // (line, whether its spaces stay, whether it is the first) -> the line as the steps make it
};

class Typography {
 public:
  explicit Typography(TypographySteps steps) : steps_(std::move(steps)), roles_(0x10000, FORM), letters_(0x10000, 0) {
    const Text normal = text_of(steps_.normal), east = text_of(steps_.east);
    normal_ = Set(normal);
    east_ = Set(east);
    counted_ = Set(text_of(steps_.counted));
    latin_ = Set(text_of(steps_.latin));
    std::fill(roles_.begin(), roles_.begin() + 0x80, NOTHING);
    each_of(normal_, [&](Char c) { roles_[c] = NOTHING; });
    each_of(east_, [&](Char c) {
      if (roles_[c] == NOTHING) roles_[c] = EAST;
    });
    each_of(counted_, [&](Char c) { letters_[c] |= COUNTED; });
    each_of(latin_, [&](Char c) { letters_[c] |= LATIN; });
    for (auto [from, to] : steps_.table) roles_.at(text_of(from).at(0)) = uint8_t(text_of(to).at(0));
    for (Char c : View(U"\r\v\f\u2000\u2001\u2028\u2029")) roles_[c] = LINE_END;
    for (Char c : View(U"`\u00b4")) roles_[c] = MARK;
    roles_[0x3000] = WIDE;
    for (Char c = 0x80; c < 0x500; ++c)
      if (roles_[c] != NOTHING && !Matters()(Py_UCS2(c), Py_UCS2(0), Py_UCS2(0)))
        throw std::invalid_argument("a letter has a role");
    for (pybind11::handle word : steps_.code_words) code_words_.insert(text_of(word));
  }

  // What a text needs.
  struct Needs {
    std::vector<size_t> places;  // of characters that are replaced
    std::vector<size_t> close;   // of what asks for a close look at its line
    std::vector<size_t> form;    // of characters that may not be in normal form
    std::vector<size_t> gaps;    // of spaces beside others, or beside a line end
    bool quote = false, space = false;  // of what kind those are that are replaced
    bool spaces = false;                // there are some that may have to go
    bool tab = false, bar = false, wide = false, east = false;

    // Whether it hangs on the line what is to be done.
    bool by_line() const { return spaces || tab || wide || !close.empty() || (quote && east) || (space && bar); }
    // Of another text; the places keep their memory.
    void clear() {
      for (auto* held : {&places, &close, &form, &gaps}) held->clear();
      quote = space = spaces = tab = bar = wide = east = false;
    }
  };

  // Sets `needs` to what a text needs for its first and last characters; gives what finds the rest, and says that it is
  // enough where more may be needed than that.
  template <class C>
  auto survey(Buffer<C> text, Needs& needs) const {
    needs.clear();
    if (text.size > 0) {
      const Char last = plain(text[text.size - 1]);
      needs.spaces = is_plain_blank(plain(text[0])) || last == U' ' ||
                     (last == U'\n' && plain(text[text.size - 2]) == U'\n');
    }
    return Search{Matters(), [this, text, &needs](size_t i) { return look(text, i, needs); }};
  }

  // The text as the steps make it, the same object where they change nothing; None where Python must look.
  pybind11::object apply(const pybind11::str& text) const {
    return with_buffer(text, [&]<class C>(Buffer<C> chars) {
      Needs needs;
      std::vector<C> made;
      const bool unsure = any_place(chars, survey(chars, needs));
      return object_of(unsure ? Change::unsure : make(chars, needs, made), text, made);
    });
  }

  // The same of a text that needs no repair, as far as the guard can tell, and whether that is settled.
  pybind11::object mend(const pybind11::str& text, Guard& guard) const {
    return with_buffer(text, [&]<class C>(Buffer<C> chars) -> pybind11::object {
      Needs needs;
      std::vector<C> made;
      bool settled = true;
      const pybind11::object mended = object_of(mend_chars(chars, guard, needs, made, settled), text, made);
      if (mended.is_none()) return mended;
      return pybind11::make_tuple(mended, settled);
    });
  }

  // Sets `made` to that where it is another text. `settled` as in cleantext.mending: no character may be damage or mean
  // something else beside another line.
  template <class C>
  Change mend_chars(Buffer<C> chars, Guard& guard, Needs& needs, std::vector<C>& made, bool& settled) const {
    settled = true;
    const auto becomes = [this](Char c) { return plain(c); };
    const auto stands = [&](size_t i) {
      settled = settled && (role(chars[i]) > LAST_ROLE || !guard.may_stand(chars, i, becomes));
    };
    const auto alarms = guard.alarms(chars, stands, survey(chars, needs));
    if (!alarms || *alarms) return Change::unsure;
    const Change change = make(chars, needs, made);
    settled = settled && needs.form.empty() && !needs.by_line();
    return change;
  }

 private:
  // Whether a character, with the two after it, may be one that has a role or is half of a pair; most letters are neither.
  // A single blank line is no pair.
  struct Matters {
    template <class V>
    IN_ROWS V operator()(V c, V next, V third) const {
      const auto space = V(c == ' '), line_end = V(c == '\n'), next_space = V(next == ' '), next_end = V(next == '\n');
      const auto blank_again = V(next_space | V(next_end & V(third == '\n')));
      const auto blanks = V(V(space & V(next_space | next_end)) | V(line_end & blank_again));
      const auto quotes = V(V(c == '\'') & V(next == '\''));
      return V(passed<Alone>(c) | blanks | quotes);
    }
  };
  // Whether it may have a role, whatever stands behind it.
  struct Alone {
    template <class V>
    IN_ROWS constexpr V operator()(V c) const {
      const auto control = V(V(c < 0x20) & V(c != '\n'));
      const auto mark = V(V(c == '`') | V(V(c | 2) == '~'));  // or a bar
      return V(control | mark | beyond(c));
    }

   private:
    template <class V>
    IN_ROWS static constexpr V beyond(V c) {
      if constexpr (is_of_bytes<V>)
        return V(V(c - 0x80) < 0x40);
      else
        return V(V(c >= 0x80) & V(V(c - 0xc0) >= 0x240) & V(V(c - 0x400) >= 0x80));
    }
  };

  // What a character is to the steps. Values above these are the character that it becomes.
  enum Role : uint8_t {
    NOTHING,
    FORM,      // may not be in normal form where it stands
    LINE_END,  // a line end other than \n, or a space that is not in normal form
    EAST,      // East Asian: curly quotes beside it stay
    WIDE,      // the ideographic space
    MARK,      // a backtick or an acute accent: its line must be looked at closely
    LAST_ROLE = MARK
  };

  // What decides whether a line is East Asian.
  enum Letter : uint8_t { COUNTED = 1, LATIN = 2 };

  template <class F>
  static void each_of(const Set& set, F with) {
    for (auto [first, last] : set.ranges())
      for (Char c = first; c <= last && c < 0x10000; ++c) with(c);
  }

  uint8_t role(Char c) const {
    if (c < 0x10000) return roles_[c];
    return !normal_.has(c) ? FORM : east_.has(c) ? EAST : NOTHING;
  }

  template <class C>
  C replaced(C c) const {
    return C(roles_[c]);
  }

  Char plain(Char c) const {
    const uint8_t r = role(c);
    return r > LAST_ROLE ? Char(r) : c;
  }

  static bool is_plain_blank(Char c) { return c == U' ' || c == U'\n'; }

  // All that is a space inside a line; the ideographic one with them or not.
  bool is_blank(Char c, bool wide = true) const {
    return c == U' ' || c == U'\t' || (c >= 0x80 && (role(c) == U' ' || (wide && c == 0x3000)));
  }

  static pybind11::object object_of(Change change, const pybind11::str& text, const auto& made) {
    if (change == Change::unsure) return pybind11::none();
    return change == Change::some ? str_of(made.data(), made.size()) : text;
  }

  // Sets `made` to what the steps make of a text, where that is another one; `needs` is known.
  template <class C>
  Change make(Buffer<C> chars, const Needs& needs, std::vector<C>& made) const {
    if (!is_normal(chars, needs)) return Change::unsure;
    if (needs.places.empty() && !needs.by_line()) return Change::none;
    made.assign(chars.data, chars.data + chars.size);
    if (!needs.by_line())
      for (size_t i : needs.places) made[i] = replaced(made[i]);
    else if (!made_by_line(made, needs))
      return Change::unsure;
    const bool same = std::equal(made.begin(), made.end(), chars.data, chars.data + chars.size);
    return same ? Change::none : Change::some;
  }

  // Adds what a text needs for a character that matters; true where more may be needed than that.
  template <class C>
  bool look(Buffer<C> text, size_t i, Needs& needs) const {
    const uint8_t r = role(text[i]);
    if (r > LAST_ROLE) {
      needs.places.push_back(i);
      (r == U' ' ? needs.space : needs.quote) = true;
      if (i > 0) look_at_pair(text, i - 1, needs);
    }
    switch (r) {
      case FORM:
        needs.form.push_back(i);
        needs.east = needs.east || east_.has(text[i]);
        break;
      case LINE_END: return true;
      case EAST: needs.east = true; break;
      case WIDE: needs.wide = true; break;
      case MARK: needs.close.push_back(i); break;
      default: break;
    }
    needs.tab |= text[i] == U'\t';
    needs.bar |= text[i] == U'|';
    look_at_pair(text, i, needs);
    return (text[i] == U'`' || text[i] == U'~') && at(text, i + 1) == text[i] && at(text, i + 2) == text[i];
  }

  template <class C>
  static Char at(Buffer<C> text, size_t i) {
    return i < text.size ? text[i] : 0;
  }

  // Notes what a character and the next are together: spaces, or two quotes that may be typed for one.
  template <class C>
  void look_at_pair(Buffer<C> text, size_t i, Needs& needs) const {
    const Char c = plain(text[i]), next = plain(at(text, i + 1));
    if (c == U'\n' && next == U'\n') {
      needs.spaces |= plain(at(text, i + 2)) == U'\n';
    } else if (c == U'\'' && next == U'\'') {
      needs.close.push_back(i);
    } else if (is_plain_blank(c) && is_plain_blank(next)) {
      needs.spaces = true;
      needs.gaps.push_back(i);
    }
  }

  // Whether a text is in normal form. Search are the runs of characters that may not be, each with the one before it:
  // all others are so wherever they stand, so that nothing goes on across them.
  template <class C>
  bool is_normal(Buffer<C> text, const Needs& needs) const {
    Text asked;
    for (size_t k = 0; k < needs.form.size(); ++k) {
      const size_t i = needs.form[k];
      const bool goes_on = k > 0 && needs.form[k - 1] + 1 == i;
      if (!goes_on && i > 0) asked.push_back(text[i - 1]);
      asked.push_back(text[i]);
    }
    return asked.empty() || steps_.is_normal(cleantext::str_of(asked)).template cast<bool>();
  }

  struct Line {
    size_t start, end;
    bool close = false;   // it needs a close look
    bool spaced = false;  // it has spaces that are replaced
    bool loose = false;   // it may have spaces that go
    bool stays = false;   // its spaces mean something
  };

  // Does what hangs on the line. False where Python must look.
  template <class C>
  bool made_by_line(std::vector<C>& text, const Needs& needs) const {
    std::vector<Line> lines = lines_of(text, needs);
    each_place(lines, needs.places, [&](Line& line, size_t first, size_t last) {
      replace_quotes(text, needs, line, first, last);
    });
    const Shields shields = shield(text, needs, lines);
    if (shields == UNSURE) return false;
    if (needs.space) {
      each_place(lines, needs.places, [&](Line& line, size_t first, size_t last) {
        if (!line.stays) replace_spaces(text, needs, line, first, last);
      });
      if (shields == BY_SPACES) shield(text, needs, lines);
    }
    text = joined(text, lines);
    return true;
  }

  template <class C>
  static std::vector<Line> lines_of(const std::vector<C>& text, const Needs& needs) {
    std::vector<Line> lines;
    auto close = needs.close.begin(), gap = needs.gaps.begin();
    for (size_t start = 0; start <= text.size(); start = lines.back().end + 1) {
      const auto end = size_t(std::find(text.begin() + start, text.end(), C('\n')) - text.begin());
      lines.push_back({start, end});
      for (; close != needs.close.end() && *close < end; ++close) lines.back().close = true;
      lines.back().loose = needs.tab || needs.wide;
      for (; gap != needs.gaps.end() && *gap < end; ++gap) lines.back().loose = true;
    }
    lines.front().loose = lines.back().loose = true;  // they may have spaces at the text's ends
    return lines;
  }

  // Calls with each line that has some of the places, which are in order, and the range of them.
  template <class F>
  static void each_place(std::vector<Line>& lines, const std::vector<size_t>& places, F with) {
    auto line = lines.begin();
    for (size_t first = 0, last = 0; first < places.size(); first = last) {
      while (line->end < places[first]) ++line;
      while (last < places.size() && places[last] < line->end) ++last;
      with(*line, first, last);
    }
  }

  // Replaces the quotes of a line, and notes whether it has spaces of which the same is to be done.
  template <class C>
  void replace_quotes(std::vector<C>& text, const Needs& needs, Line& line, size_t first, size_t last) const {
    bool known = !needs.east, keeps = false;  // of whether its quotes stay
    for (size_t k = first; k < last; ++k) {
      C& c = text[needs.places[k]];
      const uint8_t r = roles_[c];
      line.spaced |= r == U' ';
      if (line.close || r == U' ') continue;
      if (!known) keeps = keeps_quotes(text, line);
      known = true;
      if (!keeps) c = C(r);
    }
  }

  template <class C>
  void replace_spaces(std::vector<C>& text, const Needs& needs, const Line& line, size_t first, size_t last) const {
    for (size_t k = first; k < last && !line.close; ++k) {
      C& c = text[needs.places[k]];
      if (role(c) == U' ') c = C(' ');
    }
  }

  // Whether a line is Chinese, Japanese or Korean, as cjk_lines has it.
  template <class C>
  bool keeps_quotes(const std::vector<C>& text, const Line& line) const {
    size_t counted = 0, latin = 0;
    for (size_t i = line.start; i < line.end; ++i) {
      const Char c = text[i];
      counted += c < 0x10000 ? (letters_[c] & COUNTED) != 0 : counted_.has(c);
      latin += c < 0x10000 ? (letters_[c] & LATIN) != 0 : latin_.has(c);
      if (i + 1 == line.end) break;
      const Char next = text[i + 1];
      if ((next == U'“' || next == U'‘') && east_.has(c)) return true;
      if ((c == U'”' || c == U'’') && east_.has(next)) return true;
    }
    return counted > 0 && 2 * counted >= latin;
  }

  // Whether the lines that are marked may be others once spaces are plain.
  enum Shields { SURE, BY_SPACES, UNSURE };

  // Marks the lines whose spaces mean something, as shields.py has it.
  template <class C>
  Shields shield(const std::vector<C>& text, const Needs& needs, std::vector<Line>& lines) const {
    for (Line& line : lines) line.stays = false;
    if (needs.tab) shield_tabbed(text, lines);
    if (needs.bar)
      for (Line& line : lines) line.stays |= is_piped(text, line);
    return needs.spaces || needs.tab ? shield_code(text, lines) : SURE;
  }

  template <class C>
  Line trimmed(const std::vector<C>& text, Line line) const {
    while (line.start < line.end && is_blank(text[line.start])) ++line.start;
    while (line.end > line.start && is_blank(text[line.end - 1])) --line.end;
    return line;
  }

  template <class C>
  static size_t count(const std::vector<C>& text, const Line& line, char c) {
    return size_t(std::count(text.begin() + line.start, text.begin() + line.end, C(c)));
  }

  // Rows of a table: neighbours with the same number of tabs between their cells.
  template <class C>
  void shield_tabbed(const std::vector<C>& text, std::vector<Line>& lines) const {
    size_t before = 0;
    for (size_t k = 0; k < lines.size(); ++k) {
      const size_t tabs = count(text, lines[k], '\t') ? count(text, trimmed(text, lines[k]), '\t') : 0;
      if (tabs > 0 && tabs == before) lines[k - 1].stays = lines[k].stays = true;
      before = tabs;
    }
  }

  template <class C>
  bool is_piped(const std::vector<C>& text, const Line& line) const {
    if (count(text, line, '|') < 2) return false;
    const Line bare = trimmed(text, line);
    return text[bare.start] == U'|' || text[bare.end - 1] == U'|';
  }

  // Runs of two and more indented lines of which half look like code, as far as can be told before their spaces are
  // plain.
  template <class C>
  Shields shield_code(const std::vector<C>& text, std::vector<Line>& lines) const {
    Shields shields = SURE;
    std::vector<size_t> run;
    auto end_run = [&] {
      if (run.size() > 1) {
        for (size_t k : run)
          if (lines[k].spaced) shields = std::max(shields, lines[k].close ? UNSURE : BY_SPACES);
        if (is_code(text, lines, run))
          for (size_t k = run.front(); k <= run.back(); ++k) lines[k].stays = true;
      }
      run.clear();
    };
    for (size_t k = 0; k < lines.size(); ++k) {
      const Line bare = trimmed(text, lines[k]);
      if (bare.start == bare.end) continue;
      if (is_indented(text, lines[k]))
        run.push_back(k);
      else
        end_run();
    }
    end_run();
    return shields;
  }

  template <class C>
  bool is_indented(const std::vector<C>& text, const Line& line) const {
    if (text[line.start] == U'\t') return true;
    for (size_t i = line.start; i < line.start + 4; ++i)
      if (i >= line.end || !is_blank(text[i], false)) return false;
    return true;
  }

  // Whether half of the lines look like code.
  template <class C>
  bool is_code(const std::vector<C>& text, const std::vector<Line>& lines, const std::vector<size_t>& run) const {
    size_t found = 0, left = run.size();
    for (size_t k : run) {
      const Line& line = lines[k];
      --left;
      found += may_be_code(text, line) &&
               steps_.is_code(str_of(text.data() + line.start, line.end - line.start)).template cast<bool>();
      if (2 * found >= run.size()) return true;
      if (2 * (found + left) < run.size()) return false;
    }
    return false;
  }

  // Whether a line has what every line of code has: signs, or a word at its beginning.
  template <class C>
  bool may_be_code(const std::vector<C>& text, const Line& line) const {
    size_t start = line.start;
    while (start < line.end && is_space(text[start])) ++start;
    Text word;
    for (size_t i = start; i < line.end && text[i] - U'a' < 26u; ++i) word.push_back(text[i]);
    if (code_words_.contains(word) || (start < line.end && contains(U"#/*$@-", text[start]))) return true;
    for (size_t i = start; i < line.end; ++i) {
      switch (text[i]) {
        case U'{':
        case U'}':
        case U'=':
        case U'<':
        case U'>':
        case U'\\':
        case U';': return true;
        case U'[':
        case U'(':
          if (i > line.start && (text[i - 1] == U'_' || (text[i - 1] | 32) - U'a' < 26u)) return true;
          break;
        case U':':
          if (i + 1 < line.end && text[i + 1] == U':') return true;
          break;
        default: break;
      }
    }
    return false;
  }

  // The lines with single spaces, and one blank line at most between two.
  template <class C>
  std::vector<C> joined(const std::vector<C>& text, const std::vector<Line>& lines) const {
    std::vector<C> out;
    out.reserve(text.size());
    bool blank = false;
    for (const Line& line : lines) {
      if (!line.stays) {
        const Line bare = trimmed(text, line);
        if (bare.start == bare.end) {
          blank = true;
          continue;
        }
      }
      if (!out.empty() && blank) out.push_back(C('\n'));
      blank = false;
      if (line.close)
        put_closely(text, line, out);
      else if (line.stays || !line.loose)
        out.insert(out.end(), text.begin() + line.start, text.begin() + line.end);
      else
        put_spaced(text, line, out);
      if (line.end < text.size()) out.push_back(C('\n'));
    }
    return out;
  }

  template <class C>
  void put_closely(const std::vector<C>& text, const Line& line, std::vector<C>& out) const {
    const pybind11::str raw = str_of(text.data() + line.start, line.end - line.start);
    for (Char c : text_of(steps_.close_look(raw, line.stays, out.empty()))) out.push_back(C(c));
  }

  // A line with plain spaces, single, and none at its ends; the ideographic space is at home in an East Asian line.
  template <class C>
  void put_spaced(const std::vector<C>& text, const Line& line, std::vector<C>& out) const {
    const auto from = text.begin() + line.start, to = text.begin() + line.end;
    bool at_home = false;
    if constexpr (sizeof(C) > 1)
      at_home = std::find(from, to, C(0x3000)) != to && std::any_of(from, to, [&](C c) { return east_.has(c); });
    auto goes = [at_home](C c) {
      return c == U' ' || c == U'\t' || (sizeof(C) > 1 && c == C(0x3000) && !at_home);
    };
    auto first = from, last = to;
    while (is_blank(*first, !at_home)) ++first;
    while (is_blank(*(last - 1))) --last;
    for (auto c = first; c < last; ++c) {
      if (!goes(*c) || (*c == U' ' && !goes(*(c + 1)))) continue;
      out.insert(out.end(), first, c);
      out.push_back(C(' '));
      for (first = c + 1; goes(*first);) ++first;
      c = first;
    }
    out.insert(out.end(), first, last);
  }

  TypographySteps steps_;
  Set normal_{U""}, east_{U""}, counted_{U""}, latin_{U""};
  std::vector<uint8_t> roles_, letters_;  // by character
  Words code_words_;
};

}  // namespace cleantext
