#include "boundaries/half_space_terms.hpp"

#include "ddd/base/errors.hpp"
#include "ddd/elasticity/point_stress.hpp"

namespace pillardd {

HalfSpaceTerms::HalfSpaceTerms(const Boundary& boundary, const ElasticConstants& elastic, double reach)
    : boundary_(boundary),
      reach_(reach),
      sessile_{HalfSpaceField(elastic), {}},
      mobile_{HalfSpaceField(elastic), {}} {}

void HalfSpaceTerms::update(const Network& network, std::span<const Vector3> places) {
  sessile_.field.clear();
  mobile_.field.clear();
  const auto depth = [&](Slot n) {
    return -boundary_.signed_distance(places.empty() ? network.node(n).x : places[static_cast<std::size_t>(n)]);
  };
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (segment.alive) add_segment(network, static_cast<Slot>(s), 0.5 * (depth(segment.a) + depth(segment.b)));
  }
  for (std::size_t n = 0; n < network.nodes().size(); ++n)
    if (network.nodes()[n].alive && network.nodes()[n].kind == NodeKind::surface)
      add_exit(network, static_cast<Slot>(n));
}

void HalfSpaceTerms::add_segment(const Network& network, Slot s, double depth) {
  const Segment& segment = network.segment(s);
  const StraightSegment line{network.start(s), network.end(s), segment.burgers_nm};
  const Vector3 middle = 0.5 * (line.a + line.b);
  const bool a_ends = network.node(segment.a).kind == NodeKind::surface;
  const bool b_ends = network.node(segment.b).kind == NodeKind::surface;
  const auto add = [&](const StraightSegment& piece, const Vector3& nearest_to) {
    const SurfacePoint at = boundary_.nearest_surface(nearest_to);
    part(segment.sessile).field.add(piece, {at.x, at.normal});
  };
  if (a_ends && b_ends) {
    add({line.a, middle, line.burgers}, line.a);
    add({middle, line.b, line.burgers}, line.b);
  } else if (a_ends || b_ends) {
    add(line, a_ends ? line.a : line.b);
  } else if (depth < reach_) {
    add(line, middle);
  }
}

void HalfSpaceTerms::add_exit(const Network& network, Slot n) {
  const Integer3 leaving = negated(network.burgers_sum(n));
  if (is_zero(leaving)) return;
  const Vector3& x = network.node(n).x;
  part(ends_sessile(network, n))
      .field.add_exit(network.lattice().burgers(leaving), {x, boundary_.nearest_surface(x).normal});
}

void HalfSpaceTerms::keep_copies(LineSet lines) {
  kept_ = true;
  if (lines != LineSet::sessile) mobile_.copies.build(mobile_.field, box(), boundary_.period());
  if (lines != LineSet::mobile) sessile_.copies.build(sessile_.field, box(), boundary_.period());
}

void HalfSpaceTerms::add_stress(std::span<const Vector3> points, std::span<Matrix3> to, LineSet lines) const {
  require(points.size() == to.size(), "SurfaceTerms::add_stress: sizes differ");
  PointStress sum(points, boundary_.period(), mobile_.field.elastic());
  const auto add = [&](const Part& part) {
    if (kept_)
      sum.add_half_spaces(part.field, part.copies);
    else
      sum.add_half_spaces(part.field);
  };
  if (lines != LineSet::mobile) add(sessile_);
  if (lines != LineSet::sessile) add(mobile_);
  sum.add_to(to);
}

/// Around the body.
Box HalfSpaceTerms::box() const {
  const double r = boundary_.bounding_radius();
  return {{-r, -r, 0.0}, {r, r, boundary_.height()}};
}

std::vector<double> HalfSpaceTerms::memory() const {
  std::vector<double> out = sessile_.copies.memory(), mobile = mobile_.copies.memory();
  out.insert(out.end(), mobile.begin(), mobile.end());
  return out;
}

void HalfSpaceTerms::recall(std::span<const double>& memory) {
  const std::size_t size = HalfSpaceCopies::memory_size();
  if (memory.size() < 2 * size) throw RunFailure("the checkpoint's image stress is cut short");
  sessile_.copies.recall(memory.subspan(0, size), box());
  mobile_.copies.recall(memory.subspan(size, size), box());
  kept_ = true;
  memory = memory.subspan(2 * size);
}

}  // namespace pillardd
