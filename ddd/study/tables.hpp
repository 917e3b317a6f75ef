#pragma once
#include <vector>

#include "ddd/io/columns.hpp"

namespace pillardd {

/// What the columns of points.csv, runs.csv, bursts.csv, groups.csv and fits.csv mean.
const std::vector<ColumnTable>& collected_tables();

}  // namespace pillardd
