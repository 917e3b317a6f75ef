#include <algorithm>
#include <cmath>

#include "ddd/crystal/slip_systems.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// An arm within this angle of its Burgers vector belongs to a screw line (sine).
constexpr double screw_angle = 0.05;

/// Another plane must be driven by this factor more: the line does not change back on the same load.
constexpr double hysteresis = 1.1;

bool is_screw(const Network& net, Slot s) {
  const Segment& segment = net.segment(s);
  if (!segment.alive || segment.sessile || is_zero(segment.plane)) return false;
  if (burgers_family(segment.burgers) != BurgersFamily::half_111) return false;
  const Vector3 line = net.line(s);
  return line.cross(segment.burgers_nm).norm() < screw_angle * line.norm() * segment.burgers_nm.norm();
}

/// A run of screw arms of one Burgers vector and plane: nodes in order, one more than segments.
struct ScrewLine {
  std::vector<Slot> nodes, segments;
};

bool continues(const Network& net, Slot n, Slot s, Slot t, double short_link) {
  const bool short_one = !net.segment(t).sessile && net.length(t) < short_link;
  return (is_screw(net, t) || short_one) && net.segment(t).plane == net.segment(s).plane &&
         net.burgers_from(t, n) == negated(net.burgers_from(s, n));
}

/// Follows the line from segment s through node n. A link shorter than `short_link` at the end belongs to the line whatever
/// its character: left behind on the old plane it could only shrink the time step.
void follow(const Network& net, Slot s, Slot n, double short_link, std::vector<char>& used, ScrewLine& line) {
  for (;;) {
    line.nodes.push_back(n);
    if (net.node(n).kind != NodeKind::free || net.node(n).arms.size() != 2) return;
    const Slot t = net.node(n).arms[0] == s ? net.node(n).arms[1] : net.node(n).arms[0];
    if (used[static_cast<std::size_t>(t)] || !continues(net, n, s, t, short_link)) return;
    used[static_cast<std::size_t>(t)] = 1;
    line.segments.push_back(t);
    n = net.other_end(t, n);
    s = t;
  }
}

ScrewLine screw_line_through(const Network& net, Slot s, double short_link, std::vector<char>& used) {
  used[static_cast<std::size_t>(s)] = 1;
  ScrewLine back, line;
  follow(net, s, net.segment(s).a, short_link, used, back);
  line.nodes.assign(back.nodes.rbegin(), back.nodes.rend());
  line.segments.assign(back.segments.rbegin(), back.segments.rend());
  line.segments.push_back(s);
  follow(net, s, net.segment(s).b, short_link, used, line);
  return line;
}

/// The plane that drives a screw with total force F most, |F . (m x xi)|, and by how much.
Integer3 favoured_plane(const Network& net, const Integer3& burgers, const Vector3& force, double& drive) {
  const Vector3 xi = net.lattice().burgers(burgers).normalized();
  Integer3 best{0, 0, 0};
  drive = 0.0;
  for (const Integer3& plane : glide_planes(burgers)) {
    const double d = std::abs(force.dot(net.lattice().plane_normal(plane).cross(xi)));
    if (d > drive) {
      drive = d;
      best = plane;
    }
  }
  return best;
}

class CrossSlip {
 public:
  CrossSlip(const Model& model, State& state, const Forces& forces, std::vector<Event>& events)
      : model_(model), state_(state), net_(state.network), forces_(forces), events_(events) {}

  void run() {
    std::vector<char> used(net_.segments().size(), 0);
    const std::size_t known = forces_.internal.size();
    for (std::size_t s = 0; s < std::min(net_.segments().size(), known); ++s)
      if (!used[s] && is_screw(net_, static_cast<Slot>(s)))
        consider(screw_line_through(net_, static_cast<Slot>(s), model_.numerics.segment_min, used));
  }

 private:
  void consider(const ScrewLine& line) {
    const Segment first = net_.segment(line.segments.front());
    Vector3 force = Vector3::Zero();
    double length = 0.0;
    for (const Slot s : line.segments) {
      if (static_cast<std::size_t>(s) >= forces_.internal.size()) return;
      force += forces_.at(s, false) + forces_.at(s, true);
      length += net_.length(s);
    }
    if (length < model_.numerics.segment_min) return;
    double drive = 0.0;
    const Integer3 plane = favoured_plane(net_, first.burgers, force, drive);
    const Vector3 xi = first.burgers_nm.normalized();
    const double now = std::abs(force.dot(first.normal.cross(xi)));
    if (is_zero(plane) || plane == first.plane || drive <= hysteresis * now) return;
    if (!straighten(line, xi)) return;
    for (const Slot s : line.segments) Edit(net_, &state_.ledger).set_plane(s, plane);
    const Slot middle = line.nodes[line.nodes.size() / 2];
    events_.push_back({0, 0.0, EventKind::cross_slip, net_.node(middle).x, first.burgers, plane, length, 0.0});
  }

  /// Puts the run on one exact screw line: through the end that cannot move, or the middle. Nothing is done when a node would
  /// move farther than the collision distance or leave another plane it is on.
  bool straighten(const ScrewLine& line, const Vector3& xi) {
    const Slot anchor = anchor_of(line);
    const Vector3 base = net_.node(anchor).x;
    std::vector<Vector3> to;
    for (const Slot n : line.nodes) {
      const Vector3 d = net_.separation(base, net_.node(n).x);
      const Vector3 shift = xi * xi.dot(d) - d;
      if (shift.norm() > model_.numerics.collision_distance || !may_shift(line, n, shift)) return false;
      to.push_back(net_.node(n).x + shift);
    }
    if (!keeps_order(xi, to)) return false;
    Edit edit(net_, &state_.ledger);
    for (std::size_t i = 0; i < line.nodes.size(); ++i) edit.move_node(line.nodes[i], to[i], Cause::cross_slip);
    return true;
  }

  /// On the straight line the nodes still follow each other one way.
  bool keeps_order(const Vector3& xi, const std::vector<Vector3>& to) const {
    const double way = xi.dot(net_.separation(to.front(), to[1])) > 0.0 ? 1.0 : -1.0;
    for (std::size_t i = 1; i < to.size(); ++i)
      if (way * xi.dot(net_.separation(to[i - 1], to[i])) < 1e-3) return false;
    return true;
  }

  Slot anchor_of(const ScrewLine& line) const {
    for (const Slot n : {line.nodes.front(), line.nodes.back()})
      if (!net_.mobile(n) || net_.node(n).kind == NodeKind::surface) return n;
    return line.nodes[line.nodes.size() / 2];
  }

  bool may_shift(const ScrewLine& line, Slot n, const Vector3& shift) const {
    if (shift.norm() < 1e-12) return true;
    if (!net_.mobile(n) || net_.node(n).kind != NodeKind::free) return false;
    const double z = net_.node(n).x.z() + shift.z();
    if (model_.boundary->ends() == Ends::platens && (z < 0.0 || z > model_.boundary->height())) return false;
    for (const Slot s : net_.node(n).arms) {
      const bool own = std::find(line.segments.begin(), line.segments.end(), s) != line.segments.end();
      if (!own && !is_zero(net_.segment(s).plane) && std::abs(net_.segment(s).normal.dot(shift)) > 1e-9) return false;
    }
    return true;
  }

  const Model& model_;
  State& state_;
  Network& net_;
  const Forces& forces_;
  std::vector<Event>& events_;
};

}  // namespace

void cross_slip(const Model& model, State& state, const Forces& forces, std::vector<Event>& events) {
  CrossSlip(model, state, forces, events).run();
}

}  // namespace pillardd
