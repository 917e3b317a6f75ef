#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/study/run_table.hpp"
#include "ddd/study/statistics.hpp"

namespace pillardd {

/// Runs that differ in their seed only.
struct RunGroup {
  std::vector<std::string> values;  ///< of RunTables::group_columns
  std::vector<std::size_t> runs;    ///< positions in the table of runs, done ones only
};

/// One row of groups.csv.
struct GroupStatistic {
  std::size_t group = 0;
  std::string quantity;
  std::size_t n = 0;  ///< runs that have a number
  double mean = unset, standard_deviation = unset;
  Interval interval;  ///< bootstrap, of the mean
};

/// One row of fits.csv: quantity = prefactor size^-exponent, or the tail of the bursts.
struct SweepFit {
  std::string kind;                 ///< "size" or "bursts"
  std::vector<std::string> values;  ///< of group_columns; "" where the fit is over all of them
  std::string quantity;
  std::size_t n = 0;
  double exponent = unset;
  Interval interval;
  double prefactor = unset, x_min = unset, distance = unset;  ///< those that belong to the kind
};

/// Everything `collect` works out.
struct Collection {
  RunTable runs;
  std::vector<std::string> group_columns;  ///< the swept parameters but the seed
  std::vector<RunGroup> groups;
  std::vector<GroupStatistic> statistics;
  std::vector<SweepFit> fits;
};

/// Reads the runs of a sweep and works out its statistics. Throws InputError on a damaged file.
Collection collect(const SweepFile& sweep, const SweepFolder& folder);

/// Writes runs.csv, bursts.csv, groups.csv and fits.csv into the sweep's folder, atomically, and returns their paths.
std::vector<std::filesystem::path> write_collection(const Collection& collection, const SweepFolder& folder);

}  // namespace pillardd
