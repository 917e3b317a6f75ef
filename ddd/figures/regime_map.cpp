#include "ddd/figures/regime_map.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include "ddd/figures/regime_color.hpp"

namespace pillardd {
namespace {

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

/// Part of an axis that a value stands at.
double part_of(double x, const AxisRange& range) {
  if (range.scale() == Scale::logarithmic) return std::log(x / range.low) / std::log(range.high / range.low);
  return (x - range.low) / (range.high - range.low);
}

/// Between runs that stand side by side, in parts of the axis: as wide as a point, and less where values lie close.
double step_of(const std::map<std::pair<double, double>, std::vector<std::size_t>>& places, const AxisRange& range) {
  std::set<double> values;
  std::size_t most = 1;
  for (const auto& [place, runs] : places) values.insert(part_of(place.first, range)), most = std::max(most, runs.size());
  double gap = 1.0;
  for (auto at = values.begin(); at != values.end() && std::next(at) != values.end(); ++at)
    gap = std::min(gap, *std::next(at) - *at);
  return std::min(0.033, 0.8 * gap / static_cast<double>(most));
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
  const double step = step_of(places, x_range);
  std::map<std::string, Series> by_regime;
  for (const auto& [place, runs] : places)
    for (std::size_t k = 0; k < runs.size(); ++k) {
      const std::string& name = t.runs.rows[runs[k]][t.runs.column("regime")];
      Series& s = by_regime.try_emplace(name, Series{name, {}, {}, regime_color(name), Stroke::disc, true, 1.1})
                      .first->second;
      s.x.push_back(
          beside(place.first, step * (static_cast<double>(k) - 0.5 * static_cast<double>(runs.size() - 1)), x_range));
      s.y.push_back(place.second);
    }
  Chart chart;
  chart.x_title = t.axis_title(x);
  chart.y_title = t.axis_title(y);
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
