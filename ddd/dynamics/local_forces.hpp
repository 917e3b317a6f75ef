#pragma once
#include <vector>

#include "ddd/dynamics/end_forces.hpp"
#include "ddd/dynamics/force_derivative.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/dynamics/pair_slopes.hpp"
#include "ddd/elasticity/batch.hpp"

namespace pillardd {

/// How near is local [nm]: segments to each other, and to the continuation of a line outside.
struct LocalReach {
  double pairs = 0.0, rays = 0.0;
};

/// The internal forces that change fast: self and core forces, pairs that share a node or are near, and
/// continuations of lines on segments near them and on the arms of their own surface node. Listed once, they are the
/// same pairs wherever the nodes move: a smooth function of the positions, whose derivative is that of the same list.
/// All else is far.
class LocalForces {
 public:
  /// Pairs as the network stands: local_pairs and local_rays.
  void list(const Model& model, const Network& network, const LocalReach& reach);
  const LocalReach& reach() const { return reach_; }
  const LocalPairs& pairs() const { return local_; }
  const std::vector<LocalRay>& rays() const { return rays_; }  ///< by node, then segment

  /// At the present positions, by segment slot [nN]; zero for sessile and dead segments. Cost: O(pairs).
  void evaluate(const Model& model, const Network& network, std::vector<EndForces>& out);

  /// How they change with the nodes, at the present positions; after derivative_at_start with the slopes of pairs that
  /// it kept, where lines have not moved. Cost: about 10 times that of evaluate. Valid until the next call.
  const std::vector<ArmDerivativeBlock>& derivative(const Model& model, const Network& network);
  /// The same with the nodes where they were listed, with slopes of pairs kept from step to step; found once.
  const std::vector<ArmDerivativeBlock>& derivative_at_start(const Model& model, const Network& network,
                                                             KeptSlopes& kept);

 private:
  void add_rays(const Model& model, const Network& network, std::vector<EndForces>& out);

  LocalReach reach_;
  LocalPairs local_;
  std::vector<LocalRay> rays_;
  std::vector<Continuation> ends_;   ///< room
  std::vector<PairIndex> list_;      ///< the pairs of local_, as the kernel takes them
  std::vector<PairIndex> ray_list_;  ///< rays_, each a pair of its own
  SegmentBatch batch_;
  ForceBatch force_;
  PairSlopes slopes_;
  bool kept_ = false;  ///< slopes_ has the pairs listed
  std::vector<ArmDerivativeBlock> here_, at_start_;
};

}  // namespace pillardd
