#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/dynamics/end_forces.hpp"
#include "ddd/elasticity/far_field.hpp"
#include "ddd/elasticity/line_forces.hpp"

namespace pillardd {

struct PairSettings {
  ElasticConstants elastic;
  double period = 0.0;         ///< along z [nm]; 0: none
  int images = 0;              ///< copies on either side that the direct sum takes one by one; it has the rest as well
  double far_tolerance = 0.0;  ///< numerics.far_tolerance; 0: the direct sum at any size
  bool keep_copies = false;    ///< FarSettings::keep_copies
};

/// Forces of segments on each other and on themselves, and of their periodic copies (docs/theory/forces.md): self
/// forces, pairs, copies. Pair by pair for small networks, with the far field of elasticity/far_field.hpp for large
/// ones; which of the two is a function of the number of segments. The mobile segments come first: pairs of two sessile
/// ones are left out. The same bits for any number of threads.
class PairSum {
 public:
  /// `geometry` outlives the sums.
  void list(std::span<const StraightSegment> geometry, std::size_t mobile, const PairSettings& settings);

  /// Each adds to `out`, of the segments listed. What sessile ones get is without meaning.
  void add_all(std::span<EndForces> out);
  /// Self forces and near pairs, in closed form; with add_far it makes add_all, to rounding.
  void add_near(std::span<EndForces> out);
  void add_far(std::span<EndForces> out);
  /// All forces on segments `rows` (ascending) in two parts: those of nearest copies, every pair in closed form, and those
  /// of the others, their own included.
  void add_nearest_on(std::span<const std::uint32_t> rows, std::span<EndForces> out);
  void add_copies_on(std::span<const std::uint32_t> rows, std::span<EndForces> out);

  bool uses_far_field() const;
  std::uint64_t exact_pairs() const;  ///< pairs in closed form in one add_all
  /// Operations of the far field in the last add_all; 0 without it.
  double far_flops() const { return uses_far_field() ? far_.count().flops() : 0.0; }

 private:
  struct NearWork;
  void build_far(bool forces);
  void add_direct(std::span<EndForces> out);
  void start_near(int threads);
  void sum_near_block(std::size_t k);
  void number_near_block(std::size_t k, NearWork& work);
  void add_near_and_self(std::span<EndForces> out, int threads);
  void add_range(std::size_t begin, std::size_t end, std::span<EndForces> out) const;
  void add_self(std::span<const std::uint32_t> rows, std::span<EndForces> out) const;
  void ask(std::span<const std::uint32_t> rows);
  void add_copies(const SegmentBatch& on, std::span<const std::uint32_t> rows, std::span<EndForces> out);
  void collect(std::span<EndForces> out) const;

  std::span<const StraightSegment> geometry_;
  std::size_t mobile_ = 0;
  PairSettings settings_;
  std::vector<std::uint32_t> every_;  ///< mobile places
  SegmentBatch batch_, asked_;
  std::vector<ForceBatch> block_, asked_block_;  ///< partial sums of fixed blocks of rows
  ForceBatch copy_force_;
  FarField far_;
  bool far_built_ = false;
  std::vector<EndForces> near_forces_;  ///< of a direct sum, to be taken off
  /// Near pairs of one part of the rows, with the segments in them numbered anew: a whole array of forces for each part
  /// would be most of the memory.
  struct NearBlock {
    std::vector<std::uint32_t> segments;  ///< in the tree, ascending
    ForceBatch force;
  };
  std::vector<NearBlock> near_;
  /// What a thread needs for the part at work.
  struct NearWork {
    std::vector<std::uint32_t> place;  ///< of the tree's segments among the part's, or none; between parts none
    std::vector<PairIndex> pairs;
    SegmentBatch batch;
  };
  std::vector<NearWork> near_work_;
};

}  // namespace pillardd
