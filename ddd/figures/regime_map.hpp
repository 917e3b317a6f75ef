#pragma once
#include <string>
#include <vector>

#include "ddd/figures/chart.hpp"
#include "ddd/figures/sweep_tables.hpp"

namespace pillardd {

struct NamedChart {
  std::string name;  ///< of its files
  Chart chart;
};

/// The regime of each run over the first two swept numbers, one map for each value of the rest; runs that differ in
/// their seed stand side by side. None where fewer than two numbers vary.
std::vector<NamedChart> regime_maps(const SweepTables& tables);

}  // namespace pillardd
