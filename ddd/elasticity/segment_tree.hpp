#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/closed_loops.hpp"
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// Offset of the two Gauss points from the midpoint, in lengths of the segment: 1/(2 sqrt 3).
inline constexpr double gauss_offset = 0.28867513459481287;

/// Axis-aligned box.
struct Box {
  Vector3 low, high;

  Vector3 center() const { return 0.5 * (low + high); }
  Vector3 half() const { return 0.5 * (high - low); }
  /// Square of the distance between two boxes, the other one shifted by dz along z.
  double gap_squared(const Box& other, double dz) const {
    const Vector3 shift(0.0, 0.0, dz);
    return (other.low + shift - high).cwiseMax(low - other.high - shift).cwiseMax(0.0).squaredNorm();
  }
  void cover(const Box& other);
};

/// A cell holds the places [begin, end) of the tree's order. Leaves, called clusters, hold at most cluster_size.
struct TreeCell {
  std::uint32_t begin, end;
  std::uint32_t child;  ///< the first of two neighbours in the list of cells; 0: a cluster
  bool in_loop;         ///< part of a loop that is kept whole
  Box middles;          ///< of the segments' midpoints
  Box points;           ///< of their Gauss points
  Vector3 center;       ///< of `points`
  double radius;        ///< half the diagonal of `points`
  double longest;       ///< segment

  std::uint32_t count() const { return end - begin; }
  bool is_cluster() const { return child == 0; }
};

enum class TreeOrder {
  midpoints,  ///< every segment for itself
  joined,     ///< the same, and bend() is known
  loops       ///< compact closed loops stay whole where they are most of the network, else as midpoints
};

/// Binary tree over segments: each cell is cut across its longest side, at the median or, where that would cut a loop
/// that is kept whole, beside the loop (docs/theory/far-field.md, Tree). Places of the tree are dealt to clusters,
/// place p to cluster p / cluster_size. A cluster's segments stand in its first places; where loops are kept whole it
/// need not be full, and its last places hold none. Else all but the last one are full.
class SegmentTree {
 public:
  static constexpr std::uint32_t cluster_size = 8;
  static constexpr std::uint32_t no_segment = ~std::uint32_t{0};

  /// period > 0: midpoints are taken into [0, period) along z. The segments outlive the tree's use.
  void build(std::span<const StraightSegment> segments, double period, TreeOrder by);

  std::span<const std::uint32_t> order() const {
    return order_;
  }  ///< of each place: the segment's index, or no_segment
  /// At a place that has one, as taken into the period.
  StraightSegment segment(std::size_t place) const;
  std::size_t size() const { return segments_.size(); }
  std::size_t places() const { return order_.size(); }
  std::size_t cluster_count() const { return cell_of_cluster_.size(); }
  bool keeps_loops() const { return keeps_loops_; }
  /// ClosedLoops::bend of the segments; not for trees by midpoints.
  double bend() const { return loops_.bend(segments_); }
  std::span<const TreeCell> cells() const { return cells_; }  ///< parents before children; the first one is the root
  /// Numbers of the first cells of the root's generation, its children's, theirs, ...
  std::span<const std::uint32_t> generations() const { return generations_; }
  std::uint32_t cell_of_cluster(std::size_t cluster) const { return cell_of_cluster_[cluster]; }

 private:
  /// What a segment is sorted by: its midpoint, or its loop's middle, from the first segment's midpoint to single
  /// precision; then its index, or its place in loops_. Sorted as one, cuts go through memory in order.
  struct Middle {
    std::array<float, 3> x;
    std::uint32_t index;
  };
  /// Of a range: where its halves are cut again, 0 for clusters, and whether they are parts of a loop.
  struct Cut {
    std::uint32_t left, right;
    bool in_loop;
  };

  double lift_of(const StraightSegment& segment) const;
  void place_middles();
  bool is_compact(const ClosedLoops::Loop& loop, float volume_of_segment) const;
  void gather_loops();
  void keep_loops(std::span<const ClosedLoops::Loop> kept);
  std::uint32_t sort_range(std::uint32_t begin, std::uint32_t end);
  std::uint32_t cut(std::uint32_t begin, std::uint32_t end);
  void list_cells(std::uint32_t first_cut);
  void place(std::uint32_t index);
  void place_cluster(std::uint32_t index);
  void bound(std::uint32_t index);
  void bound_cell(TreeCell& cell) const;
  void bound_cluster(TreeCell& cell) const;

  std::span<const StraightSegment> segments_;
  double period_ = 0.0;
  bool keeps_loops_ = false;
  ClosedLoops loops_;
  std::vector<ClosedLoops::Loop> compact_;
  std::vector<Middle> middle_;
  std::vector<Cut> cuts_;  ///< by the place of the cut
  std::vector<std::uint32_t> order_, cell_of_cluster_, generations_;
  std::vector<TreeCell> cells_;
};

}  // namespace pillardd
