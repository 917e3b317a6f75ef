#pragma once
#include <string>
#include <vector>

#include "ddd/figures/regime_map.hpp"
#include "ddd/figures/sweep_tables.hpp"

namespace pillardd {

/// A measure of strength that a sweep's runs have.
struct Strength {
  std::string column;  ///< of runs.csv
  std::string title;   ///< of an axis, with unit
  std::string suffix;  ///< of a figure's name
};

/// First the one that is drawn against everything: the stress at the largest strain of collect.stress_at that every run
/// which is done has reached, else of flow, yield and largest stress the first that most runs have. Then the stress at the
/// other chosen strains.
std::vector<Strength> strengths(const SweepTables& t);

/// size-effect (log-log, with fits and published slopes) for every strength; rate and temperature for the first; as far as
/// the sweep varies them. Warns of series that are left out.
std::vector<NamedChart> strength_charts(const SweepTables& t, std::vector<std::string>& warnings);

}  // namespace pillardd
