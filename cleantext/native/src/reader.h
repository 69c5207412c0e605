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

  Text text() {
    const size_t size = number();
    if (text_.size() < size) throw std::invalid_argument("the text of the rules' tables ends too early");
    const Text out(text_.substr(0, size));
    text_.remove_prefix(size);
    return out;
  }

  std::vector<uint32_t> numbers() {
    std::vector<uint32_t> out;
    for (uint32_t left = number(); left > 0; --left) out.push_back(number());
    return out;
  }

  std::vector<Text> texts() {
    std::vector<Text> out;
    for (uint32_t left = number(); left > 0; --left) out.push_back(text());
    return out;
  }

  bool at_end() const { return numbers_.empty() && text_.empty(); }

 private:
  std::string_view numbers_;
  View text_;
};

}  // namespace cleantext
