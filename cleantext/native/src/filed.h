// Names to lists of numbers. Names are known by their hash alone: of two with one hash both lists are found, which costs
// a look at what does not fit, and nothing else.

#pragma once

#include "eight.h"

namespace cleantext {

using Ids = std::vector<uint32_t>;

// Sorts them, each once.
inline void put_in_order(Ids& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

// The hash of a name: characters are taken eight at a time, each as a byte if it is ASCII.
class NameHash {
 public:
  NameHash& add(Char c) {
    block_ ^= std::rotl(uint64_t(c), int(8 * held_));
    if (++held_ == EIGHT) close();
    return *this;
  }
  NameHash& add(View text) {
    for (Char c : text) add(c);
    return *this;
  }
  // The same of ASCII, where nothing was added before; eight bytes can be read from each place.
  NameHash& add(const uint8_t* bytes, size_t size) {
    for (; size >= EIGHT; size -= EIGHT, bytes += EIGHT) {
      block_ = eight_at(bytes);
      close();
    }
    block_ = size ? first_of(eight_at(bytes), size) : 0;
    held_ = size;
    return *this;
  }
  uint64_t value() const { return mixed(state_, block_); }

 private:
  static constexpr size_t EIGHT = 8;

  static uint64_t mixed(uint64_t state, uint64_t block) {
    state = (state ^ block) * 0x9E3779B97F4A7C15ull;
    return state ^ state >> 32;
  }
  void close() {
    state_ = mixed(state_, block_);
    block_ = held_ = 0;
  }

  uint64_t state_ = 0xcbf29ce484222325ull, block_ = 0;
  size_t held_ = 0;  // characters in the block
};

inline uint64_t hash_of(View name) { return NameHash().add(name).value(); }

struct IdRange {
  const uint32_t* first = nullptr;
  const uint32_t* last = nullptr;

  const uint32_t* begin() const { return first; }
  const uint32_t* end() const { return last; }
  bool empty() const { return first == last; }
};

inline IdRange range_of(const Ids& ids) { return {ids.data(), ids.data() + ids.size()}; }

// A bit or two for each hash of a set: most others are told without a look into larger tables.
class Marks {
 public:
  void reserve(size_t hashes) {
    size_t size = 64;
    while (size < 8 * hashes) size *= 2;
    bits_.assign(size / 64, 0);
  }
  // After `reserve`.
  void add(uint64_t hash) { bits_[place(hash) / 64] |= uint64_t(1) << (place(hash) % 64); }
  // To be called for a hash that will be asked for.
  void expect(uint64_t hash) const {
    if (!bits_.empty()) fetch(&bits_[place(hash) / 64]);
  }
  bool may_have(uint64_t hash) const { return !bits_.empty() && (bits_[place(hash) / 64] >> (place(hash) % 64) & 1); }

 private:
  // Other bits than those by which tables file it.
  size_t place(uint64_t hash) const { return (hash >> 20) & (64 * bits_.size() - 1); }

  std::vector<uint64_t> bits_;
};

class Filed {
 public:
  // Makes place for so many names.
  void reserve(size_t names) {
    size_t size = 16;
    while (size < 2 * names) size *= 2;
    slots_.assign(size, {});
    marks_.reserve(names);
  }

  // Adds a name, or its hash, once; after `reserve`.
  void add(uint64_t hash, const Ids& ids) {
    marks_.add(hash);
    slots_[place(hash)] = {hash, uint32_t(pool_.size()), uint32_t(pool_.size() + ids.size())};
    pool_.insert(pool_.end(), ids.begin(), ids.end());
  }
  void add(View name, const Ids& ids) { add(hash_of(name), ids); }

  IdRange find(uint64_t hash) const {
    if (!marks_.may_have(hash)) return {};
    const Slot& slot = slots_[place(hash)];
    return {pool_.data() + slot.first, pool_.data() + slot.last};
  }
  IdRange find(View name) const { return find(hash_of(name)); }
  // To be called for a name that will be asked for.
  void expect(uint64_t hash) const { marks_.expect(hash); }
  // Under whatever name; perhaps more than once.
  IdRange all() const { return range_of(pool_); }

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t first = 0, last = 0;  // in pool_; equal in a free slot
  };

  // Where a hash stands, or would stand.
  size_t place(uint64_t hash) const {
    const size_t mask = slots_.size() - 1;
    size_t at = hash & mask;
    while (slots_[at].last != slots_[at].first && slots_[at].hash != hash) at = (at + 1) & mask;
    return at;
  }

  Marks marks_;
  std::vector<Slot> slots_;
  Ids pool_;
};

}  // namespace cleantext
