#pragma once
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ddd/io/csv.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// A row of groups.csv for one quantity.
struct GroupMean {
  std::vector<std::string> columns, values;  ///< swept parameters but the seed
  double mean = unset, low = unset, high = unset;
  int n = 0;  ///< runs
  double value(const std::string& column) const;  ///< NaN for a column that is not there or no number
};

struct SizeFit {
  std::string label;  ///< of the series, as SweepTables::label gives it
  double exponent = unset, low = unset, high = unset, prefactor = unset;
};

struct BurstFit {
  double exponent = unset, low = unset, high = unset, x_min = unset;
};

/// "Mo, 120 nm": the values of `columns` in a row, with the units of their names.
std::string parameter_label(const CsvTable& table, std::size_t row, const std::vector<std::string>& columns);

/// Three significant digits.
std::string short_number(double value);

/// "0.38", as an exponent is quoted.
std::string two_decimals(double value);

/// What `pillardd sweep collect` left in a sweep's folder. Throws InputError where a table is missing or damaged.
class SweepTables {
 public:
  explicit SweepTables(std::filesystem::path folder);

  CsvTable runs;
  std::vector<std::string> parameters;  ///< swept, but the seed, in the order of groups.csv
  std::vector<std::size_t> done;        ///< rows of `runs` that are done

  double number(std::size_t row, const std::string& column) const;
  bool numeric(const std::string& column) const;  ///< whether the runs that are done hold numbers in it
  bool varies(const std::string& column) const;  ///< among the runs that are done; two finite values at least
  /// Label of the parameters but `without`, and but those that follow the size where it is left out or says as much alone.
  std::string label(std::size_t row, const std::vector<std::string>& without) const;
  std::string label_of_group(const GroupMean& mean, const std::vector<std::string>& without) const;
  std::vector<std::string> independent() const;  ///< parameters but those that follow the size
  std::string axis_title(const std::string& column) const;  ///< "diameter (nm)"
  std::string only_material() const;  ///< the material where all runs share one, else ""
  std::vector<HistoryRow> history(std::size_t row) const;
  std::vector<GroupMean> means(const std::string& quantity) const;  ///< groups without a finite one are left out
  std::vector<SizeFit> size_fits(const std::string& quantity) const;
  std::optional<BurstFit> burst_fit() const;
  std::vector<double> burst_sizes() const;  ///< plastic strains

 private:
  std::vector<std::string> kept(const std::vector<std::string>& without) const;
  bool follow_size(const std::set<std::string>& columns) const;
  std::filesystem::path folder_;
  CsvTable groups_, fits_, bursts_;
};

}  // namespace pillardd
