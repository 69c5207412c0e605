// Stripping a text: cleantext.rules.strip without spans, which Python makes.

#pragma once

#include <deque>

#include "decide.h"
#include "index.h"

namespace cleantext {

enum class Outcome { same, changed, spans };

class Engine {
 public:
  Engine(Host& host, Folds& folds, Patterns& patterns, std::string edge)
      : host_(host), patterns_(patterns), folder_(folds, std::move(edge)),
        index(folder_, patterns, rules.months), site_index(folder_, patterns, rules.months) {}

  // To be called once all rules are there.
  void prepare();

  // What of a text stays when the lines go that rules take, in `out` where any go: the beginning and the end of each
  // piece; one after the other they are the text that is left.
  //
  // `spans` is given where the text holds a literal of a rule on parts of lines, unless `spans_done`: such rules come
  // first.
  Outcome strip(Source& source, const Settings& settings, bool spans_done, std::vector<std::pair<size_t, size_t>>& out);

 private:
  // A short literal of an expression, where it stands in a text.
  struct Found {
    size_t at;
    uint32_t place;
  };
  // A line that is not blank: its number, its text without the spaces around it, and the hash of that unless it is long.
  struct Part {
    size_t number;
    View text;
    uint64_t hash;
  };
  // What a document's lines are kept in. One serves document after document, so that its buffers are made once.
  struct Desk {
    Desk(const Rules& rules, Host& host) : scene(rules, host) {}

    std::vector<View> all;       // the lines
    std::vector<uint8_t> blank;  // which of them are
    std::vector<uint8_t> gone;   // which of them go in this pass
    std::vector<Part> parts;     // those that are not,
    std::vector<Line> lines;     // with what is known of them
    std::deque<Lowered> lowered;  // all lines in small letters, where these are not as many characters as the text
    std::vector<Found> short_found;  // in the text
    Ids found;                       // places of expressions, for the line that is looked at
    Trios trios;                     // of that line
    Scene scene;
  };

  Outcome strip_at(Desk& desk, Source& source, const Settings& settings, bool spans_done);
  // Fills the desk with the lines of a text and their looks. False where a literal of a span was met.
  bool look_up(Desk& desk, Source& source, const Settings& settings, bool spans_done);
  // Cuts a text into its lines.
  void part(Desk& desk, View text, Low seen);
  // What is known of a line; the literals of expressions were found in all of it, which spaces may surround.
  SharedLook look(const Part& part, Low line_low, Low whole_low, const Trios& trios, const Ids& found,
                                   const Settings& settings);
  // Search a text in small letters for the literals of expressions: for those that are not short line by line, as the
  // line's trios are noted. False where it holds a literal of an active rule on parts of lines.
  bool search_short(Low text, bool ascii, const Settings& settings, std::vector<Found>& out) const;
  bool search(Low line, const Settings& settings, Ids& out, Trios& trios) const;
  // Whether an active rule on parts of lines looks for a literal.
  bool is_of_span(uint32_t literal, const Settings& settings) const;
  // Has a closer look at the last lines; whether that told more of one.
  bool look_closely(Desk& desk);

  Host& host_;
  Patterns& patterns_;
  Folder folder_;
  std::unique_ptr<Desk> idle_;  // for the next text; Python code may ask for another one before this is done

 public:
  Rules rules;
  Index index, site_index;
  Expressions expressions;         // on lines of any length
  std::map<Text, Ids> spans;       // literals of rules on parts of lines, with the rules that look for them

 private:
  // Who a literal is looked for in all text for: rules on parts of lines, expressions.
  struct Seekers {
    Ids rules, expressions;
  };
  LiteralScanner literals_;
  // Those too short for that, or of more than one line, with their places in by_literal_.
  std::vector<std::pair<Literal, uint32_t>> short_literals_;
  std::vector<Seekers> by_literal_;
};

}  // namespace cleantext
