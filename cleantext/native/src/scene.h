// The lines of one document, for one round of decisions: cleantext.rules.scene.Scene, and the signs of
// cleantext.rules.signs. One Scene serves document after document, so that its buffers are made once.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "filed.h"
#include "lines.h"
#include "rules.h"

namespace cleantext {

extern const std::vector<std::string> SIGN_NAMES;   // as in Sign
extern const std::vector<std::string> ZONE_WORDS;   // as in Zone
extern const std::vector<std::string> HEADLINE_WORDS;  // as in Headline

// Works out where a shape's lines can stand, and what its card's questions are asked for. To be called once they are
// there.
void prepare(Shape& shape);

// The prose of a document in small letters, ready to be asked whether words stand in it.
class ProseText {
 public:
  // Of more than MAX_ECHO_PROSE characters the beginning. The lines must stay until the next call.
  void set(const std::vector<Line>& lines, const std::vector<uint32_t>& prose_lines, Host& host);

  const std::vector<Low>& lines() const { return lines_; }
  // Whether a stem (four characters or more, no space among them) stands there more than so many times as the beginning
  // of what spaces part.
  bool holds_more(View stem, size_t times);
  // How often a pair of characters of scripts without spaces stands in it, as str.count has it.
  size_t count_pair(uint64_t pair);

 private:
  struct Start {
    uint32_t line, at;
  };

  void index_words();
  void index_pairs();
  Low from(Start start) const { return lines_[start.line].substr(start.at); }
  size_t bucket(View start) const;

  std::vector<Low> lines_;
  Lowered lowered_;  // all of it, where lines are not at hand in small letters
  bool words_ready_ = false, pairs_ready_ = false;
  size_t asked_ = 0;  // how often `holds_more` was
  std::vector<int32_t> buckets_, next_;  // by the first four characters of words, places in starts_
  std::vector<Start> starts_;
  std::vector<uint64_t> pairs_;  // sorted
};

class Scene {
 public:
  struct Copy {
    uint32_t line, first;
    int64_t above, below;  // the next copies, or -1
  };

  Scene(const Rules& rules, Host& host) : rules_(rules), host_(host) {}

  // Begins a round. The lines and `active`, a byte for each rule, must stay until the next one. `again` says that these
  // are the lines of the round before, or some of them, with the same looks.
  void set(const std::vector<Line>& lines, const uint8_t* active, bool again = false);

  size_t size() const { return size_; }
  const Line& line(size_t i) const { return (*lines_)[i]; }
  View text(size_t i) const { return (*lines_)[i].text; }
  const Look& look(size_t i) const { return *(*lines_)[i].look; }
  bool active(uint32_t rule) const { return active_[rule]; }
  bool hit(size_t i) const { return hit_[i]; }
  bool prose(size_t i) const { return prose_[i]; }
  const std::vector<uint32_t>& hit_lines() const { return hit_lines_; }
  ProseText& prose_text();
  // What the prose says of its language.
  const Evidence& evidence();

  Zone zone(size_t i) const;
  // The lines of a zone, as [start, end).
  std::pair<size_t, size_t> zone_lines(Zone zone) const;
  int64_t headline() {
    if (headline_ == -2) headline_ = find_headline();
    return headline_;
  }
  // Lines that stand more than once, in order.
  const std::vector<Copy>& copied();
  // How many of the next forty prose lines are long and echo the article; counted as far as `enough`.
  int echo_after(size_t i, int enough);

  // A sign of a line; of signs that give words, the word's number.
  double value(Asked asked, size_t i);
  bool holds(const Condition& condition, size_t i);
  bool reaches(const Card& card, size_t i, double threshold);

  void take(size_t i, uint32_t rule);
  void give_back(size_t i) { taken_[i] = -1; }
  int32_t taken(size_t i) const { return taken_[i]; }
  // Per line the rule that took it, or -1.
  const std::vector<int32_t>& taken() const { return taken_; }
  bool any_taken(size_t start, size_t end) const;
  // Whether a line was taken that says that the article ended.
  bool has_closing() const { return !closing_at_.empty(); }
  // Whether some line may be what a rule wants near its own.
  bool has_near(uint32_t rule) const { return std::find(near_.begin(), near_.end(), rule) != near_.end(); }

 private:
  struct RunFacts {
    double words, chrome;
  };
  struct Rest {
    double prose, echo, chrome;
  };

  int64_t find_headline();
  void note_hits();
  void note_prose();
  double of_line(Sign sign, size_t i);
  double line_sign(LineSign which, size_t i);
  double worked_out(LineSign which, size_t i);
  size_t words(size_t i) const { return look(i).words; }
  bool holds_date(size_t i);
  View low_stem(size_t i, View word);
  size_t count_cues(const CueWords& cues, size_t i);
  double digits(View text) const;
  double capitals(View text) const;
  double entries_near(size_t i);
  double echo(size_t i);
  // Whether a line's echo is so much, or more.
  bool echoes(size_t i, double least);
  // Its echo, or where `least` is given a number that is on the same side of it.
  double find_echo(size_t i, std::optional<double> least);
  double echo_of_pairs(size_t i, View text);
  double echo_of_words(size_t i, View text, std::optional<double> least);
  void collect_stems(size_t i, View text);
  double copy_of(size_t i);
  double share(size_t i) const;
  double distance(size_t i, int step) const;
  const RunFacts& run_facts(size_t i);
  double chrome_near(size_t i) const;
  double chrome_within(size_t start, size_t end) const;
  double since_closing(size_t i) const;
  double nav_below(size_t i) const;
  const Rest& rest(size_t i);
  double short_inside();
  void find_copies();
  std::vector<uint32_t> lines_that_begin_alike();
  uint64_t sketch_of_key(size_t i);

  size_t first_prose() const { return prose_lines_.empty() ? size_ : prose_lines_.front(); }
  int64_t last_prose() const { return prose_lines_.empty() ? -1 : int64_t(prose_lines_.back()); }

  const Rules& rules_;
  Host& host_;
  const std::vector<Line>* lines_ = nullptr;
  const uint8_t* active_ = nullptr;
  size_t size_ = 0;
  std::vector<int32_t> taken_;
  std::vector<uint8_t> hit_, prose_;
  std::vector<uint32_t> hit_lines_, prose_lines_;
  std::vector<uint32_t> near_;  // rules that want near their lines what some line is
  std::vector<uint64_t> prose_before_;
  std::vector<std::pair<uint32_t, uint32_t>> runs_;
  std::vector<uint32_t> closing_at_, nav_at_;

  // What is worked out when first asked for.
  std::vector<double> echo_;  // NaN: not asked yet
  std::vector<RunFacts> run_facts_;  // at the start of each run; NaN: not asked yet
  std::vector<Rest> rest_;
  ProseText prose_text_;
  Evidence evidence_;  // empty: not asked yet
  bool prose_text_ready_ = false, rest_ready_ = false, copies_ready_ = false;
  int64_t headline_ = -2;     // -2: not asked yet
  std::optional<const Char*> known_headline_;  // where its text is, null if there is none; empty: not asked yet
  double short_inside_ = -1;  // -1: not asked yet
  std::vector<Copy> copies_;

  // Buffers. A stem ends in zeros where it is short; small letters may be two for one.
  using Stem = std::array<Char, 12>;
  Text low_;
  std::vector<Stem> stems_;
  std::vector<uint64_t> pairs_, pairs_in_line_;
  std::vector<uint64_t> sketches_;   // of the lines' keys
  std::vector<uint32_t> by_sketch_;  // the number of the first line that has it, from 1; 0 where there is none
};

}  // namespace cleantext
