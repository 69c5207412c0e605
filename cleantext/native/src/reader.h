// Tables as tables.py writes them: a row of numbers, and one text whose parts the numbers measure.

#pragma once

#include <cstring>
#include <stdexcept>

#include "chars.h"

namespace cleantext {

// Reads values from the front, in the order in which they were written.
class Reader {
 public:
  // Both must outlive it; the numbers are 32 bits each, in the machine's order.
  Reader(std::string_view numbers, View text) : numbers_(numbers), text_(text) {}

  uint32_t number() {
    uint32_t out;
    if (numbers_.size() < sizeof out) throw std::invalid_argument("the rules' tables end too early");
    std::memcpy(&out, numbers_.data(), sizeof out);
    numbers_.remove_prefix(sizeof out);
    return out;
  }

  View view() {
    const size_t size = number();
    if (text_.size() < size) throw std::invalid_argument("the text of the rules' tables ends too early");
    const View out = text_.substr(0, size);
    text_.remove_prefix(size);
    return out;
  }
  Text text() { return Text(view()); }

  std::vector<uint32_t> numbers() {
    const size_t size = number();
    if (numbers_.size() / sizeof(uint32_t) < size) throw std::invalid_argument("the rules' tables end too early");
    std::vector<uint32_t> out(size);
    if (size > 0) std::memcpy(out.data(), numbers_.data(), size * sizeof(uint32_t));
    numbers_.remove_prefix(size * sizeof(uint32_t));
    return out;
  }

  std::vector<Text> texts() {
    std::vector<Text> out;
    const size_t size = number();
    out.reserve(std::min(size, numbers_.size()));
    while (out.size() < size) out.push_back(text());
    return out;
  }

  bool at_end() const { return numbers_.empty() && text_.empty(); }

 private:
  std::string_view numbers_;
  View text_;
};

}  // namespace cleantext
