#include "boundaries/half_space_terms.hpp"

#include "ddd/base/errors.hpp"
#include "ddd/elasticity/point_stress.hpp"

namespace pillardd {

HalfSpaceTerms::HalfSpaceTerms(const Boundary& boundary, const ElasticConstants& elastic, double reach)
    : boundary_(boundary), reach_(reach), field_(elastic) {}

void HalfSpaceTerms::update(const Network& network) {
  field_.clear();
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive) add_segment(network, static_cast<Slot>(s));
  for (std::size_t n = 0; n < network.nodes().size(); ++n)
    if (network.nodes()[n].alive && network.nodes()[n].kind == NodeKind::surface)
      add_exit(network, static_cast<Slot>(n));
}

void HalfSpaceTerms::add_segment(const Network& network, Slot s) {
  const Segment& segment = network.segment(s);
  const StraightSegment line{network.start(s), network.end(s), segment.burgers_nm};
  const Vector3 middle = 0.5 * (line.a + line.b);
  const bool a_ends = network.node(segment.a).kind == NodeKind::surface;
  const bool b_ends = network.node(segment.b).kind == NodeKind::surface;
  const auto add = [&](const StraightSegment& part, const Vector3& nearest_to) {
    const SurfacePoint at = boundary_.nearest_surface(nearest_to);
    field_.add(part, {at.x, at.normal});
  };
  if (a_ends && b_ends) {
    add({line.a, middle, line.burgers}, line.a);
    add({middle, line.b, line.burgers}, line.b);
  } else if (a_ends || b_ends) {
    add(line, a_ends ? line.a : line.b);
  } else if (-boundary_.signed_distance(middle) < reach_) {
    add(line, middle);
  }
}

void HalfSpaceTerms::add_exit(const Network& network, Slot n) {
  const Integer3 leaving = negated(network.burgers_sum(n));
  if (is_zero(leaving)) return;
  const Vector3& x = network.node(n).x;
  field_.add_exit(network.lattice().burgers(leaving), {x, boundary_.nearest_surface(x).normal});
}

void HalfSpaceTerms::add_stress(std::span<const Vector3> points, std::span<Matrix3> to) const {
  require(points.size() == to.size(), "SurfaceTerms::add_stress: sizes differ");
  PointStress sum(points, boundary_.period(), field_.elastic());
  sum.add_half_spaces(field_);
  sum.add_to(to);
}

}  // namespace pillardd
