#pragma once
#include <algorithm>

#include "ddd/base/types.hpp"
#include "ddd/elasticity/far_harmonics.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

struct FarSettings {
  double tolerance = 1e-4;   ///< largest error of a nodal force, relative to the rms nodal force; 2e-6 to 1e-2
  double period = 0.0;       ///< along z [nm]; 0: none
  bool keep_copies = false;  ///< of eq. 11: what the last add_forces took, where there was one
};

/// What the tolerance asks of every kind of work (docs/theory/far-field.md, eq. 6-8).
struct FarRules {
  double near_ratio;       ///< distance of midpoints in segment lengths below which a pair is left to the exact kernel
  double one_point_ratio;  ///< ... beyond which a source is seen as one point
  double cell_error;       ///< of a cell's grid, and of what moments know of the core, relative to its stress
  double moment_error;     ///< of a pair of cells by moments, in stresses of a typical cell (FarMoments::typical)

  /// Least order of grids for cells whose radii add up to `ratio` of their distance; 0: none.
  std::size_t order(double ratio) const;
  std::size_t highest_order() const;
  std::size_t highest_degree;  ///< of expansions

  /// Expansions are taken up to this sum of the cells' radii over distance.
  static constexpr double most_reach = 0.6;
  /// Least degree of expansions; 0: none. ratio: radius of the targets and spread of the sources over the distance;
  /// allowed: error over the sources' strength at that distance.
  std::size_t degree(double ratio, double allowed) const {
    double power = ratio;
    for (std::size_t p = least_degree; p <= highest_degree; ++p, power *= ratio)
      if (power <= allowed) return p;
    return 0;
  }
};
/// coherence: of the network (far_coherence.hpp); 1 for closed loops.
FarRules far_rules(double tolerance, double coherence = 1.0);

/// Expansions hold the core to a^2; what is left out is below the error of cells from this gap on [nm].
double core_reach(const FarRules& rules, double core_radius);
/// Sources without core are taken from this gap on [nm]: 1.5 a^2/R^2 of their stress is a tenth of that error.
double sharp_reach(const FarRules& rules, double core_radius);

/// Distance of midpoints up to which a segment's pairs are near.
struct NearReach {
  double ratio;  ///< in lengths of the longer segment
  double most;   ///< below half the period [nm]: only nearest copies are near
  double slack;  ///< of positions in single precision [nm]

  double of(double length) const { return std::min(ratio * length, most); }
  /// No segment of one cell is near a segment of the other, with these longest ones, whose midpoints' boxes are so far
  /// apart.
  bool clear_of(double one_longest, double other_longest, double gap_squared) const {
    const double reach = of(std::max(one_longest, other_longest)) + slack;
    return gap_squared > reach * reach;
  }
};

}  // namespace pillardd
