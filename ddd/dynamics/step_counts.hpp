#pragma once
#include <array>
#include <cstdint>

namespace pillardd {

/// Why an attempted time step was not taken.
enum class Refusal : std::uint8_t {
  error,         ///< larger than the tolerance
  newton,        ///< a stage of an implicit step did not converge, or its matrix is singular
  too_far,       ///< a node would go farther than segment_max
  collapse,      ///< an arm would vanish
  screw_missed,  ///< an arm would turn through its screw orientation
  screw_set,     ///< an arm entered or left the near-screw band too far from the step's end
  past_topology, ///< lines would go far beyond where they meet or leave
  past_stage,    ///< the stage of the loading ends within it
};
inline constexpr std::array<const char*, 8> refusal_names{
    "error", "newton", "too_far", "collapse", "screw_missed", "screw_set", "past_topology", "past_stage"};

/// Of all steps since the start: what they cost. Deterministic, and part of the state.
struct StepCounts {
  static constexpr int first_decade = -9, decades = 20;  ///< 1e-9 to 1e11 ns

  std::array<std::uint64_t, 8> refused{};               ///< by Refusal
  std::array<std::uint64_t, decades> made_by_decade{};  ///< [i]: of 10^(first_decade + i) ns to ten times that
  double shortest = 0.0, longest = 0.0;                 ///< of the steps made [ns]; 0: none
  std::uint64_t evaluations = 0;                        ///< of all forces, those for topology not counted
  /// Of implicit steps: far forces by what has changed since the step's start, local forces, matrices.
  std::uint64_t followed = 0, local_evaluations = 0, jacobians = 0;

  void count(Refusal why) { ++refused[static_cast<std::size_t>(why)]; }
  void make(double dt);  ///< a step of dt [ns] is taken
  std::uint64_t made() const;
  std::uint64_t all_refused() const;
};

}  // namespace pillardd
