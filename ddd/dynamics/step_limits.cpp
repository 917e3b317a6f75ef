#include "ddd/dynamics/step_limits.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/dynamics/implicit_stage.hpp"

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

}  // namespace pillardd
