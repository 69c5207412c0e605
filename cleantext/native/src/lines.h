// What both halves of the engine share: lines with what is known of them, and the way back into Python.

#pragma once

#include <limits>
#include <utility>

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

  Look() { forget_signs(); }
  // Makes it a blank one, which keeps its memory.
  void clear() {
    key.clear();
    hits.clear();
    words = 0;
    prose = false;
    form = Form::none;
    sketch = 0;
    forget_signs();
  }

 private:
  void forget_signs() { signs.fill(std::numeric_limits<float>::quiet_NaN()); }
};

// A look that lines and caches share, or none. It is counted without locks, since the GIL guards the engine; one that
// nobody holds any more serves again, with the memory that it has.
class SharedLook {
 public:
  SharedLook() = default;
  SharedLook(const SharedLook& other) : look_(other.look_) {
    if (look_) ++look_->holders;
  }
  SharedLook(SharedLook&& other) noexcept : look_(std::exchange(other.look_, nullptr)) {}
  SharedLook& operator=(SharedLook other) noexcept {
    std::swap(look_, other.look_);
    return *this;
  }
  ~SharedLook() {
    if (look_ && --look_->holders == 0) idle().push_back(look_);
  }

  // A blank one.
  static SharedLook make() {
    SharedLook out;
    if (idle().empty()) {
      out.look_ = new Counted;
    } else {
      out.look_ = idle().back();
      idle().pop_back();
      out.look_->clear();
    }
    out.look_->holders = 1;
    return out;
  }

  explicit operator bool() const { return look_ != nullptr; }
  const Look* operator->() const { return look_; }
  const Look& operator*() const { return *look_; }
  // To be filled, while nobody else has it.
  Look& blank() { return *look_; }

 private:
  struct Counted : Look {
    uint32_t holders = 0;
  };
  // Those that nobody holds; never destroyed, for looks may be given back when all else is.
  static std::vector<Counted*>& idle() {
    static auto& looks = *new std::vector<Counted*>;
    return looks;
  }

  Counted* look_ = nullptr;
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
  SharedLook look;
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
