#include "ddd/dynamics/segment_image.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numbers>

namespace pillardd {

namespace {

/// Two-point Gauss-Legendre rule on [0, 1], where a stress varies over more than the segment's length.
constexpr std::array<double, 2> smooth_point{0.2113248654051871, 0.7886751345948129};

/// Motion is counted from this share of the error on, in radii: 300 segments that move so all the time change the
/// stress by a hundredth of the error.
constexpr double counted_share = 2e-3;

/// Image sources lie at least as far outside as the segment inside: two points are good to 1e-3 from 1.5 lengths on.
std::uint32_t points_on(const Model& model, const StraightSegment& s) {
  const double depth = -std::max(model.boundary->signed_distance(s.a), model.boundary->signed_distance(s.b));
  return depth > 1.5 * (s.b - s.a).norm() ? 2 : 3;
}

double least_counted(const Model& model) {
  return counted_share * model.image->kept_error() * model.boundary->bounding_radius();
}

/// What counts of (17): half as much again as the stress has changed by when it was last worked out and, less and less,
/// before that; never less than a tenth, since a stop may be followed by motion of another kind.
constexpr double learnt_margin = 1.5, forgotten = 0.5, least_share = 0.1;

void list_exits(const Network& network, std::vector<Id>& out) {
  out.clear();
  for (const Node& n : network.nodes())
    if (n.alive && n.kind == NodeKind::surface) out.push_back(n.id);
}

void list_places(const std::vector<StraightSegment>& segments, const Boundary& boundary, ImagePlaces& out) {
  out.clear();
  for (const StraightSegment& s : segments) out.add(0.5 * (s.a + s.b), boundary);
}

}  // namespace

void SegmentImage::list_points(const Targets& targets) {
  points_.clear();
  first_.clear();
  for (std::size_t i = 0; i < targets.geometry.size(); ++i) {
    const StraightSegment& s = targets.geometry[i];
    first_.push_back(points_.size());
    for (std::uint32_t k = 0; k < count_[i]; ++k)
      points_.push_back(s.a + (count_[i] == 2 ? smooth_point[k] : gauss_point[k]) * (s.b - s.a));
  }
  stress_.resize(points_.size());
}

/// All points of the targets that are due at a time.
void SegmentImage::stress_at_due(const Model& model) {
  if (due_.empty()) return;
  due_points_.clear();
  for (const std::uint32_t i : due_)
    for (std::uint32_t k = 0; k < count_[i]; ++k) due_points_.push_back(points_[first_[i] + k]);
  due_stress_.resize(due_points_.size());
  model.image->stress(due_points_, due_stress_);
  std::size_t p = 0;
  for (const std::uint32_t i : due_)
    for (std::uint32_t k = 0; k < count_[i]; ++k) stress_[first_[i] + k] = due_stress_[p++];
}

void SegmentImage::evaluate(const Model& model, const Targets& targets) {
  count_.clear();
  for (const StraightSegment& s : targets.geometry) count_.push_back(points_on(model, s));
  list_points(targets);
  model.image->stress(points_, stress_);
}

void SegmentImage::find_changes(const Model& model, const Network& network, const Targets& targets,
                                const KeptImage& kept) {
  const std::size_t n = targets.slots.size();
  changed_.assign(n, std::numeric_limits<double>::infinity());
  spot_.assign(n, nullptr);
  if (kept.spots.empty()) return;
  motion_.find(kept.lines, network, *model.boundary, least_counted(model));
  list_places(targets.geometry, *model.boundary, places_);
  change_.assign(n, 0.0F);
  add_image_change(motion_.moved, places_, *model.boundary, change_);
  auto spot = kept.spots.begin();
  for (std::size_t i = 0; i < n; ++i) {
    const auto slot = static_cast<std::size_t>(targets.slots[i]);
    const Id id = network.segments()[slot].id;
    while (spot != kept.spots.end() && spot->segment < id) ++spot;
    if (spot == kept.spots.end() || spot->segment != id || !motion_.was_there[slot]) continue;
    spot_[i] = &*spot;
    changed_[i] = spot->changed + static_cast<double>(change_[i]) + spot->gradient * motion_.way[slot];
  }
}

bool SegmentImage::is_kept(const Model& model, std::size_t i) const {
  return !anew_ && spot_[i] != nullptr && spot_[i]->share * changed_[i] <= model.image->kept_error();
}

bool SegmentImage::list_due(const Model& model, const Targets& targets) {
  due_.clear();
  for (std::uint32_t i = 0; i < targets.slots.size(); ++i)
    if (!is_kept(model, i)) due_.push_back(i);
  return !due_.empty();
}

/// Takes what is kept where it has changed by no more than allowed, and works out the rest.
void SegmentImage::keep_or_work_out(const Model& model, const Targets& targets) {
  list_points(targets);
  std::size_t d = 0;
  for (std::uint32_t i = 0; i < targets.slots.size(); ++i) {
    if (d < due_.size() && due_[d] == i) {
      ++d;
      continue;
    }
    for (std::size_t k = 0; k < count_[i]; ++k) {
      const std::size_t p = first_[i] + k;
      stress_[p] = spot_[i]->stress[k] + model.image->released_stress(points_[p]);
    }
  }
  stress_at_due(model);
}

/// Into change_, by the order of due_: what all lines make of a way of 1 nm.
void SegmentImage::find_gradients(const Model& model, const Network& network, const Targets& targets) {
  if (due_.empty()) return;
  places_.clear();
  for (const std::uint32_t i : due_)
    places_.add(0.5 * (targets.geometry[i].a + targets.geometry[i].b), *model.boundary);
  pieces_.clear();
  pieces_.add_all(network, *model.boundary);
  change_.assign(due_.size(), 0.0F);
  add_image_change(pieces_, places_, *model.boundary, change_);
}

KeptImage::Spot SegmentImage::new_spot(const Model& model, const Network& network, Slot slot, std::size_t i,
                                       double gradient) const {
  KeptImage::Spot out{network.segment(slot).id, count_[i], {}, gradient, 0.0, 1.0};
  double difference = 0.0;
  for (std::size_t k = 0; k < count_[i]; ++k) {
    out.stress[k] = stress_[first_[i] + k] - model.image->released_stress(points_[first_[i] + k]);
    if (spot_[i] != nullptr) difference = std::max(difference, (out.stress[k] - spot_[i]->stress[k]).norm());
  }
  if (spot_[i] == nullptr || spot_[i]->points != count_[i]) return out;
  const double unit = model.elastic.shear * network.lattice().burgers_magnitude() /
                      (2.0 * std::numbers::pi * model.boundary->bounding_radius());
  const double learnt = changed_[i] > 0.0 ? learnt_margin * difference / (unit * changed_[i]) : 0.0;
  out.share = std::min(1.0, std::max({learnt, forgotten * spot_[i]->share, least_share}));
  return out;
}

bool SegmentImage::plan_step(const Model& model, const Network& network, const Targets& targets, KeptImage& kept,
                             bool anew) {
  anew_ = anew;
  list_exits(network, next_.exits);
  if (next_.exits != kept.exits) {
    kept.lines.clear();
    kept.spots.clear();
  }
  find_changes(model, network, targets, kept);
  return list_due(model, targets);
}

void SegmentImage::begin_step(const Model& model, const Network& network, const Targets& targets, KeptImage& kept) {
  count_.clear();
  for (std::size_t i = 0, d = 0; i < targets.slots.size(); ++i) {
    const bool due = d < due_.size() && due_[d] == i;
    count_.push_back(due ? points_on(model, targets.geometry[i]) : spot_[i]->points);
    d += due ? 1 : 0;
  }
  keep_or_work_out(model, targets);
  find_gradients(model, network, targets);
  next_.spots.clear();
  for (std::size_t i = 0, d = 0; i < targets.slots.size(); ++i) {
    if (d < due_.size() && due_[d] == i) {
      next_.spots.push_back(new_spot(model, network, targets.slots[i], i, static_cast<double>(change_[d++])));
      continue;
    }
    next_.spots.push_back(*spot_[i]);
    next_.spots.back().changed = changed_[i];
  }
  count_lines(kept.lines, network, least_counted(model), next_.lines);
  std::swap(kept, next_);
}

bool SegmentImage::plan_to_follow(const Model& model, const Network& network, const Targets& targets,
                                  const KeptImage& kept) {
  anew_ = false;
  find_changes(model, network, targets, kept);
  return list_due(model, targets);
}

void SegmentImage::follow(const Model& model, const Targets& targets) {
  count_.clear();
  for (const KeptImage::Spot* spot : spot_) count_.push_back(spot->points);
  keep_or_work_out(model, targets);
}

void SegmentImage::add_force(std::size_t i, const StraightSegment& s, EndForces& to) const {
  for (std::size_t k = 0; k < count_[i]; ++k) {
    const bool two = count_[i] == 2;
    const double u = two ? smooth_point[k] : gauss_point[k], weight = two ? 1.0 : 2.0 * gauss_weight[k];
    const Vector3 f = weight * half_peach_koehler(stress_[first_[i] + k], s);
    to[0] += (1.0 - u) * f;
    to[1] += u * f;
  }
}

}  // namespace pillardd
