// Texts that others may begin with.

#pragma once

#include "chars.h"

namespace cleantext {

class Prefixes {
 public:
  Prefixes() = default;
  explicit Prefixes(std::vector<Text> texts) : texts_(std::move(texts)) {
    std::sort(texts_.begin(), texts_.end());
    // What begins with another says nothing more; those stand right behind it.
    size_t kept = 0;
    for (size_t n = 0; n < texts_.size(); ++n)
      if (kept == 0 || !starts_with(texts_[n], texts_[kept - 1])) std::swap(texts_[kept++], texts_[n]);
    texts_.resize(kept);
  }

  bool empty() const { return texts_.empty(); }
  const std::vector<Text>& texts() const { return texts_; }
  // Whether a text begins with one of them.
  bool begin(View text) const {
    const auto after = std::upper_bound(texts_.begin(), texts_.end(), text,
                                        [](View text, const Text& prefix) { return text < View(prefix); });
    return after != texts_.begin() && starts_with(text, after[-1]);
  }

 private:
  std::vector<Text> texts_;  // in order, none the beginning of another
};

}  // namespace cleantext
