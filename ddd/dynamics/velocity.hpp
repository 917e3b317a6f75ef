#pragma once
#include <vector>

#include "ddd/dynamics/forces.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Directions a node may move in: the columns of `basis` up to `rank` are orthonormal.
struct Freedom {
  Matrix3 basis = Matrix3::Identity();
  int rank = 3;
};

/// Freedom that is left after the unit normals `constraints` are taken away.
Freedom freedom_from(const std::vector<Vector3>& constraints);

/// Glide planes of the arms, the surface for surface nodes, a platen in contact that `push` presses against.
Freedom node_freedom(const Model& model, const Network& network, Slot n, const Vector3& push);

struct NodalMotion {
  std::vector<Vector3> velocity;  ///< by node slot [m/s]
  std::vector<Matrix3> drag;      ///< B by node slot [nN ns/nm]
};

/// Velocity of a node that would have these arms:  V = P (P^T B P)^-1 P^T F,  B = sum over arms of (L/2) B_arm, P its
/// freedom. Same assembly for every law.
Vector3 solve_velocity(const Freedom& freedom, const Matrix3& drag, const Vector3& force);

/// (L/2) times the law's drag of one arm [nN ns/nm].
Matrix3 arm_drag(const Model& model, const Network& network, const Forces& forces, Slot s);

/// Velocities of all nodes. Throws RunFailure naming node and term when something is not finite.
void nodal_velocities(const Model& model, const Network& network, const Forces& forces, NodalMotion& motion);

}  // namespace pillardd
