#include "low.h"

namespace cleantext {

std::optional<Trios::Marks> Trios::marks_of(View text) {
  // Six characters, or at least four.
  constexpr size_t MOST = 6, LEAST = 4, TRIO = 3;
  size_t best = 0, best_size = 0, rarity = 0;
  for (size_t start = 0, end; start < text.size(); start = end + 1) {
    end = std::min(find_char(text, U' ', start), text.size());
    const size_t size = std::min(end - start, MOST);
    size_t sum = 0;
    for (Char c : text.substr(start, size)) sum += commonness(c);
    for (size_t i = start;; ++i) {
      if (size > best_size || (size == best_size && sum > rarity)) best = i, best_size = size, rarity = sum;
      if (i + size == end) break;
      sum += commonness(text[i + size]);
      sum -= commonness(text[i]);
    }
  }
  if (best_size < LEAST) return {};
  const Lowered run(text.substr(best, best_size));
  const auto mark = [&](size_t n) {
    return Trios::mark(run.view().bytes + (n + TRIO <= best_size ? n : n % 2));
  };
  return Marks{mark(0), mark(1), mark(2), mark(3)};
}

}  // namespace cleantext
