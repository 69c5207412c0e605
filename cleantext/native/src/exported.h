// The rules as export.py gives them, in tuples.

#pragma once

#include <pybind11/pybind11.h>

#include "rules.h"

namespace cleantext {

// Without their hits and the names of months, which stand in the tables.
Rules rules_of(pybind11::handle exported);

}  // namespace cleantext
