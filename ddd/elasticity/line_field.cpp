#include "ddd/elasticity/line_field.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/half_space_copies.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

constexpr std::size_t stress_size = stress_rows * block_points, rows_size = point_rows * block_points;
constexpr std::uint32_t no_parent = ~std::uint32_t{0};

/// Error of a line's stress on a grid that it may act on, over the tolerance: many act at once, and
/// lines of neighbours err alike (docs/develop/forces.md).
constexpr double error_of_line = 0.2;

/// Three Gauss points err by the inverse sixth power of the distance over the length, and by half of a tolerance of
/// 1e-4 two lengths away.
double near_ratio(double tolerance) {
  return 2.0 * std::max(1.0, std::pow(1e-4 / tolerance, 1.0 / 6.0));
}

/// What a line's stress at a point costs [ns], to tell how many threads are worth waking.
constexpr double point_time = 0.3;

/// rho^-order = error, rho = s + (s^2 - 1)^1/2: how far over the half side the nearest singularity has to be
/// (Trefethen, Approximation Theory and Approximation Practice, SIAM 2013, chapter 8).
double least_distance(std::size_t order, double error) {
  const double rho = std::pow(error, -1.0 / static_cast<double>(order));
  return 0.5 * (rho + 1.0 / rho);
}

StraightSegment up(const StraightSegment& s, double dz) {
  const Vector3 shift(0.0, 0.0, dz);
  return {s.a + shift, s.b + shift, s.burgers};
}

}  // namespace

double distance(const Vector3& x, const Vector3& origin, const Vector3& direction, double length) {
  const Vector3 d = x - origin;
  return (d - std::clamp(d.dot(direction), 0.0, length) * direction).norm();
}

void LineField::add_forces(std::span<const StraightSegment> on, std::span<const ActingLine> lines,
                           const LineFieldSettings& settings, std::span<std::array<Vector3, 2>> out) {
  if (on.empty() || lines.empty()) return;
  simd_target();
  settings_ = settings;
  near_ratio_ = near_ratio(settings.tolerance);
  on_ = on;
  for (std::size_t p = least_order; p <= field_order; ++p)
    least_distance_[p] = least_distance(p, error_of_line * settings.tolerance);
  cut();
  list_sources(lines);
  if (settings.period > 0.0 && !(settings.keep_copies && !copies_.empty())) put_copies();
  const int team = worth_threads(point_time * static_cast<double>(points * on.size() * lines.size()));
  scratch_.resize(std::max(scratch_.size(), static_cast<std::size_t>(team)));
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(team) if (team > 1)
    for (std::size_t c = levels_[level]; c < levels_[level + 1]; ++c) {
      Scratch& scratch = scratch_[static_cast<std::size_t>(omp_get_thread_num())];
      deal(c, scratch);
      if (cells_[c].child == 0) sum_leaf(cells_[c], scratch, out);
    }
  }
}

LineField::Cell& LineField::new_cell() {
  if (cell_count_ == cells_.size()) cells_.emplace_back();
  return cells_[cell_count_++];
}

void LineField::make_cell(Cell& cell, std::uint32_t begin, std::uint32_t end, std::uint32_t parent) {
  cell.begin = begin;
  cell.end = end;
  cell.parent = parent;
  cell.child = 0;
  const StraightSegment& first = taken_[order_[begin]];
  Box box{first.a, first.a};
  for (std::uint32_t p = begin; p < end; ++p)
    for (const Vector3& x : {taken_[order_[p]].a, taken_[order_[p]].b}) box.cover({x, x});
  cell.center = box.center();
  cell.radius = box.half().norm();
  cell.half = box.half().cwiseMax(Vector3::Constant(std::max(1.0, 0.01 * cell.radius)));
  cell.order = 0;
  for (std::size_t p = least_order; p <= field_order; ++p)
    if (cube(p) < points * cell.count()) cell.order = p;
  cell.has_field = false;
}

/// Between two leaves, across the longest side, level by level; ties of the coordinate fall by place.
void LineField::cut() {
  const std::size_t n = on_.size();
  taken_.resize(n);
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), 0U);
  for (std::size_t i = 0; i < n; ++i)
    taken_[i] = up(on_[i], into_period(0.5 * (on_[i].a.z() + on_[i].b.z()), settings_.period));
  cell_count_ = 0;
  make_cell(new_cell(), 0, static_cast<std::uint32_t>(n), no_parent);
  levels_.assign({0, 1});
  while (levels_.back() > levels_[levels_.size() - 2]) {
    for (std::size_t c = levels_[levels_.size() - 2]; c < levels_.back(); ++c) {
      const std::uint32_t begin = cells_[c].begin, end = cells_[c].end, size = leaf_size;
      if (end - begin <= size) continue;
      Eigen::Index axis = 0;
      cells_[c].half.maxCoeff(&axis);
      const auto middle_of = [&](std::uint32_t i) { return taken_[i].a[axis] + taken_[i].b[axis]; };
      const std::uint32_t middle = begin + size * (((end - begin + size - 1) / size + 1) / 2);
      std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end,
                       [&](std::uint32_t i, std::uint32_t j) {
                         const double xi = middle_of(i), xj = middle_of(j);
                         return xi < xj || (xi == xj && i < j);
                       });
      for (const auto& [from, to] : {std::pair(begin, middle), std::pair(middle, end)})
        std::sort(order_.begin() + from, order_.begin() + to);
      cells_[c].child = static_cast<std::uint32_t>(cell_count_);
      make_cell(new_cell(), begin, middle, static_cast<std::uint32_t>(c));
      make_cell(new_cell(), middle, end, static_cast<std::uint32_t>(c));
    }
    levels_.push_back(cell_count_);
  }
  levels_.pop_back();
}

/// The lines within the period with their next copies on either side, and those farther away.
void LineField::list_sources(std::span<const ActingLine> lines) {
  const ElasticConstants sharp{settings_.elastic.shear, settings_.elastic.poisson, 0.0};
  const double scale = settings_.elastic.shear / (4.0 * std::numbers::pi * (1.0 - settings_.elastic.poisson));
  const bool anew = !(settings_.keep_copies && !copies_.empty());
  sources_.clear();
  dropped_near_.setZero();
  if (anew) {
    away_.clear();
    dropped_away_.setZero();
  }
  for (const ActingLine& line : lines) {
    const double middle = line.origin.z() + (line.is_half() ? 0.0 : 0.5 * line.length * line.direction.z());
    const double home = into_period(middle, settings_.period);
    const auto put = [&](std::vector<Source>& to, double at, double weight) {
      to.push_back(
          {line.origin + (home + at) * Vector3::UnitZ(), line.direction, weight * scale * line.burgers, line.length});
    };
    put(sources_, 0.0, 1.0);
    if (settings_.period <= 0.0) continue;
    for (const double way : {1.0, -1.0}) {
      const Matrix3 one = line.is_half() ? half_line_stress(-way * Vector3::UnitZ(), Vector3::Zero(), line.direction,
                                                            line.burgers, sharp)
                                         : Matrix3::Zero();
      put(sources_, way * settings_.period, 1.0);
      dropped_near_ += one / settings_.period;
      for (const CopyAway& c : copies_away) {
        if (!anew) break;
        put(away_, way * c.at * settings_.period, c.weight);
        dropped_away_ += c.weight / (c.at * settings_.period) * one;
      }
    }
  }
}

/// 0: none serves.
std::size_t LineField::order_at(double distance, double half) const {
  for (std::size_t p = least_order; p <= field_order; ++p)
    if (distance >= least_distance_[p] * half) return p;
  return 0;
}

/// Copies two periods away and more act on nodes of the whole body, farther ones on fewer.
void LineField::put_copies() {
  const Cell& body = cells_[0];
  copies_center_ = body.center;
  copies_half_ = body.half;
  copies_order_ = settings_.tolerance < 1e-4 ? most_order : field_order;
  const std::array<float, 3> half = in_floats(copies_half_);
  const std::size_t finest = blocks_of(cube(copies_order_));
  Scratch scratch;
  for (std::uint32_t i = 0; i < away_.size(); ++i) {
    const Source& s = away_[i];
    const std::size_t p = order_at(distance(copies_center_, s.origin, s.direction, s.length), copies_half_.maxCoeff());
    scratch.by_order[p == 0 ? copies_order_ : p].push_back(i);
  }
  scratch.finest.resize(finest * rows_size);
  grid_targets(half.data(), copies_order_, scratch.finest.data());
  scratch.values.assign(finest * stress_size, 0.0F);
  constexpr std::array<float, 3> here{};
  for (std::size_t p = least_order; p <= copies_order_; ++p) {
    const std::size_t blocks = blocks_of(cube(p));
    scratch.targets.resize(blocks * rows_size);
    grid_targets(half.data(), p, scratch.targets.data());
    scratch.finer.assign(blocks * stress_size, 0.0F);
    const int team = worth_threads(point_time * static_cast<double>(cube(p) * scratch.by_order[p].size()));
#pragma omp parallel for schedule(static) num_threads(team) if (team > 1)
    for (std::size_t block = 0; block < blocks; ++block)
      act(scratch.by_order[p], away_, copies_center_, scratch.targets.data() + block * rows_size, 1,
          scratch.finer.data() + block * stress_size);
    interpolate(scratch.finer.data(), half.data(), p, scratch.finest.data(), here.data(), finest,
                scratch.values.data());
  }
  copies_.resize(stress_rows * cube(copies_order_));
  to_rows(scratch.values.data(), copies_order_, copies_.data());
}

/// Stress of sources at blocks of points around `center`.
void LineField::act(std::span<const std::uint32_t> which, std::span<const Source> from, const Vector3& center,
                    const float* targets, std::size_t blocks, float* out) const {
  constexpr std::size_t at_once = 64;
  std::array<HalfLineSource, at_once> half_lines;
  std::array<SegmentSource, at_once> segments;
  std::size_t halves = 0, pieces = 0;
  const auto poisson = static_cast<float>(settings_.elastic.poisson);
  const auto core = static_cast<float>(settings_.elastic.core_radius * settings_.elastic.core_radius);
  const auto flush = [&] {
    for (std::size_t block = 0; block < blocks; ++block) {
      const float* x = targets + block * rows_size;
      float* sum = out + block * stress_size;
      if (halves > 0) add_half_line_stress(x, {half_lines.data(), halves}, poisson, core, sum);
      if (pieces > 0) add_segment_stress(x, {segments.data(), pieces}, poisson, core, sum);
    }
    halves = pieces = 0;
  };
  const auto put = [&](const Source& s, auto& to) {
    for (Eigen::Index i = 0; i < 3; ++i) {
      to.x[i] = static_cast<float>(s.origin[i] - center[i]);
      to.t[i] = static_cast<float>(s.direction[i]);
      to.b[i] = static_cast<float>(s.burgers[i]);
    }
  };
  for (const std::uint32_t k : which) {
    if (std::isinf(from[k].length)) {
      put(from[k], half_lines[halves++]);
    } else {
      segments[pieces].length = static_cast<float>(from[k].length);
      put(from[k], segments[pieces++]);
    }
    if (std::max(halves, pieces) == at_once) flush();
  }
  flush();
}

/// What is on the grids of a cell and of those above it.
void LineField::add_field(const Cell& from, const Vector3& center, const float* targets, std::size_t blocks,
                          float* out) const {
  for (const Cell* cell = &from;; cell = &cells_[cell->parent]) {
    if (!cell->rows.empty())
      interpolate_rows(cell->rows.data(), in_floats(cell->half).data(), cell->order, targets,
                       in_floats(center - cell->center).data(), blocks, out);
    if (cell->has_field || cell->parent == no_parent) return;
  }
}

/// Sources that are far enough act on the cell's nodes, with as many as they need; the rest is left to its parts.
void LineField::deal(std::size_t c, Scratch& scratch) {
  Cell& cell = cells_[c];
  cell.open.clear();
  cell.rows.clear();
  for (std::vector<std::uint32_t>& list : scratch.by_order) list.clear();
  const double half_side = cell.half.maxCoeff();
  bool any = false;
  const auto put = [&](std::uint32_t k) {
    const Source& s = sources_[k];
    const std::size_t p = order_at(distance(cell.center, s.origin, s.direction, s.length), half_side);
    const bool acts = p > 0 && p <= cell.order;
    any = any || acts;
    (acts ? scratch.by_order[p] : cell.open).push_back(k);
  };
  if (cell.parent == no_parent)
    for (std::uint32_t k = 0; k < sources_.size(); ++k) put(k);
  else
    for (const std::uint32_t k : cells_[cell.parent].open) put(k);
  cell.has_field = cell.order == field_order;
  if (!any && !cell.has_field) return;
  const std::array<float, 3> half = in_floats(cell.half);
  const std::size_t finest = blocks_of(cube(cell.order));
  scratch.finest.resize(finest * rows_size);
  grid_targets(half.data(), cell.order, scratch.finest.data());
  scratch.values.assign(finest * stress_size, 0.0F);
  constexpr std::array<float, 3> here{};
  for (std::size_t p = least_order; p < cell.order; ++p) {
    if (scratch.by_order[p].empty()) continue;
    const std::size_t blocks = blocks_of(cube(p));
    scratch.targets.resize(blocks * rows_size);
    grid_targets(half.data(), p, scratch.targets.data());
    scratch.finer.assign(blocks * stress_size, 0.0F);
    act(scratch.by_order[p], sources_, cell.center, scratch.targets.data(), blocks, scratch.finer.data());
    interpolate(scratch.finer.data(), half.data(), p, scratch.finest.data(), here.data(), finest,
                scratch.values.data());
  }
  act(scratch.by_order[cell.order], sources_, cell.center, scratch.finest.data(), finest, scratch.values.data());
  if (cell.has_field && cell.parent != no_parent)
    add_field(cells_[cell.parent], cell.center, scratch.finest.data(), finest, scratch.values.data());
  cell.rows.resize(stress_rows * cube(cell.order));
  to_rows(scratch.values.data(), cell.order, cell.rows.data());
}

void LineField::sum_leaf(const Cell& cell, Scratch& scratch, std::span<std::array<Vector3, 2>> out) const {
  static constexpr detail::GaussRule<points> rule;
  scratch.targets.resize(points * rows_size);
  for (std::size_t g = 0; g < points; ++g)
    for (std::size_t i = 0; i < block_points; ++i) {
      const StraightSegment& s = taken_[order_[cell.begin + (i < cell.count() ? i : 0)]];
      const Vector3 x = 0.5 * (1.0 - rule.node[g]) * s.a + 0.5 * (1.0 + rule.node[g]) * s.b - cell.center;
      for (std::size_t row = 0; row < point_rows; ++row)
        scratch.targets[g * rows_size + row * block_points + i] = static_cast<float>(x[static_cast<Eigen::Index>(row)]);
    }
  alignas(64) std::array<float, points * stress_size> stress{};
  add_field(cell, cell.center, scratch.targets.data(), points, stress.data());
  if (settings_.period > 0.0)
    interpolate_rows(copies_.data(), in_floats(copies_half_).data(), copies_order_, scratch.targets.data(),
                     in_floats(cell.center - copies_center_).data(), points, stress.data());
  act_on_leaf(cell, scratch, stress.data());
  const Matrix3 uniform = -dropped_near_ - dropped_away_;
  for (std::size_t i = 0; i < cell.count(); ++i) {
    const StraightSegment& s = taken_[order_[cell.begin + i]];
    std::array<Vector3, 2>& to = out[order_[cell.begin + i]];
    for (std::size_t g = 0; g < points; ++g) {
      const Vector3 f = 0.5 * rule.weight[g] *
                        ((from_rows(stress.data() + g * stress_size, i) + uniform) * s.burgers).cross(s.b - s.a);
      to[0] += 0.5 * (1.0 - rule.node[g]) * f;
      to[1] += 0.5 * (1.0 + rule.node[g]) * f;
    }
  }
  add_near(cell, scratch, out);
}

/// Of what is left open all that is near no segment acts on all points; of the rest each on those of the segments that
/// it is not near.
void LineField::act_on_leaf(const Cell& cell, Scratch& scratch, float* stress) const {
  scratch.clear.clear();
  scratch.near.resize(leaf_size);
  for (std::vector<std::uint32_t>& list : scratch.near) list.clear();
  double longest = 0.0;
  for (std::uint32_t p = cell.begin; p < cell.end; ++p)
    longest = std::max(longest, (taken_[order_[p]].b - taken_[order_[p]].a).norm());
  scratch.one.resize(points * stress_size);
  for (const std::uint32_t k : cell.open) {
    const Source& s = sources_[k];
    std::uint32_t near = 0;
    if (distance(cell.center, s.origin, s.direction, s.length) < cell.radius + near_ratio_ * longest)
      for (std::uint32_t i = 0; i < cell.count(); ++i) {
        const StraightSegment& t = taken_[order_[cell.begin + i]];
        const double reach = near_ratio_ * (t.b - t.a).norm();
        if (!(distance(0.5 * (t.a + t.b), s.origin, s.direction, s.length) < reach)) continue;
        near |= 1U << i;
        scratch.near[i].push_back(k);
      }
    if (near == 0) {
      scratch.clear.push_back(k);
      continue;
    }
    std::fill(scratch.one.begin(), scratch.one.end(), 0.0F);
    act({&k, 1}, sources_, cell.center, scratch.targets.data(), points, scratch.one.data());
    for (std::size_t row = 0; row < points * stress_rows; ++row)
      for (std::size_t i = 0; i < block_points; ++i)
        if (((near >> i) & 1U) == 0) stress[row * block_points + i] += scratch.one[row * block_points + i];
  }
  act(scratch.clear, sources_, cell.center, scratch.targets.data(), points, stress);
}

void LineField::add_near(const Cell& cell, Scratch& scratch, std::span<std::array<Vector3, 2>> out) const {
  scratch.on.resize(cell.count());
  scratch.force.assign(cell.count());
  for (std::uint32_t i = 0; i < cell.count(); ++i) scratch.on.set(i, taken_[order_[cell.begin + i]]);
  const double scale = settings_.elastic.shear / (4.0 * std::numbers::pi * (1.0 - settings_.elastic.poisson));
  for (std::uint32_t i = 0; i < cell.count(); ++i) {
    const std::vector<std::uint32_t>& near = scratch.near[i];
    if (near.empty()) continue;
    scratch.near_lines.resize(near.size());
    scratch.others.assign(near.size());
    for (std::size_t k = 0; k < near.size(); ++k) {
      const Source& s = sources_[near[k]];
      const bool half = std::isinf(s.length);
      const Vector3 end = s.origin + (half ? settings_.ray_length : s.length) * s.direction, b = s.burgers / scale;
      scratch.near_lines.set(k, {s.origin, end, b});
      if (!half) continue;
      const StraightSegment& on = taken_[order_[cell.begin + i]];
      const Matrix3 rest = half_line_stress(0.5 * (on.a + on.b), end, s.direction, b, settings_.elastic);
      const Vector3 f = 0.5 * (rest * on.burgers).cross(on.b - on.a);
      scratch.force.add(i, f, f);
    }
    batch_pair_forces(PairBlock{scratch.on, i, scratch.near_lines, 0, near.size()}, settings_.elastic, scratch.force,
                      scratch.others);
  }
  for (std::uint32_t i = 0; i < cell.count(); ++i) {
    out[order_[cell.begin + i]][0] += scratch.force.on_a(i);
    out[order_[cell.begin + i]][1] += scratch.force.on_b(i);
  }
}

}  // namespace pillardd
