#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/far_expansion.hpp"
#include "ddd/elasticity/far_moments.hpp"
#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/far_translation.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// What all walks read.
struct FarScene {
  const SegmentTree& tree;
  const FarSources& sources;
  const FarMoments& moments;
  const FarCopies& copies;
  const FarRules& rules;
  NearReach reach;
  double period;
  int copies_walked;  ///< on either side; 0 without a period
  float core_squared;
  double core_reach;   ///< least gap of cells for which moments know enough of the core [nm]
  double sharp_reach;  ///< ... beyond which sources of one point have none [nm]
  float sharp_trace;   ///< of the stress of these, see add_sharp_stress
};

/// Work of the far field.
struct FarCount {
  std::uint64_t points = 0;    ///< one source point on one target point each
  std::uint64_t cells = 0;     ///< cells' moments on cells' fields
  std::uint64_t products = 0;  ///< of a derivative with a row of moments, in all of these
  /// About 100 operations a pair of points; a row's product is eight multiply-adds.
  double flops() const { return 100.0 * static_cast<double>(points) + 16.0 * static_cast<double>(products); }
};

/// Far forces on the segments of one cell: down the tree of targets, each cell with the sources its parent could not
/// settle (docs/theory/far-field.md). Keeps its memory.
class FarWalk {
 public:
  /// Adds the forces on the ends (a, b) of the segments of `target`, by their places before they were sorted [nN].
  void run(const FarScene& scene, std::uint32_t target, std::span<std::array<Vector3, 2>> nodal);

  /// Evaluations of the last run.
  const FarCount& count() const { return count_; }

 private:
  /// A cell of sources, taken `image` periods up.
  struct Source {
    std::uint32_t cell;
    int image;
  };
  /// Segments begin to end of the tree, whole clusters, taken as points.
  struct Direct {
    std::uint32_t begin, end;
    int image;
    bool one_point;  ///< per segment; else two
  };

  static constexpr std::uint32_t none = ~std::uint32_t{0};
  /// What cells' moments do, as an expansion around the centre of a target cell.
  struct Local {
    std::uint32_t cell;
    std::uint32_t above;             ///< the one whose field it takes over, or none
    AlignedVector<float> field;      ///< all of it
    AlignedVector<float> spherical;  ///< what acts on the cell itself, in Y_lm
  };
  /// A cluster of targets whose stress by points is known.
  struct Cluster {
    std::uint32_t cell;
    std::uint32_t local;  ///< whose field it is in, or none
    alignas(64) std::array<float, stress_rows * block_points> stress;
  };

  void descend(const FarScene& scene, std::uint32_t target, std::size_t depth, std::uint32_t above, bool in_group);
  std::uint32_t open_local(const FarScene& scene, std::uint32_t target, std::uint32_t above);
  void settle_all(const FarScene& scene, std::uint32_t target, std::vector<Source>& open, std::vector<Source>& left);
  bool settle(const FarScene& scene, std::uint32_t target, Source source);
  bool settle_by_moments(const FarScene& scene, std::uint32_t target, Source source);
  void fill_locals(const FarScene& scene, std::uint32_t first);
  void add_points(const FarScene& scene, Cluster& cluster);
  void finish_clusters(const FarScene& scene);
  void list_runs(const FarScene& scene, const TreeCell& target);

  std::vector<std::vector<Source>> open_;  ///< by depth: sources that the cell at work has to settle
  std::vector<Direct> direct_;             ///< of the cell at work and its parents
  std::vector<Source> mixed_;              ///< clusters with near pairs
  std::array<std::vector<MomentRun>, most_degree + 1> moments_;  ///< by degree: cells whose fields are to be added
  std::vector<MomentRun> moment_runs_;
  std::vector<Local> locals_;  ///< the first `open_locals_` in use, parents before children
  std::uint32_t open_locals_ = 0;
  std::vector<Cluster> clusters_;  ///< of the group at work
  std::vector<FieldPoints> field_points_;
  std::vector<SourceRun> runs_;
  std::vector<SharpRun> sharp_runs_;
  std::span<std::array<Vector3, 2>> nodal_;
  FarCount count_;
};

}  // namespace pillardd
