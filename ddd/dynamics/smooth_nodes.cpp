#include "ddd/dynamics/smooth_nodes.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

/// Cosine of the sharpest turn of a smooth line: 80 degrees. Up to 90 the way across the mean tangent goes more across
/// either arm than along it; right angles are drawn as such. Ratio of the glide drags, and rise over the screw's line
/// in kink heights, from which on the end of a screw is a facet's.
constexpr double sharpest = 0.17, contrast = 10.0, facet_rise = 4.0;

/// How far a tangent is turned ahead [rad].
constexpr double widest_turn = 0.25;

bool is_smooth(const Network& net, Slot n) {
  if (!is_line_node(net, n)) return false;
  const std::vector<Slot>& arms = net.node(n).arms;
  return net.segment(arms[0]).plane == net.segment(arms[1]).plane &&
         net.burgers_from(arms[0], n) == negated(net.burgers_from(arms[1], n));
}

double glide_drag(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s) {
  const Vector3 m = network.segment(s).normal.cross(network.line(s)).normalized();
  return m.dot(arm_drag(model, network, forces, lines, s) * m) / network.length(s);
}

bool ends_facet(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines, Slot s,
                Slot t) {
  if (lines.near[static_cast<std::size_t>(s)] == lines.near[static_cast<std::size_t>(t)]) return false;
  const double rise = std::max(screw_offset(network, s).norm(), screw_offset(network, t).norm());
  if (rise <= facet_rise * kink_height(network.lattice())) return false;
  const double one = glide_drag(model, network, forces, lines, s), two = glide_drag(model, network, forces, lines, t);
  return std::max(one, two) > contrast * std::min(one, two);
}

/// Unit vectors along the arms before and after a smooth node.
struct Arms {
  Vector3 in, on;
};
Arms arms_at(const Network& network, Slot n) {
  const std::vector<Slot>& arms = network.node(n).arms;
  const Vector3 x = network.node(n).x;
  return {network.separation(network.node(network.other_end(arms[0], n)).x, x).normalized(),
          network.separation(x, network.node(network.other_end(arms[1], n)).x).normalized()};
}

}  // namespace

Vector3 smooth_tangent(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines,
                       Slot n) {
  if (!is_smooth(network, n)) return Vector3::Zero();
  const Slot s = network.node(n).arms[0], t = network.node(n).arms[1];
  const Arms arms = arms_at(network, n);
  if (arms.in.dot(arms.on) < sharpest || ends_facet(model, network, forces, lines, s, t)) return Vector3::Zero();
  return (arms.in + arms.on).normalized();
}

void smooth_tangents(const Model& model, const Network& network, const Forces& forces, const ScrewLines& lines,
                     std::vector<Vector3>& out) {
  out.resize(network.nodes().size());
  for (std::size_t n = 0; n < out.size(); ++n)
    out[n] = smooth_tangent(model, network, forces, lines, static_cast<Slot>(n));
}

void turned_tangents(const Network& network, const std::vector<Vector3>& tangents, const std::vector<Vector3>& x,
                     double times, std::vector<Vector3>& out) {
  out = tangents;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].isZero(0.0)) continue;
    const Slot n = static_cast<Slot>(i);
    const std::vector<Slot>& arms = network.node(n).arms;
    const auto moved = [&](Slot m) { return Vector3(x[static_cast<std::size_t>(m)] - network.node(m).x); };
    const Slot before = network.other_end(arms[0], n), after = network.other_end(arms[1], n);
    const Vector3 in = network.separation(network.node(before).x, network.node(n).x) + moved(n) - moved(before);
    const Vector3 on = network.separation(network.node(n).x, network.node(after).x) + moved(after) - moved(n);
    const Vector3 turn = (in.normalized() + on.normalized()).normalized() - out[i];
    const double size = times * turn.norm();
    if (size > 0.0) out[i] = (out[i] + std::min(times, times * widest_turn / size) * turn).normalized();
  }
}

}  // namespace pillardd
