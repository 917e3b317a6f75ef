#include "ddd/dynamics/segment_image.hpp"

#include <algorithm>
#include <array>
#include <limits>

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

std::vector<Id> surface_nodes(const Network& network) {
  std::vector<Id> out;
  for (const Node& n : network.nodes())
    if (n.alive && n.kind == NodeKind::surface) out.push_back(n.id);
  return out;
}

ImagePlaces places_of(const std::vector<StraightSegment>& segments, const Boundary& boundary) {
  ImagePlaces out;
  for (const StraightSegment& s : segments) out.add(0.5 * (s.a + s.b), boundary);
  return out;
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

/// The stress of some targets, all their points at a time.
void SegmentImage::stress_at(const Model& model, const std::vector<std::uint32_t>& which) {
  due_points_.clear();
  for (const std::uint32_t i : which)
    for (std::uint32_t k = 0; k < count_[i]; ++k) due_points_.push_back(points_[first_[i] + k]);
  due_stress_.resize(due_points_.size());
  model.image->stress(due_points_, due_stress_);
  std::size_t p = 0;
  for (const std::uint32_t i : which)
    for (std::uint32_t k = 0; k < count_[i]; ++k) stress_[first_[i] + k] = due_stress_[p++];
}

void SegmentImage::evaluate(const Model& model, const Targets& targets) {
  count_.clear();
  for (const StraightSegment& s : targets.geometry) count_.push_back(points_on(model, s));
  list_points(targets);
  model.image->stress(points_, stress_);
}

std::vector<double> SegmentImage::changed_since(const Model& model, const Network& network, const Targets& targets,
                                                const KeptImage& kept) {
  const std::size_t n = targets.slots.size();
  std::vector<double> out(n, std::numeric_limits<double>::infinity());
  spot_.assign(n, nullptr);
  if (kept.spots.empty()) return out;
  const LineMotion motion = motion_since(kept.lines, network, *model.boundary, least_counted(model));
  std::vector<float> change(n, 0.0F);
  add_image_change(motion.moved, places_of(targets.geometry, *model.boundary), *model.boundary, change);
  auto spot = kept.spots.begin();
  for (std::size_t i = 0; i < n; ++i) {
    const auto slot = static_cast<std::size_t>(targets.slots[i]);
    const Id id = network.segments()[slot].id;
    while (spot != kept.spots.end() && spot->segment < id) ++spot;
    if (spot == kept.spots.end() || spot->segment != id || !motion.was_there[slot]) continue;
    spot_[i] = &*spot;
    out[i] = spot->changed + static_cast<double>(change[i]) + spot->gradient * motion.way[slot];
  }
  return out;
}

/// Takes what is kept where it has changed by no more than allowed, and works out the rest.
std::vector<std::uint32_t> SegmentImage::keep_or_work_out(const Model& model, const Targets& targets,
                                                          const std::vector<double>& changed) {
  list_points(targets);
  std::vector<std::uint32_t> due;
  for (std::uint32_t i = 0; i < targets.slots.size(); ++i) {
    if (!(changed[i] <= model.image->kept_error())) {
      due.push_back(i);
      continue;
    }
    for (std::size_t k = 0; k < count_[i]; ++k) {
      const std::size_t p = first_[i] + k;
      stress_[p] = spot_[i]->stress[k] + model.image->released_stress(points_[p]);
    }
  }
  stress_at(model, due);
  return due;
}

void SegmentImage::begin_step(const Model& model, const Network& network, const Targets& targets, KeptImage& kept) {
  std::vector<Id> exits = surface_nodes(network);
  if (exits != kept.exits) kept = {};
  kept.exits = std::move(exits);
  const std::vector<double> changed = changed_since(model, network, targets, kept);
  count_.clear();
  for (std::size_t i = 0; i < targets.slots.size(); ++i)
    count_.push_back(changed[i] <= model.image->kept_error() ? spot_[i]->points
                                                             : points_on(model, targets.geometry[i]));
  const std::vector<std::uint32_t> due = keep_or_work_out(model, targets, changed);

  ImagePlaces places;
  for (const std::uint32_t i : due) places.add(0.5 * (targets.geometry[i].a + targets.geometry[i].b), *model.boundary);
  std::vector<float> gradient(due.size(), 0.0F);
  add_image_change(all_pieces(network, *model.boundary), places, *model.boundary, gradient);
  std::vector<KeptImage::Spot> spots;
  for (std::size_t i = 0, d = 0; i < targets.slots.size(); ++i) {
    const Id id = network.segment(targets.slots[i]).id;
    if (d == due.size() || due[d] != i) {
      spots.push_back(*spot_[i]);
      spots.back().changed = changed[i];
      continue;
    }
    KeptImage::Spot spot{id, count_[i], {}, static_cast<double>(gradient[d++]), 0.0};
    for (std::size_t k = 0; k < count_[i]; ++k)
      spot.stress[k] = stress_[first_[i] + k] - model.image->released_stress(points_[first_[i] + k]);
    spots.push_back(spot);
  }
  kept.spots = std::move(spots);
  kept.lines = counted_lines(kept.lines, network, least_counted(model));
}

void SegmentImage::follow(const Model& model, const Network& network, const Targets& targets, const KeptImage& kept) {
  const std::vector<double> changed = changed_since(model, network, targets, kept);
  count_.clear();
  for (const KeptImage::Spot* spot : spot_) count_.push_back(spot->points);
  keep_or_work_out(model, targets, changed);
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
