#pragma once
#include <vector>

#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Keeps the displacement by slip from here on, at `points`: the patches of all that moves are handed on.
void keep_slip(SlipPoints points, Model& model, State& state);

/// Adds what the ledger's patches displace to state.slip, and empties them. The points take part in parallel; each sums
/// in the order of the patches.
void add_slip(const Model& model, State& state);

/// Displacement of the mesh's vertices by all slip so far [nm], motion not yet handed on included. Changes nothing.
struct SlipDisplacement {
  std::vector<Vector3> u;
  /// Uniform elongation added to u_z, so that the section's mean elongation is that of the plastic strain [-].
  double stretch = 0.0;
};
SlipDisplacement slip_displacement(const Model& model, const State& state);

}  // namespace pillardd
