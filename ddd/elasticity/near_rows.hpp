#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/far_kernel.hpp"
#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/segment_tree.hpp"

namespace pillardd {

/// The near pairs (is_near) of a tree's segments, each once, by their places: row p lists q > p, ascending. Blocks of
/// rows are listed one by one, by any thread.
class NearRows {
 public:
  /// For a tree of so many places: the number of blocks that are to be listed.
  std::size_t start(std::size_t places);
  /// middle[p]: of the segment at place p, its reach that of `reach`.
  void list(const SegmentTree& tree, std::span<const MiddlePoint> middle, const NearReach& reach, double period,
            std::size_t block);

  std::span<const std::uint32_t> columns(std::size_t row) const {
    const std::vector<std::uint32_t>& list = block_[row / block_rows].columns;
    const std::size_t first = row % block_rows == 0 ? 0 : row_end_[row - 1];
    return {list.data() + first, row_end_[row] - first};
  }
  std::size_t pairs() const;

 private:
  static constexpr std::size_t block_rows = 16 * SegmentTree::cluster_size;
  /// A cluster whose segments may be columns, taken `image` periods up.
  struct Candidate {
    std::uint32_t cluster;
    int image;
  };
  struct Block {
    std::vector<std::uint32_t> columns;  ///< of its rows, one after the other
    std::vector<Candidate> candidates;   ///< of the cluster at work
  };
  struct Search;
  static void list_row(const Search& search, std::size_t row, Block& block);

  std::vector<Block> block_;
  std::vector<std::size_t> row_end_;  ///< in its block's list
};

}  // namespace pillardd
