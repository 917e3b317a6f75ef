#pragma once
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>

#include "ddd/base/sums.hpp"

namespace pillardd {

/// When the next loop nucleates. All of it goes to the checkpoint.
struct NucleationState {
  Compensated hazard;       ///< integral of the total rate since the last event
  std::uint64_t draws = 0;  ///< events so far: number k takes its random numbers from stream k
  std::uint64_t inserted = 0, blocked = 0, stillborn = 0, coarse = 0;
};

/// Integral of the rate at which event number `draws` falls, exponential with mean 1.
double drawn_hazard(std::uint64_t seed, std::uint64_t draws);

/// Total rate of all sites and systems a time t from now [1/ns].
using RateAt = std::function<double(double t)>;

/// The time within [0, horizon] at which the integral of the rate reaches `hazard`; nullopt where it does not. The rate
/// is taken as exponential between points, which are halved until that changes the integral by less than 1e-6 of
/// `hazard`: exact for a constant and for an exponential rate. docs/theory/nucleation.md, 6.
std::optional<double> first_passage(const RateAt& rate, double horizon, double hazard);

/// Integral of the rate over [0, time] in the same way, `scale` in the place of `hazard`; `most` where it comes to
/// more.
double integrated_rate(const RateAt& rate, double time, double scale, double most = INFINITY);

/// Integral of a rate that goes exponentially from r0 to r1 in dt.
double exponential_mean(double r0, double r1, double dt);

}  // namespace pillardd
