#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "ddd/dynamics/force_derivative.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Slopes of local pair forces, kept from step to step while neither line of a pair has moved
/// (docs/theory/time-implicit.md). They are those of the lines where KeptSlopes has them: a pure function of the state,
/// found once for as long as these stay.
class PairSlopes {
 public:
  /// With the nodes where a step begins: lines that have moved are taken anew, and pairs with them. reach: how far a
  /// line's ends may go before [nm].
  void begin(const Model& model, const Network& network, const LocalPairs& local, double reach, KeptSlopes& kept);
  /// As local_arm_derivative at the present positions, but that pairs of lines that are not farther than the reach from
  /// where they were kept have the slopes kept. Of the pairs of the last begin.
  void blocks(const Model& model, const Network& network, const LocalPairs& local,
              std::vector<ArmDerivativeBlock>& out);

 private:
  using Slopes = std::array<Matrix3, 16>;  ///< as pair_slopes has them
  struct Pair {
    Id one, two;
    std::uint32_t place;  ///< in pool_
  };
  void take_lines(const Network& network, const LocalPairs& local, KeptSlopes& kept);
  void take_pairs(const Network& network, const LocalPairs& local);
  bool moved(const StraightSegment& from, const StraightSegment& to) const;

  double reach_ = 0.0;
  std::vector<StraightSegment> lines_;  ///< where slopes are kept, by place in LocalPairs::slot
  std::vector<Pair> pairs_;             ///< in the order of LocalPairs::pairs: ascending ids
  std::vector<Slopes> pool_;
  std::vector<std::uint32_t> spare_;  ///< free places of the pool
  // Room for what is made within one call, kept so that a step allocates nothing.
  std::vector<KeptSlopes::Line> next_lines_;
  std::vector<Pair> next_pairs_;
  std::vector<StraightSegment> now_;        ///< by place in LocalPairs::slot
  std::vector<char> renewed_, gone_;        ///< lines taken anew; that have left where slopes are kept
  std::vector<std::size_t> due_, without_;  ///< pairs to be worked out; that have no place in the pool
  std::vector<Slopes> fresh_;               ///< of the due pairs
};

}  // namespace pillardd
