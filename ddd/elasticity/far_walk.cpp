#include "ddd/elasticity/far_walk.hpp"

#include "ddd/base/simd.hpp"

namespace pillardd {
namespace {

/// Nodal forces of a cluster of segments from the stress at their two Gauss points, f = (sigma . b) x dl (eq. 4) [nN].
void add_nodal(const SegmentTree& tree, const TreeCell& cell, const float* stress,
               std::span<std::array<Vector3, 2>> nodal) {
  constexpr std::size_t row = block_points;
  for (std::uint32_t p = cell.begin; p < cell.end; ++p) {
    const StraightSegment& s = tree.segment(p);
    for (std::size_t g = 0; g < 2; ++g) {
      const float* at = stress + g * SegmentTree::cluster_size + (p - cell.begin);
      const double xy = at[3 * row], yz = at[4 * row], xz = at[5 * row];
      const Vector3& b = s.burgers;
      const Vector3 sb(at[0] * b.x() + xy * b.y() + xz * b.z(), xy * b.x() + at[row] * b.y() + yz * b.z(),
                       xz * b.x() + yz * b.y() + at[2 * row] * b.z());
      const Vector3 f = 0.5 * sb.cross(s.b - s.a);
      const double to_b = g == 0 ? 0.5 - gauss_offset : 0.5 + gauss_offset;
      nodal[p][0] += (1.0 - to_b) * f;
      nodal[p][1] += to_b * f;
    }
  }
}

}  // namespace

void FarWalk::run(const FarScene& scene, std::uint32_t target, std::span<std::array<Vector3, 2>> nodal) {
  point_pairs_ = 0;
  open_.resize(64);
  direct_.clear();
  nodal_ = nodal;
  open_[0].clear();
  for (int k = -scene.images; k <= scene.images; ++k) open_[0].push_back({0, k});
  descend(scene, target, 0);
}

/// The list of open sources grows at its end by the children of those that are cut.
void FarWalk::descend(const FarScene& scene, std::uint32_t target, std::size_t depth) {
  const TreeCell& cell = scene.tree.cells()[target];
  std::vector<Source>&open = open_[depth], &left = open_[depth + 1];
  const std::size_t direct_mark = direct_.size();
  left.clear();
  mixed_.clear();
  for (std::size_t k = 0; k < open.size(); ++k) {
    const Source source = open[k];
    if (settle(scene, cell, source)) continue;
    const TreeCell& from = scene.tree.cells()[source.cell];
    if (!from.is_cluster() && (cell.is_cluster() || from.count() >= cell.count())) {
      open.push_back({from.child, source.image});
      open.push_back({from.child + 1, source.image});
    } else if (cell.is_cluster()) {
      mixed_.push_back(source);
    } else {
      left.push_back(source);
    }
  }
  if (cell.is_cluster()) {
    add_cluster(scene, cell, nodal_);
  } else {
    open = left;  // the first child's descent overwrites what lies deeper
    for (std::uint32_t c = cell.child; c < cell.child + 2; ++c) {
      left = open;
      descend(scene, c, depth + 1);
    }
  }
  direct_.resize(direct_mark);
}

/// Takes the source as far points where all its pairs are far, and cutting would not make them cheaper.
bool FarWalk::settle(const FarScene& scene, const TreeCell& target, Source source) {
  const TreeCell& from = scene.tree.cells()[source.cell];
  const double dz = source.image * scene.period;
  if (!scene.reach.clear_of(target, from, dz)) return false;
  const double apart = scene.rules.one_point_ratio * from.longest;
  const bool one_point = target.middles.gap_squared(from.middles, dz) > apart * apart;
  if (!one_point && !(target.is_cluster() && from.is_cluster())) return false;
  direct_.push_back({source, one_point});
  return true;
}

void FarWalk::list_runs(const FarScene& scene, const TreeCell& target) {
  constexpr std::uint32_t size = SegmentTree::cluster_size;
  runs_.clear();
  for (const Direct& d : direct_) {
    const TreeCell& from = scene.tree.cells()[d.source.cell];
    for (std::uint32_t first = from.begin; first < from.end; first += size) {
      const Vector3& center = scene.tree.cells()[scene.tree.cell_of_cluster(first / size)].center;
      const Vector3 shift = center - target.center + Vector3(0.0, 0.0, d.source.image * scene.period);
      runs_.push_back({d.one_point ? scene.sources.one(first) : scene.sources.two(first),
                       d.one_point ? size : 2 * size,
                       {static_cast<float>(shift[0]), static_cast<float>(shift[1]), static_cast<float>(shift[2])}});
      point_pairs_ += block_points * runs_.back().count;
    }
  }
}

void FarWalk::add_cluster(const FarScene& scene, const TreeCell& target, std::span<std::array<Vector3, 2>> nodal) {
  alignas(64) std::array<float, stress_rows * block_points> stress{};
  const std::size_t cluster = target.begin / SegmentTree::cluster_size;
  list_runs(scene, target);
  add_point_stress(scene.sources.targets(cluster), 1, runs_, scene.core_squared, stress.data());
  alignas(64) std::array<MiddlePoint, SegmentTree::cluster_size> middle;
  for (std::uint32_t s = 0; s < middle.size(); ++s)
    middle[s] = scene.sources.middle()[std::min(target.begin + s, target.end - 1)];
  for (const Source& source : mixed_) {
    const TreeCell& from = scene.tree.cells()[source.cell];
    const double dz = source.image * scene.period;
    const Vector3 shift = from.center - target.center + Vector3(0.0, 0.0, dz);
    const MaskedRun run{scene.sources.two(from.begin),
                        &scene.sources.middle()[from.begin],
                        from.count(),
                        {static_cast<float>(shift[0]), static_cast<float>(shift[1]), static_cast<float>(shift[2])},
                        static_cast<float>(dz)};
    add_masked_stress(scene.sources.targets(cluster), middle.data(), run, scene.core_squared, stress.data());
    point_pairs_ += block_points * 2 * run.segments;
  }
  add_nodal(scene.tree, target, stress.data(), nodal);
}

}  // namespace pillardd
