#pragma once
#include <cstdint>
#include <vector>

#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

/// Stochastic velocities, by node slot, times the square root of the step they act over [nm/ns^(1/2)]:
///   dV = P L^-T xi (2 k_B T/dt)^(1/2),   P^T B P = L L^T,   so that  <dV dV^T> = (2 k_B T/dt) P (P^T B P)^-1 P^T
/// B drag in force [nN ns/nm], P freedom of the node less the direction of its line, xi standard
/// normal. The fluctuation-dissipation theorem for the
/// drag of `motion`; e.g. Allen & Tildesley, Computer Simulation of Liquids (1987), ch. 9. Drawn from (seed,
/// thermal_noise, node id, step): any order of the nodes, and any step length, sees the same numbers.
std::vector<Vector3> thermal_velocities(const Model& model, const Network& network, const NodalMotion& motion,
                                        std::uint64_t step);

/// The longest step over which no node is expected to be thrown farther than `reach`:  reach^2 = 2 k_B T tr(P (P^T B
/// P)^-1 P^T) dt.
double thermal_time_step(const Model& model, const Network& network, const NodalMotion& motion, double reach);

}  // namespace pillardd
