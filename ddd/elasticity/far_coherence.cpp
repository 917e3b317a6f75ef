#include "ddd/elasticity/far_coherence.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/far_moments.hpp"

namespace pillardd {
namespace {

/// Eq. 27: of bends and of cells in the rms nodal force, at least.
constexpr double force_of_bends = 5.0, force_of_cells = 2.0;

/// Eq. 28: what closed loops have at most.
constexpr double of_loops = 0.12;

/// Of the smallest cells that may have moments, or of all where there are fewer segments: as FarMoments has them.
bool is_leaf(const SegmentTree& tree, const TreeCell& cell) {
  const auto has = [](const TreeCell& c) { return c.count() >= FarMoments::least_count && !c.in_loop; };
  if (&cell == tree.cells().data() && !has(cell)) return true;
  return has(cell) && !(cell.child != 0 && (has(tree.cells()[cell.child]) || has(tree.cells()[cell.child + 1])));
}

/// Eq. 26, over k^2.
double leaf_stress_squared(const SegmentTree& tree) {
  double sum = 0.0, leaves = 0.0;
  for (const TreeCell& cell : tree.cells()) {
    if (!is_leaf(tree, cell) || cell.radius == 0.0) continue;
    Matrix3 strength = Matrix3::Zero();
    for (std::uint32_t p = cell.begin; p < cell.end; ++p) {
      if (tree.order()[p] == SegmentTree::no_segment) continue;
      const StraightSegment s = tree.segment(p);
      strength += s.burgers * (s.b - s.a).transpose();
    }
    const double square = cell.radius * cell.radius;
    sum += strength.squaredNorm() / (square * square);
    leaves += 1.0;
  }
  return leaves > 0.0 ? sum / leaves : 0.0;
}

}  // namespace

double far_coherence(const SegmentTree& tree) {
  if (tree.size() == 0 || tree.keeps_loops()) return 1.0;
  double burgers = 0.0, elements = 0.0;
  for (std::size_t p = 0; p < tree.places(); ++p) {
    const StraightSegment s = tree.segment(p);
    burgers += s.burgers.squaredNorm();
    elements += s.burgers.squaredNorm() * (s.b - s.a).squaredNorm();
  }
  const double n = static_cast<double>(tree.size());
  const double of_cells = std::sqrt(leaf_stress_squared(tree) * elements / n);
  const double force = std::hypot(force_of_bends * tree.bend() * burgers / n, force_of_cells * of_cells);
  return force > 0.0 ? std::max(1.0, of_cells / (of_loops * force)) : 1.0;
}

}  // namespace pillardd
