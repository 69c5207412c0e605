#include "low.h"

namespace cleantext {

std::optional<Trios::Marks> Trios::marks_of(View text) {
  // Six characters, or at least four.
  constexpr size_t MOST = 6, LEAST = 4, TRIO = 3;
  size_t best = 0, best_size = 0, rarity = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const View run = text.substr(i, std::min(find_char(text, U' ', i) - i, MOST));
    size_t sum = 0;
    for (Char c : run) sum += commonness(c);
    if (run.size() > best_size || (run.size() == best_size && sum > rarity))
      best = i, best_size = run.size(), rarity = sum;
  }
  if (best_size < LEAST) return {};
  const Lowered lowered(text);
  const auto mark = [&](size_t n) {
    return Trios::mark(lowered.view().bytes + best + (n + TRIO <= best_size ? n : n % 2));
  };
  return Marks{mark(0), mark(1), mark(2), mark(3)};
}

}  // namespace cleantext
