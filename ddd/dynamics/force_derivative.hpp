#pragma once
#include <array>
#include <utility>
#include <vector>

#include "ddd/dynamics/field.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// How the force of one node changes with the position of another (or its own).
struct DerivativeBlock {
  Slot row = no_slot;               ///< the node whose force it is
  Slot column = no_slot;            ///< the node that moves
  Matrix3 value = Matrix3::Zero();  ///< d F_row / d x_column [nN/nm]
};

/// The same of the force on one end of a segment.
struct ArmDerivativeBlock {
  Slot segment = no_slot;
  bool end_b = false;
  Slot column = no_slot;
  Matrix3 value = Matrix3::Zero();  ///< [nN/nm]
};

/// Pairs of segments whose forces on each other change fast.
struct LocalPairs {
  std::vector<Slot> slot;                    ///< alive segments, in the order of their ids
  std::vector<std::pair<Slot, Slot>> pairs;  ///< places in `slot`, first < second, ascending
};

/// Pairs that share a node or come nearer to each other than `reach` [nm], as the network stands; none of two sessile
/// segments. Cost: that of near_pairs.
LocalPairs local_pairs(const Network& network, double reach);

/// What local_derivative adds up, end by end of the mobile segments, over the pairs given; a column may come several
/// times. `out` keeps its memory. Same cost.
void local_arm_derivative(const Model& model, const Network& network, const LocalPairs& local,
                          std::vector<ArmDerivativeBlock>& out);

/// The slopes of a pair's forces on each other: of the force on end a and b of the first, then of the second, by the
/// ends a and b of the first and of the second [nN/nm], 16 in all; nearest copies. On a sessile segment they are left
/// as they are.
void pair_slopes(const Model& model, const Network& network, const std::array<Slot, 2>& slot,
                 const StraightSegment& one, StraightSegment two, Matrix3* out);

/// Appends them, less those on sessile segments; and those of a segment's own forces.
void add_pair_derivative(const Network& network, const std::array<Slot, 2>& slot, const Matrix3* slopes,
                         std::vector<ArmDerivativeBlock>& out);
void add_own_derivative(const Model& model, const Network& network, Slot s, const StraightSegment& line,
                        std::vector<ArmDerivativeBlock>& out);

/// The continuation of a line outside the pillar and a mobile segment near it.
struct LocalRay {
  Slot node = no_slot;  ///< on the surface, where the continuation starts
  Slot segment = no_slot;
  double up = 0.0;  ///< to the copy of the continuation that is meant, along z [nm]
};

/// Arms of the surface node itself, and segments that come nearer than `reach` to the nearest copy of the continuation
/// [nm]; by node, then segment. Cost: O(surface nodes x segments).
std::vector<LocalRay> local_rays(const Model& model, const Network& network, double reach);

/// What a continuation acts with on a segment, as a segment of 200 radii.
StraightSegment as_segment(const Model& model, const Continuation& c, double up);

/// Appends the same of the forces of these continuations; they turn with the surface as their nodes move along it.
void add_ray_derivative(const Model& model, const Network& network, const std::vector<LocalRay>& rays,
                        std::vector<ArmDerivativeBlock>& out);

/// The surface's outward normal at x + normal_step t less that at x - normal_step t, t a unit vector along the surface;
/// zero across an edge.
inline constexpr double normal_step = 1e-3;  ///< [nm]
Vector3 normal_change(const Boundary& boundary, const Vector3& x, const Vector3& t);

/// Block-sparse derivative of the local internal forces with respect to the node positions: core and self forces, and
/// pair forces (nearest copies) of segments that share a node or come nearer to each other than `reach` [nm]. Blocks
/// are sorted by row, then column, each once; nothing on sessile segments, whose forces are zero. The applied stress,
/// farther pairs, periodic copies and continuations are not in it. Parallel over pairs; the same bits for any number of
/// threads. Cost: about 10 closed-form pairs a pair.
std::vector<DerivativeBlock> local_derivative(const Model& model, const Network& network, double reach = 0.0);

}  // namespace pillardd
