#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ddd/base/types.hpp"
#include "ddd/io/regime.hpp"
#include "ddd/io/run_record.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// A point of the stress-strain curve, positive in the first stage's sense.
struct CurvePoint {
  double strain = unset, stress = unset;  ///< [-], [GPa]
};

/// Mean stress over a range of strain.
struct FlowStress {
  double from_strain = unset, to_strain = unset, mean = unset;  ///< [-], [-], [GPa]
};

/// One run of history rows in which plastic strain outruns the total strain, so that the load falls.
struct Burst {
  double strain = unset;        ///< total strain at its start
  double plastic_strain = 0.0;  ///< gained in it: its size
};

/// All bursts of a run together.
struct Bursts {
  std::uint64_t count = 0;
  double plastic_strain = 0.0;  ///< in all of them
  double largest = 0.0;         ///< plastic strain of the largest
};

/// Events of nucleation that were drawn, and what came of them.
struct NucleationCounts {
  std::uint64_t drawn = 0, inserted = 0;
  std::uint64_t blocked = 0;    ///< by a line in the way or for want of room
  std::uint64_t stillborn = 0;  ///< would have shrunk: errors of the rate model
  std::uint64_t coarse = 0;     ///< inserted larger than 1.5 critical radii, as the mesh has it
};

/// What the run's time steps were and cost.
struct TimeSteps {
  std::string integrator;
  std::uint64_t made = 0;
  double shortest = unset, longest = unset;                          ///< [ns]
  std::vector<std::pair<std::string, std::uint64_t>> made_by_length;  ///< "1e-3 ns": of that length to ten times it
  std::vector<std::pair<std::string, std::uint64_t>> refused;         ///< by reason
  std::uint64_t evaluations = 0;                                      ///< of all forces, by the integrator
  /// Of implicit steps: far forces by what has changed since the step's start, local forces, matrices.
  std::uint64_t followed_evaluations = 0, local_evaluations = 0, jacobians = 0;
};

/// What summary.json holds; definitions below and in docs/reference/outputs.md.
struct RunSummary {
  double elastic_slope = unset;  ///< E along the axis [GPa]
  HistoryRow first, last;
  std::optional<CurvePoint> yield;
  CurvePoint peak;  ///< the row of largest stress
  std::optional<FlowStress> flow;
  double peak_density = unset;  ///< total [1/nm^2]
  Bursts bursts;
  std::map<std::string, std::uint64_t> events;             ///< by kind
  NucleationCounts nucleation;
  TimeSteps time_steps;
  std::optional<LimitNote> outside_model;
  std::string mobility;                                    ///< the law as it ran, "" where nothing is known of it
  std::uint64_t drag_capped = 0, stress_out_of_range = 0;  ///< arms times steps at which the law was bent
  RegimeReport regimes;
};

inline constexpr double yield_offset = 0.002;
inline constexpr double flow_window = 0.2;             ///< last part of the strain reached
inline constexpr double smallest_burst_strain = 1e-5;  ///< smaller ones are not counted

/// First crossing of the curve with the line  stress = E (strain - 0.002), interpolated linearly between two rows.
std::optional<CurvePoint> yield_point(std::span<const HistoryRow> rows, double elastic_slope);

/// Strain-weighted mean (trapezoid) of the stress from 0.8 of the largest strain up to it. None when the pillar has not
/// yielded before that window, or when strain does not grow monotonically in it.
std::optional<FlowStress> flow_stress(std::span<const HistoryRow> rows, double elastic_slope);

/// A burst is a longest run of consecutive intervals between rows with  d(plastic strain) > d(strain) >= 0; its size is
/// the plastic strain gained in it, and it counts from smallest_burst_strain on.
std::vector<Burst> list_bursts(std::span<const HistoryRow> rows);
Bursts count_bursts(std::span<const HistoryRow> rows);

/// `rows` in order, at least one (InvariantBroken): taken from read_history, so that a resumed run summarises the very
/// numbers that an uninterrupted one does.
RunSummary summarize(std::span<const HistoryRow> rows, double elastic_slope,
                     const std::map<std::string, std::uint64_t>& events);

/// summary.json; atomically. A quantity that is not defined is null. Throws RunFailure.
void write_summary(const std::filesystem::path& path, const RunSummary& summary);

/// The elastic slope in a summary.json [GPa]; nothing when there is no such file. Throws InputError when it is damaged.
std::optional<double> read_elastic_slope(const std::filesystem::path& path);

/// A phase of the run as summary.json names it.
struct NamedPhase {
  std::string regime;
  std::uint64_t from_step = 0, to_step = 0;
};
/// None when there is no such file, or it names none. Throws InputError when it is damaged.
std::vector<NamedPhase> read_phases(const std::filesystem::path& path);

}  // namespace pillardd
