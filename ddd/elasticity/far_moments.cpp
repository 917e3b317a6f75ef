#include "ddd/elasticity/far_moments.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/elasticity/far_basis.hpp"
#include "ddd/elasticity/far_spherical.hpp"

namespace pillardd {
namespace {

/// The unit is the radius of the network over this: distances lie between 0.1 and 20 units, whose twelfth powers are in
/// the reach of single precision.
constexpr double units_in_radius = 10.0;

/// In larger cells less is to be gained and there are more points to go through.
constexpr std::uint32_t largest_moved = 256;

/// Subtrees that are dealt to threads, at least; cells from which on a generation above them is dealt.
constexpr std::uint32_t subtrees = 16, cells_for_threads = 4;

/// Eq. 8a, set by the largest errors of the networks in docs/develop/far-field.md, where cells by midpoints have 5.6 to
/// 6.2.
constexpr double typical_factor = 3.7;

/// Half the diagonal of the box of a cell by midpoints, over the side of the cube that holds its segments at the
/// network's density.
constexpr double radius_of_cell = 0.73;

/// Distances are those of points in single precision: this much larger, none is left out.
constexpr double rounding = 1.0 + 1e-5;

/// The ball: from the centre of the box, moves of falling size to the farthest Gauss point; the best one counts.
void set_ball(const FarSources& sources, const TreeCell& cell, MomentCell& out) {
  constexpr int moves = 10;
  constexpr std::uint32_t size = SegmentTree::cluster_size;
  const std::size_t first = cell.begin / size, blocks = (cell.end + size - 1) / size - first;
  Vector3 x = cell.center;
  Farthest far = farthest_point(sources.targets(first), blocks, &sources.center(first), x);
  out.center = x;
  out.radius = std::sqrt(far.square);
  double step = 0.12;
  for (int k = 0; k < moves && cell.count() <= largest_moved; ++k, step *= 0.8) {
    x += step * Vector3(far.x[0], far.x[1], far.x[2]);
    far = farthest_point(sources.targets(first), blocks, &sources.center(first), x);
    const double radius = std::sqrt(far.square);
    if (radius >= out.radius) continue;
    out.center = x;
    out.radius = radius;
  }
  out.radius *= rounding;
}

}  // namespace

std::size_t FarMoments::start(const SegmentTree& tree, const ElasticConstants& elastic, std::size_t total,
                              std::size_t first) {
  if (tree.size() < least_count) total = 0;
  degree_ = moment_degree(total);
  field_degree_ = pillardd::field_degree(total);
  first_ = first;
  place_cells(tree);
  if (degree_ == 0) return 0;
  const TreeCell& root = tree.cells()[0];
  unit_ = root.radius / units_in_radius;
  const double volume = (2.0 * root.middles.half()).prod();
  room_ = radius_of_cell * radius_of_cell * radius_of_cell * volume / static_cast<double>(tree.size());
  if (tree.keeps_loops()) set_typical(tree, elastic);
  origin_ = root.center;
  const double core = elastic.core_radius / unit_;
  scale_ = {static_cast<float>(1.0 / unit_), static_cast<float>(core * core),
            static_cast<float>(-2.0 / (1.0 - elastic.poisson))};
  const std::span<const std::uint32_t> begin = tree.generations();
  whole_ = first_;
  while (whole_ + 1 < begin.size() && begin[whole_ + 1] - begin[whole_] < subtrees) ++whole_;
  if (whole_ >= begin.size()) return 0;
  const std::size_t end = whole_ + 1 < begin.size() ? begin[whole_ + 1] : cells_.size();
  return end - begin[whole_];
}

void FarMoments::place_cells(const SegmentTree& tree) {
  const std::size_t begin = first_ < tree.generations().size() ? tree.generations()[first_] : tree.cells().size();
  std::uint32_t count = 0;
  cells_.resize(tree.cells().size());
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const TreeCell& cell = tree.cells()[c];
    cells_[c].longest = cell.longest;
    cells_[c].count = cell.count();
    cells_[c].child = cell.child;
    const bool has = degree_ > 0 && c >= begin && cell.count() >= least_count && !cell.in_loop;
    cells_[c].moments = has ? count++ : MomentCell::none;
  }
  moments_.resize(size() * count);
}

void FarMoments::gather_subtree(const SegmentTree& tree, const FarSources& sources, std::size_t subtree) {
  const std::uint32_t cell = tree.generations()[whole_] + static_cast<std::uint32_t>(subtree);
  gather_below(tree, sources, cell);
  if (whole_ == first_ && has(cell)) turn_spherical(cell);
}

void FarMoments::finish(const SegmentTree& tree, const FarSources& sources, int threads) {
  const std::span<const std::uint32_t> begin = tree.generations();
  for (std::size_t g = std::min(whole_, begin.size()); degree_ > 0 && g-- > first_;) {
#pragma omp parallel for schedule(dynamic, 1) \
    num_threads(threads) if (threads > 1 && begin[g + 1] - begin[g] >= cells_for_threads)
    for (std::uint32_t c = begin[g]; c < begin[g + 1]; ++c) {
      if (!has(c)) continue;
      gather(tree, sources, c);
      if (g == first_) turn_spherical(c);
    }
  }
  if (!tree.keeps_loops()) set_typical();
}

void FarMoments::turn_spherical(std::uint32_t cell) {
  const SphericalMoments made =
      to_spherical(degree_, from_origin(cell).data(), scale_.u_factor, moments_.data() + size() * cells_[cell].moments);
  cells_[cell].charge = made.charge;
  set_strength(cells_[cell], std::span(made.squares.data(), degree_ + 1));
}

/// Eq. 8: P_l of the degrees from 2 on go as spread^l on the mean, strength is their envelope. Weighed by powers of the
/// radius: straight pieces have even degrees only, and the mean of two degrees must not depend on the unit.
void FarMoments::set_strength(MomentCell& cell, std::span<const float> squares) const {
  std::array<double, most_degree + 1> norm{};
  for (std::size_t l = 0; l < squares.size(); ++l) norm[l] = std::sqrt(static_cast<double>(squares[l]));
  const std::size_t last = squares.size() - 1;
  const double radius = cell.radius / unit_, low = norm[2] * radius + norm[3];
  double spread = radius;
  if (last >= 4 && low > 0.0)
    spread =
        std::min(radius, std::pow((norm[last - 1] * radius + norm[last]) / low, 1.0 / static_cast<double>(last - 3)));
  double strength = 0.0, power = 1.0;
  for (std::size_t l = 0; l <= last; ++l, power *= spread) strength = std::max(strength, norm[l] / power);
  cell.inverse_strength = static_cast<float>(1.0 / strength);
  cell.spread = static_cast<float>(spread * unit_);
}

void FarMoments::set_typical() {
  double sum = 0.0, count = 0.0;
  for (std::uint32_t c = 0; c < cells_.size(); ++c) {
    if (!has(c) || has(cells_[c].child)) continue;
    const double at_radius = cells_[c].inverse_strength * cells_[c].radius * cells_[c].radius;
    sum += 1.0 / (at_radius * at_radius);
    count += 1.0;
  }
  typical_ = count > 0.0 ? std::sqrt(sum / count) : 0.0;
}

/// Eq. 8a: of cells by midpoints, in a network of this density.
void FarMoments::set_typical(const SegmentTree& tree, const ElasticConstants& elastic) {
  double sum = 0.0;
  for (std::size_t p = 0; p < tree.places(); ++p) {
    if (tree.order()[p] == SegmentTree::no_segment) continue;
    const StraightSegment s = tree.segment(p);
    sum += s.burgers.squaredNorm() * (s.b - s.a).squaredNorm();
  }
  const double count = least_count;
  const double strength =
      elastic.shear / (8.0 * std::numbers::pi) * std::sqrt(count * sum / static_cast<double>(tree.size()));
  const double radius = std::cbrt(count * room_);
  typical_ = typical_factor * strength / (unit_ * unit_) / (radius * radius);
}

void FarMoments::gather_below(const SegmentTree& tree, const FarSources& sources, std::uint32_t index) {
  if (!has(index)) return;
  for (std::uint32_t c = cells_[index].child; c < cells_[index].child + 2; ++c) gather_below(tree, sources, c);
  gather(tree, sources, index);
}

/// From the children's moments, which are done with; of what has none, from the points.
void FarMoments::gather(const SegmentTree& tree, const FarSources& sources, std::uint32_t index) {
  constexpr std::uint32_t cluster = SegmentTree::cluster_size;
  const TreeCell& cell = tree.cells()[index];
  float* const moments = moments_.data() + size() * cells_[index].moments;
  std::fill(moments, moments + size(), 0.0F);
  set_ball(sources, cell, cells_[index]);
  const Vector3& middle = cells_[index].center;
  const std::array<std::uint32_t, 2> children{cell.child, cell.child + 1};
  for (const std::uint32_t c : children) {
    const TreeCell& child = tree.cells()[c];
    if (has(c)) continue;
    for (std::uint32_t first = child.begin; first < child.end; first += cluster) {
      const Vector3& center = tree.cells()[tree.cell_of_cluster(first / cluster)].center;
      add_source_moments(run_of(sources.two(first), 2 * cluster, center - middle), in_floats(center - origin_).data(),
                         scale_, degree_, moments);
    }
  }
  add_core_moments(scale_, degree_, moments);
  for (const std::uint32_t c : children) {
    if (!has(c)) continue;
    shift_moments(of(c), in_floats((cells_[c].center - middle) / unit_).data(), degree_, moments);
    turn_spherical(c);
  }
}

}  // namespace pillardd
