#include "ddd/elasticity/far_walk.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_basis.hpp"
#include "ddd/elasticity/far_spherical.hpp"

namespace pillardd {
namespace {

/// Eq. 8b: where a network fills little of its box, in a plane nothing, cells need not be sparse for that.
constexpr double least_filled = 0.125;

/// A source point on 16 target points takes the time of this many products of rows: 63 instructions, a division and a
/// root.
constexpr std::size_t products_of_point = 28;

/// Cells of this many segments are cut before they are taken as points: one of their halves has moments.
constexpr std::uint32_t least_cut = FarMoments::least_count + SegmentTree::cluster_size;

/// Cells of up to this many segments are walked whole before moments act on them, so that a source's moments are
/// fetched once for all the cells they act on: beyond some thousand segments they come from memory.
constexpr std::uint32_t group_segments = 512;

/// Nodal forces of a cluster of segments from the stress at their two Gauss points, f = (sigma . b) x dl (eq. 4) [nN].
void add_nodal(const SegmentTree& tree, const TreeCell& cell, const float* stress,
               std::span<std::array<Vector3, 2>> nodal) {
  constexpr std::size_t row = block_points;
  for (std::uint32_t p = cell.begin; p < cell.end; ++p) {
    const StraightSegment s = tree.segment(p);
    for (std::size_t g = 0; g < 2; ++g) {
      const float* at = stress + g * SegmentTree::cluster_size + (p - cell.begin);
      const double xy = at[3 * row], yz = at[4 * row], xz = at[5 * row];
      const Vector3& b = s.burgers;
      const Vector3 sb(at[0] * b.x() + xy * b.y() + xz * b.z(), xy * b.x() + at[row] * b.y() + yz * b.z(),
                       xz * b.x() + yz * b.y() + at[2 * row] * b.z());
      const Vector3 f = 0.5 * sb.cross(s.b - s.a);
      const double to_b = g == 0 ? 0.5 - gauss_offset : 0.5 + gauss_offset;
      std::array<Vector3, 2>& to = nodal[tree.order()[p]];
      to[0] += (1.0 - to_b) * f;
      to[1] += to_b * f;
    }
  }
}

}  // namespace

void FarWalk::run(const FarScene& scene, std::uint32_t target, std::span<std::array<Vector3, 2>> nodal) {
  constexpr std::size_t deepest = 48;
  open_.resize(deepest);
  direct_.clear();
  count_ = {};
  nodal_ = nodal;
  open_[0].clear();
  open_locals_ = 0;
  for (int k = -scene.copies_walked; k <= scene.copies_walked; ++k) open_[0].push_back({0, k});
  descend(scene, target, 0, none, false);
}

/// in_group: a cell above will finish what this one lists.
void FarWalk::descend(const FarScene& scene, std::uint32_t target, std::size_t depth, std::uint32_t above,
                      bool in_group) {
  const TreeCell& cell = scene.tree.cells()[target];
  std::vector<Source>&open = open_[depth], &left = open_[depth + 1];
  const std::size_t direct_mark = direct_.size();
  const std::uint32_t first = open_locals_, local = open_local(scene, target, above);
  const bool group = in_group || cell.is_cluster() || cell.count() <= group_segments;
  settle_all(scene, target, open, left);
  if (!group) fill_locals(scene, first);
  if (cell.is_cluster()) {
    clusters_.push_back({target, local, {}});
    add_points(scene, clusters_.back());
  } else {
    open = left;  // the first child's descent overwrites what lies deeper
    for (std::uint32_t c = cell.child; c < cell.child + 2; ++c) {
      left = open;
      descend(scene, c, depth + 1, local, group);
    }
  }
  if (group && !in_group) {
    fill_locals(scene, first);
    finish_clusters(scene);
  }
  if (!in_group) open_locals_ = first;
  direct_.resize(direct_mark);
}

/// The cell's own, or the one above where it has no moments.
std::uint32_t FarWalk::open_local(const FarScene& scene, std::uint32_t target, std::uint32_t above) {
  if (!scene.moments.cell(target).has_moments()) return above;
  if (locals_.size() == open_locals_) locals_.emplace_back();
  Local& local = locals_[open_locals_];
  local.cell = target;
  local.above = above;
  local.spherical.assign(scene.moments.field_size(), 0.0F);
  return open_locals_++;
}

/// The list of open sources grows at its end by the children of those that are cut. What is asked of cells is asked for
/// ahead.
void FarWalk::settle_all(const FarScene& scene, std::uint32_t target, std::vector<Source>& open,
                         std::vector<Source>& left) {
  constexpr std::size_t ahead = 6, then = 3;
  const MomentCell& cell = scene.moments.cell(target);
  left.clear();
  mixed_.clear();
  for (std::size_t k = 0; k < open.size(); ++k) {
    if (k + ahead < open.size()) __builtin_prefetch(&scene.moments.cell(open[k + ahead].cell));
    if (k + then < open.size() && scene.moments.cell(open[k + then].cell).count < least_cut)
      __builtin_prefetch(&scene.tree.cells()[open[k + then].cell].middles);
    const Source source = open[k];
    if (settle(scene, target, source)) continue;
    const MomentCell& from = scene.moments.cell(source.cell);
    if (from.child != 0 && (cell.child == 0 || from.count >= cell.count)) {
      open.push_back({from.child, source.image});
      open.push_back({from.child + 1, source.image});
    } else if (cell.child == 0) {
      mixed_.push_back(source);
    } else {
      left.push_back(source);
    }
  }
}

/// Takes the source where all its pairs are far: by moments, or as points where cutting would not make them cheaper.
bool FarWalk::settle(const FarScene& scene, std::uint32_t target, Source source) {
  const MomentCell &cell = scene.moments.cell(target), &from = scene.moments.cell(source.cell);
  if (cell.has_moments() && from.has_moments() && settle_by_moments(scene, target, source)) return true;
  if (std::min(cell.count, from.count) >= least_cut) return false;
  const double dz = source.image * scene.period;
  const double apart = std::max(scene.rules.one_point_ratio * from.longest, scene.sharp_reach);
  const TreeCell& there = scene.tree.cells()[source.cell];
  const double gap_squared = scene.tree.cells()[target].middles.gap_squared(there.middles, dz);
  if (!scene.reach.clear_of(cell.longest, from.longest, gap_squared)) return false;
  const bool one_point = gap_squared > apart * apart;
  if (!one_point && !(cell.child == 0 && from.child == 0)) return false;
  direct_.push_back({there.begin, there.end, source.image, one_point});
  return true;
}

/// Where the degree that serves costs less than the points do. Points apart by more than the near reach and a segment
/// have midpoints that are.
bool FarWalk::settle_by_moments(const FarScene& scene, std::uint32_t target, Source source) {
  const MomentCell &cell = scene.moments.cell(target), &from = scene.moments.cell(source.cell);
  const Vector3 shift = from.center - cell.center + Vector3(0.0, 0.0, source.image * scene.period);
  const double radii = cell.radius + from.radius, square = shift.squaredNorm();
  if (radii * radii > FarRules::most_reach * FarRules::most_reach * square) return false;
  const double distance = std::sqrt(square);
  const double longest = std::max(cell.longest, from.longest), gap = distance - radii;
  // Of a cell with fewer segments than its ball would hold, most are at the rim, where errors are: eq. 8b.
  const double cube = cell.radius * cell.radius * cell.radius, held = scene.moments.room() * cell.count;
  const double filled = std::clamp(held / cube, least_filled, 1.0);
  const double allowed = filled * scene.rules.moment_error * scene.moments.typical() * square * from.inverse_strength;
  const std::size_t degree = scene.rules.degree((cell.radius + from.spread) / distance, allowed);
  if (degree == 0 || gap < scene.core_reach || gap < scene.reach.of(longest) + scene.reach.slack) return false;
  const bool one_point = gap > scene.rules.one_point_ratio * from.longest;
  const std::size_t points = blocks_of(2 * cell.count) * from.count * (one_point ? 1 : 2);
  if (products[degree] > products_of_point * points) return false;
  const std::array<float, 3> in_units = in_floats(shift / scene.moments.unit());
  moments_[degree].push_back(
      {scene.moments.of(source.cell),
       locals_[open_locals_ - 1].spherical.data(),
       {in_units[0], in_units[1], in_units[2]},
       from.charge,
       static_cast<float>(source.image * scene.period / scene.moments.unit()) * scene.moments.scale().u_factor,
       static_cast<std::uint32_t>(degree)});
  ++count_.cells;
  count_.products += products[degree];
  return true;
}

/// What the listed moments do on their cells; then, from local `first` on, the field that the parent holds and this.
void FarWalk::fill_locals(const FarScene& scene, std::uint32_t first) {
  const FarMoments& moments = scene.moments;
  if (open_locals_ == first) return;
  moment_runs_.clear();
  for (std::vector<MomentRun>& runs : moments_) {
    if (open_locals_ > first + 1)
      std::sort(runs.begin(), runs.end(), [](const MomentRun& a, const MomentRun& b) { return a.moments < b.moments; });
    moment_runs_.insert(moment_runs_.end(), runs.begin(), runs.end());
    runs.clear();
  }
  add_moment_fields(moment_runs_, moments.field_degree());
  for (std::uint32_t k = first; k < open_locals_; ++k) {
    Local& local = locals_[k];
    local.field.assign(moments.field_size(), 0.0F);
    if (local.above != none) {
      const Vector3 shift = moments.cell(local.cell).center - moments.cell(locals_[local.above].cell).center;
      shift_field(locals_[local.above].field.data(), in_floats(shift / moments.unit()).data(), moments.field_degree(),
                  local.field.data());
    }
    add_spherical(local.spherical.data(), moments.field_degree(), local.field.data());
  }
}

void FarWalk::list_runs(const FarScene& scene, const TreeCell& target) {
  constexpr std::uint32_t size = SegmentTree::cluster_size;
  runs_.clear();
  sharp_runs_.clear();
  for (std::size_t k = 0; k < direct_.size(); ++k) {
    const Direct& d = direct_[k];
    if (k + 4 < direct_.size()) __builtin_prefetch(&scene.sources.center(direct_[k + 4].begin / size));
    const Vector3 here = target.center - Vector3(0.0, 0.0, d.image * scene.period);
    for (std::uint32_t first = d.begin; first < d.end; first += size) {
      const Vector3 shift = scene.sources.center(first / size) - here;
      if (d.one_point) {
        const std::array<float, 3> in_nm = in_floats(shift);
        sharp_runs_.push_back({scene.sources.sharp(first), size, {in_nm[0], in_nm[1], in_nm[2]}});
      } else {
        runs_.push_back(run_of(scene.sources.two(first), 2 * size, shift));
      }
      count_.points += block_points * size * (d.one_point ? 1 : 2);
    }
  }
}

void FarWalk::add_points(const FarScene& scene, Cluster& cluster) {
  const TreeCell& target = scene.tree.cells()[cluster.cell];
  const float* points = scene.sources.targets(target.begin / SegmentTree::cluster_size);
  float* const stress = cluster.stress.data();
  list_runs(scene, target);
  add_point_stress(points, 1, runs_, scene.core_squared, stress);
  add_sharp_stress(points, sharp_runs_, scene.sharp_trace, stress);
  alignas(64) std::array<MiddlePoint, SegmentTree::cluster_size> middle;
  for (std::uint32_t s = 0; s < middle.size(); ++s)
    middle[s] = scene.sources.middle()[std::min(target.begin + s, target.end - 1)];
  for (const Source& source : mixed_) {
    const TreeCell& from = scene.tree.cells()[source.cell];
    const double dz = source.image * scene.period;
    const std::array<float, 3> shift = in_floats(from.center - target.center + Vector3(0.0, 0.0, dz));
    const MaskedRun run{scene.sources.two(from.begin),
                        &scene.sources.middle()[from.begin],
                        from.count(),
                        {shift[0], shift[1], shift[2]},
                        static_cast<float>(dz)};
    add_masked_stress(points, middle.data(), run, scene.core_squared, stress);
    count_.points += block_points * 2 * run.segments;
  }
}

/// With what moments and copies do: the clusters of one field are neighbours in the list.
void FarWalk::finish_clusters(const FarScene& scene) {
  field_points_.clear();
  for (std::size_t k = 0; k < clusters_.size(); ++k) {
    Cluster& cluster = clusters_[k];
    if (cluster.local == none) continue;
    const Local& local = locals_[cluster.local];
    const TreeCell& target = scene.tree.cells()[cluster.cell];
    const std::array<float, 3> shift = in_floats(target.center - scene.moments.cell(local.cell).center);
    field_points_.push_back({scene.sources.targets(target.begin / SegmentTree::cluster_size),
                             {shift[0], shift[1], shift[2]},
                             cluster.stress.data()});
    if (k + 1 < clusters_.size() && clusters_[k + 1].local == cluster.local) continue;
    add_field_stress(local.field.data(), scene.moments.from_origin(local.cell).data(), scene.moments.scale(),
                     scene.moments.field_degree(), field_points_);
    field_points_.clear();
  }
  for (Cluster& cluster : clusters_) {
    const TreeCell& target = scene.tree.cells()[cluster.cell];
    scene.copies.add_stress(scene.sources.targets(target.begin / SegmentTree::cluster_size), target.center,
                            cluster.stress.data());
    add_nodal(scene.tree, target, cluster.stress.data(), nodal_);
  }
  clusters_.clear();
}

}  // namespace pillardd
