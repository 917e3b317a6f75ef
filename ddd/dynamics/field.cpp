#include "ddd/dynamics/field.hpp"

#include <cmath>

namespace pillardd {

std::vector<Continuation> continuations(const Model& model, const Network& network) {
  std::vector<Continuation> out;
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Node& n = network.nodes()[i];
    if (!n.alive || n.kind != NodeKind::surface) continue;
    const Integer3 leaving = negated(network.burgers_sum(static_cast<Slot>(i)));
    if (is_zero(leaving)) continue;
    out.push_back(
        {static_cast<Slot>(i), n.x, model.boundary->nearest_surface(n.x).normal, network.lattice().burgers(leaving)});
  }
  return out;
}

Matrix3 copies_stress(const Vector3& x, const StraightSegment& segment, double period, int images,
                      const ElasticConstants& elastic) {
  const Vector3 middle = 0.5 * (segment.a + segment.b), dl = segment.b - segment.a;
  Matrix3 sum = periodic_tail_stress(x, middle, dl, segment.burgers, period, images, elastic);
  for (int k = 1; k <= images; ++k) {
    const Vector3 shift(0.0, 0.0, k * period);
    sum += element_stress(x, middle + shift, dl, segment.burgers, elastic);
    sum += element_stress(x, middle - shift, dl, segment.burgers, elastic);
  }
  return sum;
}

namespace {

/// The copy of `segment` whose midpoint is nearest to x.
StraightSegment nearest_copy(const Vector3& x, StraightSegment segment, double period) {
  if (period <= 0.0) return segment;
  const double dz = x.z() - 0.5 * (segment.a.z() + segment.b.z());
  const Vector3 shift(0.0, 0.0, period * std::round(dz / period));
  segment.a += shift;
  segment.b += shift;
  return segment;
}

/// All copies in closed form, and the tail of the far ones.
Matrix3 periodic_segment_stress(const Vector3& x, const StraightSegment& segment, double period, int images,
                                const ElasticConstants& elastic) {
  const StraightSegment near = nearest_copy(x, segment, period);
  Matrix3 sum =
      periodic_tail_stress(x, 0.5 * (near.a + near.b), near.b - near.a, near.burgers, period, images, elastic);
  for (int k = -images; k <= images; ++k) {
    const Vector3 shift(0.0, 0.0, k * period);
    sum += segment_stress(x, {near.a + shift, near.b + shift, near.burgers}, elastic);
  }
  return sum;
}

Matrix3 continuation_stress(const Vector3& x, const Continuation& c, double period, int images,
                            const ElasticConstants& elastic) {
  Vector3 origin = c.origin;
  if (period > 0.0) origin.z() += period * std::round((x.z() - origin.z()) / period);
  Matrix3 sum = half_line_stress(x, origin, c.direction, c.burgers, elastic);
  for (int k = 1; period > 0.0 && k <= images; ++k) {
    const Vector3 shift(0.0, 0.0, k * period);
    sum += half_line_stress(x, origin + shift, c.direction, c.burgers, elastic);
    sum += half_line_stress(x, origin - shift, c.direction, c.burgers, elastic);
  }
  return sum;
}

/// The sum of all continuations and their copies at x.
Matrix3 continuations_stress(const Vector3& x, const std::vector<Continuation>& outside, double period,
                             const Model& model) {
  Matrix3 sum = Matrix3::Zero();
  for (const Continuation& c : outside)
    sum += continuation_stress(x, c, period, model.numerics.periodic_images, model.elastic);
  return sum;
}

}  // namespace

void outside_stress(const Model& model, const Network& network, std::span<const Vector3> points,
                    std::span<Matrix3> out) {
  const std::vector<Continuation> outside = continuations(model, network);
  const double period = network.period();
  const auto count = static_cast<std::ptrdiff_t>(points.size());
#pragma omp parallel for schedule(dynamic, 16)
  for (std::ptrdiff_t p = 0; p < count; ++p)
    out[static_cast<std::size_t>(p)] =
        continuations_stress(points[static_cast<std::size_t>(p)], outside, period, model);
}

void network_stress(const Model& model, const Network& network, std::span<const Vector3> points,
                    std::span<Matrix3> out) {
  const double period = network.period();
  const int images = model.numerics.periodic_images;
  std::vector<StraightSegment> segments;
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive)
      segments.push_back(
          {network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s)), network.segments()[s].burgers_nm});
  const std::vector<Continuation> outside = continuations(model, network);
  const auto count = static_cast<std::ptrdiff_t>(points.size());
#pragma omp parallel for schedule(dynamic, 16)
  for (std::ptrdiff_t p = 0; p < count; ++p) {
    const Vector3& x = points[static_cast<std::size_t>(p)];
    Matrix3 sum = Matrix3::Zero();
    for (const StraightSegment& segment : segments) {
      sum += period > 0.0 ? periodic_segment_stress(x, segment, period, images, model.elastic)
                          : segment_stress(x, segment, model.elastic);
    }
    out[static_cast<std::size_t>(p)] = sum + continuations_stress(x, outside, period, model);
  }
}

}  // namespace pillardd
