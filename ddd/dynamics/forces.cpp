#include "ddd/dynamics/forces.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

using EndForces = std::array<Vector3, 2>;

/// Rows of the pair triangle are dealt to this many fixed blocks: partial sums, and so all bits, do not depend on
/// threads.
constexpr std::size_t block_count = 32;

void add(EndForces& to, const Vector3& at_a, const Vector3& at_b) {
  to[0] += at_a;
  to[1] += at_b;
}

/// A uniform stress along the segment: half of (sigma . b) x line on either end.
Vector3 half_peach_koehler(const Matrix3& stress, const StraightSegment& s) {
  return 0.5 * (stress * s.burgers).cross(s.b - s.a);
}

StraightSegment shifted(const StraightSegment& s, double dz) {
  const Vector3 shift(0.0, 0.0, dz);
  return {s.a + shift, s.b + shift, s.burgers};
}

double middle_z(const StraightSegment& s) {
  return 0.5 * (s.a.z() + s.b.z());
}

/// Nodal forces of one pair, the nearest copy in closed form, farther ones as elements at midpoints
/// (docs/theory/forces.md).
void pair(const Model& model, double period, const StraightSegment& one, const StraightSegment& two, EndForces& on_one,
          EndForces& on_two) {
  StraightSegment near = two;
  if (period > 0.0) near = shifted(two, period * std::round((middle_z(one) - middle_z(two)) / period));
  const PairForces f = pair_forces(one, near, model.elastic);
  add(on_one, f.a1, f.b1);
  add(on_two, f.a2, f.b2);
  if (period <= 0.0) return;
  const int images = model.numerics.periodic_images;
  const Vector3 x1 = 0.5 * (one.a + one.b), x2 = 0.5 * (near.a + near.b);
  const Vector3 h1 = half_peach_koehler(copies_stress(x1, near, period, images, model.elastic), one);
  const Vector3 h2 = half_peach_koehler(copies_stress(x2, one, period, images, model.elastic), near);
  add(on_one, h1, h1);
  add(on_two, h2, h2);
}

/// A segment on itself and on its own copies.
void own(const Model& model, double period, const StraightSegment& one, EndForces& on_one) {
  const std::array<Vector3, 2> f = self_forces(one, model.elastic);
  add(on_one, f[0], f[1]);
  if (period <= 0.0) return;
  const Vector3 middle = 0.5 * (one.a + one.b);
  const Vector3 h =
      half_peach_koehler(copies_stress(middle, one, period, model.numerics.periodic_images, model.elastic), one);
  add(on_one, h, h);
}

/// Three-point Gauss-Legendre rule on [0, 1].
constexpr std::array<double, 3> gauss_point{0.1127016653792583, 0.5, 0.8872983346207417};
constexpr std::array<double, 3> gauss_weight{5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};

}  // namespace

Vector3 nodal_force(const Network& network, const Forces& forces, Slot n) {
  Vector3 sum = Vector3::Zero();
  for (const Slot s : network.node(n).arms) sum += forces.at(s, network.segment(s).b == n);
  return sum;
}

const Forces& ForceEvaluator::evaluate(const Model& model, const Network& network, double axial_stress) {
  list_segments(network);
  add_pairs(model, network.period());
  add_continuations(model, network);
  add_applied_and_core(model, axial_stress);
  if (!model.image->is_none()) add_image(model, network);
  if (model.law->uses_stress()) add_law_stress(model, network, axial_stress);
  for (std::size_t i = 0; i < active_.size(); ++i)
    if (sessile_[i]) forces_.internal[static_cast<std::size_t>(active_[i])].fill(Vector3::Zero());
  return forces_;
}

void ForceEvaluator::list_segments(const Network& network) {
  active_.clear();
  geometry_.clear();
  sessile_.clear();
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Segment& s = network.segments()[i];
    if (!s.alive) continue;
    active_.push_back(static_cast<Slot>(i));
    geometry_.push_back({network.start(static_cast<Slot>(i)), network.end(static_cast<Slot>(i)), s.burgers_nm});
    sessile_.push_back(s.sessile);
  }
  const EndForces none{Vector3::Zero(), Vector3::Zero()};
  forces_.applied.assign(network.segments().size(), none);
  forces_.internal.assign(network.segments().size(), none);
  forces_.stress.clear();
}

void ForceEvaluator::add_pairs(const Model& model, double period) {
  const std::size_t n = active_.size();
  block_.resize(block_count);
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t k = 0; k < block_count; ++k) {
    std::vector<EndForces>& sum = block_[k];
    sum.assign(n, {Vector3::Zero(), Vector3::Zero()});
    for (std::size_t i = k; i < n; i += block_count) {  // rows dealt in turn: long and short rows mix
      if (!sessile_[i]) own(model, period, geometry_[i], sum[i]);
      for (std::size_t j = i + 1; j < n; ++j)
        if (!sessile_[i] || !sessile_[j]) pair(model, period, geometry_[i], geometry_[j], sum[i], sum[j]);
    }
  }
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < block_count; ++k)
      add(forces_.internal[static_cast<std::size_t>(active_[i])], block_[k][i][0], block_[k][i][1]);
}

namespace {

/// A continuation on a segment: in closed form near its start, where it is nearly singular, by Gauss points elsewhere.
void add_half_line(const Model& model, const StraightSegment& on, const Continuation& c, const StraightSegment& ray,
                   EndForces& sum) {
  const Vector3 line = on.b - on.a, middle = 0.5 * (on.a + on.b);
  const double along = std::max(0.0, (middle - ray.a).dot(c.direction));
  if ((middle - ray.a - along * c.direction).norm() < 2.0 * line.norm()) {
    const PairForces f = pair_forces(on, ray, model.elastic);
    add(sum, f.a1, f.b1);
    return;
  }
  for (std::size_t g = 0; g < gauss_point.size(); ++g) {
    const Matrix3 stress = half_line_stress(on.a + gauss_point[g] * line, ray.a, c.direction, c.burgers, model.elastic);
    const Vector3 f = 2.0 * gauss_weight[g] * half_peach_koehler(stress, on);
    add(sum, (1.0 - gauss_point[g]) * f, gauss_point[g] * f);
  }
}

}  // namespace

void ForceEvaluator::add_continuations(const Model& model, const Network& network) {
  const std::vector<Continuation> outside = continuations(model, network);
  if (outside.empty()) return;
  const double period = network.period(), reach = 200.0 * model.boundary->bounding_radius();
#pragma omp parallel for schedule(dynamic, 8)
  for (std::size_t i = 0; i < active_.size(); ++i) {
    if (sessile_[i]) continue;
    const StraightSegment& on = geometry_[i];
    EndForces& sum = forces_.internal[static_cast<std::size_t>(active_[i])];
    for (const Continuation& c : outside) {
      StraightSegment ray{c.origin, c.origin + reach * c.direction, c.burgers};
      if (period > 0.0) ray = shifted(ray, period * std::round((middle_z(on) - c.origin.z()) / period));
      add_half_line(model, on, c, ray, sum);
      if (period <= 0.0) continue;
      const Vector3 middle = 0.5 * (on.a + on.b);
      const Vector3 h = half_peach_koehler(continuation_copies_stress(middle, ray.a, c, model.elastic), on);
      add(sum, h, h);
    }
  }
}

void ForceEvaluator::add_applied_and_core(const Model& model, double axial_stress) {
  for (std::size_t i = 0; i < active_.size(); ++i) {
    if (sessile_[i]) continue;
    const StraightSegment& s = geometry_[i];
    EndForces& applied = forces_.applied[static_cast<std::size_t>(active_[i])];
    for (std::size_t g = 0; g < gauss_point.size(); ++g) {
      const Vector3 x = s.a + gauss_point[g] * (s.b - s.a);
      const Vector3 f = 2.0 * gauss_weight[g] * half_peach_koehler(model.applied_stress(axial_stress, x), s);
      add(applied, (1.0 - gauss_point[g]) * f, gauss_point[g] * f);
    }
    const std::array<Vector3, 2> core = core_forces(s, model.numerics.core_cutoff, model.elastic);
    add(forces_.internal[static_cast<std::size_t>(active_[i])], core[0], core[1]);
  }
}

void ForceEvaluator::add_image(const Model& model, const Network& network) {
  model.image->update(network, InfiniteBody(model, network));
  std::vector<Vector3> points;
  for (const StraightSegment& s : geometry_)
    for (const double g : gauss_point) points.push_back(s.a + g * (s.b - s.a));
  std::vector<Matrix3> stress(points.size());
  model.image->stress(points, stress);
  for (std::size_t i = 0; i < active_.size(); ++i)
    for (std::size_t g = 0; g < gauss_point.size(); ++g) {
      const Vector3 f = 2.0 * gauss_weight[g] * half_peach_koehler(stress[3 * i + g], geometry_[i]);
      add(forces_.internal[static_cast<std::size_t>(active_[i])], (1.0 - gauss_point[g]) * f, gauss_point[g] * f);
    }
}

void ForceEvaluator::add_law_stress(const Model& model, const Network& network, double axial_stress) {
  std::vector<Vector3> middle;
  for (const StraightSegment& s : geometry_) middle.push_back(0.5 * (s.a + s.b));
  std::vector<Matrix3> stress(middle.size()), image(middle.size(), Matrix3::Zero());
  network_stress(model, network, middle, stress);
  if (!model.image->is_none()) model.image->stress(middle, image);
  forces_.stress.assign(network.segments().size(), Matrix3::Constant(unset));
  for (std::size_t i = 0; i < active_.size(); ++i)
    forces_.stress[static_cast<std::size_t>(active_[i])] =
        stress[i] + image[i] + model.applied_stress(axial_stress, middle[i]);
}

}  // namespace pillardd
