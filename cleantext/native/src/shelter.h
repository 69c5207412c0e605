// Lines that no rule for lines may take: cleantext.rules.shelter.

#pragma once

#include "scene.h"

namespace cleantext {

// Sets `out` to 1 for the rows of tables; an empty one is made as long as the document where there are any.
void mark_table_rows(const Scene& scene, std::vector<uint8_t>& out);
// Each of these sets a bit of `out`, which has a byte for each line.
void mark_code_lines(const Scene& scene, std::vector<uint8_t>& out, uint8_t mark);
void mark_verse_lines(const Scene& scene, std::vector<uint8_t>& out, uint8_t mark);

}  // namespace cleantext
