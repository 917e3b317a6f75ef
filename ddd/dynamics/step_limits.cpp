#include "ddd/dynamics/step_limits.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/dynamics/moving_segments.hpp"
#include "ddd/dynamics/near_pairs.hpp"

namespace pillardd {

double first_time_step(const Model& model, const Network& network, const std::vector<Vector3>& velocity) {
  double fastest = 0.0;
  for (std::size_t n = 0; n < velocity.size(); ++n)
    if (network.nodes()[n].alive) fastest = std::max(fastest, velocity[n].norm());
  return fastest > 0.0 ? model.numerics.tolerance / fastest : model.numerics.time_step_max;
}

double step_before_event(double dt, double to_event) {
  if (to_event <= dt) return to_event;
  return to_event < 2.0 * dt ? 0.5 * to_event : dt;
}

bool lines_collapse(const Network& network, const std::vector<Vector3>& x, double shortest) {
  for (const Segment& s : network.segments()) {
    if (!s.alive) continue;
    const Vector3 line = network.separation(network.node(s.a).x, network.node(s.b).x) +
                         (x[static_cast<std::size_t>(s.b)] - network.node(s.b).x) -
                         (x[static_cast<std::size_t>(s.a)] - network.node(s.a).x);
    if (line.norm() < shortest) return true;
  }
  return false;
}

double screw_set_holds_until(const Network& network, const ScrewSet& before, const std::vector<Vector3>& x) {
  const double height = kink_height(network.lattice());
  double holds = 1.0;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Slot s = static_cast<Slot>(i);
    if (!may_be_screw(network, s)) continue;
    const Segment& segment = network.segments()[i];
    const Vector3 xi = segment.burgers_nm.normalized(), from = screw_offset(network, s);
    const Vector3 moved = (x[static_cast<std::size_t>(segment.b)] - network.node(segment.b).x) -
                          (x[static_cast<std::size_t>(segment.a)] - network.node(segment.a).x);
    const Vector3 turned = moved - xi * xi.dot(moved), to = from + turned;
    const bool was = before.lines.near[i] != 0;
    const bool is = to.norm() < height && to.norm() < 0.5 * (network.line(s) + moved).norm();
    if (was == is || turned.norm() <= height) continue;
    const double target = is ? 0.5 * height : 1.5 * height;
    holds = std::min(holds, (target - from.norm()) / (to.norm() - from.norm()));
  }
  return holds;
}

namespace {

/// What is made of a step on whose way something happens at the fraction `time`, the rest being `travel` long.
double part_until(double time, double travel, double reach) {
  return (1.0 - time) * travel > reach ? time + 0.5 * reach / travel : 1.0;
}

double part_to_surface(const Model& model, const Network& network, Slot n, const Vector3& to) {
  const Node& node = network.node(n);
  if (!node.alive || node.kind != NodeKind::free || !(model.boundary->signed_distance(to) > 0.0)) return 1.0;
  const std::optional<double> exit = model.boundary->exit_fraction(node.x, to);
  return exit ? part_until(*exit, (to - node.x).norm(), model.numerics.tolerance) : 1.0;
}

}  // namespace

double part_before_topology(const Model& model, const Network& network, const std::vector<Vector3>& x) {
  double part = 1.0, farthest = 0.0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    part = std::min(part, part_to_surface(model, network, static_cast<Slot>(n), x[n]));
    if (network.nodes()[n].alive) farthest = std::max(farthest, (x[n] - network.nodes()[n].x).norm());
  }
  const double reach = model.numerics.collision_distance, period = network.period();
  if (!(2.0 * farthest > reach)) return part;
  std::vector<Moving> moving;
  std::vector<const Segment*> segments;
  std::vector<Ball> balls;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Segment& s = network.segments()[i];
    if (!s.alive) continue;
    const Vector3 a = network.start(static_cast<Slot>(i)), b = network.end(static_cast<Slot>(i));
    moving.push_back(
        {a, b, x[static_cast<std::size_t>(s.a)], b + (x[static_cast<std::size_t>(s.b)] - network.node(s.b).x)});
    const bool slow = !(2.0 * moving.back().travel() > reach);  // two such do not pass each other by more
    balls.push_back({moving.back().middle(), moving.back().radius(), slow});
    segments.push_back(&s);
  }
  for (const NearPair& pair : near_pairs(balls, reach, period)) {
    const Segment &s = *segments[pair.first], &t = *segments[pair.second];
    if ((s.sessile && t.sessile) || s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b) continue;
    const Moving& one = moving[pair.first];
    Moving other = moving[pair.second];
    if (period > 0.0) other.shift(period * std::round((one.middle().z() - other.middle().z()) / period));
    const double travel = one.travel() + other.travel();
    if (!(travel > reach) || pass_apart(one, other, reach)) continue;
    if (start_distance(one, other) <= reach) continue;  // they lie beside each other: no new event
    if (const std::optional<Approach> contact = first_contact(one, other, reach))
      part = std::min(part, part_until(contact->time, travel, reach));
  }
  return part;
}

}  // namespace pillardd
