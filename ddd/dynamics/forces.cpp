#include "ddd/dynamics/forces.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pillardd {

namespace {

/// Three-point Gauss-Legendre rule on [0, 1].
constexpr std::array<double, 3> gauss_point{0.1127016653792583, 0.5, 0.8872983346207417};
constexpr std::array<double, 3> gauss_weight{5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};

void add(EndForces& to, const Vector3& at_a, const Vector3& at_b) {
  to[0] += at_a;
  to[1] += at_b;
}

/// The share of one Gauss point of (1).
void add_gauss_point(std::size_t g, const Matrix3& stress, const StraightSegment& s, EndForces& to) {
  const Vector3 f = 2.0 * gauss_weight[g] * half_peach_koehler(stress, s);
  add(to, (1.0 - gauss_point[g]) * f, gauss_point[g] * f);
}

Vector3 point_on(const StraightSegment& s, std::size_t g) {
  return s.a + gauss_point[g] * (s.b - s.a);
}

Vector3 middle(const StraightSegment& s) {
  return 0.5 * (s.a + s.b);
}

}  // namespace

Vector3 nodal_force(const Network& network, const Forces& forces, Slot n) {
  Vector3 sum = Vector3::Zero();
  for (const Slot s : network.node(n).arms) sum += forces.at(s, network.segment(s).b == n);
  return sum;
}

const Forces& ForceEvaluator::evaluate(const Model& model, const Network& network, double axial_stress) {
  list_segments(model, network);
  want_all();
  pairs_.add_all(internal_);
  add_continuations(model, network);
  add_applied_and_core(model, axial_stress);
  add_image(model, network);
  add_law_stress(model, network, axial_stress);
  return hand_out(network, 0.0);
}

const Forces& ForceEvaluator::evaluate_near(const Model& model, const Network& network, double axial_stress) {
  list_segments(model, network);
  want_all();
  pairs_.add_near(internal_);
  add_applied_and_core(model, axial_stress);
  return hand_out(network, 0.0);
}

const Forces& ForceEvaluator::evaluate_far(const Model& model, const Network& network) {
  list_segments(model, network);
  want_all();
  pairs_.add_far(internal_);
  add_continuations(model, network);
  add_image(model, network);
  return hand_out(network, 0.0);
}

const Forces& ForceEvaluator::forces_on(const Model& model, const Network& network, double axial_stress,
                                        std::span<const Slot> nodes) {
  list_segments(model, network);
  want_arms(network, nodes);
  pairs_.add_on(wanted_, internal_);
  add_continuations(model, network);
  add_applied_and_core(model, axial_stress);
  add_image(model, network);
  add_law_stress(model, network, axial_stress);
  return hand_out(network, unset);
}

void ForceEvaluator::list_segments(const Model& model, const Network& network) {
  slot_.clear();
  geometry_.clear();
  for (const bool sessile : {false, true}) {
    for (std::size_t i = 0; i < network.segments().size(); ++i) {
      const Segment& s = network.segments()[i];
      if (!s.alive || s.sessile != sessile) continue;
      slot_.push_back(static_cast<Slot>(i));
      geometry_.push_back({network.start(static_cast<Slot>(i)), network.end(static_cast<Slot>(i)), s.burgers_nm});
    }
    if (!sessile) mobile_ = slot_.size();
  }
  const EndForces none{Vector3::Zero(), Vector3::Zero()};
  applied_.assign(slot_.size(), none);
  internal_.assign(slot_.size(), none);
  forces_.stress.clear();
  pairs_.list(geometry_, mobile_,
              {model.elastic, network.period(), model.numerics.periodic_images, model.numerics.far_tolerance});
}

void ForceEvaluator::want_all() {
  wanted_.resize(mobile_);
  std::iota(wanted_.begin(), wanted_.end(), 0u);
}

void ForceEvaluator::want_arms(const Network& network, std::span<const Slot> nodes) {
  wanted_.clear();
  for (const Slot n : nodes)
    for (const Slot s : network.node(n).arms) {
      const auto end = slot_.begin() + static_cast<std::ptrdiff_t>(mobile_),
                 at = std::lower_bound(slot_.begin(), end, s);
      if (at != end && *at == s) wanted_.push_back(static_cast<std::uint32_t>(at - slot_.begin()));
    }
  std::sort(wanted_.begin(), wanted_.end());
  wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
}

/// From places to slots. `elsewhere`: what mobile segments get that were not asked for.
const Forces& ForceEvaluator::hand_out(const Network& network, double elsewhere) {
  const EndForces none{Vector3::Zero(), Vector3::Zero()};
  const EndForces other{Vector3::Constant(elsewhere), Vector3::Constant(elsewhere)};
  forces_.applied.assign(network.segments().size(), none);
  forces_.internal.assign(network.segments().size(), none);
  for (std::size_t i = 0; i < mobile_; ++i)
    forces_.applied[static_cast<std::size_t>(slot_[i])] = forces_.internal[static_cast<std::size_t>(slot_[i])] = other;
  for (const std::uint32_t i : wanted_) {
    forces_.applied[static_cast<std::size_t>(slot_[i])] = applied_[i];
    forces_.internal[static_cast<std::size_t>(slot_[i])] = internal_[i];
  }
  return forces_;
}

namespace {

/// A continuation on a segment: in closed form near its start, where it is nearly singular, by Gauss points elsewhere.
void add_half_line(const Model& model, const StraightSegment& on, const Continuation& c, const StraightSegment& ray,
                   EndForces& sum) {
  const double along = std::max(0.0, (middle(on) - ray.a).dot(c.direction));
  if ((middle(on) - ray.a - along * c.direction).norm() < 2.0 * (on.b - on.a).norm()) {
    const PairForces f = pair_forces(on, ray, model.elastic);
    add(sum, f.a1, f.b1);
    return;
  }
  for (std::size_t g = 0; g < gauss_point.size(); ++g)
    add_gauss_point(g, half_line_stress(point_on(on, g), ray.a, c.direction, c.burgers, model.elastic), on, sum);
}

}  // namespace

void ForceEvaluator::add_continuations(const Model& model, const Network& network) {
  const std::vector<Continuation> outside = continuations(model, network);
  if (outside.empty()) return;
  const double period = network.period(), reach = 200.0 * model.boundary->bounding_radius();
#pragma omp parallel for schedule(dynamic, 8)
  for (std::size_t r = 0; r < wanted_.size(); ++r) {
    const StraightSegment& on = geometry_[wanted_[r]];
    EndForces& sum = internal_[wanted_[r]];
    for (const Continuation& c : outside) {
      StraightSegment ray{c.origin, c.origin + reach * c.direction, c.burgers};
      const double shift = period > 0.0 ? period * std::round((middle(on).z() - c.origin.z()) / period) : 0.0;
      ray.a.z() += shift;
      ray.b.z() += shift;
      add_half_line(model, on, c, ray, sum);
      if (period <= 0.0) continue;
      const Vector3 h = half_peach_koehler(continuation_copies_stress(middle(on), ray.a, c, model.elastic), on);
      add(sum, h, h);
    }
  }
}

void ForceEvaluator::add_applied_and_core(const Model& model, double axial_stress) {
  for (const std::uint32_t i : wanted_) {
    const StraightSegment& s = geometry_[i];
    for (std::size_t g = 0; g < gauss_point.size(); ++g)
      add_gauss_point(g, model.applied_stress(axial_stress, point_on(s, g)), s, applied_[i]);
    const std::array<Vector3, 2> core = core_forces(s, model.numerics.core_cutoff, model.elastic);
    add(internal_[i], core[0], core[1]);
  }
}

void ForceEvaluator::add_image(const Model& model, const Network& network) {
  if (model.image->is_none()) return;
  model.image->update(network, InfiniteBody(model, network));
  points_.clear();
  for (const std::uint32_t i : wanted_)
    for (std::size_t g = 0; g < gauss_point.size(); ++g) points_.push_back(point_on(geometry_[i], g));
  stress_.resize(points_.size());
  model.image->stress(points_, stress_);
  for (std::size_t r = 0; r < wanted_.size(); ++r)
    for (std::size_t g = 0; g < gauss_point.size(); ++g)
      add_gauss_point(g, stress_[3 * r + g], geometry_[wanted_[r]], internal_[wanted_[r]]);
}

void ForceEvaluator::add_law_stress(const Model& model, const Network& network, double axial_stress) {
  if (!model.law->uses_stress()) return;
  points_.clear();
  for (const std::uint32_t i : wanted_) points_.push_back(middle(geometry_[i]));
  stress_.resize(points_.size());
  image_.assign(points_.size(), Matrix3::Zero());
  network_stress(model, network, points_, stress_);
  if (!model.image->is_none()) model.image->stress(points_, image_);
  forces_.stress.assign(network.segments().size(), Matrix3::Constant(unset));
  for (std::size_t r = 0; r < wanted_.size(); ++r)
    forces_.stress[static_cast<std::size_t>(slot_[wanted_[r]])] =
        stress_[r] + image_[r] + model.applied_stress(axial_stress, points_[r]);
}

}  // namespace pillardd
