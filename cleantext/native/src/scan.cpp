#include "scan.h"

#include <algorithm>

namespace cleantext {
namespace {

constexpr uint32_t WIDTH = 3;

}  // namespace

void Scanner::add(View literal, uint32_t id) {
  if (!literal.empty()) literals_.push_back({Text(literal), id, 0, 0});
}

void Scanner::build() {
  std::unordered_map<uint32_t, uint32_t> times;
  for (const Literal& literal : literals_)
    for (size_t i = 0; i + WIDTH <= literal.text.size(); ++i)
      ++times[hash(literal.text[i], literal.text[i + 1], literal.text[i + 2])];
  std::vector<std::vector<uint32_t>> slots(BITS);
  for (uint32_t n = 0; n < literals_.size(); ++n) {
    Literal& literal = literals_[n];
    const Text& text = literal.text;
    literal.width = std::min<uint32_t>(text.size(), WIDTH);
    uint32_t slot = 0;
    if (literal.width < WIDTH) {
      has_short_ = true;
      slot = hash(text[0], literal.width > 1 ? text[1] : 0, 0);
    } else {
      uint32_t fewest = UINT32_MAX;
      for (uint32_t i = 0; i + WIDTH <= text.size(); ++i) {
        const uint32_t h = hash(text[i], text[i + 1], text[i + 2]);
        // Where a word begins says more than where it goes on; so do letters more than spaces.
        const uint32_t cost = times[h] * 4 + (text[i] == U' ') + (text[i + 1] == U' ') + (text[i + 2] == U' ');
        if (cost < fewest) fewest = cost, literal.at = i, slot = h;
      }
    }
    has_[slot] = true;
    slots[slot].push_back(n);
  }
  first_.assign(1, 0);
  for (const auto& slot : slots) {
    filed_.insert(filed_.end(), slot.begin(), slot.end());
    first_.push_back(uint32_t(filed_.size()));
  }
}

}  // namespace cleantext
