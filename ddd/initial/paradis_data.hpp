#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ddd/base/errors.hpp"
#include "ddd/network/paradis_network.hpp"

namespace pillardd {

/// Reads the text of a .data file, version 4 or 5. Constraints: 0 free, 7 pinned; on the surface 1, 5, 6 (version 4)
/// or 8 (version 5); others are refused by name. Adds a fault with file and line for what is malformed or missing, for arms
/// that are not mutual and for free nodes whose Burgers vectors do not sum to zero; the result is then not to be used.
ParadisNetwork parse_paradis(std::string_view text, const std::string& file, Faults& faults);

}  // namespace pillardd
