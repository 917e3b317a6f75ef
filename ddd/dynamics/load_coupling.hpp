#pragma once
#include <vector>

#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// The load is one scalar, its amplitude s [GPa], with a stress field s m(x), m linear in position. Work and plastic
/// strain agree because both come from the same integral over the area that the lines sweep (docs/theory/loading.md):
///   dW = s dQ,   dQ = int b . m(x) . n dA  [nm^3],   d eps_p = dQ / (g V)

/// Q of all the area booked so far [nm^3]; differences between two moments are what happened between them.
double load_swept(const Model& model, const Ledger& ledger);

/// dQ of moving the nodes to x, by slot [nm^3]; books nothing.
double load_swept(const Model& model, const Network& network, const std::vector<Vector3>& x);

/// The plastic strain, conjugate to the amplitude, of dQ [nm^3].
double load_plastic_strain(const Model& model, double swept);

/// The part of a step dt that sweeps dQ after which its stage ends by a strain or stress, all in proportion; 1 where it does
/// not, or past its end by less than 1e-3 of the step.
double part_to_end(const Model& model, const State& state, double dt, double swept);

/// Lets the load follow dt of time in which Q grew from `swept_before` to what the ledger holds now, and books its
/// work.
void follow_load(const Model& model, State& state, double dt, double swept_before);

}  // namespace pillardd
