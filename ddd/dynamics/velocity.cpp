#include "ddd/dynamics/velocity.hpp"

#include <Eigen/LU>
#include <cmath>

namespace pillardd {

namespace {

/// Sine of the angle below which a further constraint counts as one already there. Low-index planes are 10 degrees and
/// more apart; a glide plane nearly tangent to the surface leaves its node no way to go.
constexpr double same_direction = 1e-2;

/// How near a platen counts as contact [nm].
constexpr double contact = 1e-6;

}  // namespace

Freedom freedom_from(const std::vector<Vector3>& constraints) {
  std::vector<Vector3> taken;
  for (const Vector3& c : constraints) {
    Vector3 rest = c;
    for (const Vector3& t : taken) rest -= t * t.dot(rest);
    if (taken.size() < 3 && rest.norm() > same_direction) taken.push_back(rest.normalized());
  }
  Freedom out;
  out.rank = 3 - static_cast<int>(taken.size());
  if (taken.empty()) return out;
  if (taken.size() == 1) {
    const Vector3 u = taken[0].unitOrthogonal();
    out.basis.col(0) = u;
    out.basis.col(1) = taken[0].cross(u);
  } else if (taken.size() == 2) {
    out.basis.col(0) = taken[0].cross(taken[1]).normalized();
  }
  return out;
}

Freedom node_freedom(const Model& model, const Network& network, Slot n, const Vector3& push) {
  if (!network.mobile(n)) return {Matrix3::Identity(), 0};
  std::vector<Vector3> constraints;
  const Node& node = network.node(n);
  for (const Slot s : node.arms)
    if (!is_zero(network.segment(s).plane)) constraints.push_back(network.segment(s).normal);
  if (node.kind == NodeKind::surface) {
    const Vector3 m = model.boundary->nearest_surface(node.x).normal;
    if (!constraints.empty() && constraints[0].cross(m).norm() < same_direction) return {Matrix3::Identity(), 0};
    constraints.push_back(m);
  }
  if (model.boundary->ends() == Ends::platens) {
    const bool below = node.x.z() <= contact && push.z() < 0.0;
    const bool above = node.x.z() >= model.boundary->height() - contact && push.z() > 0.0;
    if (below || above) constraints.push_back(Vector3::UnitZ());
  }
  return freedom_from(constraints);
}

Vector3 solve_velocity(const Freedom& freedom, const Matrix3& drag, const Vector3& force) {
  switch (freedom.rank) {
    case 1: {
      const Vector3 p = freedom.basis.col(0);
      return p * (p.dot(force) / p.dot(drag * p));
    }
    case 2: {
      const Eigen::Matrix<double, 3, 2> p = freedom.basis.leftCols<2>();
      const Eigen::Matrix2d reduced = p.transpose() * drag * p;
      return p * (reduced.inverse() * (p.transpose() * force));
    }
    case 3: return drag.inverse() * force;
    default: return Vector3::Zero();
  }
}

Matrix3 arm_drag(const Model& model, const Network& network, const Forces& forces, Slot s) {
  const Segment& segment = network.segment(s);
  const Vector3 line = network.line(s);
  const double length = line.norm();
  ArmState arm;
  arm.force = (forces.at(s, false) + forces.at(s, true)) / length;
  arm.stress = forces.stress.empty() ? Matrix3(Matrix3::Constant(unset)) : forces.stress[static_cast<std::size_t>(s)];
  arm.tangent = line / length;
  arm.burgers = segment.burgers_nm;
  arm.normal = segment.normal;
  arm.family = burgers_family(segment.burgers);
  arm.straight_length = length;
  arm.temperature = model.temperature;
  return 0.5 * length * model.law->respond(arm).drag;
}

void nodal_velocities(const Model& model, const Network& network, const Forces& forces, NodalMotion& motion) {
  const std::size_t count = network.nodes().size();
  motion.velocity.assign(count, Vector3::Zero());
  motion.drag.assign(count, Matrix3::Zero());
  std::vector<Matrix3> drag(network.segments().size(), Matrix3::Zero());
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive && !network.segments()[s].sessile)
      drag[s] = arm_drag(model, network, forces, static_cast<Slot>(s));
  for (std::size_t i = 0; i < count; ++i) {
    const Slot n = static_cast<Slot>(i);
    const Node& node = network.nodes()[i];
    if (!node.alive || !network.mobile(n)) continue;
    const Vector3 force = nodal_force(network, forces, n);
    if (!force.allFinite()) throw RunFailure("node " + std::to_string(node.id) + ": force is not finite");
    Matrix3 total = Matrix3::Zero();
    for (const Slot s : node.arms) total += drag[static_cast<std::size_t>(s)];
    Vector3 v = solve_velocity(node_freedom(model, network, n, force), total, force);
    if (model.boundary->ends() == Ends::platens) v = solve_velocity(node_freedom(model, network, n, v), total, force);
    if (!v.allFinite()) throw RunFailure("node " + std::to_string(node.id) + ": velocity is not finite (drag or mobility)");
    motion.velocity[i] = v;
    motion.drag[i] = total;
  }
}

}  // namespace pillardd
