#include "ddd/dynamics/field.hpp"

#include <cmath>

namespace pillardd {

namespace {

/// On the axis of the copies the stress of a half line falls as f(1)/|z|: uniform, and its sum has no limit.
void add_copies(Continuation& c, double period, const Model& model) {
  c.copies = copy_offsets(period, model.numerics.periodic_images);
  c.copies.erase(c.copies.begin());
  const ElasticConstants sharp{model.elastic.shear, model.elastic.poisson, 0.0};
  for (const CopyOffset& copy : c.copies)
    c.dropped += copy.weight / std::abs(copy.z) *
                 half_line_stress(-std::copysign(1.0, copy.z) * Vector3::UnitZ(), Vector3::Zero(), c.direction,
                                  c.burgers, sharp);
}

}  // namespace

std::vector<Continuation> continuations(const Model& model, const Network& network) {
  std::vector<Continuation> out;
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Node& n = network.nodes()[i];
    if (!n.alive || n.kind != NodeKind::surface) continue;
    const Integer3 leaving = negated(network.burgers_sum(static_cast<Slot>(i)));
    if (is_zero(leaving)) continue;
    Continuation c;
    c.node = static_cast<Slot>(i);
    c.origin = n.x;
    c.direction = model.boundary->nearest_surface(n.x).normal;
    c.burgers = network.lattice().burgers(leaving);
    add_copies(c, network.period(), model);
    out.push_back(c);
  }
  return out;
}

Matrix3 continuation_copies_stress(const Vector3& x, const Vector3& nearest, const Continuation& c,
                                   const ElasticConstants& elastic) {
  Matrix3 sum = -c.dropped;
  for (const CopyOffset& copy : c.copies)
    sum += copy.weight * half_line_stress(x, nearest + copy.z * Vector3::UnitZ(), c.direction, c.burgers, elastic);
  return sum;
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

Matrix3 continuation_stress(const Vector3& x, const Continuation& c, double period, const ElasticConstants& elastic) {
  Vector3 origin = c.origin;
  if (period > 0.0) origin.z() += period * std::round((x.z() - origin.z()) / period);
  return half_line_stress(x, origin, c.direction, c.burgers, elastic) +
         continuation_copies_stress(x, origin, c, elastic);
}

/// The sum of all continuations and their copies at x.
Matrix3 continuations_stress(const Vector3& x, const std::vector<Continuation>& outside, double period,
                             const Model& model) {
  Matrix3 sum = Matrix3::Zero();
  for (const Continuation& c : outside) sum += continuation_stress(x, c, period, model.elastic);
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
