#include "scan.h"

#include <algorithm>

namespace cleantext {
namespace {

// Of literals that share three characters: so many weigh as much as a place among the common ones, and as so many at
// most.
constexpr uint32_t FEW = 4;
constexpr uint32_t MANY = 64;

}  // namespace

void Scanner::add(View literal, uint32_t id) {
  if (!literal.empty()) literals_.push_back({Text(literal), id});
}

void Scanner::build() {
  // A few dozen marks for each literal, so that other text has hardly any.
  uint32_t bits = 14;
  while (bits < 20 && literals_.size() * 32 > size_t(1) << bits) ++bits;
  const size_t marks = size_t(1) << bits;
  shift_ = 32 - bits;
  has_.assign(marks / 64, 0);
  std::vector<uint32_t> times(marks);
  for (const auto& [text, id] : literals_)
    for (size_t i = 0; i + 2 < text.size(); ++i) ++times[mark(text[i], text[i + 1], text[i + 2])];
  std::vector<std::pair<uint32_t, Place>> filed;
  for (uint32_t n = 0; n < literals_.size(); ++n) {
    const Text& text = literals_[n].text;
    if (text.size() < 3) {
      has_tiny_ = true;
      has_tiny_ascii_ |= is_ascii(text);
      filed.push_back({mark(text[0], text.size() > 1 ? text[1] : TINY, TINY), {n, 0}});
    } else if (text.size() == 3) {
      has_threes_ = true;
      has_threes_ascii_ |= is_ascii(text);
      for (uint32_t at : {0, 1}) filed.push_back({mark(text[at], text[at + 1], PAIR), {n, at}});
    } else {
      for (uint32_t odd : {0, 1}) {
        // Characters that other text has seldom, and few literals.
        const auto rarity = [&](uint32_t i) {
          const auto others = std::min<uint32_t>(times[mark(text[i], text[i + 1], text[i + 2])], MANY);
          return int(commonness(text[i]) + commonness(text[i + 1]) + commonness(text[i + 2])) - int(others / FEW);
        };
        uint32_t best = odd;
        for (uint32_t i = odd + 2; i + 2 < text.size(); i += 2)
          if (rarity(i) > rarity(best)) best = i;
        filed.push_back({mark(text[best], text[best + 1], text[best + 2]), {n, best}});
      }
    }
  }
  std::stable_sort(filed.begin(), filed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  first_.assign(marks + 1, 0);
  for (const auto& [mark, place] : filed) {
    has_[mark / 64] |= uint64_t(1) << (mark % 64);
    ++first_[mark + 1];
    places_.push_back(place);
  }
  for (size_t n = 0; n < marks; ++n) first_[n + 1] += first_[n];
}

}  // namespace cleantext
