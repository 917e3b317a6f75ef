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
  constexpr std::size_t deepest = 48;
  open_.resize(deepest);
  local_.resize(deepest);
  direct_.clear();
  count_ = {};
  nodal_ = nodal;
  open_[0].clear();
  const int images = scene.period > 0.0 ? FarCopies::walked : 0;
  for (int k = -images; k <= images; ++k) open_[0].push_back({0, k});
  descend(scene, target, 0, {});
}

void FarWalk::descend(const FarScene& scene, std::uint32_t target, std::size_t depth, const Local& above) {
  const TreeCell& cell = scene.tree.cells()[target];
  std::vector<Source>&open = open_[depth], &left = open_[depth + 1];
  const std::size_t direct_mark = direct_.size();
  settle_all(scene, target, open, left);
  const Local* local = &above;
  if (scene.cells.has_grid(cell)) {
    fill_local(scene, cell, above, local_[depth]);
    local = &local_[depth];
  }
  if (cell.is_cluster()) {
    add_cluster(scene, cell, *local);
  } else {
    open = left;  // the first child's descent overwrites what lies deeper
    for (std::uint32_t c = cell.child; c < cell.child + 2; ++c) {
      left = open;
      descend(scene, c, depth + 1, *local);
    }
  }
  direct_.resize(direct_mark);
}

/// The list of open sources grows at its end by the children of those that are cut.
void FarWalk::settle_all(const FarScene& scene, std::uint32_t target, std::vector<Source>& open,
                         std::vector<Source>& left) {
  const TreeCell& cell = scene.tree.cells()[target];
  left.clear();
  mixed_.clear();
  for (std::vector<SourceRun>& runs : grids_) runs.clear();
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
}

/// Takes the source where all its pairs are far: by grids, or as points where cutting would not make them cheaper.
bool FarWalk::settle(const FarScene& scene, const TreeCell& target, Source source) {
  const TreeCell& from = scene.tree.cells()[source.cell];
  const double dz = source.image * scene.period;
  if (!scene.reach.clear_of(target, from, dz)) return false;
  const double apart = scene.rules.one_point_ratio * from.longest;
  const bool one_point = target.middles.gap_squared(from.middles, dz) > apart * apart;
  if (settle_by_grids(scene, target, source, one_point)) return true;
  const std::uint32_t both = std::min(target.count(), from.count());
  if (both >= 2 * FarCells::least_count) return false;
  if (!one_point && !(target.is_cluster() && from.is_cluster())) return false;
  direct_.push_back({source, one_point});
  return true;
}

bool FarWalk::settle_by_grids(const FarScene& scene, const TreeCell& target, Source source, bool one_point) {
  const TreeCell& from = scene.tree.cells()[source.cell];
  if (!scene.cells.has_grid(target) || !scene.cells.has_grid(from)) return false;
  const Vector3 shift = from.center - target.center + Vector3(0.0, 0.0, source.image * scene.period);
  const std::size_t order = scene.rules.order((target.radius + from.radius) / shift.norm());
  if (order == 0) return false;
  const std::size_t nodes = cube(order), points = std::size_t{from.count()} * (one_point ? 1 : 2);
  if (blocks_of(nodes) * nodes > blocks_of(2 * target.count()) * points) return false;
  grids_[order].push_back(run_of(scene.cells.grid(source.cell, order), nodes, shift));
  count_.cells += nodes * nodes;
  return true;
}

/// Stress at the nodes of the highest order: what the parent holds, and what cells send to grids of each order.
void FarWalk::fill_local(const FarScene& scene, const TreeCell& target, const Local& above, Local& local) {
  const std::size_t highest = scene.cells.order(), blocks = blocks_of(cube(highest));
  const std::array<float, 3> half = FarCells::half(target), here{};
  local.cell = &target;
  local.stress.assign(blocks * stress_rows * block_points, 0.0F);
  AlignedVector<float>& nodes = local.nodes;
  nodes.resize(blocks * point_rows * block_points);
  grid_targets(half.data(), highest, nodes.data());
  if (above.cell != nullptr)
    interpolate(above.stress.data(), FarCells::half(*above.cell).data(), highest, nodes.data(),
                in_floats(target.center - above.cell->center).data(), blocks, local.stress.data());
  add_point_stress(nodes.data(), blocks, grids_[highest], scene.core_squared, local.stress.data());
  for (std::size_t m = least_order; m < highest; ++m) {
    if (grids_[m].empty()) continue;
    grid_targets_.resize(blocks_of(cube(m)) * point_rows * block_points);
    grid_stress_.assign(blocks_of(cube(m)) * stress_rows * block_points, 0.0F);
    grid_targets(half.data(), m, grid_targets_.data());
    add_point_stress(grid_targets_.data(), blocks_of(cube(m)), grids_[m], scene.core_squared, grid_stress_.data());
    interpolate(grid_stress_.data(), half.data(), m, nodes.data(), here.data(), blocks, local.stress.data());
  }
}

void FarWalk::list_runs(const FarScene& scene, const TreeCell& target) {
  constexpr std::uint32_t size = SegmentTree::cluster_size;
  runs_.clear();
  for (const Direct& d : direct_) {
    const TreeCell& from = scene.tree.cells()[d.source.cell];
    for (std::uint32_t first = from.begin; first < from.end; first += size) {
      const Vector3& center = scene.tree.cells()[scene.tree.cell_of_cluster(first / size)].center;
      const Vector3 shift = center - target.center + Vector3(0.0, 0.0, d.source.image * scene.period);
      runs_.push_back(d.one_point ? run_of(scene.sources.one(first), size, shift)
                                  : run_of(scene.sources.two(first), 2 * size, shift));
      count_.points += block_points * runs_.back().count;
    }
  }
}

void FarWalk::add_cluster(const FarScene& scene, const TreeCell& target, const Local& above) {
  alignas(64) std::array<float, stress_rows * block_points> stress{};
  const std::size_t cluster = target.begin / SegmentTree::cluster_size;
  const float* points = scene.sources.targets(cluster);
  list_runs(scene, target);
  add_point_stress(points, 1, runs_, scene.core_squared, stress.data());
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
    add_masked_stress(points, middle.data(), run, scene.core_squared, stress.data());
    count_.points += block_points * 2 * run.segments;
  }
  if (above.cell != nullptr)
    interpolate(above.stress.data(), FarCells::half(*above.cell).data(), scene.cells.order(), points,
                in_floats(target.center - above.cell->center).data(), 1, stress.data());
  scene.copies.add_stress(points, target.center, stress.data());
  add_nodal(scene.tree, target, stress.data(), nodal_);
}

}  // namespace pillardd
