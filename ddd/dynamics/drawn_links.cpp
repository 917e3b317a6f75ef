#include "ddd/dynamics/drawn_links.hpp"

#include "ddd/dynamics/screw_lines.hpp"

namespace pillardd {

namespace {

/// Of segment_min: links longer than that may be shortened. In kink heights: arms that rise more end no screw. Both a
/// little more than what a link is drawn at, so that it is not let go and drawn in turn.
constexpr double hardly_longer = 1.25, flat_rise = 2.0;

bool is_flat(const Network& network, Slot s) {
  const double rise = screw_offset(network, s).norm();
  return may_be_screw(network, s) && rise < flat_rise * kink_height(network.lattice()) &&
         rise < 0.5 * network.length(s);
}

}  // namespace

bool shortens_drawn_link(const Model& model, const Network& network, Slot n, const Vector3& v) {
  const Node& node = network.node(n);
  if (node.kind != NodeKind::free || node.arms.size() != 2) return false;
  const Slot arms[2] = {node.arms[0], node.arms[1]};
  if (network.segment(arms[0]).plane == network.segment(arms[1]).plane) return false;
  const double least = model.numerics.segment_min;
  for (const int i : {0, 1}) {
    const Slot link = arms[i], beyond = arms[1 - i];
    if (is_zero(network.segment(link).plane) || !is_flat(network, beyond)) continue;
    const Vector3 gap = network.separation(node.x, network.node(network.other_end(link, n)).x);
    if (gap.norm() <= hardly_longer * least && screw_offset(network, link).norm() < 0.5 * least && gap.dot(v) > 0.0)
      return true;
  }
  return false;
}

}  // namespace pillardd
