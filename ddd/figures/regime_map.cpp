#include "ddd/figures/regime_map.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "ddd/figures/regime_color.hpp"

namespace pillardd {
namespace {

std::string title_of(const std::string& column) {
  if (column == "size_nm") return "diameter (nm)";
  if (column == "temperature_K") return "temperature (K)";
  if (column == "strain_rate_per_s") return "strain rate (1/s)";
  return column;
}

/// The swept numbers that vary, in the order of the tables.
std::vector<std::string> varying(const SweepTables& t) {
  std::vector<std::string> out;
  for (const std::string& name : t.independent())
    if (t.numeric(name) && t.varies(name)) out.push_back(name);
  return out;
}

struct AxisRange {
  double low = INFINITY, high = -INFINITY;
  Scale scale() const { return low > 0.0 && high >= 5.0 * low ? Scale::logarithmic : Scale::linear; }
};

AxisRange range_of(const SweepTables& t, const std::string& column) {
  AxisRange out;
  for (const std::size_t row : t.done) {
    out.low = std::min(out.low, t.number(row, column));
    out.high = std::max(out.high, t.number(row, column));
  }
  return out;
}

/// x moved by a part of the axis.
double beside(double x, double part, const AxisRange& range) {
  if (range.scale() == Scale::logarithmic) return x * std::pow(range.high / range.low, part);
  return x + part * (range.high - range.low);
}

Chart map_of(const SweepTables& t, const std::vector<std::size_t>& rows, const std::string& x, const std::string& y) {
  const AxisRange x_range = range_of(t, x), y_range = range_of(t, y);
  std::map<std::pair<double, double>, std::vector<std::size_t>> places;
  for (const std::size_t row : rows) places[{t.number(row, x), t.number(row, y)}].push_back(row);
  std::map<std::string, Series> by_regime;
  for (const auto& [place, runs] : places)
    for (std::size_t k = 0; k < runs.size(); ++k) {
      const std::string& name = t.runs.rows[runs[k]][t.runs.column("regime")];
      Series& s = by_regime.try_emplace(name, Series{name, {}, {}, regime_color(name), Stroke::marker, true, 1.1})
                      .first->second;
      const double step = std::min(0.03, 0.12 / static_cast<double>(runs.size()));
      s.x.push_back(
          beside(place.first, step * (static_cast<double>(k) - 0.5 * static_cast<double>(runs.size() - 1)), x_range));
      s.y.push_back(place.second);
    }
  Chart chart;
  chart.x_title = title_of(x);
  chart.y_title = title_of(y);
  chart.x_scale = x_range.scale();
  chart.y_scale = y_range.scale();
  chart.x_holds_zero = chart.y_holds_zero = false;
  for (auto& [name, series] : by_regime) chart.series.push_back(std::move(series));
  return chart;
}

/// For a file: letters and digits as they are, the rest as hyphens.
std::string file_name(const std::string& label) {
  std::string out = "regimes";
  for (const char c : label)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += out == "regimes" ? std::string("-") + c : std::string(1, c);
    else if (out.back() != '-')
      out += '-';
  return out;
}

}  // namespace

std::vector<NamedChart> regime_maps(const SweepTables& t) {
  const std::vector<std::string> axes = varying(t);
  if (axes.size() < 2) return {};
  std::map<std::string, std::vector<std::size_t>> rest;
  for (const std::size_t row : t.done) rest[t.label(row, {axes[0], axes[1]})].push_back(row);
  std::vector<NamedChart> out;
  for (const auto& [label, rows] : rest) {
    out.push_back({rest.size() > 1 ? file_name(label) : "regimes", map_of(t, rows, axes[0], axes[1])});
    if (rest.size() > 1) out.back().chart.x_title += ", " + label;
  }
  return out;
}

}  // namespace pillardd
