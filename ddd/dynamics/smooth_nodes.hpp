#pragma once
#include <vector>

#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

/// Unit tangents, by node slot, of the nodes whose place along their line is nothing but a choice of mesh; zero at all
/// others. Two arms of one line and plane, or of none, within 80 degrees of each other; not where a screw ends in an arm
/// that is held much less hard, and rises more than four kink heights over the screw's line: there sliding is the motion
/// of the facet. (11) of docs/theory/time-implicit.md.
void smooth_tangents(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines,
                     std::vector<Vector3>& out);
/// That of one node; of the forces those on its arms are needed.
Vector3 smooth_tangent(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines,
                       Slot n);

/// Tangents that have turned `times` as far as they turn with the nodes at x, at most a quarter of a radian; x by slot
/// [nm].
void turned_tangents(const Network& network, const std::vector<Vector3>& tangents, const std::vector<Vector3>& x,
                     double times, std::vector<Vector3>& out);

}  // namespace pillardd
