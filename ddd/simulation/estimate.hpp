#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ddd/simulation/setup.hpp"

namespace pillardd {

/// What a run may cost, from its first steps.
struct Estimate {
  std::uint64_t segments = 0;  ///< of the starting network
  double memory_mib = unset;   ///< peak of this process
  std::uint64_t steps_tried = 0;
  double seconds_per_step = unset;  ///< wall
  double time_per_step = unset;     ///< physical [ns]
  double programme_time = unset;    ///< physical time of all stages [ns]; NaN where an end is not known in advance
  std::string failure;              ///< why a step could not be taken, else ""

  double steps() const { return programme_time / time_per_step; }
  double seconds() const { return steps() * seconds_per_step; }
};

/// Takes the first steps (20 of them, or a second's worth) and leaves the setup in the state they reached.
Estimate estimate_run(Setup& setup);

/// The estimate with its assumptions, in lines of text.
std::vector<std::string> estimate_text(const Estimate& estimate);

/// Physical time of the programme were the pillar elastic [ns]; NaN where the end of a stage is not known in advance.
double programme_time(const Loading& loading);

/// Peak of this process so far [MiB].
double peak_memory_mib();

}  // namespace pillardd
