#pragma once
#include <array>
#include <vector>

#include "ddd/dynamics/forces.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/dynamics/screw_lines.hpp"

namespace pillardd {

/// Directions a node may move in: the columns of `basis` up to `rank` are orthonormal.
struct Freedom {
  Matrix3 basis = Matrix3::Identity();
  int rank = 3;
};

/// What is left of a node's freedom as unit normals are taken away, one by one.
class Constraints {
 public:
  void add(const Vector3& normal);
  Freedom freedom() const;

 private:
  std::array<Vector3, 3> taken_;  ///< orthonormal
  std::size_t count_ = 0;
};

/// Freedom that is left after the unit normals `constraints` are taken away.
Freedom freedom_from(const std::vector<Vector3>& constraints);

/// Glide planes of the arms, the surface for surface nodes, a platen in contact that `push` presses against.
Freedom node_freedom(const Model& model, const Network& network, Slot n, const Vector3& push);

/// The part of a freedom across t, unit: of a node without a plane the two directions, of one in a plane the one; of any
/// other, and with t zero, as it was.
Freedom across_line(const Freedom& freedom, const Vector3& t);

struct NodalMotion {
  std::vector<Vector3> velocity;  ///< by node slot [m/s]
  std::vector<Matrix3> drag;      ///< B by node slot [nN ns/nm]
  std::vector<char> held;         ///< by node slot: B is that of a corner that advances through the screw
  std::vector<char> stopped;      ///< by node slot: would push a drawn link together, and rests (drawn_links.hpp)
  LawWarnings warnings;           ///< arms whose law was bent
};

/// Velocity of a node that would have these arms:  V = P (P^T B P)^-1 P^T F,  B = sum over arms of (L/2) B_arm, P its
/// freedom. Same assembly for every law.
Vector3 solve_velocity(const Freedom& freedom, const Matrix3& drag, const Vector3& force);

/// Heat [nN nm] of a node that makes `way` [nm] in the time dt [ns], drag b0 acting on it in one half of dt and b1 in
/// the other: the least over all ways of sharing `way` between the halves, (5) of docs/theory/energy.md.
double least_heat(const Freedom& freedom, const Matrix3& b0, const Matrix3& b1, const Vector3& way, double dt);

/// How an arm is shown to the law.
enum class Seen {
  as_it_lies,  ///< near-screw arms as exact screws, others with their own tangent
  as_screw     ///< every arm as an exact screw
};

/// What the law sees of one arm. An arm without a plane glides on that of b and t; a screw without one on that in which
/// its force drives it.
ArmState arm_state(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s,
                   Seen seen = Seen::as_it_lies);

/// The law's drag of an arm [GPa ns] with no principal value past 1e13 times that along the line, for sums that are
/// kept as matrices (dissipation, noise, the implicit step, halves of a node): beside a screw at rest (1e20 Pa s) they
/// would lose which way its end may go; with the bound they err by about 1 % of the least drag. That is read from
/// dv/df, where it is the largest number: in the drag itself it may be lost already. Velocities take such arms from
/// rows, unbounded (drag_rows.hpp).
Matrix3 held_in_sums(const ArmResponse& response, const ArmState& arm);

/// (L/2) times the drag of one arm, as held_in_sums [nN ns/nm].
Matrix3 arm_drag(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s,
                 Seen seen = Seen::as_it_lies);

/// Velocities of all nodes: (1) of docs/theory/mobility-screw.md and its rule for corners. Throws RunFailure naming
/// node and term when something is not finite.
void nodal_velocities(const Model& model, const Network& network, const Forces& forces, NodalMotion& motion);
/// The same with screws and corners as `screws` says, whatever the positions.
void nodal_velocities(const Model& model, const Network& network, const Forces& forces, const ScrewSet& screws,
                      NodalMotion& motion);
/// The same where nodes with a tangent, by slot, move across it only.
void nodal_velocities(const Model& model, const Network& network, const Forces& forces, const ScrewSet& screws,
                      const std::vector<Vector3>& tangents, NodalMotion& motion);

/// Drags alone of the same, and which of them are those of a corner ahead: what a stage of an implicit step asks for.
/// Velocities are worked out at corners only.
void nodal_drags(const Model& model, const Network& network, const Forces& forces, const ScrewSet& screws,
                 const std::vector<Vector3>& tangents, NodalMotion& motion);

/// Whether moving the nodes to x would carry an arm from one side of its screw orientation to the other, each time
/// farther than a kink height, although as a screw it has more than twice the drag: a step that long misses the screw.
bool jumps_over_screw(const Model& model, const Network& network, const Forces& forces, const std::vector<Vector3>& x);

}  // namespace pillardd
