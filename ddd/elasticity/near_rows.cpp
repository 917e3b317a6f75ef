#include "ddd/elasticity/near_rows.hpp"

#include <algorithm>

namespace pillardd {

/// Clusters that may hold columns of the rows of one cluster.
struct NearRows::Search {
  const SegmentTree& tree;
  std::span<const MiddlePoint> middle;
  const NearReach& reach;
  double period;

  void clusters(const TreeCell& from, std::uint32_t at, std::vector<Candidate>& out) const {
    const TreeCell& cell = tree.cells()[at];
    if (cell.end <= from.begin) return;
    const int images = period > 0.0 ? 1 : 0;
    bool close = false;
    for (int k = -images; k <= images; ++k) {
      if (reach.clear_of(from.longest, cell.longest, from.middles.gap_squared(cell.middles, k * period))) continue;
      close = true;
      if (cell.is_cluster()) out.push_back({cell.begin / SegmentTree::cluster_size, k});
    }
    if (!close || cell.is_cluster()) return;
    clusters(from, cell.child, out);
    clusters(from, cell.child + 1, out);
  }
};

std::size_t NearRows::start(std::size_t places) {
  const std::size_t blocks = (places + block_rows - 1) / block_rows;
  block_.resize(std::max(block_.size(), blocks));
  for (std::size_t b = blocks; b < block_.size(); ++b) block_[b].columns.clear();
  row_end_.resize(places);
  return blocks;
}

void NearRows::list(const SegmentTree& tree, std::span<const MiddlePoint> middle, const NearReach& reach, double period,
                    std::size_t block) {
  const Search search{tree, middle, reach, period};
  Block& to = block_[block];
  to.columns.clear();
  const std::size_t end = std::min(tree.places(), (block + 1) * block_rows);
  for (std::size_t row = block * block_rows; row < end; ++row) {
    if (row % SegmentTree::cluster_size == 0) {
      to.candidates.clear();
      search.clusters(tree.cells()[tree.cell_of_cluster(row / SegmentTree::cluster_size)], 0, to.candidates);
    }
    if (tree.order()[row] != SegmentTree::no_segment) list_row(search, row, to);
    row_end_[row] = to.columns.size();
  }
}

void NearRows::list_row(const Search& search, std::size_t row, Block& block) {
  const std::size_t begin = block.columns.size();
  for (const Candidate& c : block.candidates) {
    const std::size_t first = c.cluster * SegmentTree::cluster_size;
    const std::size_t last = search.tree.cells()[search.tree.cell_of_cluster(c.cluster)].end;
    for (std::size_t q = std::max(row + 1, first); q < last; ++q)
      if (is_near(search.middle[row], search.middle[q], static_cast<float>(c.image * search.period)))
        block.columns.push_back(static_cast<std::uint32_t>(q));
  }
  if (search.period > 0.0) std::sort(block.columns.begin() + static_cast<std::ptrdiff_t>(begin), block.columns.end());
}

std::size_t NearRows::pairs() const {
  std::size_t sum = 0;
  for (const Block& b : block_) sum += b.columns.size();
  return sum;
}

}  // namespace pillardd
