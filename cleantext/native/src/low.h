// Texts in small letters with a byte for each character: bytes are looked through several times as fast.

#pragma once

#include <bit>
#include <cstring>
#include <memory>
#include <optional>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "rows.h"

namespace cleantext {

// ASCII is itself; what lies beyond has the highest bit, and shares its byte with others.
inline uint8_t narrow(Char c) { return uint8_t((c & 0x7f) | (c > 0x7f) << 7); }

// Bytes that can be read behind a text's last.
constexpr size_t SPARE = 33;

// What a text, not empty, is searched for by: its seldomest character, and if texts have many of that, too, the seldomer
// one of those beside it.
struct Rarest {
  explicit Rarest(View text) : at(rarest(text)) {
    // A space may be more, or other, where the text is found.
    const auto rarity = [text](size_t i) { return i < text.size() && text[i] != U' ' ? commonness(text[i]) : 0; };
    if (is_common(text[at]) && std::max(rarity(at - 1), rarity(at + 1)) > 0) {
      alone = false;
      if (rarity(at - 1) > rarity(at + 1)) --at;
      second = narrow(text[at + 1]);
    }
    first = narrow(text[at]);
  }

  size_t at;  // where in the text they stand
  uint8_t first, second = 0;
  bool alone = true;  // there is none beside it
};

// A piece of a Lowered, or of a Source.
struct Low {
  View text;
  const uint8_t* bytes = nullptr;  // as many as characters; SPARE more can be read

  size_t size() const { return text.size(); }
  bool empty() const { return text.empty(); }
  Low substr(size_t start, size_t count = View::npos) const { return {text.substr(start, count), bytes + start}; }

  bool is_ascii() const {
    return !any([](Sixteen bytes) { return bytes & 0x80; });
  }
  // Whether a digit of ASCII stands in it.
  bool has_digit() const {
    return any([](Sixteen bytes) { return bytes - '0' < 10; });
  }
  // Where a digit of ASCII stands next from `start` on, or its size.
  size_t next_digit(size_t start) const {
    for (; start < size(); start += 8)
      if (const uint64_t digits = are_between(eight_at(bytes + start), '0', '9'))
        return std::min(start + size_t(std::countr_zero(digits)) / 8, size());
    return size();
  }
  // How often a character of ASCII, one that is rare, stands in it.
  size_t count(char c) const {
    size_t found = 0;
    for (size_t at = 0; (at = find(uint8_t(c), at)) != View::npos; ++at) ++found;
    return found;
  }
  // Calls `use` with each place where a byte stands.
  template <typename Use>
  void for_each(uint8_t byte, Use use) const {
    for (size_t start = 0; start < size(); start += 8) {
      uint64_t found = are_between(eight_at(bytes + start), byte, byte);
      if (size() - start < 8) found = first_of(found, size() - start);
      for (; found; found &= found - 1) use(start + size_t(std::countr_zero(found)) / 8);
    }
  }
  // Where a byte stands next from `start` on, or View::npos.
  size_t find(uint8_t byte, size_t start = 0) const {
    if (start >= text.size()) return View::npos;
    const auto* found = static_cast<const uint8_t*>(std::memchr(bytes + start, byte, text.size() - start));
    return found ? size_t(found - bytes) : View::npos;
  }
  // Where such characters stand next from `start` on, or View::npos.
  size_t find(const Rarest& rare, size_t start) const {
    if (rare.alone) return find(rare.first, start);
    if (start >= size()) return View::npos;
    const size_t at = start + find_both(bytes + start, size() - start, rare.first, rare.second);
    return at < size() ? at : View::npos;
  }
  // Where a piece stands next from `start` on, or View::npos.
  size_t find(View piece, const Rarest& rare, size_t start) const {
    for (size_t at = start + rare.at; (at = find(rare, at)) != View::npos; ++at)
      if (same(text.substr(at - rare.at, piece.size()), piece)) return at - rare.at;
    return View::npos;
  }
  bool holds(View piece, const Rarest& rare) const { return find(piece, rare, 0) != View::npos; }

  // Calls `use` with its bytes in rows; behind the last one stand zeros.
  template <size_t BYTES, typename Use>
  IN_ROWS void by_rows(Use use) const {
    size_t i = 0;
    for (; i + BYTES <= size(); i += BYTES) use(row_at<BYTES>(bytes + i));
    if (i < size()) use(first_of(row_at<BYTES>(bytes + i), size() - i));
  }
  // How many bytes pass a test, which zeros do not.
  template <typename Test>
  size_t count_if(Test test) const {
    Tally passed;
    by_rows<PLAIN>([&](Sixteen bytes) { passed.add(Sixteen(test(bytes))); });
    return passed.total();
  }

 private:
  // Whether some byte passes a test, which zeros do not.
  template <typename Test>
  bool any(Test test) const {
    Sixteen some{};
    by_rows<PLAIN>([&](Sixteen bytes) { some |= Sixteen(test(bytes)); });
    return has_any(some);
  }
};

// A text in small letters that owns its characters. One serves text after text, so that its buffers are made once.
class Lowered {
 public:
  Lowered() = default;
  explicit Lowered(View low) { set(low); }

  // Takes a text that is in small letters already.
  void set(View low) {
    text_.assign(low);
    narrow_all();
  }
  void take(Text low) {
    text_ = std::move(low);
    narrow_all();
  }
  // Sets it to str.lower of a text; false, and empty, where that cannot be told character by character.
  bool lower(View text) {
    text_.resize(text.size());
    if (!lower_simply(text, text_.data())) text_.clear();
    narrow_all();
    return text_.size() == text.size();
  }

  Low view() const { return {text_, bytes_.data()}; }
  operator Low() const { return view(); }

 private:
  void narrow_all() {
    const size_t size = text_.size();
    bytes_.resize(size + SPARE);
    // Not by way of the members, which bytes might be: so many are taken at once.
    const Char* text = text_.data();
    uint8_t* bytes = bytes_.data();
    for (size_t i = 0; i < size; ++i) bytes[i] = narrow(text[i]);
    std::fill_n(bytes + size, SPARE, uint8_t(0));
  }

  Text text_;
  std::vector<uint8_t> bytes_;
};

// A row of values that keeps its place between texts and is not filled when it is made.
template <typename T>
class Room {
 public:
  // Place for so many values, whatever stands there.
  T* of(size_t size) {
    if (size > size_) {
      values_ = std::make_unique_for_overwrite<T[]>(size);
      size_ = size;
    }
    return values_.get();
  }

 private:
  std::unique_ptr<T[]> values_;
  size_t size_ = 0;
};

#ifdef __x86_64__
// Reads a text's characters in blocks, written out, since compilers do not find these instructions by themselves.
class BlockReader {
 public:
  // Sets what these point to: a text, and the same in small letters; `ascii` to false if a character is not of ASCII.
  BlockReader(Char* text, Char* low, uint8_t* bytes, bool& ascii)
      : text_(text), low_(low), bytes_(bytes), ascii_(ascii) {}

  // Reads from a place on until a block has a character that is not told simply; gives where that begins.
  template <class C>
  FOR_WIDE_ROWS size_t read(const C* data, size_t i, size_t size) {
    for (; i + BLOCK <= size; i += BLOCK) {
      if constexpr (sizeof(C) == 1) {
        read_bytes(row_at(data + i), i);
      } else {
        const Values first = row_at(data + i), last = row_at(data + i + WORDS);
        if (_mm256_testz_si256(_mm256_or_si256(first, last), _mm256_set1_epi16(int16_t(0xff80))))
          read_bytes(packed(first, last), i);
        else if (!read_words(data + i, first, last, i))
          break;
      }
    }
    return i;
  }

 private:
  using Values = __m256i;
  static constexpr size_t BLOCK = sizeof(Values), WORDS = BLOCK / sizeof(uint16_t), PART = BLOCK / sizeof(Char);

  // ASCII or Latin-1, of which all capitals are told from small letters by one bit.
  FOR_WIDE_ROWS void read_bytes(Values row, size_t i) {
    const auto between = [row](char first, char last) FOR_WIDE_ROWS {
      return _mm256_and_si256(_mm256_cmpgt_epi8(row, _mm256_set1_epi8(char(first - 1))),
                              _mm256_cmpgt_epi8(_mm256_set1_epi8(char(last + 1)), row));
    };
    Values capital = between('A', 'Z');
    if (_mm256_movemask_epi8(row)) {
      ascii_ = false;
      const Values times = _mm256_cmpeq_epi8(row, _mm256_set1_epi8('\xd7'));  // stands among the capitals
      capital = _mm256_or_si256(capital, _mm256_andnot_si256(times, between('\xc0', '\xde')));
    }
    const Values small = _mm256_or_si256(row, _mm256_and_si256(capital, _mm256_set1_epi8(' ')));
    put(bytes_ + i, small);
    put_bytes(text_ + i, row);
    put_bytes(low_ + i, small);
  }

  // Two rows of words, which lie at `data`; false where PLANE does not tell the small letter of some.
  FOR_WIDE_ROWS bool read_words(const uint16_t* data, Values first, Values last, size_t i) {
    const auto among = [first, last](Char c) FOR_WIDE_ROWS {
      const Values all = _mm256_set1_epi16(int16_t(c));
      return _mm256_or_si256(_mm256_cmpeq_epi16(first, all), _mm256_cmpeq_epi16(last, all));
    };
    if (_mm256_movemask_epi8(_mm256_or_si256(among(SIGMA), among(DOTTED_I)))) return false;
    ascii_ = false;
    uint16_t small[BLOCK];
    for (size_t k = 0; k < BLOCK; ++k) small[k] = PLANE.lower[data[k]];
    const Values first_small = row_at(small), last_small = row_at(small + WORDS);
    put_words(text_ + i, first);
    put_words(text_ + i + WORDS, last);
    put_words(low_ + i, first_small);
    put_words(low_ + i + WORDS, last_small);
    put(bytes_ + i, packed(narrowed(first_small), narrowed(last_small)));
    return true;
  }

  // `narrow` of words.
  FOR_WIDE_ROWS static Values narrowed(Values words) {
    const Values beyond = _mm256_cmpgt_epi16(_mm256_srli_epi16(words, 7), _mm256_setzero_si256());
    return _mm256_or_si256(_mm256_and_si256(words, _mm256_set1_epi16(0x7f)),
                           _mm256_and_si256(beyond, _mm256_set1_epi16(0x80)));
  }
  FOR_WIDE_ROWS static Values packed(Values first, Values last) {
    using Words = Row<uint16_t, WIDE>;
    return Values(cleantext::packed(Words(first), Words(last)));
  }

  FOR_WIDE_ROWS static Values row_at(const void* from) { return _mm256_loadu_si256(static_cast<const Values*>(from)); }
  FOR_WIDE_ROWS static void put(void* to, Values row) { _mm256_storeu_si256(static_cast<Values*>(to), row); }
  FOR_WIDE_ROWS static void put_words(Char* to, Values words) {
    put(to, _mm256_cvtepu16_epi32(_mm256_castsi256_si128(words)));
    put(to + PART, _mm256_cvtepu16_epi32(_mm256_extracti128_si256(words, 1)));
  }
  FOR_WIDE_ROWS static void put_bytes(Char* to, Values bytes) {
    const __m128i first = _mm256_castsi256_si128(bytes), last = _mm256_extracti128_si256(bytes, 1);
    put(to, _mm256_cvtepu8_epi32(first));
    put(to + PART, _mm256_cvtepu8_epi32(_mm_srli_si128(first, PART)));
    put(to + 2 * PART, _mm256_cvtepu8_epi32(last));
    put(to + 3 * PART, _mm256_cvtepu8_epi32(_mm_srli_si128(last, PART)));
  }

  Char *text_, *low_;
  uint8_t* bytes_;
  bool& ascii_;
};
#endif

// A document's text, as it is and in small letters. One serves text after text.
class Source {
 public:
  template <class C>
  void read(const C* data, size_t size) {
    // Nothing overlaps: so the compiler makes vector code of it.
    Char* __restrict text = text_.of(size);
    Char* __restrict low = low_.of(size);
    uint8_t* __restrict bytes = bytes_.of(size + SPARE);
    bool simple = true;
    ascii_ = true;
    size_t i = 0;
    const auto read_one = [&] {
      text[i] = data[i];
      simple &= lower_simply(data, size, i, low[i]);
      bytes[i] = narrow(low[i]);
      ++i;
    };
    while (true) {
#ifdef __x86_64__
      if constexpr (sizeof(C) <= 2)
        if (has_wide_rows) i = BlockReader(text, low, bytes, ascii_).read(data, i, size);
#endif
      if (i + BLOCK > size) break;
      C block[BLOCK];
      std::memcpy(block, data + i, sizeof block);
      if (!all_ascii(block)) {
        ascii_ = false;
        for (size_t k = 0; k < BLOCK; ++k) read_one();
        continue;
      }
      uint8_t small[BLOCK];
      for (size_t k = 0; k < BLOCK; ++k) small[k] = uint8_t(block[k]);
      for (uint8_t& c : small) c = uint8_t(c + (uint8_t(c - 'A') < 26 ? 32 : 0));
      std::memcpy(bytes + i, small, sizeof small);
      for (size_t k = 0; k < BLOCK; ++k) text[i + k] = block[k];
      for (size_t k = 0; k < BLOCK; ++k) low[i + k] = small[k];
      i += BLOCK;
    }
    while (i < size) {
      ascii_ &= data[i] < 0x80;
      read_one();
    }
    std::fill_n(bytes + size, SPARE, uint8_t(0));
    size_ = size;
    simple_ = simple;
  }

  View text() { return {text_.of(0), size_}; }
  bool is_ascii() const { return ascii_; }
  // In small letters, character for character; nothing where that cannot be.
  Low low() { return simple_ ? Low{{low_.of(0), size_}, bytes_.of(0)} : Low(); }
  // The bytes of the text in small letters; where these are not as many the ASCII among them is right all the same.
  Low seen() { return {text(), bytes_.of(0)}; }

 private:
  static constexpr size_t BLOCK = 16;

  template <class C>
  static bool all_ascii(const C (&block)[BLOCK]) {
    constexpr auto BEYOND = uint64_t(C(~C(0x7f))) * (~uint64_t(0) / C(~C(0)));  // the bits of such characters, in each
    uint64_t eights[BLOCK * sizeof(C) / sizeof(uint64_t)], all = 0;
    std::memcpy(eights, block, sizeof block);
    for (uint64_t eight : eights) all |= eight;
    return !(all & BEYOND);
  }

  Room<Char> text_, low_;
  Room<uint8_t> bytes_;
  size_t size_ = 0;
  bool simple_ = true, ascii_ = true;
};

// Three bytes as a number.
inline uint32_t trio_at(const uint8_t* bytes) { return four_at(bytes) & 0xffffff; }

// The hash of three bytes: marks are its upper bits.
inline uint32_t hash_of_trio(uint32_t trio) { return trio * 0x9E3779B1u; }

// Which three characters stand in a text, as far as they begin at an even place: a quick way to say that words of four
// letters or more do not stand there, for these have two such places side by side, one of them even.
class Trios {
 public:
  static constexpr int BITS = 13;  // of a mark
  // Of four places side by side; of few characters the third and fourth repeat the others.
  using Marks = std::array<uint16_t, 4>;

  // Of the rarest characters of a text, those that no space parts; none where these are too few.
  static std::optional<Marks> marks_of(View text);
  // The mark of three bytes; others may have the same. The factor moves the fourth byte out.
  static uint16_t mark(const uint8_t* bytes) { return uint16_t(four_at(bytes) * 0x9E377900u >> (32 - BITS)); }

  // Of no text any more.
  void clear() {
    if (++text_ > 0) return;
    marked_.fill(0);
    text_ = 1;
  }
  // Calls `use` with the even places of a text from `start` to `end`, also even, and their marks, and adds these.
  template <typename Use>
  void add(Low text, size_t start, size_t end, Use use) {
    const uint8_t number = text_;
#pragma GCC unroll 4
    for (size_t i = start; i < end; i += 2) {
      const uint16_t mark = this->mark(text.bytes + i);
      marked_[mark] = number;
      use(i, mark);
    }
  }
  void add(Low text) { add(text, 0, text.size(), [](size_t, uint16_t) {}); }
  // Whether the characters of these marks may stand there: their first and third place, or the second and fourth, are
  // even then.
  bool may_have(const Marks& marks) const {
    return (has(marks[0]) & has(marks[2])) | (has(marks[1]) & has(marks[3]));
  }

 private:
  bool has(uint16_t mark) const { return marked_[mark] == text_; }

  // Per mark the number of the last text that had it, so that little is to be cleared between texts.
  std::array<uint8_t, size_t(1) << BITS> marked_{};
  uint8_t text_ = 1;
};

}  // namespace cleantext
