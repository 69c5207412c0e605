// Which lines of a document go: cleantext.rules.decide, without what needs other documents.

#pragma once

#include "scene.h"

namespace cleantext {

struct Settings {
  const uint8_t* active = nullptr;  // a byte for each rule
  bool strict = false;              // the profile
  double max_loss = 0;
  bool language_known = false;
  bool sited = false;  // whether a rule for single sites is on
};

// Leaves in scene.taken() the rule of each line that goes.
//
// rows: per line, whether it is a row of a table though its text does not show it; empty where none is.
void decide(const Rules& rules, Scene& scene, const Settings& settings,
            const std::vector<uint8_t>& rows = {});

}  // namespace cleantext
