#include "ddd/dynamics/velocity.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "ddd/dynamics/drag_rows.hpp"
#include "ddd/dynamics/drawn_links.hpp"

namespace pillardd {

namespace {

/// Sine of the angle below which a further constraint counts as one already there. Low-index planes are 10 degrees and
/// more apart; a glide plane nearly tangent to the surface leaves its node no way to go.
constexpr double same_direction = 1e-2;

/// How near a platen counts as contact [nm].
constexpr double contact = 1e-6;

}  // namespace

void Constraints::add(const Vector3& normal) {
  Vector3 rest = normal;
  for (std::size_t k = 0; k < count_; ++k) rest -= taken_[k] * taken_[k].dot(rest);
  if (count_ < taken_.size() && rest.norm() > same_direction) taken_[count_++] = rest.normalized();
}

Freedom Constraints::freedom() const {
  Freedom out;
  out.rank = 3 - static_cast<int>(count_);
  if (count_ == 1) {
    const Vector3 u = taken_[0].unitOrthogonal();
    out.basis.col(0) = u;
    out.basis.col(1) = taken_[0].cross(u);
  } else if (count_ == 2) {
    out.basis.col(0) = taken_[0].cross(taken_[1]).normalized();
  }
  return out;
}

Freedom freedom_from(const std::vector<Vector3>& constraints) {
  Constraints taken;
  for (const Vector3& c : constraints) taken.add(c);
  return taken.freedom();
}

Freedom node_freedom(const Model& model, const Network& network, Slot n, const Vector3& push) {
  if (!network.mobile(n)) return {Matrix3::Identity(), 0};
  Constraints taken;
  const Vector3* first = nullptr;
  const Node& node = network.node(n);
  for (const Slot s : node.arms) {
    if (is_zero(network.segment(s).plane)) continue;
    if (first == nullptr) first = &network.segment(s).normal;
    taken.add(network.segment(s).normal);
  }
  if (node.kind == NodeKind::surface) {
    const Vector3 m = model.boundary->nearest_surface(node.x).normal;
    if (first != nullptr && first->cross(m).norm() < same_direction) return {Matrix3::Identity(), 0};
    taken.add(m);
  }
  if (model.boundary->ends() == Ends::platens) {
    const bool below = node.x.z() <= contact && push.z() < 0.0;
    const bool above = node.x.z() >= model.boundary->height() - contact && push.z() > 0.0;
    if (below || above) taken.add(Vector3::UnitZ());
  }
  return taken.freedom();
}

Freedom across_line(const Freedom& freedom, const Vector3& t) {
  if (freedom.rank < 2 || t.isZero(0.0)) return freedom;
  Freedom out;
  out.rank = freedom.rank - 1;
  if (out.rank == 2) {
    out.basis.col(0) = t.unitOrthogonal();
    out.basis.col(1) = t.cross(out.basis.col(0));
    return out;
  }
  const auto p = freedom.basis.leftCols(2);
  const Eigen::Vector2d along = p.transpose() * t;
  out.basis.col(0) = p * Eigen::Vector2d(-along[1], along[0]).normalized();
  return out;
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
    case 3:
      return drag.inverse() * force;
    default:
      return Vector3::Zero();
  }
}

double least_heat(const Freedom& freedom, const Matrix3& b0, const Matrix3& b1, const Vector3& way, double dt) {
  const Vector3 first = solve_velocity(freedom, b0 + b1, b1 * way), second = way - first;
  return 2.0 / dt * (first.dot(b0 * first) + second.dot(b1 * second));
}

namespace {

/// Mean force per length [nN/nm] and stress [GPa] along a straight line: what kinks that run along all of it meet.
std::pair<Vector3, Matrix3> seen_by_law(const Network& network, const Forces& forces, std::span<const Slot> stretch) {
  Vector3 force = Vector3::Zero();
  Matrix3 stress = Matrix3::Zero();
  double length = 0.0;
  for (const Slot s : stretch) {
    const double own = network.length(s);
    force += forces.at(s, false) + forces.at(s, true);
    if (!forces.stress.empty()) stress += own * forces.stress[static_cast<std::size_t>(s)];
    length += own;
  }
  if (stretch.size() == 1 && !forces.stress.empty())
    stress = forces.stress[static_cast<std::size_t>(stretch[0])];
  else
    stress /= length;
  if (forces.stress.empty()) stress.setConstant(unset);
  return {force / length, stress};
}

}  // namespace

ArmState arm_state(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s,
                   Seen seen) {
  const Segment& segment = network.segment(s);
  const auto i = static_cast<std::size_t>(s);
  const Vector3 line = network.line(s), xi = segment.burgers_nm.normalized();
  const double length = line.norm();
  const bool screw = lines.near[i] || seen == Seen::as_screw;
  ArmState arm;
  std::tie(arm.force, arm.stress) = seen_by_law(network, forces, lines.stretch(s));
  arm.tangent = screw ? Vector3(std::copysign(1.0, xi.dot(line)) * xi) : Vector3(line / length);
  arm.burgers = segment.burgers_nm;
  arm.normal = segment.normal;
  if (is_zero(segment.plane)) {
    const Vector3 natural = screw ? arm.tangent.cross(arm.force) : segment.burgers_nm.cross(arm.tangent);
    if (natural.squaredNorm() > 0.0) arm.normal = natural.normalized();
  }
  arm.family = burgers_family(segment.burgers);
  arm.straight_length = lines.length[i];
  arm.temperature = model.temperature;
  arm.to_crystal = network.lattice().rotation().transpose();
  return arm;
}

Matrix3 arm_drag(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s,
                 Seen seen) {
  const ArmState arm = arm_state(model, network, forces, lines, s, seen);
  return 0.5 * network.length(s) * held_in_sums(model.law->respond(arm), arm);
}

Matrix3 held_in_sums(const ArmResponse& response, const ArmState& arm) {
  const Vector3& t = arm.tangent;
  const double along = 1.0 / t.dot(response.velocity_by_force * t), most = 1e13 * along;
  if (response.drag.trace() <= most) return response.drag;
  const Vector3 across = arm.normal.cross(t);
  const Vector3 m = across.isZero(0.0) ? Vector3(t.unitOrthogonal()) : Vector3(across.normalized()), n = t.cross(m);
  const auto bounded = [&](const Vector3& d) {
    return Matrix3(std::min(d.dot(response.drag * d), most) * d * d.transpose());
  };
  return bounded(m) + bounded(n) + along * t * t.transpose();
}

namespace {

class Assembly {
 public:
  Assembly(const Model& model, const Network& network, const Forces& forces, const ScrewSet& screws,
           const std::vector<Vector3>& tangents)
      : model_(model),
        net_(network),
        forces_(forces),
        screws_(screws),
        tangents_(tangents),
        drag_(network.segments().size()),
        steep_(network.segments().size(), 0) {
    for (std::size_t s = 0; s < drag_.size(); ++s) {
      if (!net_.segments()[s].alive || net_.segments()[s].sessile) continue;
      const Slot slot = static_cast<Slot>(s);
      const ArmState arm = arm_state(model_, net_, forces_, screws_.lines, slot);
      const ArmResponse response = model_.law->respond(arm);
      drag_[s] = 0.5 * net_.length(slot) * held_in_sums(response, arm);
      steep_[s] = is_steep(response, arm);
      warnings_.count(response.warnings);
    }
  }

  const LawWarnings& warnings() const { return warnings_; }

  /// What velocity says of the drag, without V where it is not asked for.
  void drag(Slot n, const Vector3& force, Matrix3& total, char& is_held) const {
    if (screws_.corner[static_cast<std::size_t>(n)].isZero(0.0))
      add_up(n, total);
    else
      velocity(n, force, total, is_held);
  }

  /// V of node n under `force`; `total` is the drag it moves with, `is_held` whether that of a corner ahead.
  Vector3 velocity(Slot n, const Vector3& force, Matrix3& total, char& is_held) const {
    const bool steep = add_up(n, total);
    const DragRows rows = steep ? rows_at(n) : DragRows{};
    const Vector3 v = steep ? solve(n, force, rows) : solve(n, force, total);
    const Vector3& ahead = screws_.corner[static_cast<std::size_t>(n)];
    if (!(ahead.dot(v) > 0.0)) return v;
    const Matrix3 held = held_drag(n, ahead, total);
    const Vector3 slower = steep ? solve(n, force, held_rows(n, ahead, rows)) : solve(n, force, held);
    if (!(ahead.dot(slower) < ahead.dot(v))) return v;
    total = held;
    is_held = 1;
    return slower;
  }

 private:
  /// The drag of the node's arms as they lie; whether one of them is steep.
  bool add_up(Slot n, Matrix3& total) const {
    total = Matrix3::Zero();
    bool steep = false;
    for (const Slot s : net_.node(n).arms) {
      total += drag_[static_cast<std::size_t>(s)];
      steep = steep || steep_[static_cast<std::size_t>(s)] != 0;
    }
    return steep;
  }

  template <class Drag>
  Vector3 solve(Slot n, const Vector3& force, const Drag& drag) const {
    const Vector3& t = tangents_[static_cast<std::size_t>(n)];
    const Vector3 v = solve_velocity(across_line(node_freedom(model_, net_, n, force), t), drag, force);
    if (model_.boundary->ends() != Ends::platens) return v;
    return solve_velocity(across_line(node_freedom(model_, net_, n, v), t), drag, force);
  }

  /// The node's drag as rows, of its arms as they lie or as screws.
  DragRows rows_at(Slot n, Seen seen = Seen::as_it_lies) const {
    DragRows rows;
    for (const Slot s : net_.node(n).arms) {
      if (net_.segment(s).sessile) continue;
      const ArmState arm = arm_state(model_, net_, forces_, screws_.lines, s, seen);
      append_rows(model_.law->respond(arm), arm, 0.5 * net_.length(s), rows);
    }
    return rows;
  }

  /// As held_drag.
  DragRows held_rows(Slot n, const Vector3& ahead, DragRows rows) const {
    for (Vector3& row : rows) row -= ahead * ahead.dot(row);
    for (const Vector3& row : rows_at(n, Seen::as_screw)) rows.push_back(ahead * ahead.dot(row));
    return rows;
  }

  /// The drag of a corner that advances through the screw orientation: ahead that of its arms as screws, across as it
  /// was.
  Matrix3 held_drag(Slot n, const Vector3& ahead, const Matrix3& total) const {
    double screw = 0.0;
    for (const Slot s : net_.node(n).arms)
      screw += ahead.dot(arm_drag(model_, net_, forces_, screws_.lines, s, Seen::as_screw) * ahead);
    const Matrix3 along = ahead * ahead.transpose(), across = Matrix3::Identity() - along;
    return across * total * across + screw * along;
  }

  const Model& model_;
  const Network& net_;
  const Forces& forces_;
  const ScrewSet& screws_;
  const std::vector<Vector3>& tangents_;
  std::vector<Matrix3> drag_;
  std::vector<char> steep_;
  LawWarnings warnings_;
};

/// act(node, its slot as an index, the force on it) for each node that may move, with no drag known yet.
template <class Act>
void each_mobile(const Assembly& assembly, const Network& network, const Forces& forces, NodalMotion& motion,
                 const Act& act) {
  const std::size_t count = network.nodes().size();
  motion.drag.assign(count, Matrix3::Zero());
  motion.held.assign(count, 0);
  motion.warnings = assembly.warnings();
  for (std::size_t i = 0; i < count; ++i) {
    const Slot n = static_cast<Slot>(i);
    if (!network.nodes()[i].alive || !network.mobile(n)) continue;
    const Vector3 force = nodal_force(network, forces, n);
    if (!force.allFinite())
      throw RunFailure("node " + std::to_string(network.nodes()[i].id) + ": force is not finite");
    act(n, i, force);
  }
}

}  // namespace

void nodal_velocities(const Model& model, const Network& network, const Forces& forces, NodalMotion& motion) {
  nodal_velocities(model, network, forces, screw_set(network), motion);
}

void nodal_velocities(const Model& model, const Network& network, const Forces& forces, const ScrewSet& screws,
                      NodalMotion& motion) {
  nodal_velocities(model, network, forces, screws, std::vector<Vector3>(network.nodes().size(), Vector3::Zero()),
                   motion);
}

void nodal_velocities(const Model& model, const Network& network, const Forces& forces, const ScrewSet& screws,
                      const std::vector<Vector3>& tangents, NodalMotion& motion) {
  const Assembly assembly(model, network, forces, screws, tangents);
  motion.velocity.assign(network.nodes().size(), Vector3::Zero());
  motion.stopped.assign(network.nodes().size(), 0);
  each_mobile(assembly, network, forces, motion, [&](Slot n, std::size_t i, const Vector3& force) {
    motion.velocity[i] = assembly.velocity(n, force, motion.drag[i], motion.held[i]);
    if (!motion.velocity[i].allFinite())
      throw RunFailure("node " + std::to_string(network.node(n).id) +
                       ": velocity is not finite (drag or mobility)");
    if (!shortens_drawn_link(model, network, n, motion.velocity[i])) return;
    motion.velocity[i].setZero();
    motion.stopped[i] = 1;
  });
}

void nodal_drags(const Model& model, const Network& network, const Forces& forces, const ScrewSet& screws,
                 const std::vector<Vector3>& tangents, NodalMotion& motion) {
  const Assembly assembly(model, network, forces, screws, tangents);
  each_mobile(assembly, network, forces, motion, [&](Slot n, std::size_t i, const Vector3& force) {
    assembly.drag(n, force, motion.drag[i], motion.held[i]);
  });
}

bool jumps_over_screw(const Model& model, const Network& network, const Forces& forces, const std::vector<Vector3>& x) {
  const double height = kink_height(network.lattice());
  ScrewLines lines;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Slot s = static_cast<Slot>(i);
    if (!may_be_screw(network, s)) continue;
    const Segment& segment = network.segments()[i];
    const Vector3 xi = segment.burgers_nm.normalized(), before = network.line(s);
    const Vector3 after = before + (x[static_cast<std::size_t>(segment.b)] - network.node(segment.b).x) -
                          (x[static_cast<std::size_t>(segment.a)] - network.node(segment.a).x);
    const Vector3 from = before - xi * xi.dot(before), to = after - xi * xi.dot(after);
    if (from.dot(to) >= 0.0 || from.norm() < height || to.norm() < height) continue;
    if (xi.dot(before) * xi.dot(after) <= 0.0) continue;  // it turned through its edge orientation
    if (lines.near.empty()) lines = screw_lines(network);
    const Vector3 m = from.normalized();
    const double own = m.dot(arm_drag(model, network, forces, lines, s) * m);
    if (m.dot(arm_drag(model, network, forces, lines, s, Seen::as_screw) * m) > 2.0 * own) return true;
  }
  return false;
}

}  // namespace pillardd
