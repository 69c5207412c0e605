// Stripping a text: cleantext.rules.strip without spans, which Python makes.

#pragma once

#include "decide.h"
#include "index.h"

namespace cleantext {

enum class Outcome { same, changed, spans };

class Engine {
 public:
  Engine(Host& host, Folds& folds, Patterns& patterns, std::string edge)
      : host_(host), patterns_(patterns), folder_(folds, std::move(edge)),
        index(folder_, patterns, rules.months), site_index(folder_, patterns, rules.months) {}

  // The text without the lines that rules take, in `out` where any went.
  //
  // `spans` is given where the text holds a literal of a rule on parts of lines, unless `spans_done`: such rules come
  // first.
  Outcome strip(View text, const Settings& settings, bool spans_done, Text& out);

 private:
  // Of the lines that are not blank, their looks; `low` is the text in small letters, if these are as many. False where a literal of a span was met.
  bool look_up(View text, View low, const std::vector<View>& all, const Settings& settings, bool spans_done,
               std::vector<Line>& lines);
  // Whether a line in small letters holds a literal of an active rule on parts of lines.
  bool holds_span(View low, const Settings& settings) const;
  // Of the expressions on lines of any length those that fit; `low` is the line in small letters, [first, last) what
  // was found in it.
  Ids expression_hits(View line, View low, const Expressions::Found* first, const Expressions::Found* last,
                      const Settings& settings);
  void look_closely(std::vector<Line>& lines);

  Host& host_;
  Patterns& patterns_;
  Folder folder_;
  std::unique_ptr<Scene> idle_;  // for the next text; Python code may ask for another one before this is done

 public:
  Rules rules;
  Index index, site_index;
  Scanner spans;                   // literals of rules on parts of lines
  std::vector<Ids> rules_of_span;  // per literal: the rules that look for it
  Expressions expressions;         // on lines of any length
};

}  // namespace cleantext
