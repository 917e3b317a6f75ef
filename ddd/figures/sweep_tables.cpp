#include "ddd/figures/sweep_tables.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "ddd/base/errors.hpp"
#include "ddd/figures/ticks.hpp"
#include "ddd/io/tables.hpp"

namespace pillardd {
namespace {

/// Columns of groups.csv before `quantity`.
std::vector<std::string> swept_columns(const CsvTable& groups) {
  const std::size_t end = groups.column("quantity");
  return {groups.header.begin(), groups.header.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// "3×10⁶" of "3e+06"; what is no number, as it stands.
std::string power_text(const std::string& value) {
  double x = 0.0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), x);
  if (error != std::errc() || end != value.data() + value.size() || !(x >= 1e5 || (x > 0.0 && x < 1e-3))) return value;
  const int exponent = static_cast<int>(std::floor(std::log10(x) + 1e-9));
  const std::string mantissa = short_number(x / std::pow(10.0, exponent));
  return (mantissa == "1" ? "" : mantissa + "×") + power_of_ten(exponent);
}

/// A value with the unit that its column's name carries; what has no name of its own, as "key = value", with the last
/// word of the key's path.
std::string value_label(const std::string& column, const std::string& value) {
  static constexpr std::array<std::pair<const char*, const char*>, 3> units = {
      {{"size_nm", " nm"}, {"temperature_K", " K"}, {"strain_rate_per_s", " /s"}}};
  if (column == "material" || column == "shape") return value;
  if (column == "height_nm") return "height " + value + " nm";
  for (const auto& [name, unit] : units)
    if (column == name) return power_text(value) + unit;
  return column.substr(column.find_last_of('.') + 1) + " = " + value;
}

std::string joined(const std::vector<std::string>& columns, const std::vector<std::string>& values) {
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!values[i].empty()) out += (out.empty() ? "" : ", ") + value_label(columns[i], values[i]);
  return out;
}

CsvTable table(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path))
    throw InputError(path.string() + ": is missing; `pillardd sweep collect` writes it");
  return read_csv(path);
}

std::vector<std::string> fields(const CsvTable& t, std::size_t row, const std::vector<std::string>& columns) {
  std::vector<std::string> out;
  for (const std::string& name : columns) out.push_back(t.rows[row][t.column(name)]);
  return out;
}

}  // namespace

double GroupMean::value(const std::string& column) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    double out = unset;
    const std::string& text = values[i];
    if (columns[i] == column &&
        std::from_chars(text.data(), text.data() + text.size(), out).ptr == text.data() + text.size())
      return out;
  }
  return unset;
}

std::string parameter_label(const CsvTable& t, std::size_t row, const std::vector<std::string>& columns) {
  return joined(columns, fields(t, row, columns));
}

std::string short_number(double value) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 3).ptr};
}

std::string two_decimals(double value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 2).ptr;
  return {text.data(), end};
}

SweepTables::SweepTables(std::filesystem::path folder)
    : runs(table(folder / "runs.csv")),
      folder_(std::move(folder)),
      groups_(table(folder_ / "groups.csv")),
      fits_(table(folder_ / "fits.csv")),
      bursts_(table(folder_ / "bursts.csv")) {
  parameters = swept_columns(groups_);
  const std::size_t state = runs.column("state");
  for (std::size_t row = 0; row < runs.rows.size(); ++row)
    if (runs.rows[row][state] == "done") done.push_back(row);
}

double SweepTables::number(std::size_t row, const std::string& column) const {
  return runs.number(row, runs.column(column));
}

bool SweepTables::numeric(const std::string& column) const {
  const std::size_t place = runs.column(column);
  return std::all_of(done.begin(), done.end(), [&](std::size_t row) {
    const std::string& text = runs.rows[row][place];
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  });
}

bool SweepTables::varies(const std::string& column) const {
  std::set<double> values;
  for (const std::size_t row : done)
    if (const double v = number(row, column); std::isfinite(v)) values.insert(v);
  return values.size() > 1;
}

/// What changes with the size goes with it: where the size is left out, and where it says as much alone. It is what the
/// rows of size fits leave empty.
std::vector<std::string> SweepTables::kept(const std::vector<std::string>& without) const {
  std::set<std::string> dropped(without.begin(), without.end()), tied;
  for (std::size_t row = 0; row < fits_.rows.size(); ++row)
    if (fits_.rows[row][fits_.column("fit")] == "size")
      for (const std::string& name : parameters)
        if (name != "size_nm" && fits_.rows[row][fits_.column(name)].empty()) tied.insert(name);
  if (dropped.contains("size_nm") || follow_size(tied)) dropped.insert(tied.begin(), tied.end());
  std::vector<std::string> out;
  for (const std::string& name : parameters)
    if (!dropped.contains(name)) out.push_back(name);
  return out;
}

/// Whether runs of one size have one value of each of these columns.
bool SweepTables::follow_size(const std::set<std::string>& columns) const {
  std::map<std::string, std::vector<std::string>> of_size;
  const std::vector<std::string> names(columns.begin(), columns.end());
  for (const std::size_t row : done) {
    const std::vector<std::string> values = fields(runs, row, names);
    if (of_size.emplace(runs.rows[row][runs.column("size_nm")], values).first->second != values) return false;
  }
  return true;
}

std::string SweepTables::label(std::size_t row, const std::vector<std::string>& without) const {
  return parameter_label(runs, row, kept(without));
}

std::string SweepTables::label_of_group(const GroupMean& mean, const std::vector<std::string>& without) const {
  const std::vector<std::string> names = kept(without);
  std::vector<std::string> values;
  for (const std::string& name : names)
    values.push_back(mean.values[static_cast<std::size_t>(std::find(mean.columns.begin(), mean.columns.end(), name) -
                                                          mean.columns.begin())]);
  return joined(names, values);
}

std::vector<std::string> SweepTables::independent() const {
  const std::vector<std::string> beside_size = kept({"size_nm"});
  std::vector<std::string> out;
  for (const std::string& name : parameters)
    if (name == "size_nm" || std::find(beside_size.begin(), beside_size.end(), name) != beside_size.end())
      out.push_back(name);
  return out;
}

std::string SweepTables::axis_title(const std::string& column) const {
  if (column == "temperature_K") return "temperature (K)";
  if (column == "strain_rate_per_s") return "strain rate (1/s)";
  if (column != "size_nm") return column;
  std::set<std::string> shapes;
  for (const std::size_t row : done) shapes.insert(runs.rows[row][runs.column("shape")]);
  return shapes == std::set<std::string>{"cylinder"} ? "diameter (nm)" : "smaller width (nm)";
}

std::string SweepTables::only_material() const {
  std::set<std::string> names;
  for (const std::size_t row : done) names.insert(runs.rows[row][runs.column("material")]);
  return names.size() == 1 ? *names.begin() : "";
}

std::vector<HistoryRow> SweepTables::history(std::size_t row) const {
  return read_history(folder_ / "points" / runs.rows[row][runs.column("point")] / "history.csv");
}

std::vector<GroupMean> SweepTables::means(const std::string& quantity) const {
  std::vector<GroupMean> out;
  for (std::size_t row = 0; row < groups_.rows.size(); ++row) {
    if (groups_.rows[row][groups_.column("quantity")] != quantity) continue;
    const double mean = groups_.number(row, groups_.column("mean"));
    if (!std::isfinite(mean)) continue;
    out.push_back({parameters, fields(groups_, row, parameters), mean, groups_.number(row, groups_.column("mean_low")),
                   groups_.number(row, groups_.column("mean_high")),
                   static_cast<int>(groups_.number(row, groups_.column("n")))});
  }
  return out;
}

std::vector<SizeFit> SweepTables::size_fits(const std::string& quantity) const {
  std::vector<SizeFit> out;
  for (std::size_t row = 0; row < fits_.rows.size(); ++row)
    if (fits_.rows[row][fits_.column("fit")] == "size" && fits_.rows[row][fits_.column("quantity")] == quantity)
      out.push_back({joined(parameters, fields(fits_, row, parameters)), fits_.number(row, fits_.column("exponent")),
                     fits_.number(row, fits_.column("exponent_low")), fits_.number(row, fits_.column("exponent_high")),
                     fits_.number(row, fits_.column("prefactor"))});
  return out;
}

std::optional<BurstFit> SweepTables::burst_fit() const {
  for (std::size_t row = 0; row < fits_.rows.size(); ++row) {
    if (fits_.rows[row][fits_.column("fit")] != "bursts") continue;
    if (!joined(parameters, fields(fits_, row, parameters)).empty()) continue;
    return BurstFit{fits_.number(row, fits_.column("exponent")), fits_.number(row, fits_.column("exponent_low")),
                    fits_.number(row, fits_.column("exponent_high")), fits_.number(row, fits_.column("x_min"))};
  }
  return std::nullopt;
}

std::vector<double> SweepTables::burst_sizes() const {
  std::vector<double> out;
  for (std::size_t row = 0; row < bursts_.rows.size(); ++row)
    out.push_back(bursts_.number(row, bursts_.column("plastic_strain")));
  return out;
}

}  // namespace pillardd
