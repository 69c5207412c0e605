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
        index(folder_, patterns, months), site_index(folder_, patterns, months) {}

  // The text without the lines that rules take, in `out` where any went.
  //
  // `spans` is given where the text holds a literal of a rule on parts of lines, unless `spans_done`: such rules come
  // first.
  Outcome strip(View text, const Settings& settings, bool spans_done, Text& out);

 private:
  // Of the lines that are not blank, their looks; false where a literal of a span was met.
  bool look_up(const std::vector<View>& all, const Settings& settings, bool spans_done, std::vector<Line>& lines);
  // Of the expressions on lines of any length those that fit; `low` is the line in small letters.
  Ids expression_hits(View line, View low, const Settings& settings);
  void look_closely(std::vector<Line>& lines);

  Host& host_;
  Patterns& patterns_;
  Folder folder_;
  std::unique_ptr<Scene> idle_;  // for the next text; Python code may ask for another one before this is done

 public:
  Rules rules;
  Months months;
  Index index, site_index;
  Scanner spans;                   // literals of rules on parts of lines
  std::vector<Ids> rules_of_span;  // per literal: the rules that look for it
  Expressions expressions;         // on lines of any length
};

}  // namespace cleantext
