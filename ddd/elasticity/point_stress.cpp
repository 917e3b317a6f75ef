#include "ddd/elasticity/point_stress.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/half_line_kernel.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

constexpr std::size_t stress_size = stress_rows * block_points;

/// Blocks of points without nodes that are one task.
constexpr std::size_t group_size = 4;

/// What a segment or a half line makes at a point, and a segment's image with its copies, among others [ns].
constexpr double pair_time = 2.0, image_time = 50.0;

}  // namespace

void PointStress::begin(double period, const ElasticConstants& elastic) {
  simd_target();
  elastic_ = elastic;
  period_ = period;
  targets_.clear();
  groups_.clear();
  nodes_.clear();
  uniform_.setZero();
  grid_blocks_ = 0;
}

void PointStress::make_sums(std::size_t points) {
  sum_.assign(points, Matrix3::Zero());
  far_.assign(targets_.size() * stress_size, 0.0F);
}

void PointStress::make_scratch(int threads) {
  scratch_.resize(std::max(scratch_.size(), static_cast<std::size_t>(threads)));
}

void PointStress::start(std::span<const Vector3> points, double period, const ElasticConstants& elastic) {
  begin(period, elastic);
  own_.build(points, period);
  box_ = own_.box();
  add_targets(own_, nullptr);
  for (std::size_t k = 0; k < targets_.size(); k += group_size)
    groups_.push_back({nullptr, k, std::min(targets_.size(), k + group_size)});
  make_sums(points.size());
}

void PointStress::start(const CylinderPatches& points, double period, const ElasticConstants& elastic) {
  begin(period, elastic);
  box_ = points.box();
  for (const CylinderPatches::Patch& patch : points.patches()) {
    const std::size_t first = targets_.size();
    add_targets(patch.cell.blocks(), patch.members.data());
    groups_.push_back({patch.cell.has_nodes() ? &patch.cell : nullptr, first, targets_.size()});
  }
  make_sums(points.size());
}

void PointStress::add_targets(const PointBlocks& blocks, const std::uint32_t* members) {
  const std::size_t first = targets_.empty() ? 0 : targets_.back().first + targets_.back().points().count();
  for (std::size_t k = 0; k < blocks.blocks().size(); ++k)
    targets_.push_back({&blocks, k, first + blocks.blocks()[k].begin, members});
}

/// Their interpolation loses 3.5e-4 of what acts on them.
bool PointStress::are_nodes_fine(double tolerance) const {
  return tolerance >= 5e-4;
}

/// Only segments and half lines need it; the first of them chooses its order.
void PointStress::make_grid(double tolerance) {
  if (grid_blocks_ > 0) return;
  const Vector3 half = box_.half(), widest = Vector3::Constant(std::max(1.0, 0.01 * half.norm()));
  half_ = in_floats(half.cwiseMax(widest));
  // Copies are a period away at least: along z they err by 5.8^-order of their stress, across by less in a tall body.
  grid_order_ = tolerance >= 1e-5 && period_ > 2.0 * (half.x() + half.y()) ? 6 : most_order;
  grid_blocks_ = blocks_of(cube(grid_order_));
  grid_rows_.resize(grid_blocks_ * point_rows * block_points);
  grid_.assign(grid_blocks_ * stress_size, 0.0F);
  grid_targets(half_.data(), grid_order_, grid_rows_.data());
}

void PointStress::add_segments(std::span<const StraightSegment> segments, double tolerance) {
  if (segments.empty() || sum_.empty()) return;
  Segments& from = segments_;
  from.rules = far_rules(tolerance);
  from.tree.build(segments, period_, TreeOrder::midpoints);
  // Half as far as one point serves two err less than it does there.
  const double near_ratio = std::min(from.rules.near_ratio, 0.5 * from.rules.one_point_ratio);
  from.reach = {near_ratio, std::numeric_limits<double>::infinity(), 0.0};
  from.sources.build(from.tree, elastic_, from.reach, false);
  from.cells.build(from.tree, from.sources, from.rules.highest_order());
  const bool by_nodes = are_nodes_fine(tolerance);
  if (by_nodes) nodes_.resize(groups_.size() * stress_size, 0.0F);
  const auto count = static_cast<std::ptrdiff_t>(groups_.size());
  const int threads = worth_threads(pair_time * static_cast<double>(sum_.size() * segments.size()));
  make_scratch(threads);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
  for (std::ptrdiff_t k = 0; k < count; ++k)
    add_segments(from, static_cast<std::size_t>(k), by_nodes, scratch_[static_cast<std::size_t>(omp_get_thread_num())]);
  if (period_ > 0.0) {
    make_grid(tolerance);
    add_far_copies(from);
  }
}

void PointStress::add_segments(const Segments& from, std::size_t index, bool by_nodes, Scratch& scratch) {
  const Group& group = groups_[index];
  const int images = period_ > 0.0 ? FarCopies::walked : 0;
  scratch.from.clear();
  for (int k = -images; k <= images; ++k) scratch.from.push_back({0, k});
  if (by_nodes && group.cell != nullptr) {
    deal_to_nodes(from, *group.cell, scratch);
    add_point_stress(group.cell->nodes(), 1, scratch.runs, core_squared(), nodes_.data() + index * stress_size);
  }
  for (std::size_t t = group.begin; t < group.end; ++t) {
    const Target& target = targets_[t];
    list(from, target.points(), scratch);
    add_point_stress(target.rows(), 1, scratch.runs, core_squared(), far_.data() + t * stress_size);
    add_near(from, target, scratch);
  }
}

/// Puts a cell of the tree that is far from targets of this radius, at `shift` from their centre, to the runs; false:
/// it has no grid that serves, nor is it a cluster.
bool PointStress::Segments::put(const TreeCell& cell, std::uint32_t index, const Vector3& shift, double radius,
                                bool one, std::vector<SourceRun>& runs) const {
  constexpr std::uint32_t size = SegmentTree::cluster_size;
  if (cells.has_grid(cell)) {
    const std::size_t order = rules.order((cell.radius + radius) / shift.norm());
    if (order > 0 && cube(order) < cell.count() * (one ? 1U : 2U)) {
      runs.push_back(run_of(cells.grid(index, order), cube(order), shift));
      return true;
    }
  }
  if (!cell.is_cluster()) return false;
  runs.push_back(one ? run_of(sources.one(cell.begin), size, shift)
                     : run_of(sources.two(cell.begin), std::size_t{2} * size, shift));
  return true;
}

/// Of what may act, what is far enough from the centre of a cell of points goes to the runs, for its nodes; the rest is
/// left.
void PointStress::deal_to_nodes(const Segments& from, const PointCell& points, Scratch& scratch) const {
  scratch.runs.clear();
  std::swap(scratch.open, scratch.from);
  scratch.from.clear();
  while (!scratch.open.empty()) {
    const Scratch::Source source = scratch.open.back();
    scratch.open.pop_back();
    const TreeCell& cell = from.tree.cells()[source.cell];
    const Vector3 shift = cell.center + Vector3(0.0, 0.0, source.image * period_) - points.center();
    const double nearest = shift.norm() - cell.radius, gap = nearest - points.radius();
    if (nearest - 0.5 * cell.longest > points.reach() && gap > from.reach.of(cell.longest)) {
      const bool one = gap > from.rules.one_point_ratio * cell.longest;
      if (from.put(cell, source.cell, shift, points.radius(), one, scratch.runs)) continue;
    } else if (cell.is_cluster() || shift.norm() + cell.radius < points.reach()) {
      scratch.from.push_back(source);
      continue;
    }
    scratch.open.push_back({cell.child, source.image});
    scratch.open.push_back({cell.child + 1, source.image});
  }
}

/// Deals what may act to closed forms and to runs of points.
void PointStress::list(const Segments& from, const PointBlock& block, Scratch& scratch) const {
  scratch.runs.clear();
  scratch.near.clear();
  scratch.open = scratch.from;
  while (!scratch.open.empty()) {
    const Scratch::Source source = scratch.open.back();
    scratch.open.pop_back();
    const TreeCell& cell = from.tree.cells()[source.cell];
    const Vector3 up(0.0, 0.0, source.image * period_), shift = cell.center + up - block.center;
    const double gap = std::sqrt(block.box.gap_squared(cell.points, up.z()));
    const bool far = gap > from.reach.of(cell.longest), one = gap > from.rules.one_point_ratio * cell.longest;
    if (far && from.put(cell, source.cell, shift, block.radius, one, scratch.runs)) continue;
    if (!cell.is_cluster()) {
      scratch.open.push_back({cell.child, source.image});
      scratch.open.push_back({cell.child + 1, source.image});
    } else {
      scratch.near.push_back(source);
    }
  }
}

void PointStress::add_near(const Segments& from, const Target& target, Scratch& scratch) {
  std::size_t count = 0;
  for (const Scratch::Source& s : scratch.near) count += from.tree.cells()[s.cell].count();
  if (count == 0) return;
  scratch.batch.resize(count);
  std::size_t at = 0;
  for (const Scratch::Source& s : scratch.near) {
    const TreeCell& cell = from.tree.cells()[s.cell];
    const Vector3 up(0.0, 0.0, s.image * period_);
    for (std::uint32_t p = cell.begin; p < cell.end; ++p) {
      const StraightSegment segment = from.tree.segment(p);
      scratch.batch.set(at++, {segment.a + up, segment.b + up, segment.burgers});
    }
  }
  const PointBlock& block = target.points();
  batch_stress(target.of->points().subspan(block.begin, block.count()), scratch.batch, elastic_,
               std::span(sum_).subspan(target.first, block.count()));
}

/// Copies two periods away and more, of the root's grid where it has one.
void PointStress::add_far_copies(const Segments& from) {
  const TreeCell& root = from.tree.cells()[0];
  const bool by_grid = from.cells.has_grid(root);
  const std::size_t order = from.rules.highest_order();
  std::vector<SourceRun>& runs = copy_runs_;
  for (const CopyAway& c : copies_away) {
    copy_.assign(grid_.size(), 0.0F);
    runs.clear();
    for (const double way : {1.0, -1.0}) {
      const Vector3 up = Vector3(0.0, 0.0, way * c.at * period_) - box_.center();
      if (by_grid) runs.push_back(run_of(from.cells.grid(0, order), cube(order), root.center + up));
      for (std::size_t k = 0; !by_grid && k < from.tree.cluster_count(); ++k)
        runs.push_back(run_of(from.sources.two(k * SegmentTree::cluster_size), 2 * SegmentTree::cluster_size,
                              from.tree.cells()[from.tree.cell_of_cluster(k)].center + up));
    }
    add_point_stress(grid_rows_.data(), grid_blocks_, runs, core_squared(), copy_.data());
    for (std::size_t i = 0; i < grid_.size(); ++i) grid_[i] += static_cast<float>(c.weight) * copy_[i];
  }
}

/// Of copies, what falls off as 1/|z| along their axis is left out: the same of all that lie one way.
void PointStress::add_half_lines(std::span<const HalfLine> lines, double tolerance) {
  if (lines.empty() || sum_.empty()) return;
  std::vector<HalfLine>&near = near_lines_, &away = away_lines_;
  near.clear();
  away.clear();
  const ElasticConstants sharp{elastic_.shear, elastic_.poisson, 0.0};
  for (HalfLine line : lines) {
    line.origin.z() += into_period(line.origin.z(), period_);
    near.push_back(line);
    if (period_ <= 0.0) continue;
    for (const double way : {1.0, -1.0}) {
      const Matrix3 one =
          half_line_stress(-way * Vector3::UnitZ(), Vector3::Zero(), line.direction, line.burgers, sharp);
      const auto put = [&](std::vector<HalfLine>& to, double at, double weight) {
        const double up = at * period_;
        to.push_back({line.origin + way * up * Vector3::UnitZ(), line.direction, weight * line.burgers});
        uniform_ -= weight / up * one;
      };
      put(near, 1.0, 1.0);
      for (const CopyAway& c : copies_away) put(away, c.at, c.weight);
    }
  }
  // Fewer points than a grid has nodes do without it.
  const bool by_grid = period_ > 0.0 && (grid_blocks_ > 0 || sum_.size() > cube(most_order));
  if (are_nodes_fine(tolerance)) nodes_.resize(groups_.size() * stress_size, 0.0F);
  const auto count = static_cast<std::ptrdiff_t>(groups_.size());
  const int threads = worth_threads(pair_time * static_cast<double>(sum_.size() * near.size()));
  make_scratch(threads);
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
  for (std::ptrdiff_t k = 0; k < count; ++k)
    add_half_lines(near, by_grid ? std::span<const HalfLine>() : away, static_cast<std::size_t>(k), tolerance,
                   scratch_[static_cast<std::size_t>(omp_get_thread_num())]);
  if (!by_grid) return;
  make_grid(0.0);
  for (std::size_t block = 0; block < grid_blocks_; ++block)
    add_half_lines(away, grid_rows_.data() + block * point_rows * block_points, box_.center(),
                   grid_.data() + block * stress_size);
}

/// Those that start far from the points of a group act on its nodes: inside a convex body nothing of them is nearer.
void PointStress::add_half_lines(std::span<const HalfLine> near, std::span<const HalfLine> away, std::size_t index,
                                 double tolerance, Scratch& scratch) {
  const Group& group = groups_[index];
  std::vector<HalfLine>&left = scratch.left_lines, &far = scratch.far_lines;
  left.clear();
  if (are_nodes_fine(tolerance) && group.cell != nullptr) {
    far.assign(away.begin(), away.end());
    for (const HalfLine& line : near)
      ((line.origin - group.cell->center()).norm() > group.cell->reach() ? far : left).push_back(line);
    add_half_lines(far, group.cell->nodes(), group.cell->center(), nodes_.data() + index * stress_size);
  } else {
    left.assign(near.begin(), near.end());
    left.insert(left.end(), away.begin(), away.end());
  }
  for (std::size_t t = group.begin; t < group.end; ++t) {
    const Target& target = targets_[t];
    const PointBlock& block = target.points();
    if (tolerance > 0.0)
      add_half_lines(left, target.rows(), block.center, far_.data() + t * stress_size);
    else
      batch_half_line_stress(target.of->points().subspan(block.begin, block.count()), left, elastic_,
                             std::span(sum_).subspan(target.first, block.count()));
  }
}

void PointStress::add_half_lines(std::span<const HalfLine> lines, const float* rows, const Vector3& center,
                                 float* out) const {
  constexpr std::size_t at_once = 64;
  const double scale = elastic_.shear / (4.0 * std::numbers::pi * (1.0 - elastic_.poisson));
  std::array<HalfLineSource, at_once> sources;
  for (std::size_t begin = 0; begin < lines.size(); begin += at_once) {
    const std::size_t count = std::min(at_once, lines.size() - begin);
    for (std::size_t k = 0; k < count; ++k) {
      const HalfLine& line = lines[begin + k];
      for (Eigen::Index i = 0; i < 3; ++i) {
        sources[k].x[i] = static_cast<float>(line.origin[i] - center[i]);
        sources[k].t[i] = static_cast<float>(line.direction[i]);
        sources[k].b[i] = static_cast<float>(scale * line.burgers[i]);
      }
    }
    add_half_line_stress(rows, {sources.data(), count}, static_cast<float>(elastic_.poisson), core_squared(), out);
  }
}

void PointStress::add_half_spaces(const HalfSpaceField& field) {
  if (field.empty() || sum_.empty()) return;
  HalfSpaceCopies copies;
  copies.build(field, box_, period_);
  add_half_spaces(field, copies);
}

void PointStress::add_half_spaces(const HalfSpaceField& field, const HalfSpaceCopies& copies) {
  const auto count = static_cast<std::ptrdiff_t>(targets_.size());
  const std::size_t sources = field.lines().size() + field.exits().size();
  const int threads = worth_threads(image_time * static_cast<double>(sum_.size() * sources));
  make_scratch(threads);
#pragma omp parallel for schedule(dynamic, 4) num_threads(threads) if (threads > 1)
  for (std::ptrdiff_t k = 0; k < count; ++k) {
    const auto index = static_cast<std::size_t>(k);
    add_half_spaces(field, index, scratch_[static_cast<std::size_t>(omp_get_thread_num())]);
    copies.add_to(targets_[index].rows(), targets_[index].points().center, far_.data() + index * stress_size);
  }
  uniform_ += copies.uniform();
}

void PointStress::add_half_spaces(const HalfSpaceField& field, std::size_t index, Scratch& scratch) {
  const PointBlock& block = targets_[index].points();
  const float* rows = targets_[index].rows();
  float* out = far_.data() + index * stress_size;
  const int images = period_ > 0.0 ? FarCopies::walked : 0;
  std::vector<HalfSpaceElement>& elements = scratch.elements;
  elements.clear();
  for (const HalfSpaceField::Line& line : field.lines())
    for (int k = -images; k <= images; ++k) {
      const double up = into_period(line.middle.z(), period_) + k * period_, length = line.exact.length();
      const Vector3 shift = line.middle + Vector3(0.0, 0.0, up) - block.center;
      const int points = HalfSpaceField::points_at(shift.norm() - block.radius - 0.5 * length, length);
      if (points > 0)
        field.put_elements(line, points, block.center, up, 1.0, elements);
      else
        field.add_line(line, rows, block.center, up, out);
    }
  field.add_elements_at(elements, rows, block.count(), out);
  for (const HalfSpaceField::Exit& exit : field.exits())
    for (int k = -images; k <= images; ++k) {
      const double up = into_period(exit.exact.origin().z(), period_) + k * period_;
      field.add_end(exit, rows, block.center, up, 1.0, out);
      field.add_bend(exit, rows, block.center, up, out);
    }
}

void PointStress::add_to(std::span<Matrix3> out) {
  std::array<float, stress_rows * cube(most_order)> grid;
  if (grid_blocks_ > 0) to_rows(grid_.data(), grid_order_, grid.data());
  const auto from_grid = [&](const float* rows, const Vector3& center, float* to) {
    if (grid_blocks_ > 0)
      interpolate_rows(grid.data(), half_.data(), grid_order_, rows, in_floats(center - box_.center()).data(), 1, to);
  };
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const PointCell* cell = nodes_.empty() ? nullptr : groups_[g].cell;
    float* nodes = cell != nullptr ? nodes_.data() + g * stress_size : nullptr;
    if (cell != nullptr) from_grid(cell->nodes(), cell->center(), nodes);
    for (std::size_t t = groups_[g].begin; t < groups_[g].end; ++t) {
      const Target& target = targets_[t];
      const PointBlock& block = target.points();
      float* rows = far_.data() + t * stress_size;
      if (cell != nullptr)
        cell->interpolate(nodes, target.block, rows);
      else
        from_grid(target.rows(), block.center, rows);
      for (std::uint32_t i = 0; i < block.count(); ++i) {
        const std::uint32_t place = target.of->order()[block.begin + i];
        out[target.members != nullptr ? target.members[place] : place] +=
            sum_[target.first + i] + from_rows(rows, i) + uniform_;
      }
    }
  }
}

}  // namespace pillardd
