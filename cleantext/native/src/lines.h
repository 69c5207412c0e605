// What both halves of the engine share: lines with what is known of them, and the way back into Python.

#pragma once

#include <limits>
#include <memory>

#include "low.h"

namespace cleantext {

enum class Form : uint8_t { none, fence, row, code };

// Signs that need a line's own text only, and a while: each is worked out once for a line that is seen often.
enum class LineSign : uint8_t { label, date, time, money, link, cue, address, entry, count };

// Regular expressions on lines that both engines have, in the order of LINE_PATTERNS in host.py.
enum class LinePattern : uint8_t { label, time, money, link, entry, code_mark, code, date_first, date_last, count };

// What a line's own text says: cleantext.rules.scene.Look.
struct Look {
  Text key;
  std::vector<uint32_t> hits;  // in order, the winner first: places in the table of hits
  uint32_t words = 0;
  bool prose = false;
  Form form = Form::none;
  uint64_t sketch = 0;  // of the key; 0 where it is empty or was not made here
  // NaN where nobody has asked yet.
  mutable std::array<float, size_t(LineSign::count)> signs;

  Look() { signs.fill(std::numeric_limits<float>::quiet_NaN()); }
};

// A number that texts with the same beginning and length share.
template <typename ByteAt>
uint64_t sketch_of(size_t size, ByteAt byte_at) {
  uint64_t out = size;
  for (size_t n = 0; n < std::min<size_t>(size, 16); n += 2) out = out * 0x9E3779B97F4A7C15ull + byte_at(n);
  return out;
}
inline uint64_t sketch_of(View text) {
  return sketch_of(text.size(), [text](size_t n) { return narrow(text[n]); });
}
inline uint64_t sketch_of(Low low) {
  return sketch_of(low.size(), [low](size_t n) { return low.bytes[n]; });
}

// A line of a document: stripped, not blank.
struct Line {
  View text;
  Low low;  // the same in small letters; empty where these are not as many
  std::shared_ptr<const Look> look;
  bool looked_closely = false;  // see Engine::look_closely
};

// What native code asks of Python.
struct Host {
  virtual ~Host() = default;
  virtual bool found(LinePattern pattern, View text) = 0;
  // str.lower, where characters cannot be taken one by one.
  virtual Text lower(View text) = 0;
};

// What one pass over the bytes of a line tells.
struct LineFacts {
  // Of the line in small letters, or as it is.
  explicit LineFacts(Low seen);

  uint32_t spaces = 0;
  bool ascii = true;
  bool marks = false;  // { } ; < = of code, with ( for (), or | and tabs of rows
};

// As in cleantext.rules.scene.
size_t count_words(View text, const LineFacts& facts);
bool ends_sentence(View text);
// `words` as count_words gives them.
bool reads_as_prose(View text, const LineFacts& facts, size_t words);

}  // namespace cleantext
