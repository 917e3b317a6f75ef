#pragma once
#include <vector>

#include "ddd/dynamics/end_forces.hpp"
#include "ddd/dynamics/force_derivative.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/elasticity/batch.hpp"

namespace pillardd {

/// The internal forces that change fast: self and core forces, pairs that share a node or whose midpoints are near, and
/// the continuation of a line on the arms of its own surface node. Listed once, they are the same pairs wherever the
/// nodes move: a smooth function of the positions, whose derivative is that of the same list. All else is far.
class LocalForces {
 public:
  /// Pairs as the network stands: sharing a node, or with midpoints nearer than reach [nm].
  void list(const Network& network, double reach);

  /// At the present positions, by segment slot [nN]; zero for sessile and dead segments. Cost: O(pairs).
  void evaluate(const Model& model, const Network& network, std::vector<EndForces>& out);

  /// How they change with the nodes, at the present positions. Cost: about 10 times that of evaluate.
  /// Valid until the next call.
  const std::vector<ArmDerivativeBlock>& derivative(const Model& model, const Network& network);
  /// The same with the nodes where they were listed; found once.
  const std::vector<ArmDerivativeBlock>& derivative_at_start(const Model& model, const Network& network);

 private:
  LocalPairs local_;
  std::vector<PairIndex> list_;  ///< the pairs of local_, as the kernel takes them
  SegmentBatch batch_;
  ForceBatch force_;
  std::vector<ArmDerivativeBlock> here_;
  std::vector<ArmDerivativeBlock> at_start_;  ///< empty: not asked for yet
  void work_out(const Model& model, const Network& network, std::vector<ArmDerivativeBlock>& out) const;
};

}  // namespace pillardd
