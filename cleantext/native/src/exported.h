// The rules as export.py gives them.

#pragma once

#include <pybind11/pybind11.h>

#include "rules.h"

namespace cleantext {

Rules rules_of(pybind11::handle exported);

}  // namespace cleantext
