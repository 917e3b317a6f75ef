#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

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

/// A cell holds the segments [begin, end) of the tree's order. Leaves, called clusters, hold at most cluster_size.
struct TreeCell {
  std::uint32_t begin, end;
  std::uint32_t child;  ///< the first of two neighbours in the list of cells; 0: a cluster
  Box middles;          ///< of the segments' midpoints
  Box points;           ///< of their Gauss points
  Vector3 center;       ///< of `points`
  double radius;        ///< half the diagonal of `points`
  double longest;       ///< segment

  std::uint32_t count() const { return end - begin; }
  bool is_cluster() const { return child == 0; }
};

/// Binary tree over segments: each cell is cut across its longest side at the median. Clusters are contiguous in the
/// order of the tree and, but for the last one, full: the p-th segment is in cluster p / cluster_size.
class SegmentTree {
 public:
  static constexpr std::uint32_t cluster_size = 8;

  /// period > 0: midpoints are taken into [0, period) along z. The segments outlive the tree's use.
  void build(std::span<const StraightSegment> segments, double period);

  std::span<const std::uint32_t> order() const { return order_; }
  StraightSegment segment(std::size_t position) const;  ///< as taken into the period
  std::size_t size() const { return order_.size(); }
  std::size_t cluster_count() const { return (size() + cluster_size - 1) / cluster_size; }
  std::span<const TreeCell> cells() const { return cells_; }  ///< parents before children; the first one is the root
  /// Numbers of the first cells of the root's generation, its children's, theirs, ...
  std::span<const std::uint32_t> generations() const { return generations_; }
  std::uint32_t cell_of_cluster(std::size_t cluster) const { return cell_of_cluster_[cluster]; }

 private:
  void cut_cells();
  void sort_cell(std::uint32_t index);
  void place_cluster(TreeCell& cell);
  void bound_cell(TreeCell& cell) const;
  void bound_cluster(TreeCell& cell) const;

  std::vector<std::uint32_t> order_, cell_of_cluster_, generations_;
  /// A segment's midpoint from the first one's, to single precision, and index: sorted as one, cuts go through memory
  /// in order.
  struct Middle {
    std::array<float, 3> x;
    std::uint32_t index;
  };
  double lift_of(const StraightSegment& segment) const;

  std::span<const StraightSegment> segments_;
  double period_ = 0.0;
  std::vector<Middle> middle_;
  std::vector<TreeCell> cells_;
};

}  // namespace pillardd
