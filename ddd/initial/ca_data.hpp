#pragma once
#include <string>
#include <string_view>

#include "ddd/base/errors.hpp"
#include "ddd/network/paradis_network.hpp"

namespace pillardd {

/// Reads the text of an OVITO Crystal Analysis file (.ca), version 5 or 6, as a network in the crystal's axes and in
/// units of `unit` [nm]. One BCC crystallite. Ends of lines that the file joins become one node; an end that is joined
/// to nothing lies on the surface. Planes are normal to b x t, and none at screws. Adds a fault with file and line for
/// what is malformed, missing or not BCC; the result is then not to be used.
ParadisNetwork parse_ca(std::string_view text, const std::string& file, double unit, CrystalFrame& frame,
                        Faults& faults);

}  // namespace pillardd
