#include "ddd/elasticity/followed_field.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/half_space_copies.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

constexpr std::size_t stress_size = stress_rows * block_points, rows_size = point_rows * block_points;

/// Copies whose middle is farther along z, in periods, are left out: what moves changes them by little. Of lines that
/// are acted on, and so move themselves, and of the others.
constexpr double farthest_copy = 0.75, farthest_of_others = 0.5;

/// From so many lengths on a segment is acted on, and acts, at its midpoint: within 1 % each.
constexpr double point_ratio = 5.0;

/// What a line costs for 16 points, in closed form and as a point [ns].
constexpr double line_time = 40.0, point_time = 8.0;

Vector3 up(double dz) {
  return dz * Vector3::UnitZ();
}

double middle_height(const ActingLine& line) {
  return line.origin.z() + (line.is_half() ? 0.0 : 0.5 * line.length * line.direction.z());
}

HalfLineSource half_line(const SegmentSource& s) {
  return {{s.x[0], s.x[1], s.x[2]}, {s.t[0], s.t[1], s.t[2]}, {s.b[0], s.b[1], s.b[2]}};
}

/// Hands lines to the kernels by dozens.
class Dealer {
 public:
  explicit Dealer(const ElasticConstants& elastic)
      : poisson_(static_cast<float>(elastic.poisson)),
        core_(static_cast<float>(elastic.core_radius * elastic.core_radius)) {}

  /// To `blocks` of points.
  void act(std::span<const SegmentSource> source, std::span<const std::uint32_t> which, const float* x,
           std::size_t blocks, float* out) {
    const auto flush = [&] {
      for (std::size_t b = 0; b < blocks; ++b) {
        if (halves_ > 0)
          add_half_line_stress(x + b * rows_size, {half_lines_.data(), halves_}, poisson_, core_,
                               out + b * stress_size);
        if (pieces_ > 0)
          add_segment_stress(x + b * rows_size, {segments_.data(), pieces_}, poisson_, core_, out + b * stress_size);
      }
      halves_ = pieces_ = 0;
    };
    for (const std::uint32_t l : which) {
      if (std::isinf(source[l].length))
        half_lines_[halves_++] = half_line(source[l]);
      else
        segments_[pieces_++] = source[l];
      if (std::max(halves_, pieces_) == at_once) flush();
    }
    flush();
  }
  void act_masked(const SegmentSource& source, const float* keep, const float* x, std::size_t blocks,
                  float* out) const {
    if (std::isinf(source.length))
      add_masked_half_line_stress(x, blocks, half_line(source), keep, poisson_, core_, out);
    else
      add_masked_segment_stress(x, blocks, source, keep, poisson_, core_, out);
  }

 private:
  static constexpr std::size_t at_once = 64;

  float poisson_, core_;
  std::array<HalfLineSource, at_once> half_lines_;
  std::array<SegmentSource, at_once> segments_;
  std::size_t halves_ = 0, pieces_ = 0;
};

}  // namespace

void FollowedField::list(std::span<const StraightSegment> on, std::span<const ActingLine> lines,
                         std::span<const LeftOut> left_out, const FollowedSettings& settings) {
  settings_ = settings;
  shift_on_.resize(on.size());
  for (std::size_t i = 0; i < on.size(); ++i)
    shift_on_[i] = into_period(0.5 * (on[i].a.z() + on[i].b.z()), settings.period);
  shift_line_.resize(lines.size());
  for (std::size_t l = 0; l < lines.size(); ++l) shift_line_[l] = into_period(middle_height(lines[l]), settings.period);
  block_count_ = 0;
  if (on.empty()) return;
  cut(on);
  leave_out(left_out);
  partly_.assign(lines.size(), 0);
  for (Block& block : blocks())
    for (std::size_t copy = 0; copy < block.copies.size(); ++copy)
      if (copy == 1 || settings.period > 0.0) deal(block, copy, lines);
}

FollowedField::Block& FollowedField::new_block() {
  if (block_count_ == blocks_.size()) blocks_.emplace_back();
  Block& block = blocks_[block_count_++];
  block.on.clear();
  for (Acting& acting : block.copies) {
    acting.lines.clear();
    acting.on_middles.clear();
    acting.blocks.clear();
    acting.partly.clear();
  }
  return block;
}

void FollowedField::cut(std::span<const StraightSegment> on) {
  block_of_.resize(on.size());
  place_of_.resize(on.size());
  tree_.build(on, settings_.period, TreeOrder::midpoints);
  center_ = tree_.cells()[0].center;
  for (const std::uint32_t i : tree_.order()) {
    if (i == SegmentTree::no_segment) continue;
    Block& block = block_count_ == 0 || blocks_[block_count_ - 1].on.size() == block_points ? new_block()
                                                                                            : blocks_[block_count_ - 1];
    block_of_[i] = static_cast<std::uint32_t>(block_count_ - 1);
    place_of_[i] = static_cast<std::uint32_t>(block.on.size());
    block.on.push_back(i);
  }
  for (Block& block : blocks()) {
    block.center.setZero();
    block.radius = block.longest = 0.0;
    block.low = std::numeric_limits<double>::infinity();
    block.high = -block.low;
    const auto middle = [&](std::uint32_t i) { return Vector3(0.5 * (on[i].a + on[i].b) + up(shift_on_[i])); };
    for (const std::uint32_t i : block.on) block.center += middle(i) / static_cast<double>(block.on.size());
    for (const std::uint32_t i : block.on) {
      block.radius = std::max(block.radius, (middle(i) - block.center).norm());
      block.longest = std::max(block.longest, (on[i].b - on[i].a).norm());
      block.low = std::min(block.low, middle(i).z());
      block.high = std::max(block.high, middle(i).z());
    }
  }
}

void FollowedField::leave_out(std::span<const LeftOut> left_out) {
  for (const LeftOut& pair : left_out) {
    const double periods =
        settings_.period > 0.0 ? (shift_on_[pair.on] - shift_line_[pair.line]) / settings_.period : 0.0;
    const auto copy = static_cast<std::size_t>(std::lround(pair.copy + periods) + 1);
    blocks_[block_of_[pair.on]].copies.at(copy).partly.push_back({pair.line, 1U << place_of_[pair.on]});
  }
  for (Block& block : blocks())
    for (Acting& acting : block.copies) {
      std::vector<Partly>& partly = acting.partly;
      std::sort(partly.begin(), partly.end(), [](const Partly& p, const Partly& q) { return p.line < q.line; });
      std::size_t count = 0;
      for (const Partly& p : partly) {
        if (count > 0 && partly[count - 1].line == p.line)
          partly[count - 1].left_out |= p.left_out;
        else
          partly[count++] = p;
      }
      partly.resize(count);
    }
}

/// What acts on all of the block.
void FollowedField::deal(Block& block, std::size_t copy, std::span<const ActingLine> lines) {
  Acting& acting = block.copies[copy];
  const double period = settings_.period, shift = rise(copy);
  const auto reaches = [&](double low, double high, double periods) {
    return !(period > 0.0) || (low <= block.high + periods * period && high >= block.low - periods * period);
  };
  for (const Partly& p : acting.partly) partly_[p.line] = 1;
  const auto put = [&](std::uint32_t l, double periods) {
    const double z = middle_height(lines[l]) + shift_line_[l] + shift;
    if (partly_[l] != 0 || !reaches(z, z, periods)) return;
    const ActingLine& line = lines[l];
    const double gap =
        distance(block.center - up(shift_line_[l] + shift), line.origin, line.direction, line.length) - block.radius;
    (gap > point_ratio * block.longest ? acting.on_middles : acting.lines).push_back(l);
  };
  for (std::uint32_t s = 0; s < block_count_; ++s) {
    const Block& source = blocks_[s];
    const double gap = (source.center + up(shift) - block.center).norm() - source.radius - block.radius;
    const auto left_out = [&](std::uint32_t l) { return partly_[l] != 0; };
    if (gap > point_ratio * std::max(source.longest, block.longest) &&
        std::none_of(source.on.begin(), source.on.end(), left_out)) {
      if (reaches(source.low + shift, source.high + shift, farthest_copy)) acting.blocks.push_back(s);
      continue;
    }
    for (const std::uint32_t l : source.on) put(l, farthest_copy);
  }
  for (std::size_t l = block_of_.size(); l < lines.size(); ++l) put(static_cast<std::uint32_t>(l), farthest_of_others);
  for (const Partly& p : acting.partly) partly_[p.line] = 0;
}

void FollowedField::evaluate(std::span<const StraightSegment> on, std::span<const ActingLine> lines,
                             std::span<std::array<Vector3, 2>> force, std::span<Matrix3> stress) {
  simd_target();
  const double scale = settings_.elastic.shear / (4.0 * std::numbers::pi * (1.0 - settings_.elastic.poisson));
  source_.resize(lines.size());
  for (std::size_t l = 0; l < lines.size(); ++l) {
    const Vector3 x = lines[l].origin + up(shift_line_[l]) - center_;
    for (Eigen::Index i = 0; i < 3; ++i) {
      source_[l].x[i] = static_cast<float>(x[i]);
      source_[l].t[i] = static_cast<float>(lines[l].direction[i]);
      source_[l].b[i] = static_cast<float>(scale * lines[l].burgers[i]);
    }
    source_[l].length = static_cast<float>(lines[l].length);
  }
  sharp_.resize(block_count_ * block_points);
  double time = 0.0;
  for (std::size_t b = 0; b < block_count_; ++b) {
    for (std::size_t k = 0; k < blocks_[b].on.size(); ++k) {
      const StraightSegment& s = on[blocks_[b].on[k]];
      const Vector3 shift = up(shift_on_[blocks_[b].on[k]]);
      sharp_[b * block_points + k] = sharp_source({s.a + shift, s.b + shift, s.burgers}, center_, settings_.elastic);
    }
    for (const Acting& acting : blocks_[b].copies)
      time += line_time * static_cast<double>(points * (acting.lines.size() + acting.partly.size()) +
                                              acting.on_middles.size()) +
              point_time * static_cast<double>(block_points * acting.blocks.size());
  }
  const int team = worth_threads(time);
#pragma omp parallel for schedule(dynamic, 1) num_threads(team) if (team > 1)
  for (std::size_t b = 0; b < block_count_; ++b) sum(blocks_[b], on, force, stress);
}

void FollowedField::sum(const Block& block, std::span<const StraightSegment> on,
                        std::span<std::array<Vector3, 2>> force, std::span<Matrix3> stress) const {
  static constexpr detail::GaussRule<points> rule;
  static constexpr std::size_t middle = points / 2;
  alignas(64) std::array<float, points * rows_size> x;
  alignas(64) std::array<float, points * stress_size> sums{};
  alignas(64) std::array<float, stress_size> far{}, left_out{};
  alignas(64) std::array<float, block_points> keep, leave;
  std::array<SharpRun, block_points> runs;
  const auto trace = static_cast<float>(2.0 * (1.0 + settings_.elastic.poisson) / 3.0);
  const float* const middles = x.data() + middle * rows_size;
  Dealer dealer(settings_.elastic);
  for (std::size_t copy = 0; copy < block.copies.size(); ++copy) {
    if (copy != 1 && !(settings_.period > 0.0)) continue;
    const Acting& acting = block.copies[copy];
    for (std::size_t g = 0; g < points; ++g)
      for (std::size_t i = 0; i < block_points; ++i) {
        const std::uint32_t k = block.on[i < block.on.size() ? i : 0];
        const Vector3 at = 0.5 * (1.0 - rule.node[g]) * on[k].a + 0.5 * (1.0 + rule.node[g]) * on[k].b +
                           up(shift_on_[k] - rise(copy)) - center_;
        for (std::size_t row = 0; row < point_rows; ++row)
          x[g * rows_size + row * block_points + i] = static_cast<float>(at[static_cast<Eigen::Index>(row)]);
      }
    dealer.act(source_, acting.lines, x.data(), points, sums.data());
    dealer.act(source_, acting.on_middles, middles, 1, far.data());
    for (const Partly& p : acting.partly) {
      for (std::size_t i = 0; i < block_points; ++i) {
        const bool acts = ((p.left_out >> i) & 1U) == 0, itself = i < block.on.size() && block.on[i] == p.line;
        keep[i] = acts ? 1.0F : 0.0F;
        leave[i] = acts || itself ? 0.0F : 1.0F;  // a straight line does nothing at its own middle
      }
      dealer.act_masked(source_[p.line], keep.data(), x.data(), points, sums.data());
      if (settings_.stress) dealer.act_masked(source_[p.line], leave.data(), middles, 1, left_out.data());
    }
    for (std::size_t first = 0; first < acting.blocks.size(); first += runs.size()) {
      const std::size_t count = std::min(runs.size(), acting.blocks.size() - first);
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t source = acting.blocks[first + k];
        runs[k] = {sharp_.data() + source * block_points, static_cast<std::uint32_t>(blocks_[source].on.size()), {}};
      }
      add_sharp_stress(middles, {runs.data(), count}, trace, far.data());
    }
  }
  for (std::size_t i = 0; i < block.on.size(); ++i) {
    const std::uint32_t k = block.on[i];
    const Vector3 line = on[k].b - on[k].a;
    const Matrix3 from_far = from_rows(far.data(), i);
    std::array<Vector3, 2>& to = force[k];
    to[0] = to[1] = 0.5 * (from_far * on[k].burgers).cross(line);
    for (std::size_t g = 0; g < points; ++g) {
      const Matrix3 here = from_rows(sums.data() + g * stress_size, i);
      const Vector3 f = 0.5 * rule.weight[g] * (here * on[k].burgers).cross(line);
      to[0] += 0.5 * (1.0 - rule.node[g]) * f;
      to[1] += 0.5 * (1.0 + rule.node[g]) * f;
      if (settings_.stress && g == middle) stress[k] = here + from_far + from_rows(left_out.data(), i);
    }
  }
}

}  // namespace pillardd
