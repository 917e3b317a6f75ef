#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/far_cells.hpp"
#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// What all walks read.
struct FarScene {
  const SegmentTree& tree;
  const FarSources& sources;
  const FarCells& cells;
  const FarCopies& copies;
  FarRules rules;
  NearReach reach;
  double period;
  float core_squared;
};

/// Evaluations of the kernel, one source point on one target point each.
struct FarCount {
  std::uint64_t points = 0;  ///< of segments
  std::uint64_t cells = 0;   ///< of the cells' grids
  std::uint64_t all() const { return points + cells; }
};

/// Far forces on the segments of one cell: down the tree of targets, each cell with the sources its parent could not
/// settle (docs/theory/far-field.md). Keeps its memory.
class FarWalk {
 public:
  /// Adds the forces on the ends (a, b) of the segments of `target`, by position in the tree [nN].
  void run(const FarScene& scene, std::uint32_t target, std::span<std::array<Vector3, 2>> nodal);

  /// Evaluations of the last run.
  const FarCount& count() const { return count_; }

 private:
  /// A cell of sources, taken `image` periods up.
  struct Source {
    std::uint32_t cell;
    int image;
  };
  struct Direct {
    Source source;
    bool one_point;  ///< per segment; else two
  };

  /// The stress of cells settled so far, on the grid of a target cell.
  struct Local {
    const TreeCell* cell = nullptr;  ///< none: no stress
    AlignedVector<float> nodes;      ///< of the highest order
    AlignedVector<float> stress;     ///< at them
  };

  void descend(const FarScene& scene, std::uint32_t target, std::size_t depth, const Local& above);
  void settle_all(const FarScene& scene, std::uint32_t target, std::vector<Source>& open, std::vector<Source>& left);
  bool settle(const FarScene& scene, const TreeCell& target, Source source);
  bool settle_by_grids(const FarScene& scene, const TreeCell& target, Source source, bool one_point);
  void fill_local(const FarScene& scene, const TreeCell& target, const Local& above, Local& local);
  void add_cluster(const FarScene& scene, const TreeCell& target, const Local& above);
  void list_runs(const FarScene& scene, const TreeCell& target);

  std::vector<std::vector<Source>> open_;                     ///< by depth: sources that the cell at work has to settle
  std::vector<Direct> direct_;                                ///< of the cell at work and its parents
  std::vector<Source> mixed_;                                 ///< clusters with near pairs
  std::array<std::vector<SourceRun>, most_order + 1> grids_;  ///< by order: cells that act on the cell at work
  std::vector<Local> local_;                                  ///< by depth
  AlignedVector<float> grid_targets_, grid_stress_;
  std::vector<SourceRun> runs_;
  std::span<std::array<Vector3, 2>> nodal_;
  FarCount count_;
};

}  // namespace pillardd
