#include "shelter.h"

namespace cleantext {

namespace {

constexpr size_t MIN_TABLE_ROWS = 3;
constexpr size_t MIN_CODE_LINES = 3;
constexpr size_t MAX_CODE_GAP = 2;
constexpr size_t MIN_VERSE_LINES = 6;
constexpr size_t MAX_VERSE_LINE = 60;
constexpr double MIN_VERSE_WORDS = 2.5;

void mark_range(size_t start, size_t end, std::vector<uint8_t>& out, uint8_t mark) {
  for (size_t i = start; i < end; ++i) out[i] |= mark;
}

// Stretches, of at least so many lines of a form, in which none is more than `gap` from the next.
void mark_runs(const Scene& scene, Form form, size_t least, size_t gap, std::vector<uint8_t>& out, uint8_t mark) {
  size_t count = 0, start = 0, last = 0;
  for (size_t i = 0; i < scene.size(); ++i) {
    if (scene.look(i).form != form) continue;
    if (count && i - last > gap) count = 0;
    if (++count == 1) start = i;
    if (count >= least) {
      if (out.empty()) out.resize(scene.size());
      mark_range(count == least ? start : last, i + 1, out, mark);
    }
    last = i;
  }
}

bool ends_running_on(View text) {
  constexpr Chars MARKS(U",;，、；،؛");
  return MARKS.have(text.back()) || ends_with(text, U",—"sv) || ends_with(text, U", –"sv);
}

bool ends_with_stop(View text) {
  constexpr Chars STOPS(U".!?:…—–।॥。！？؟”»\"");
  return STOPS.have(text.back());
}

size_t count_spaces(View text) {
  size_t found = 0;
  for (Char c : text) found += c == U' ';
  return found;
}

bool reads_as_verse(const Scene& scene, size_t start, size_t end) {
  size_t count = end - start, words = 0, goes_on = 0, stops = 0;
  for (size_t i = start; i < end; ++i) words += count_spaces(scene.text(i)) + 1;
  if (double(words) < MIN_VERSE_WORDS * double(count)) return false;
  for (size_t i = start; i < end; ++i) {
    View text = scene.text(i);
    bool on = ends_running_on(text) ||
              (i + 1 < end && is_lower(scene.text(i + 1)[0]) && Py_UNICODE_ISALPHA(text.back()));
    goes_on += on;
    stops += on || ends_with_stop(text);
  }
  return 4 * goes_on >= count && 10 * stops >= 6 * count;
}

}  // namespace

void mark_table_rows(const Scene& scene, std::vector<uint8_t>& out) {
  mark_runs(scene, Form::row, MIN_TABLE_ROWS, 1, out, 1);
}

void mark_code_lines(const Scene& scene, std::vector<uint8_t>& out, uint8_t mark) {
  size_t opened = scene.size();  // where a fence opened, or the number of lines
  for (size_t i = 0; i < scene.size(); ++i) {
    if (scene.look(i).form != Form::fence) continue;
    if (opened < scene.size()) {
      mark_range(opened, i + 1, out, mark);
      opened = scene.size();
    } else {
      opened = i;
    }
  }
  mark_runs(scene, Form::code, MIN_CODE_LINES, MAX_CODE_GAP, out, mark);
}

void mark_verse_lines(const Scene& scene, std::vector<uint8_t>& out, uint8_t mark) {
  size_t start = 0;
  for (size_t i = 0; i <= scene.size(); ++i) {
    if (i < scene.size() && scene.text(i).size() <= MAX_VERSE_LINE) continue;
    if (i - start >= MIN_VERSE_LINES && reads_as_verse(scene, start, i)) mark_range(start, i, out, mark);
    start = i + 1;
  }
}

}  // namespace cleantext
