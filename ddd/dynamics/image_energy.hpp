#pragma once
#include "ddd/dynamics/line_energy.hpp"

namespace pillardd {

/// What energy_between lacks of the change of energy by topology where surfaces are free [aJ] (docs/theory/energy.md, 9):
/// the area between the lines of both networks under the mean of their images' and continuations' fields, and the
/// chords along the surface that close it. Brings the image stress to one of them, and renews nothing of it.
double image_energy_between(const Model& model, const Network& before, const Network& after);

}  // namespace pillardd
