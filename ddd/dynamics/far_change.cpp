#include "ddd/dynamics/far_change.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "ddd/dynamics/moving_segments.hpp"

namespace pillardd {

namespace {

/// Lines that were farther apart than the reach of local pairs may come to this part of it: there three points err by
/// some hundredths of what the one does to the other.
constexpr double nearest_share = 0.5;

double nearest_copy(double dz, double period) {
  return period > 0.0 ? period * std::nearbyint(dz / period) : 0.0;
}

double height(const StraightSegment& s) {
  return 0.5 * (s.a.z() + s.b.z());
}

ActingLine as_line(const StraightSegment& s) {
  const Vector3 line = s.b - s.a;
  const double length = line.norm();
  return {s.a, line / length, s.burgers, length};
}

}  // namespace

void FarChange::begin(const Model& model, const Network& network, const LocalForces& local, FarForces start) {
  start_ = std::move(start);
  reach_ = local.reach().rays;
  slots_.clear();
  for (const bool sessile : {false, true}) {
    for (std::size_t s = 0; s < network.segments().size(); ++s)
      if (network.segments()[s].alive && network.segments()[s].sessile == sessile)
        slots_.push_back(static_cast<Slot>(s));
    if (!sessile) mobile_ = slots_.size();
  }
  place_.assign(network.segments().size(), no_place);
  for (std::size_t i = 0; i < slots_.size(); ++i)
    place_[static_cast<std::size_t>(slots_[i])] = static_cast<std::uint32_t>(i);
  list_lines(model, network);
  left_out_.clear();
  const double period = network.period();
  const auto leave_out = [&](std::uint32_t on, std::uint32_t line, double up) {
    if (on < mobile_) left_out_.push_back({on, line, period > 0.0 ? static_cast<int>(std::lround(up / period)) : 0});
  };
  const auto place = [&](Slot s) { return place_[static_cast<std::size_t>(s)]; };
  for (std::uint32_t i = 0; i < mobile_; ++i) leave_out(i, i, 0.0);
  for (const auto& [first, second] : local.pairs().pairs) {
    const std::uint32_t i = place(local.pairs().slot[static_cast<std::size_t>(first)]),
                        j = place(local.pairs().slot[static_cast<std::size_t>(second)]);
    const double up = nearest_copy(height(lines_at_[i]) - height(lines_at_[j]), period);
    leave_out(i, j, up);
    leave_out(j, i, -up);
  }
  for (const LocalRay& ray : local.rays())
    for (std::size_t c = 0; c < ends_.size(); ++c)
      if (ends_[c].node == ray.node)
        leave_out(place(ray.segment), static_cast<std::uint32_t>(slots_.size() + c), ray.up);
  std::sort(left_out_.begin(), left_out_.end(),
            [](const LeftOut& p, const LeftOut& q) { return std::tie(p.on, p.line) < std::tie(q.on, q.line); });
  const bool stress = !start_.stress.empty();
  field_.list(std::span(lines_at_).first(mobile_), acting_, left_out_, {model.elastic, period, stress});
  force_start_.resize(mobile_);
  stress_start_.resize(mobile_);
  field_.evaluate(std::span(lines_at_).first(mobile_), acting_, force_start_, stress_start_);
  at_start_ = lines_at_;
}

void FarChange::list_lines(const Model& model, const Network& network) {
  lines_at_.clear();
  acting_.clear();
  for (const Slot s : slots_) {
    lines_at_.push_back({network.start(s), network.end(s), network.segment(s).burgers_nm});
    acting_.push_back(as_line(lines_at_.back()));
  }
  continuations(model, network, ends_);
  for (const Continuation& c : ends_) acting_.push_back({c.origin, c.direction, c.burgers});
}

bool FarChange::is_left_out(std::uint32_t on, std::uint32_t line) const {
  const auto at = std::lower_bound(left_out_.begin(), left_out_.end(), std::tie(on, line),
                                   [](const LeftOut& p, const auto& pair) { return std::tie(p.on, p.line) < pair; });
  return at != left_out_.end() && at->on == on && at->line == line;
}

bool FarChange::serves(const Model& model, const Network& network) {
  const double nearest = nearest_share * reach_, still = 0.5 * (1.0 - nearest_share) * reach_;
  const double period = network.period();
  far_nodes_.clear();
  for (std::size_t n = 0; n < start_.x.size(); ++n)
    far_nodes_.push_back((network.nodes()[n].x - start_.x[n]).norm() > still);
  if (std::none_of(far_nodes_.begin(), far_nodes_.end(), [](char far) { return far != 0; })) return true;
  list_lines(model, network);
  const auto has_moved = [&](std::uint32_t i) {
    const Segment& s = network.segment(slots_[i]);
    return far_nodes_[static_cast<std::size_t>(s.a)] != 0 || far_nodes_[static_cast<std::size_t>(s.b)] != 0;
  };
  const auto near = [&](const StraightSegment& one, const StraightSegment& other, double rise) {
    const Vector3 up(0.0, 0.0, rise);
    return segment_distance(one.a, one.b, other.a + up, other.b + up) < nearest;
  };
  const auto on_ray = [&](std::uint32_t i, std::size_t c) {
    const double rise = nearest_copy(height(lines_at_[i]) - ends_[c].origin.z(), period);
    return !is_left_out(i, static_cast<std::uint32_t>(slots_.size() + c)) &&
           near(lines_at_[i], as_segment(model, ends_[c], 0.0), rise);
  };
  for (std::uint32_t i = 0; i < mobile_; ++i) {
    if (!has_moved(i)) continue;
    const StraightSegment& one = lines_at_[i];
    const Vector3 middle = 0.5 * (one.a + one.b);
    for (std::uint32_t j = 0; j < slots_.size(); ++j) {
      const StraightSegment& other = lines_at_[j];
      const double rise = nearest_copy(middle.z() - height(other), period);
      const Vector3 apart = 0.5 * (other.a + other.b) + Vector3(0.0, 0.0, rise) - middle;
      const double most = nearest + 0.5 * (acting_[i].length + acting_[j].length);
      if (apart.squaredNorm() < most * most && !is_left_out(i, j) && near(one, other, rise)) return false;
    }
    for (std::size_t c = 0; c < ends_.size(); ++c)
      if (on_ray(i, c)) return false;
  }
  for (std::size_t c = 0; c < ends_.size(); ++c)
    for (std::uint32_t i = 0; i < mobile_ && far_nodes_[static_cast<std::size_t>(ends_[c].node)] != 0; ++i)
      if (on_ray(i, c)) return false;
  return true;
}

void FarChange::follow(const Model& model, const Network& network, FarForces& out) {
  list_lines(model, network);
  force_.resize(mobile_);
  stress_.resize(mobile_);
  field_.evaluate(std::span(lines_at_).first(mobile_), acting_, force_, stress_);
  out = start_;
  for (std::size_t n = 0; n < out.x.size(); ++n) out.x[n] = network.nodes()[n].x;
  for (std::size_t i = 0; i < mobile_; ++i) {
    const auto s = static_cast<std::size_t>(slots_[i]);
    const Vector3 from = at_start_[i].b - at_start_[i].a, to = lines_at_[i].b - lines_at_[i].a;
    for (std::size_t end = 0; end < 2; ++end)
      out.internal[s][end] = force_[i][end] + turned(start_.internal[s][end] - force_start_[i][end], from, to);
    if (!out.stress.empty()) out.stress[s] += stress_[i] - stress_start_[i];
  }
}

}  // namespace pillardd
