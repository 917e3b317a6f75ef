#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/elasticity.hpp"
#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/far_moments.hpp"
#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/far_walk.hpp"
#include "ddd/elasticity/near_rows.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// Forces between segments that are some lengths apart, and of all periodic copies (docs/theory/far-field.md). What it
/// leaves out, each pair of near_columns() and each segment on itself, is for the exact kernel.
/// Networks of fewer segments than moment_segments, without a period, are summed over points alone.
/// Nothing is allocated per step once the buffers have grown; the same bits for any number of threads.
class FarField {
 public:
  static constexpr std::size_t moment_segments = 500;

  /// Sorts the segments into the tree and lists the near pairs; with `forces` also readies what start_forces would. All
  /// segments are sources and targets; they outlive what is asked for afterwards.
  void build(std::span<const StraightSegment> segments, const ElasticConstants& elastic, const FarSettings& settings,
             bool forces = false);

  /// order()[p] is the index, in the span given to build, of the segment at place p of the tree, or
  /// SegmentTree::no_segment: there may be more places than segments.
  std::span<const std::uint32_t> order() const { return tree_.order(); }
  /// The one at place p, which has one; with a period, at its copy with the midpoint in [0, period).
  StraightSegment segment(std::size_t p) const { return tree_.segment(p); }

  /// Near pairs, each once, in places of the tree: row p has the columns q > p, ascending; none where there is no
  /// segment. With a period it is the pair of those copies whose midpoints are nearest along z; the other copies are
  /// far.
  std::span<const std::uint32_t> near_columns(std::size_t p) const { return near_.columns(p); }
  std::size_t near_pairs() const { return near_.pairs(); }

  /// Adds the far forces on the ends (a, b) of segment i of the span given to build to nodal[i] [nN].
  void add_forces(std::span<std::array<Vector3, 2>> nodal);
  /// The same in pieces, for up to `threads` of them at once: each target, of which the number is returned, by any
  /// thread of a team.
  std::size_t start_forces(int threads);
  void add_target(std::size_t target, std::span<std::array<Vector3, 2>> nodal);
  /// Threads that a whole evaluation is worth, near pairs and all.
  int threads() const;

  /// Work of the last add_forces.
  FarCount count() const;

 private:
  bool by_moments(std::size_t segments) const { return period_ > 0.0 || segments >= moment_segments; }
  void ready(bool near, bool forces);
  void list_targets();
  bool is_wide(double tolerance) const;
  float core_squared() const { return static_cast<float>(elastic_.core_radius * elastic_.core_radius); }

  FarRules rules_{};
  double period_ = 0.0;
  ElasticConstants elastic_{};
  SegmentTree tree_;
  FarSources sources_;
  FarMoments moments_;
  FarCopies copies_;
  std::size_t copies_order_ = 0;
  int copies_walked_ = 0;
  bool keep_copies_ = false, has_copies_ = false;
  bool forces_ready_ = false;
  NearReach reach_{};
  NearRows near_;
  std::vector<std::uint32_t> targets_;  ///< cells dealt to the threads
  std::vector<FarCount> counts_;        ///< of each
  std::vector<FarWalk> walks_;          ///< one a thread; which one a target falls to leaves no trace in it
};

}  // namespace pillardd
