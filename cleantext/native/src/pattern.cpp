#include "pattern.h"

#include <limits>

#include "sets.h"

namespace cleantext {
namespace {

constexpr uint32_t WITHOUT_END = std::numeric_limits<uint32_t>::max();
constexpr size_t MOST_NODES = 4'000;
constexpr size_t MANY_WAYS = 6;
constexpr int MOST_DEEP = 100;  // groups in groups

Char lower_of(Char c) { return Py_UNICODE_TOLOWER(c); }

// The capital that a letter is the small one of; that of ß would be the first of two.
Char upper_of(Char c) {
  const Char upper = Py_UNICODE_TOUPPER(c);
  return lower_of(upper) == c ? upper : c;
}

bool belongs(Char c, uint8_t classes) {
  const auto either = [classes](bool yes, uint8_t positive, uint8_t negative) {
    return classes & (yes ? positive : negative);
  };
  return either(is_word(c), CharSet::WORD, CharSet::NO_WORD) ||
         either(is_decimal(c), CharSet::NUMERAL, CharSet::NO_NUMERAL) ||
         either(is_space(c), CharSet::BLANK, CharSet::NO_BLANK);
}

bool stands_in(Char c, const std::vector<std::pair<Char, Char>>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const auto& range) { return range.first <= c && c <= range.second; });
}

// The parsed pattern.
struct Tree {
  enum class Branch {
    set, sequence, either, repeat, part, shared,
    // Those that take no characters.
    ahead, not_ahead, behind, not_behind, border, start, stop, last
  };

  Branch kind = Branch::sequence;
  CharSet set = {};
  std::vector<Tree> of = {};
  std::shared_ptr<const Pattern> shared = {};
  uint32_t least = 0, most = 0;
  bool lazy = false, possessive = false;
};

using Branch = Tree::Branch;

struct NotKnownError {};

class Parser {
 public:
  Parser(View source, bool any_case, const Pattern::Shared& shared)
      : source_(source), any_case_(any_case), shared_(shared) {
    if (any_case && starts_with(source, U"(?i)")) at_ = 4;
  }

  Tree parse() {
    Tree out = either();
    if (at_ < source_.size()) throw NotKnownError();
    return out;
  }

 private:
  bool at_end() const { return at_ >= source_.size(); }
  bool sees(View what) const { return starts_with(source_.substr(at_), what); }
  bool take(View what) {
    if (!sees(what)) return false;
    at_ += what.size();
    return true;
  }
  Char next() {
    if (at_end()) throw NotKnownError();
    return source_[at_++];
  }

  Tree either() {
    Tree out = sequence();
    if (!sees(U"|")) return out;
    Tree ways{.kind = Branch::either};
    ways.of.push_back(std::move(out));
    while (take(U"|")) ways.of.push_back(sequence());
    return ways;
  }

  Tree sequence() {
    Tree out;
    while (!at_end() && !sees(U"|") && !sees(U")")) out.of.push_back(repeated(one()));
    if (out.of.size() != 1) return out;
    Tree only = std::move(out.of[0]);
    return only;
  }

  Tree repeated(Tree what) {
    Tree out{.kind = Branch::repeat};
    if (take(U"*"))
      out.most = WITHOUT_END;
    else if (take(U"+"))
      out.least = 1, out.most = WITHOUT_END;
    else if (take(U"?"))
      out.most = 1;
    else if (sees(U"{"))
      bounds(out);
    else
      return what;
    if (what.kind >= Branch::ahead) throw NotKnownError();
    out.lazy = take(U"?");
    out.possessive = !out.lazy && take(U"+");
    if (sees(U"*") || sees(U"+") || sees(U"?") || sees(U"{")) throw NotKnownError();
    out.of.push_back(std::move(what));
    return out;
  }

  void bounds(Tree& out) {
    ++at_;
    const std::optional<uint32_t> least = number();
    out.least = least.value_or(0);
    if (take(U","))
      out.most = number().value_or(WITHOUT_END);
    else if (least)
      out.most = *least;
    else
      throw NotKnownError();
    if (!take(U"}") || out.most < out.least) throw NotKnownError();
  }

  std::optional<uint32_t> number() {
    uint32_t value = 0;
    const size_t start = at_;
    for (; !at_end() && source_[at_] >= U'0' && source_[at_] <= U'9'; ++at_) {
      value = value * 10 + (source_[at_] - U'0');
      if (value > 100'000) throw NotKnownError();
    }
    return at_ > start ? std::optional(value) : std::nullopt;
  }

  Tree one() {
    switch (const Char c = next()) {
      case U'(': return group();
      case U'[': return Tree{.kind = Branch::set, .set = char_class()};
      case U'.': return Tree{.kind = Branch::set, .set = CharSet::of({{U'\n', U'\n'}}, 0, true, false)};
      case U'^': return Tree{.kind = Branch::start};
      case U'$': return Tree{.kind = Branch::stop};
      case U'\\': return escaped();
      case U'*':
      case U'+':
      case U'?':
      case U'{': throw NotKnownError();
      default: return literal(c);
    }
  }

  Tree literal(Char c) const { return of_range(c, c); }
  Tree of_range(Char first, Char last) const {
    return Tree{.kind = Branch::set, .set = CharSet::of({{first, last}}, 0, false, any_case_)};
  }

  Tree group() {
    for (const auto& [source, pattern] : shared_)
      if (starts_with(source_.substr(at_ - 1), source)) {
        at_ += source.size() - 1;
        return Tree{.kind = Branch::shared, .shared = pattern};
      }
    if (++depth_ > MOST_DEEP) throw NotKnownError();
    Tree out;
    if (take(U"?:"))
      out = either();
    else if (take(U"?="))
      out = ahead(Branch::ahead);
    else if (take(U"?!"))
      out = ahead(Branch::not_ahead);
    else if (take(U"?<="))
      out = behind(Branch::behind);
    else if (take(U"?<!"))
      out = behind(Branch::not_behind);
    else if (take(U"?>"))
      out = Tree{.kind = Branch::part, .of = {either()}};
    else if (!sees(U"?"))
      out = either();
    else
      throw NotKnownError();
    if (!take(U")")) throw NotKnownError();
    --depth_;
    return out;
  }

  Tree ahead(Branch kind) { return Tree{.kind = kind, .of = {either()}}; }

  // Of one character.
  Tree behind(Branch kind) {
    Tree part = either();
    if (part.kind != Branch::set) throw NotKnownError();
    return Tree{.kind = kind, .set = std::move(part.set)};
  }

  Tree escaped() {
    const Char c = next();
    if (const uint8_t classes = class_of(c))
      return Tree{.kind = Branch::set, .set = CharSet::of({}, classes, false, false)};
    switch (c) {
      case U'b': return Tree{.kind = Branch::border};
      case U'Z': return Tree{.kind = Branch::last};
      default: return literal(escaped_literal(c));
    }
  }

  static uint8_t class_of(Char c) {
    switch (c) {
      case U'w': return CharSet::WORD;
      case U'W': return CharSet::NO_WORD;
      case U'd': return CharSet::NUMERAL;
      case U'D': return CharSet::NO_NUMERAL;
      case U's': return CharSet::BLANK;
      case U'S': return CharSet::NO_BLANK;
      default: return 0;
    }
  }

  static Char escaped_literal(Char c) {
    if (c == U'n') return U'\n';
    if (c == U't') return U'\t';
    if (c < 0x80 && is_alnum(c)) throw NotKnownError();
    return c;
  }

  CharSet char_class() {
    const bool negated = take(U"^");
    std::vector<std::pair<Char, Char>> ranges;
    uint8_t classes = 0;
    for (bool first = true; first || !sees(U"]"); first = false) {
      // Of these a later version of `re` may make operators.
      if (sees(U"[") || sees(U"--") || sees(U"&&") || sees(U"||") || sees(U"~~")) throw NotKnownError();
      Char c = next();
      if (c == U'\\') {
        const Char name = next();
        if (const uint8_t of_name = class_of(name)) {
          classes |= of_name;
          continue;
        }
        c = escaped_literal(name);
      }
      Char last = c;
      if (sees(U"-") && !starts_with(source_.substr(at_ + 1), U"]")) {
        ++at_;
        last = next();
        if (last == U'\\') last = escaped_literal(next());
        if (last < c) throw NotKnownError();
      }
      ranges.emplace_back(c, last);
    }
    ++at_;
    return CharSet::of(std::move(ranges), classes, negated, any_case_);
  }

  View source_;
  size_t at_ = 0;
  int depth_ = 0;
  bool any_case_;
  const Pattern::Shared& shared_;
};

}  // namespace

// Characters

CharSet CharSet::of(std::vector<std::pair<Char, Char>> ranges, uint8_t classes, bool negated, bool any_case) {
  CharSet out;
  const auto is_odd = [](const auto& range) { return range.first == range.second && has_odd_case(range.first); };
  if (any_case && std::any_of(ranges.begin(), ranges.end(), is_odd)) throw NotKnownError();
  out.ranges_ = std::move(ranges);
  out.classes_ = classes;
  out.negated_ = negated;
  out.any_case_ = any_case;
  if (const auto c = out.only()) {
    if (*c < 0x80) out.ascii_.set(*c);
    return out;
  }
  for (Char c = 0; c < 0x80; ++c) out.ascii_[c] = out.has_beyond(c);
  return out;
}

bool CharSet::has_beyond(Char c) const {
  const bool has = stands_in(c, ranges_) || belongs(c, classes_) ||
                   (any_case_ && (stands_in(lower_of(c), ranges_) || stands_in(upper_of(c), ranges_)));
  return has != negated_;
}

std::bitset<0x100> CharSet::bytes() const {
  std::bitset<0x100> out;
  for (Char c = 0; c < 0x80; ++c) out[c] = ascii_[c];
  const auto all_beyond = [&out] {
    for (size_t byte = 0x80; byte < 0x100; ++byte) out.set(byte);
    return out;
  };
  if (negated_ || classes_) return all_beyond();
  for (const auto& [first, last] : ranges_) {
    constexpr Char MANY = 0x80;  // as many as there are bytes for them
    if (last >= 0x80 && last - first >= MANY) return all_beyond();
    for (Char c = std::max<Char>(first, 0x80); c <= last; ++c) {
      out.set(narrow(c));
      if (any_case_) out.set(narrow(lower_of(c))), out.set(narrow(upper_of(c)));
    }
  }
  return out;
}

std::optional<Char> CharSet::only() const {
  if (negated_ || classes_ || ranges_.size() != 1 || ranges_[0].first != ranges_[0].second) return std::nullopt;
  const Char c = ranges_[0].first;
  if (any_case_ && (lower_of(c) != c || upper_of(c) != c)) return std::nullopt;
  return c;
}

bool reads_everywhere_alike(View text) {
  // Letters that have two cases or none, digits, and marks that are in no word; of no script with marks that join others.
  static const Set ALIKE(
      U"\t -~\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf-\u012f\u0132-\u0148\u014a-\u017e\u0400-\u0481"
      U"\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0660-\u0669\u06f0-\u06f9\u2010-\u2027\u2030-\u203e\u20a0-\u20bf"
      U"\u2190-\u21ff\u25a0-\u2767\u3001-\u3003\u3008-\u3011\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
      U"\uff01-\uff3a");
  return std::all_of(text.begin(), text.end(), [](Char c) { return (c >= 0x20 && c < 0x7f) || ALIKE.has(c); });
}

// From the tree to nodes, from the end to the start

class Builder {
 public:
  explicit Builder(Pattern& out) : out_(out) {}

  void build(const Tree& tree) {
    const uint32_t end = add({.op = Op::end});
    part_end_ = add({.op = Op::part_end});
    out_.first_ = nodes(tree, end);
    out_.begin_ = begin(out_.first_);
  }

 private:
  using Op = Pattern::Op;
  using Node = Pattern::Node;
  using Begin = Pattern::Begin;

  uint32_t add(Node node) {
    if (out_.nodes_.size() >= MOST_NODES) throw NotKnownError();
    out_.nodes_.push_back(node);
    known_.emplace_back();
    return uint32_t(out_.nodes_.size() - 1);
  }

  // The nodes of a tree that lead to `next`; gives the first.
  uint32_t nodes(const Tree& tree, uint32_t next) {
    switch (tree.kind) {
      case Branch::set: return add({.op = Op::one, .next = next, .first = set(tree.set)});
      case Branch::sequence: return sequence(tree, next);
      case Branch::either: {
        std::vector<uint32_t> ways;
        for (const Tree& way : tree.of) ways.push_back(nodes(way, next));
        return either(ways);
      }
      case Branch::repeat: return repeat(tree, next);
      case Branch::part: return part(tree, next, 1, 1);
      case Branch::shared:
        out_.shared_.push_back(tree.shared);
        return add({.op = Op::shared, .next = next, .first = uint32_t(out_.shared_.size() - 1)});
      case Branch::ahead: return add({.op = Op::ahead, .next = next, .first = nodes(tree.of[0], part_end_)});
      case Branch::not_ahead: return add({.op = Op::not_ahead, .next = next, .first = nodes(tree.of[0], part_end_)});
      case Branch::behind: return add({.op = Op::behind, .next = next, .first = set(tree.set)});
      case Branch::not_behind: return add({.op = Op::not_behind, .next = next, .first = set(tree.set)});
      case Branch::border: return add({.op = Op::border, .next = next});
      case Branch::start: return add({.op = Op::start, .next = next});
      case Branch::stop: return add({.op = Op::stop, .next = next});
      case Branch::last: return add({.op = Op::last, .next = next});
    }
    throw NotKnownError();
  }

  // Characters side by side become one text.
  uint32_t sequence(const Tree& tree, uint32_t next) {
    for (size_t end = tree.of.size(); end > 0;) {
      size_t start = end;
      while (start > 0 && tree.of[start - 1].kind == Branch::set && tree.of[start - 1].set.only()) --start;
      if (end - start < 2) {
        next = nodes(tree.of[--end], next);
        continue;
      }
      const auto first = uint32_t(out_.texts_.size());
      for (size_t i = start; i < end; ++i) out_.texts_ += *tree.of[i].set.only();
      next = add({.op = Op::text, .next = next, .first = first, .count = uint32_t(end - start)});
      end = start;
    }
    return next;
  }

  uint32_t either(const std::vector<uint32_t>& ways) {
    if (ways.size() >= MANY_WAYS) {
      out_.forks_.push_back(fork(ways));
      return add({.op = Op::fork, .first = uint32_t(out_.forks_.size() - 1)});
    }
    const auto first = uint32_t(out_.ways_.size());
    for (uint32_t way : ways) out_.ways_.push_back({way, begin(way)});
    return add({.op = Op::either, .first = first, .count = uint32_t(ways.size())});
  }

  Pattern::Fork fork(const std::vector<uint32_t>& ways) {
    Pattern::Fork out;
    for (size_t byte = 0; byte <= out.by_byte.size(); ++byte) {
      const bool at_end = byte == out.by_byte.size();
      std::vector<uint32_t> list;
      std::copy_if(ways.begin(), ways.end(), std::back_inserter(list), [&](uint32_t way) {
        return begin_of(way).nothing || (!at_end && begin_of(way).bytes[byte]);
      });
      const auto known = at_end ? out.lists.end() : std::find(out.lists.begin(), out.lists.end(), list);
      if (!at_end) out.by_byte[byte] = uint8_t(known - out.lists.begin());
      if (known == out.lists.end()) out.lists.push_back(std::move(list));
    }
    return out;
  }

  uint32_t repeat(const Tree& tree, uint32_t next) {
    const Tree& what = tree.of[0];
    if (what.kind == Branch::set && !tree.lazy)
      return add({.op = tree.possessive ? Op::all : Op::many, .next = next, .first = set(what.set),
                  .least = tree.least, .most = tree.most, .begin = begin(next)});
    // Whether the first times may be taken back for the later ones, `re` and `regex` do not agree.
    if (tree.possessive && tree.least > 1) throw NotKnownError();
    if (tree.possessive) return part(what, next, tree.least, tree.most);
    if (tree.most == WITHOUT_END) throw NotKnownError();
    uint32_t out = next;
    for (uint32_t n = tree.least; n < tree.most; ++n) {
      const uint32_t more = nodes(what, out);
      out = tree.lazy ? either({next, more}) : either({more, next});
    }
    for (uint32_t n = 0; n < tree.least; ++n) out = nodes(what, out);
    return out;
  }

  uint32_t part(const Tree& what, uint32_t next, uint32_t least, uint32_t most) {
    const Tree& of = what.kind == Branch::part ? what.of[0] : what;
    return add({.op = Op::part, .next = next, .first = nodes(of, part_end_), .least = least, .most = most});
  }

  uint32_t set(const CharSet& set) {
    const auto found = std::find(out_.sets_.begin(), out_.sets_.end(), set);
    if (found != out_.sets_.end()) return uint32_t(found - out_.sets_.begin());
    out_.sets_.push_back(set);
    return uint32_t(out_.sets_.size() - 1);
  }

  // What may stand where a node begins, as a place in begins_.
  uint32_t begin(uint32_t node) {
    const Begin found = begin_of(node);
    const auto known = std::find(out_.begins_.begin(), out_.begins_.end(), found);
    if (known != out_.begins_.end()) return uint32_t(known - out_.begins_.begin());
    out_.begins_.push_back(found);
    return uint32_t(out_.begins_.size() - 1);
  }

  const Begin& begin_of(uint32_t n) {
    if (!known_[n]) known_[n] = worked_out(out_.nodes_[n]);
    return *known_[n];
  }

  Begin worked_out(const Node& node) {
    Begin out;
    switch (node.op) {
      case Op::end:
      case Op::part_end:
        out.nothing = true;
        break;
      case Op::text:
        out.bytes.set(narrow(out_.texts_[node.first]));
        break;
      case Op::one:
        out.bytes = out_.sets_[node.first].bytes();
        break;
      case Op::many:
      case Op::all:
        if (node.least == 0) out = begin_of(node.next);
        out.bytes |= out_.sets_[node.first].bytes();
        break;
      case Op::either:
        for (uint32_t n = 0; n < node.count; ++n) join(out, begin_of(out_.ways_[node.first + n].node));
        break;
      case Op::fork:
        for (const auto& list : out_.forks_[node.first].lists)
          for (uint32_t way : list) join(out, begin_of(way));
        break;
      case Op::shared: {
        const Pattern& shared = *out_.shared_[node.first];
        out = followed(shared.begins_[shared.begin_], node);
        break;
      }
      case Op::part:
        out = followed(begin_of(node.first), node);
        if (node.least == 0) join(out, begin_of(node.next));
        break;
      default:
        out = begin_of(node.next);
    }
    return out;
  }

  // What may stand where a part begins, which is perhaps empty.
  Begin followed(Begin part, const Node& node) {
    if (part.nothing) {
      part.nothing = false;
      join(part, begin_of(node.next));
    }
    return part;
  }

  static void join(Begin& out, const Begin& more) {
    out.bytes |= more.bytes;
    out.nothing |= more.nothing;
  }

  Pattern& out_;
  uint32_t part_end_ = 0;
  std::vector<std::optional<Begin>> known_;
};

std::optional<Pattern> Pattern::parse(View source, bool any_case, const Shared& shared) {
  try {
    Pattern out;
    out.any_case_ = any_case;
    Builder(out).build(Parser(source, any_case, shared).parse());
    return out;
  } catch (const NotKnownError&) {
    return std::nullopt;
  }
}

// Matching

class Pattern::Run {
 public:
  Run(View text, Ends& ends, bool whole) : text_(text), ends_(ends), whole_(whole) {}

  bool fits(const Pattern& pattern, size_t at) { return goes_on({&pattern, pattern.first_}, at, nullptr); }
  bool too_long() const { return steps_ > MOST_STEPS; }

 private:
  struct Place {
    const Pattern* in;
    uint32_t node;

    Place to(uint32_t other) const { return {in, other}; }
  };
  // Where a pattern goes on that holds the one which is tried; or, with no pattern, the list of its ends.
  struct Back {
    Place place;
    const Back* back;
    std::vector<size_t>* ends = nullptr;
  };

  // Whether the text goes on from `at` as the pattern does from a place. Sets `end_` where a part ends.
  bool goes_on(Place place, size_t at, const Back* back) {
    while (true) {
      if (++steps_ > MOST_STEPS) return false;
      const Pattern& in = *place.in;
      const Node& node = in.nodes_[place.node];
      switch (node.op) {
        case Op::end:
          if (!back) return !whole_ || at == text_.size();
          if (back->ends) {
            if (std::find(back->ends->begin(), back->ends->end(), at) == back->ends->end()) back->ends->push_back(at);
            return false;  // the next one is looked for
          }
          place = back->place;
          back = back->back;
          continue;
        case Op::part_end: end_ = at; return true;
        case Op::text:
          if (!starts_with(text_.substr(at), View(in.texts_).substr(node.first, node.count))) return false;
          at += node.count;
          break;
        case Op::one:
          if (at >= text_.size() || !in.sets_[node.first].has(text_[at])) return false;
          ++at;
          break;
        case Op::many: return many(place, at, back);
        case Op::all: {
          const size_t count = count_of(place, at);
          if (count < node.least) return false;
          at += count;
          break;
        }
        case Op::either: return either(place, at, back);
        case Op::fork: return fork(place, at, back);
        case Op::shared: {
          const auto& ends = ends_of(*in.shared_[node.first], at);
          return std::any_of(ends.begin(), ends.end(),
                             [&](size_t end) { return goes_on(place.to(node.next), end, back); });
        }
        case Op::part:
          if (!part(place, at, back)) return false;
          break;
        case Op::ahead:
        case Op::not_ahead:
          if (goes_on(place.to(node.first), at, back) != (node.op == Op::ahead)) return false;
          break;
        case Op::behind:
        case Op::not_behind:
          if ((at > 0 && in.sets_[node.first].has(text_[at - 1])) != (node.op == Op::behind)) return false;
          break;
        case Op::border:
          if (word_at(at) == (at > 0 && word_at(at - 1))) return false;
          break;
        case Op::start:
          if (at > 0) return false;
          break;
        case Op::stop:
          if (at < text_.size() && !(at + 1 == text_.size() && text_[at] == U'\n')) return false;
          break;
        case Op::last:
          if (at < text_.size()) return false;
          break;
      }
      place = place.to(node.next);
    }
  }

  // Where a pattern ends that begins at a place; all of them, unless it takes too long.
  const std::vector<size_t>& ends_of(const Pattern& shared, size_t start) {
    if (const auto* known = ends_.find(&shared, start)) return *known;
    std::vector<size_t> found;
    const Back list{{nullptr, 0}, nullptr, &found};
    goes_on({&shared, shared.first_}, start, &list);
    if (too_long()) return NO_ENDS;
    return ends_.add(&shared, start, std::move(found));
  }

  static const Node& node_at(Place place) { return place.in->nodes_[place.node]; }
  bool word_at(size_t at) const { return at < text_.size() && is_word(text_[at]); }

  size_t count_of(Place place, size_t at) {
    const Node& node = node_at(place);
    const CharSet& set = place.in->sets_[node.first];
    const size_t most = std::min<size_t>(node.most, text_.size() - at);
    size_t count = 0;
    while (count < most && set.has(text_[at + count])) ++count;
    steps_ += count / 8;
    return count;
  }

  bool many(Place place, size_t at, const Back* back) {
    const Node& node = node_at(place);
    const Begin& next = place.in->begins_[node.begin];
    for (size_t count = count_of(place, at) + 1; count-- > node.least;) {
      if (next.may(text_, at + count) && goes_on(place.to(node.next), at + count, back)) return true;
      if (++steps_ > MOST_STEPS) return false;
    }
    return false;
  }

  bool either(Place place, size_t at, const Back* back) {
    const Node& node = node_at(place);
    for (uint32_t n = node.first; n < node.first + node.count; ++n) {
      const Way& way = place.in->ways_[n];
      if (place.in->begins_[way.begin].may(text_, at) && goes_on(place.to(way.node), at, back)) return true;
    }
    return false;
  }

  bool fork(Place place, size_t at, const Back* back) {
    const Fork& fork = place.in->forks_[node_at(place).first];
    const auto& ways = at < text_.size() ? fork.lists[fork.by_byte[narrow(text_[at])]] : fork.lists.back();
    return std::any_of(ways.begin(), ways.end(), [&](uint32_t way) { return goes_on(place.to(way), at, back); });
  }

  bool part(Place place, size_t& at, const Back* back) {
    const Node& node = node_at(place);
    for (uint32_t count = 0; count < node.most; ++count) {
      if (!goes_on(place.to(node.first), at, back)) return count >= node.least;
      const bool moved = end_ > at;
      at = end_;
      if (!moved) return true;
    }
    return true;
  }

  inline static const std::vector<size_t> NO_ENDS;

  View text_;
  Ends& ends_;
  bool whole_;
  size_t steps_ = 0;
  size_t end_ = 0;  // of the part that was tried last
};

std::optional<bool> Pattern::run(View text, bool whole, bool anywhere, Ends& ends) const {
  Run run(text, ends, whole);
  const Begin& begin = begins_[begin_];
  for (size_t at = 0; at <= (anywhere ? text.size() : 0); ++at)
    if (begin.may(text, at) && run.fits(*this, at)) return true;
  if (run.too_long()) return std::nullopt;
  return false;
}

std::optional<bool> Pattern::run(View text, bool whole, bool anywhere) const {
  Ends ends;
  return run(text, whole, anywhere, ends);
}

std::optional<bool> Pattern::fits(View text) const { return run(text, true, false); }
std::optional<bool> Pattern::fits_too(View text, Ends& ends) const { return run(text, true, false, ends); }
std::optional<bool> Pattern::begins(View text) const { return run(text, false, false); }
std::optional<bool> Pattern::stands_in(View text) const { return run(text, false, true); }

}  // namespace cleantext
