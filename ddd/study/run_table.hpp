#pragma once
#include <string>
#include <vector>

#include "ddd/io/run_summary.hpp"
#include "ddd/study/sweep_folder.hpp"

namespace pillardd {

/// One column of runs.csv. Every column holds a text for each run, and a number where it has one (NaN otherwise).
struct RunColumn {
  std::string name;
  std::vector<std::string> texts;
  std::vector<double> numbers;
};

/// A burst of one run.
struct RunBurst {
  std::size_t run = 0;  ///< position in the table
  Burst burst;
  double displacement = 0.0;  ///< of the pillar's end [nm]
};

/// What the runs of a sweep gave: what they are, what was swept, and what was measured.
struct RunTable {
  std::vector<RunColumn> columns;
  std::vector<std::string> parameters;  ///< names of the columns of the swept keys, in the order of the axes
  std::vector<std::string> measures;    ///< names of the columns of results that are numbers
  std::vector<RunBurst> bursts;

  std::size_t size() const { return columns.front().texts.size(); }
  const RunColumn& column(const std::string& name) const;  ///< InvariantBroken when there is none
};

/// Name of the column of a swept key: "temperature_K", "size_nm", or the key with its unit, "pillar.height_nm".
std::string column_of(const std::string& key, const std::vector<SweepPoint>& points);

/// Reads what each run left; results of a run that is not done are NaN. `stress_at` are total strains.
RunTable read_runs(const SweepFolder& folder, const std::vector<SweepPoint>& points,
                   const std::vector<double>& stress_at);

/// Stress where the curve first reaches a strain, linear between two rows [GPa]; NaN when it is not reached.
double stress_at_strain(std::span<const HistoryRow> rows, double strain);

}  // namespace pillardd
