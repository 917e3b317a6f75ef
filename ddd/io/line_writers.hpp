#pragma once
#include <string>

#include "ddd/network/paradis_network.hpp"

namespace pillardd {

/// A network as a ParaDiS .data file of version 4 in its strictest form: one domain, one file, every header key, one
/// space between words; numbers in the shortest form that reads back to the same bits. Constraints: 0 free, 1 on the
/// surface, 7 pinned.
std::string paradis_text(const ParadisNetwork& network);

/// The same network, in units of `unit` [nm], as an OVITO Crystal Analysis file of version 6: lengths in Angstrom to
/// ten digits, Burgers vectors in units of a, lines unwrapped. Glide planes and pins have no place there.
std::string ca_text(const ParadisNetwork& network, const CrystalFrame& frame, double unit);

/// The same lines as VTK polylines with the fields that OVITO gives them: legacy format, text, Angstrom.
std::string vtk_lines_text(const ParadisNetwork& network, const CrystalFrame& frame, double unit);

}  // namespace pillardd
