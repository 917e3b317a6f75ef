#include "boundaries/half_space_terms.hpp"

#include <cmath>

#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

/// Copies in closed form on either side of the nearest one; the rest is their tail.
constexpr int images = 1;

/// z relative to the copy of `source` nearest to it.
double from_nearest_copy(double z, double source, double period) {
  return period > 0.0 ? z - period * std::round((z - source) / period) : z;
}

}  // namespace

HalfSpaceTerms::HalfSpaceTerms(const Boundary& boundary, const ElasticConstants& elastic, double reach)
    : boundary_(boundary), elastic_(elastic), reach_(reach), copies_(copy_offsets(boundary.period(), images)) {}

void HalfSpaceTerms::update(const Network& network) {
  lines_.clear();
  exits_.clear();
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
  if (a_ends && b_ends) {
    add_line({line.a, middle, line.burgers}, boundary_.nearest_surface(line.a));
    add_line({middle, line.b, line.burgers}, boundary_.nearest_surface(line.b));
  } else if (a_ends || b_ends) {
    add_line(line, boundary_.nearest_surface(a_ends ? line.a : line.b));
  } else if (-boundary_.signed_distance(middle) < reach_) {
    add_line(line, boundary_.nearest_surface(middle));
  }
}

void HalfSpaceTerms::add_line(const StraightSegment& segment, const SurfacePoint& at) {
  lines_.push_back({0.5 * (segment.a.z() + segment.b.z()), HalfSpaceSegment(segment, {at.x, at.normal}, elastic_)});
}

void HalfSpaceTerms::add_exit(const Network& network, Slot n) {
  const Integer3 leaving = negated(network.burgers_sum(n));
  if (is_zero(leaving)) return;
  const Vector3& x = network.node(n).x;
  const FreePlane plane{x, boundary_.nearest_surface(x).normal};
  const Vector3 burgers = network.lattice().burgers(leaving);
  // The field at the distance D along z is f(z)/D there: what does not depend on the place in the section.
  const HalfSpaceExit sharp(burgers, plane, {elastic_.shear, elastic_.poisson, 0.0});
  Matrix3 dropped = Matrix3::Zero();
  for (std::size_t k = 1; k < copies_.size(); ++k)
    dropped += copies_[k].weight / std::abs(copies_[k].z) *
               sharp.stress(x - std::copysign(1.0, copies_[k].z) * Vector3::UnitZ());
  exits_.push_back({x.z(), HalfSpaceExit(burgers, plane, elastic_), dropped});
}

Matrix3 HalfSpaceTerms::at_point(const Vector3& x) const {
  const double period = boundary_.period();
  Matrix3 sum = Matrix3::Zero();
  for (const Line& line : lines_) {
    const double z = from_nearest_copy(x.z(), line.z, period);
    for (const CopyOffset& c : copies_) sum += c.weight * line.field.stress({x.x(), x.y(), z - c.z});
  }
  for (const Exit& exit : exits_) {
    const double z = from_nearest_copy(x.z(), exit.z, period);
    for (const CopyOffset& c : copies_) sum += c.weight * exit.field.stress({x.x(), x.y(), z - c.z});
    sum -= exit.dropped;
  }
  return sum;
}

void HalfSpaceTerms::add_stress(std::span<const Vector3> points, std::span<Matrix3> to) const {
  require(points.size() == to.size(), "SurfaceTerms::add_stress: sizes differ");
  const auto count = static_cast<std::ptrdiff_t>(points.size());
#pragma omp parallel for schedule(dynamic, 8)
  for (std::ptrdiff_t i = 0; i < count; ++i)
    to[static_cast<std::size_t>(i)] += at_point(points[static_cast<std::size_t>(i)]);
}

}  // namespace pillardd
