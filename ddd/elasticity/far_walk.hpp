#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// What all walks read.
struct FarScene {
  const SegmentTree& tree;
  const FarSources& sources;
  FarRules rules;
  NearReach reach;
  double period;
  int images;
  float core_squared;
};

/// Far forces on the segments of one cell: down the tree of targets, each cell with the sources its parent could not
/// settle (docs/theory/far-field.md). Keeps its memory.
class FarWalk {
 public:
  /// Adds the forces on the ends (a, b) of the segments of `target`, by position in the tree [nN].
  void run(const FarScene& scene, std::uint32_t target, std::span<std::array<Vector3, 2>> nodal);

  std::uint64_t point_pairs() const { return point_pairs_; }

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

  void descend(const FarScene& scene, std::uint32_t target, std::size_t depth);
  bool settle(const FarScene& scene, const TreeCell& target, Source source);
  void add_cluster(const FarScene& scene, const TreeCell& target, std::span<std::array<Vector3, 2>> nodal);
  void list_runs(const FarScene& scene, const TreeCell& target);

  std::vector<std::vector<Source>> open_;  ///< by depth: sources that the cell at work has to settle
  std::vector<Direct> direct_;             ///< of the cell at work and its parents
  std::vector<Source> mixed_;              ///< clusters with near pairs
  std::vector<SourceRun> runs_;
  std::span<std::array<Vector3, 2>> nodal_;
  std::uint64_t point_pairs_ = 0;
};

}  // namespace pillardd
