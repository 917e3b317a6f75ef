#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "ddd/crystal/slip_systems.hpp"
#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// A run of screw arms of one Burgers vector and plane: nodes in order, one more than segments.
struct ScrewLine {
  std::vector<Slot> nodes, segments;
};

/// Whether arm t carries the line on beyond node n of arm s; near-screw arms only within `height` across b of where it
/// began.
bool continues(const Network& net, Slot n, Slot s, Slot t, double short_link, const Vector3& drift, double height) {
  if (net.segment(t).sessile || net.segment(t).plane != net.segment(s).plane) return false;
  if (net.burgers_from(t, n) != negated(net.burgers_from(s, n))) return false;
  return net.length(t) < short_link || (is_near_screw(net, t) && drift.norm() < height);
}

/// The offset of arm t across b, taken from node n on.
Vector3 offset_from(const Network& net, Slot t, Slot n) {
  return net.segment(t).a == n ? screw_offset(net, t) : Vector3(-screw_offset(net, t));
}

/// Follows the line from segment s through node n. A link shorter than `short_link` at the end belongs to the line
/// whatever its character: left behind on the old plane it could only shrink the time step.
void follow(const Network& net, Slot s, Slot n, double short_link, std::vector<char>& used, ScrewLine& line) {
  Vector3 drift = Vector3::Zero();
  for (;;) {
    line.nodes.push_back(n);
    if (net.node(n).kind != NodeKind::free || net.node(n).arms.size() != 2) return;
    const Slot t = net.node(n).arms[0] == s ? net.node(n).arms[1] : net.node(n).arms[0];
    drift += offset_from(net, t, n);
    if (used[static_cast<std::size_t>(t)]) return;
    if (!continues(net, n, s, t, short_link, drift, kink_height(net.lattice()))) return;
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

/// A straight screw as the law is asked about it.
struct Screw {
  ArmState state;  ///< of the whole line: mean force per length and stress, exact screw tangent; the plane is to be
                   ///< filled in
  double length = 0.0;
};

/// Speed of the screw on the plane of unit normal n: the law is shown the part of the force that drives it there,
/// f_m = m (m.f), m = n x t, and answers v = m . B^-1 f_m  [m/s].
double speed_on(const MobilityLaw& law, Screw screw, const Vector3& normal) {
  const Vector3 m = normal.cross(screw.state.tangent);
  screw.state.force = m * m.dot(screw.state.force);
  screw.state.normal = normal;
  if (screw.state.force.isZero(0.0)) return 0.0;
  return std::abs(m.dot(law.respond(screw.state).drag.inverse() * screw.state.force));
}

class CrossSlip {
 public:
  CrossSlip(const Model& model, State& state, const Forces& forces, std::vector<Event>& events)
      : model_(model), state_(state), net_(state.network), forces_(forces), events_(events) {}

  void run() {
    std::vector<char> used(net_.segments().size(), 0);
    const std::size_t known = forces_.internal.size();
    for (std::size_t s = 0; s < std::min(net_.segments().size(), known); ++s)
      if (!used[s] && !is_zero(net_.segments()[s].plane) && is_near_screw(net_, static_cast<Slot>(s)))
        consider(screw_line_through(net_, static_cast<Slot>(s), model_.numerics.segment_min, used));
  }

 private:
  void consider(const ScrewLine& line) {
    const std::optional<Screw> screw = gather(line);
    if (!screw || screw->length < model_.numerics.segment_min) return;
    const Segment first = net_.segment(line.segments.front());
    const Integer3 plane = chosen_plane(first, *screw);
    if (plane == first.plane) return;
    if (!straighten(line, first.burgers_nm.normalized())) return;
    for (const Slot s : line.segments) Edit(net_, &state_.ledger).set_plane(s, plane);
    const Slot middle = line.nodes[line.nodes.size() / 2];
    events_.push_back({0, 0.0, EventKind::cross_slip, net_.node(middle).x, first.burgers, plane, screw->length, 0.0});
  }

  /// Mean force and stress over the line; nullopt where a segment is newer than the forces.
  std::optional<Screw> gather(const ScrewLine& line) const {
    Screw screw;
    Vector3 force = Vector3::Zero();
    Matrix3 stress = Matrix3::Zero();
    for (const Slot s : line.segments) {
      const auto i = static_cast<std::size_t>(s);
      if (i >= forces_.internal.size()) return std::nullopt;
      const double length = net_.length(s);
      force += forces_.at(s, false) + forces_.at(s, true);
      stress += length * (forces_.stress.empty() ? Matrix3(Matrix3::Constant(unset)) : forces_.stress[i]);
      screw.length += length;
    }
    const Segment& first = net_.segment(line.segments.front());
    const Vector3 xi = first.burgers_nm.normalized();
    screw.state.force = force / screw.length;
    screw.state.stress = stress / screw.length;
    screw.state.burgers = first.burgers_nm;
    screw.state.normal = first.normal;
    screw.state.tangent = std::copysign(1.0, xi.dot(net_.line(line.segments.front()))) * xi;
    screw.state.family = burgers_family(first.burgers);
    screw.state.straight_length = screw.length;
    screw.state.temperature = model_.temperature;
    screw.state.to_crystal = net_.lattice().rotation().transpose();
    return screw;
  }

  /// The fastest plane, if it is faster than the present one by the margin; no plane under pencil glide.
  Integer3 chosen_plane(const Segment& first, const Screw& screw) const {
    const PlaneChoice& choice = model_.plane_choice;
    if (choice.mode == PlaneChoice::Mode::pencil) return {0, 0, 0};
    const double now = speed_on(*model_.law, screw, first.normal);
    Integer3 best = first.plane;
    double fastest = choice.margin * now;
    for (const Integer3& plane : glide_planes(first.burgers, true, choice.with_112)) {
      if (plane == first.plane) continue;
      const double speed = speed_on(*model_.law, screw, net_.lattice().plane_normal(plane));
      if (speed > fastest) {
        fastest = speed;
        best = plane;
      }
    }
    return best;
  }

  /// Puts the run on one exact screw line: through the end that cannot move, or the middle. Nothing is done when a node
  /// would move farther than the collision distance or leave another plane it is on.
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
