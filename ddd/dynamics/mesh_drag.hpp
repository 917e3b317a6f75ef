#pragma once
#include <array>
#include <vector>

#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

/// A node whose sliding along its line is nothing but a choice of mesh: two arms of one line and plane, within 60
/// degrees of each other, of which neither has more than ten times the other's glide drag. With the laws' small drag
/// along the line alone it would run along it in a long step; where one arm is held much harder than the other, as at
/// the end of a screw, sliding is motion, and stays free. (9) of docs/theory/time-implicit.md.
struct SmoothNode {
  double drag = 0.0;  ///< the smaller glide drag per length of its two arms [GPa ns]; 0: the node is not one
  Slot before = no_slot, after = no_slot;  ///< its neighbours
};
std::vector<SmoothNode> smooth_nodes(const Model& model, const Network& network, const Forces& forces,
                                     const ScrewLines& lines);

/// The tangent there, and the drag along it:  M = c (L_1 + L_2) t t^T  [nN ns/nm].
struct MeshDrag {
  Vector3 in, on, tangent;                              ///< unit: of the arms, and their mean
  double length_in = 0.0, length_on = 0.0, bend = 0.0;  ///< bend: |in + on|
  Matrix3 matrix = Matrix3::Zero();
};
MeshDrag mesh_drag(const Network& network, Slot n, const SmoothNode& node);

/// d(M w)/d(x_n - x_before) and /d(x_after - x_n).
std::array<Matrix3, 2> mesh_drag_slope(const MeshDrag& mesh, const SmoothNode& node, const Vector3& w);

}  // namespace pillardd
