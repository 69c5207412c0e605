#include "decide.h"

#include <algorithm>

#include "shelter.h"

namespace cleantext {

namespace {

// The bounds of cleantext.rules.decide and cleantext.rules.shapes.
constexpr size_t NEAR_LINES = 4;
constexpr size_t CONTEXT_LINES = 2;
constexpr size_t MAX_TO_LINES = 60;
constexpr int MAX_ROUNDS = 4;
constexpr size_t GENERAL_MAX_WORDS = 40;

// What is known of a line beside what the scene says.
enum Mark : uint8_t {
  KEPT = 1,
  TABLE = 2,
  CUT = 4,
  PROVED = 8,  // a phrase of high confidence fits it as a whole: what the brake does not count
};

class Judge {
 public:
  Judge(const Rules& rules, Scene& scene, const Settings& settings, const std::vector<uint8_t>& rows)
      : rules_(rules), scene_(scene), settings_(settings), size_(scene.size()), marks_(size_, 0) {
    shelter(rows);
  }

  void run() {
    exceptions();
    cuts();
    whole_lines();
    for (int round = 0; round < MAX_ROUNDS; ++round) {
      bool changed = blocks();
      changed |= whole_lines();
      changed |= shapes();
      if (!changed) break;
    }
    brake();
  }

 private:
  const Rule& rule_of(const Hit& hit) const { return rules_.rules[hit.rule]; }
  const Hit& hit_at(uint32_t place) const { return rules_.hits[place]; }
  bool marked(size_t i, uint8_t mark) const { return marks_[i] & mark; }

  void shelter(const std::vector<uint8_t>& rows) {
    std::vector<uint8_t> table = rows;
    mark_table_rows(scene_, table);
    if (!table.empty()) {
      // Rows above the headline are a menu laid out as a table.
      for (size_t i = size_t(std::max<int64_t>(0, scene_.headline())); i < size_; ++i)
        if (table[i]) marks_[i] = TABLE | KEPT;
    }
    mark_code_lines(scene_, marks_, KEPT);
    mark_verse_lines(scene_, marks_, KEPT);
  }

  // What a rule asks beside its phrase

  bool fits(const Rule& rule, size_t i) {
    if (rule.where != Where::anywhere) {
      Zone zone = scene_.zone(i);
      if (zone == BODY) return false;
      if (rule.where != Where::edges && (zone == HEAD) != (rule.where == Where::head)) return false;
    }
    for (const Condition& condition : rule.when)
      if (!scene_.holds(condition, i)) return false;
    for (const Condition& condition : rule.unless)
      if (scene_.holds(condition, i)) return false;
    return true;
  }

  bool has_hit(size_t i, uint32_t number, Role role, size_t block = 0) const {
    for (uint32_t place : scene_.look(i).hits) {
      const Hit& hit = hit_at(place);
      if (hit.rule == number && hit.role == role && hit.block == block) return true;
    }
    return false;
  }

  bool near(const Rule& rule, uint32_t number, size_t i) const {
    if (!rule.has_near) return true;
    size_t low = i < NEAR_LINES ? 0 : i - NEAR_LINES, high = std::min(size_, i + NEAR_LINES + 1);
    for (size_t j = low; j < high; ++j)
      if (has_hit(j, number, Role::near)) return true;
    return false;
  }

  bool foreign(uint32_t number) {
    if (settings_.language_known || !rules_.rules[number].may_be_foreign) return false;
    return rules_.languages.foreign(number, scene_.evidence());
  }

  bool enough(const Rule& rule, size_t i) const {
    return rule.sure || settings_.strict || scene_.zone(i) != BODY || beside_chrome(i);
  }

  bool beside_chrome(size_t i) const {
    return scene_.any_taken(i < CONTEXT_LINES ? 0 : i - CONTEXT_LINES, std::min(size_, i + CONTEXT_LINES + 1));
  }

  bool may_act(uint32_t number, size_t i) {
    const Rule& rule = rules_.rules[number];
    return enough(rule, i) && fits(rule, i) && near(rule, number, i);
  }

  bool take(size_t i, uint32_t number) {
    if (scene_.taken(i) >= 0 || marked(i, KEPT)) return false;
    scene_.take(i, number);
    return true;
  }

  // The steps

  void exceptions() {
    for (size_t i : scene_.hit_lines()) {
      for (uint32_t place : scene_.look(i).hits) {
        const Hit& hit = hit_at(place);
        const Rule& rule = rule_of(hit);
        if (!rule.keep) break;
        if (scene_.active(hit.rule) && hit.role == Role::line && fits(rule, i) && near(rule, hit.rule, i)) except(i);
      }
    }
    for (const Shape& shape : rules_.shapes) {
      const Rule& rule = rules_.rules[shape.rule];
      if (!scene_.active(shape.rule) || shape.copies || !rule.keep) continue;
      for (size_t i : among(shape, 0, shape.threshold))
        if (near(rule, shape.rule, i)) except(i);
    }
  }

  void except(size_t i) { marks_[i] = (marks_[i] | KEPT) & ~TABLE; }

  void cuts() {
    size_t end = 0;
    for (size_t i : scene_.hit_lines())
      if (i >= end) end = cut_at(i);
  }

  size_t cut_at(size_t i) {
    for (uint32_t place : scene_.look(i).hits) {
      const Hit& hit = hit_at(place);
      if (hit.role != Role::from || !scene_.active(hit.rule) || marked(i, KEPT)) continue;
      const Rule& rule = rule_of(hit);
      size_t end = cut_end(rule, hit.rule, i);
      if (end == 0 || !may_act(hit.rule, i) || foreign(hit.rule)) continue;
      if (rule.to == To::end) {
        if (!rule.through_prose && goes_on(i)) continue;
        // Below the end of an article no table is its own.
        for (size_t j = i; j < end; ++j)
          if (marked(j, TABLE)) marks_[j] &= ~KEPT;
      }
      for (size_t j = i; j < end; ++j)
        if (take(j, hit.rule)) marks_[j] |= CUT;
      return end;
    }
    return i;
  }

  // Where a cut ends; 0 where nothing ends it.
  size_t cut_end(const Rule& rule, uint32_t number, size_t i) const {
    if (rule.to == To::end) return size_;
    if (rule.to == To::lines) return std::min<size_t>(size_, i + 1 + rule.to_lines);
    for (size_t j = i + 1; j < std::min(size_, i + 1 + MAX_TO_LINES); ++j)
      if (has_hit(j, number, Role::to)) return j + 1;
    return 0;
  }

  bool goes_on(size_t i) { return scene_.echo_after(i, 2) >= 2; }

  bool whole_lines() {
    bool took = false;
    for (size_t i : scene_.hit_lines()) took |= take_line(i);
    return took;
  }

  bool take_line(size_t i) {
    if (scene_.taken(i) >= 0) return false;
    for (uint32_t place : scene_.look(i).hits) {
      const Hit& hit = hit_at(place);
      const Rule& rule = rule_of(hit);
      if (hit.role != Role::line || rule.keep || !scene_.active(hit.rule)) continue;
      if (may_act(hit.rule, i) && !foreign(hit.rule)) {
        if (rule.sure) marks_[i] |= PROVED;
        return take(i, hit.rule);
      }
    }
    return false;
  }

  bool blocks() {
    bool changed = false;
    for (size_t i : scene_.hit_lines()) {
      for (uint32_t place : scene_.look(i).hits) {
        const Hit& hit = hit_at(place);
        if (hit.role != Role::block || hit.block != 0 || scene_.taken(i) >= 0 || !scene_.active(hit.rule)) continue;
        size_t end = i + rule_of(hit).phrases;
        if (end > size_ || !is_block(hit.rule, i, end) || !may_act(hit.rule, i)) continue;
        for (size_t j = i; j < end; ++j) marks_[j] |= PROVED;
        for (size_t j = i; j < end; ++j) changed |= take(j, hit.rule);
      }
    }
    return changed;
  }

  bool is_block(uint32_t number, size_t start, size_t end) const {
    for (size_t j = start; j < end; ++j)
      if (!has_hit(j, number, Role::block, j - start)) return false;
    return true;
  }

  bool shapes() {
    bool changed = false;
    for (const Shape& shape : rules_.shapes) {
      const Rule& rule = rules_.rules[shape.rule];
      if (!scene_.active(shape.rule) || rule.keep) continue;
      // All are asked before any goes, so that a line does not weigh on those after it only.
      double threshold = settings_.strict ? shape.strict_threshold : shape.threshold;
      const auto& fitting = shape.copies ? copies(rule) : among(shape, KEPT, threshold);
      for (size_t i : fitting)
        if (near(rule, shape.rule, i)) changed |= take(i, shape.rule);
    }
    return changed;
  }

  // The lines that have a shape, of those that nothing took and that have none of the marks.
  const std::vector<uint32_t>& among(const Shape& shape, uint8_t marks, double threshold) {
    fitting_.clear();
    if (shape.below_closing && !scene_.has_closing()) return fitting_;
    if (rules_.rules[shape.rule].has_near && !scene_.has_near(shape.rule)) return fitting_;
    bool first = true;
    for (Zone zone : shape.zones) {
      const auto [start, end] = scene_.zone_lines(zone);
      for (size_t i = std::max(start, shape.first_line); i < std::min(end, shape.end_line); ++i) {
        if (scene_.taken(i) >= 0 || (!shape.takes_prose && scene_.prose(i)) || marked(i, marks)) continue;
        if (first && !all_hold(shape.of_document, i)) return fitting_;
        first = false;
        if (has_shape(shape, i, threshold)) fitting_.push_back(i);
      }
    }
    return fitting_;
  }

  bool has_shape(const Shape& shape, size_t i, double threshold) {
    if (!all_hold(shape.cheap, i)) return false;
    if (scene_.look(i).prose && scene_.look(i).words > GENERAL_MAX_WORDS) return false;
    return (!shape.has_card || scene_.reaches(shape.card, i, threshold)) && all_hold(shape.dear, i);
  }

  bool all_hold(const std::vector<Test>& tests, size_t i) {
    for (const Test& test : tests)
      if (scene_.holds(test.condition, i) != test.wanted) return false;
    return true;
  }

  // The lines that a rule takes as copies of others.
  const std::vector<uint32_t>& copies(const Rule& rule) {
    fitting_.clear();
    if (!rule.takes_copies) return fitting_;
    for (const Scene::Copy& copy : scene_.copied()) {
      size_t i = copy.line;
      int64_t other = rule.keep_first ? copy.above : copy.below;
      if (scene_.taken(i) >= 0 || marked(i, KEPT) || other < 0) continue;
      size_t distance = rule.keep_first ? i - size_t(other) : size_t(other) - i;
      if ((rule.within == 0 || distance <= rule.within) && fits(rule, i)) fitting_.push_back(i);
    }
    return fitting_;
  }

  // When too much of the prose would go, give back what shapes took, and if that is not enough the cuts.
  void brake() {
    if (!scene_.any_taken(0, size_) || loss() <= settings_.max_loss) return;
    give_back(CUT | PROVED);
    if (loss() > settings_.max_loss) give_back(PROVED);
  }

  // The share of the document's prose that went without proof of its own, 0 to 1.
  double loss() const {
    size_t prose = 0, taken = 0;
    bool in_comments = false;
    for (size_t i = 0; i < size_; ++i) {
      bool gone = scene_.taken(i) >= 0;
      // Of a cut that began higher up, what stands below a comments heading is comments all the same.
      in_comments = gone && (in_comments || is_comments(i));
      if (!scene_.look(i).prose || marked(i, PROVED) || in_comments || says_so(i)) continue;
      prose += scene_.text(i).size();
      taken += gone ? scene_.text(i).size() : 0;
    }
    return prose ? double(taken) / double(prose) : 0;
  }

  bool says_so(size_t i) const { return scene_.hit(i) && scene_.zone(i) == TAIL; }

  bool is_comments(size_t i) const {
    if (rules_.rules[size_t(scene_.taken(i))].comments) return true;
    for (uint32_t place : scene_.look(i).hits) {
      const Hit& hit = hit_at(place);
      if (hit.role == Role::from && rule_of(hit).comments && scene_.active(hit.rule)) return true;
    }
    return false;
  }

  // Give back all lines without any of the marks.
  void give_back(uint8_t marks) {
    for (size_t i = 0; i < size_; ++i)
      if (!marked(i, marks)) scene_.give_back(i);
  }

  const Rules& rules_;
  Scene& scene_;
  const Settings& settings_;
  size_t size_;
  std::vector<uint8_t> marks_;
  std::vector<uint32_t> fitting_;
};

}  // namespace

void decide(const Rules& rules, Scene& scene, const Settings& settings, const std::vector<uint8_t>& rows) {
  Judge(rules, scene, settings, rows).run();
}

}  // namespace cleantext
