#pragma once
#include <vector>

#include "ddd/dynamics/implicit_stage.hpp"

namespace pillardd {

/// Unit vectors, by node slot, of the nodes that have one way only because the planes of their arms, or one plane and
/// the surface, leave no other: corners of a line, junctions, lines' ends. Zero at all others, also at `smooth` nodes
/// and those that are `stopped`.
std::vector<Vector3> only_ways(const Model& model, const Network& network, const std::vector<Vector3>& smooth,
                               const std::vector<char>& stopped);

/// What the far forces do along these ways e:  -d(F_far . e)/d(x . e)  [nN/nm], by node slot; by one evaluation with
/// all such nodes displaced, so with what they do to each other counted at each. `far` was taken where the nodes stand.
/// A corner that slides along a screw between low arms is so soft that far forces are most of its stiffness.
std::vector<double> far_stiffness(const Model& model, Network& network, double axial_stress, ForceEvaluator& evaluator,
                                  LocalForces& local, const FarForces& far, const std::vector<Vector3>& ways);

}  // namespace pillardd
