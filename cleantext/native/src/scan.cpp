#include "scan.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace cleantext {
namespace {

// Literals that share three characters weigh as much as that many places among the common pairs, and as so many at most.
constexpr uint32_t MANY = 64;
// The pairs of characters that articles in languages of Latin script have most of, in order (3,000 of the web, half of
// them English).
constexpr std::string_view COMMON_PAIRS =
    "e ern ens  ain tt  dr  sanderetehethches, d on istnd eng c wieor m pa ato  bitartialntne oseleei"
    "isgeun fic.  hg asy toberamehali n ldielro  edvel h ritasico rou gla ullmam urnaious veatrnidaet"
    "prnsacomemf himiwiscrtauwessofcarsilceosecso khoadpeloamfouti igtspaponoolidimdomoirwa zab ykeht"
    "sau viiaciaguefeotncowrdaictrutuegfimpsueeumhrspyoplbavonnuln.qultzen,lyods,ttzurnivoc jucgrgaop"
    "wofrs.ckblgilsevk bifabuwhayshw boldehe,ooduexrmapp  qrke.lut. 2ffrgavkiewovrynu: tymmbrefebepeu";

// How seldom pairs of characters are: their places among the common ones.
class Rarities {
 public:
  Rarities() {
    ranks_.fill(uint8_t(COMMON_PAIRS.size() / 2));
    for (size_t i = 0; i < COMMON_PAIRS.size(); i += 2)
      ranks_[place(uint8_t(COMMON_PAIRS[i]), uint8_t(COMMON_PAIRS[i + 1]))] = uint8_t(i / 2);
  }

  // Of some bytes, as a sum over their pairs.
  int of(const uint8_t* bytes, size_t size) const {
    int sum = 0;
    for (size_t i = 0; i + 1 < size; ++i) sum += ranks_[place(bytes[i], bytes[i + 1])];
    return sum;
  }

 private:
  static size_t place(uint8_t first, uint8_t second) { return size_t(first) << 8 | second; }

  std::array<uint8_t, 0x10000> ranks_;
};

}  // namespace

void Scanner::add(View literal, uint32_t id) {
  if (!literal.empty()) literals_.push_back({Text(literal), id});
}

void Scanner::build() {
  // Some dozens of marks for each literal, so that other text has hardly any; more where they fit the nearest memory.
  uint32_t bits = 15;
  while (bits < 20 && literals_.size() * (bits < 17 ? 128 : 32) > size_t(1) << bits) ++bits;
  const size_t marks = size_t(1) << bits;
  shift_ = 32 - bits;
  has_.assign(marks / 64, 0);
  std::vector<uint32_t> times(marks);
  for (const auto& [text, id] : literals_) {
    const Lowered lowered(text);
    const uint8_t* bytes = lowered.view().bytes;
    for (size_t i = 0; i + 2 < text.size(); ++i) ++times[mark(trio_at(&bytes[i]))];
  }
  const auto rarities = std::make_unique<Rarities>();
  std::vector<Filed> filed;
  for (uint32_t n = 0; n < literals_.size(); ++n) {
    const Text& text = literals_[n].text;
    if (text.size() < 4) {
      file_short(n, filed);
      continue;
    }
    const Lowered lowered(text);
    const uint8_t* bytes = lowered.view().bytes;
    for (size_t odd : {0, 1}) {
      // Characters that other text has seldom, and few literals.
      const auto rarity = [&](size_t i) {
        const auto others = std::min<uint32_t>(times[mark(trio_at(&bytes[i]))], MANY);
        return rarities->of(&bytes[i], 3) - int(others);
      };
      size_t best = odd;
      for (size_t i = odd + 2; i + 2 < text.size(); i += 2)
        if (rarity(i) > rarity(best)) best = i;
      filed.push_back({mark(trio_at(&bytes[best])), LiteralPlace(n, best, lowered), Followers::of(lowered, best)});
    }
  }
  std::sort(filed.begin(), filed.end(), [](const Filed& a, const Filed& b) {
    return std::tuple(a.mark, a.place.literal, a.place.at) < std::tuple(b.mark, b.place.literal, b.place.at);
  });
  for (const auto& [mark, place, followers] : filed) {
    if (!has(mark)) marks_.push_back({uint32_t(places_.size()), {}});
    has_[mark / 64] |= uint64_t(1) << (mark % 64);
    marks_.back().followers.add(followers);
    places_.push_back(place);
  }
  marks_.push_back({uint32_t(places_.size()), {}});
  for (uint32_t rank = 0; uint64_t bits : has_) {
    ranks_.push_back(rank);
    rank += count_bits(bits);
  }
}

// Under pairs of characters, or as one of the tiny ones.
void Scanner::file_short(uint32_t n, std::vector<Filed>& out) {
  const Text& text = literals_[n].text;
  const Lowered lowered(text);
  const uint8_t* bytes = lowered.view().bytes;
  if (text.size() == 3) {
    has_pairs_ = true;
    has_pairs_ascii_ |= is_ascii(text);
    for (uint32_t at : {0, 1})
      out.push_back({mark((trio_at(&bytes[at]) & 0xffff) | PAIR), LiteralPlace(n, at, lowered), Followers::any()});
  } else {
    has_tiny_ = true;
    has_tiny_ascii_ |= is_ascii(text);
    starts_tiny_[bytes[0]] = true;
    out.push_back({mark((trio_at(bytes) & 0xffff) | TINY), LiteralPlace(n, 0, lowered), Followers::any()});
  }
}

void LiteralScanner::build() {
  const auto rarities = std::make_unique<Rarities>();
  std::map<uint16_t, std::vector<LiteralPlace>> by_mark;
  for (uint32_t n = 0; n < literals_.size(); ++n) {
    const Lowered lowered(literals_[n].text);
    const uint8_t* bytes = lowered.view().bytes;
    for (size_t odd : {0, 1}) {
      size_t best = odd;
      for (size_t i = odd + 2; i + 2 < literals_[n].text.size(); i += 2)
        if (rarities->of(&bytes[i], 3) > rarities->of(&bytes[best], 3)) best = i;
      const uint16_t mark = Trios::mark(&bytes[best]);
      by_mark[mark].emplace_back(n, best, lowered);
      followers_[mark].add(Followers::of(lowered, best));
    }
  }
  for (size_t mark = 0; mark < MARKS; ++mark) {
    first_[mark] = uint32_t(places_.size());
    const auto found = by_mark.find(uint16_t(mark));
    has_[mark] = found != by_mark.end();
    if (has_[mark]) places_.insert(places_.end(), found->second.begin(), found->second.end());
  }
  first_[MARKS] = uint32_t(places_.size());
}

}  // namespace cleantext
