#include "ddd/figures/sweep_figures.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "ddd/base/errors.hpp"
#include "ddd/figures/regime_map.hpp"
#include "ddd/figures/strength_charts.hpp"
#include "ddd/figures/sweep_tables.hpp"
#include "ddd/figures/ticks.hpp"
#include "ddd/io/tables.hpp"

namespace pillardd {
namespace {

constexpr double percent = 100.0, per_m2 = 1e18;
constexpr int mean_points = 200;

/// Value of a curve at x, linear between its points, x within its range.
double value_at(const Series& s, double x) {
  const auto after = std::lower_bound(s.x.begin(), s.x.end(), x);
  if (after == s.x.begin()) return s.y.front();
  if (after == s.x.end()) return s.y.back();
  const auto i = static_cast<std::size_t>(after - s.x.begin());
  const double u = (x - s.x[i - 1]) / (s.x[i] - s.x[i - 1]);
  return (1 - u) * s.y[i - 1] + u * s.y[i];
}

using Quantity = std::function<double(const HistoryRow&)>;

Series curve_of(const std::vector<HistoryRow>& rows, const Quantity& y) {
  Series out;
  for (const HistoryRow& r : rows)
    if (out.x.empty() || r.strain * percent > out.x.back()) out.x.push_back(r.strain * percent), out.y.push_back(y(r));
  return out;
}

/// Seeds thin and pale, their mean bold, one colour a group; groups past the palette are left out and named.
Chart curves_chart(const SweepTables& t, const std::vector<SweepGroup>& groups, const std::string& y_title,
                   const Quantity& y, std::vector<std::string>& warnings) {
  Chart chart;
  chart.x_title = "engineering strain (%)";
  chart.y_title = y_title;
  std::vector<Series> means;
  for (std::size_t g = 0; g < std::min(groups.size(), palette.size()); ++g) {
    std::vector<Series> curves;
    for (const std::size_t row : groups[g].rows) curves.push_back(curve_of(t.history(row), y));
    Series mean = mean_curve(curves, mean_points);
    mean.label = groups[g].label;
    mean.color = palette[g];
    for (Series& s : curves) {
      s.color = pale(palette[g]);
      s.width = 0.5;
      chart.series.push_back(std::move(s));
    }
    means.push_back(std::move(mean));
  }
  chart.series.insert(chart.series.end(), means.begin(), means.end());
  chart.series.push_back({"single runs", {}, {}, pale(colors::black), Stroke::solid, false, 0.5});
  if (groups.size() > palette.size())
    warnings.push_back(y_title + ": the first " + std::to_string(palette.size()) + " of " +
                       std::to_string(groups.size()) + " groups are drawn");
  return chart;
}

/// Share of bursts of at least a size, with the fitted tail.
std::optional<Chart> burst_chart(const SweepTables& t) {
  std::vector<double> sizes = t.burst_sizes();
  if (sizes.size() < 2) return std::nullopt;
  std::sort(sizes.begin(), sizes.end());
  Series all{std::to_string(sizes.size()) + " bursts", {}, {}, colors::blue, Stroke::marker, true, 0.7, {}, {}};
  const auto n = static_cast<double>(sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i)
    all.x.push_back(sizes[i]), all.y.push_back((n - static_cast<double>(i)) / n);
  Chart chart;
  chart.x_title = "plastic strain of a burst";
  chart.y_title = "share of bursts of at least this size";
  chart.x_scale = chart.y_scale = Scale::logarithmic;
  if (const auto f = t.burst_fit()) {
    const double above = static_cast<double>(sizes.end() - std::lower_bound(sizes.begin(), sizes.end(), f->x_min)) / n;
    Series tail{
        "power law, exponent " + two_decimals(f->exponent) + " [" + two_decimals(f->low) + ", " +
            two_decimals(f->high) + "]",
        {f->x_min, sizes.back()},
        {},
        colors::vermillion,
        Stroke::dashed,
        false};
    for (const double s : tail.x) tail.y.push_back(above * std::pow(s / f->x_min, 1 - f->exponent));
    chart.series.push_back(tail);
  }
  chart.series.insert(chart.series.begin(), all);
  return chart;
}

/// Density in a power of ten that leaves numbers of one to three digits.
Chart density_chart(const SweepTables& t, const std::vector<SweepGroup>& groups, std::vector<std::string>& warnings) {
  double largest = 0.0;
  for (const std::size_t row : t.done) largest = std::max(largest, t.number(row, "peak_density_per_m2"));
  const int exponent = largest > 0.0 ? static_cast<int>(std::floor(std::log10(largest))) : 0;
  const double scale = per_m2 / std::pow(10.0, exponent);
  return curves_chart(
      t, groups, "dislocation density (" + power_of_ten(exponent) + " m⁻²)",
      [scale](const HistoryRow& r) { return r.density * scale; }, warnings);
}

class FigureSet {
 public:
  explicit FigureSet(const std::filesystem::path& folder) : folder_(folder / "figures") {
    std::filesystem::create_directories(folder_);
  }
  void add(const char* name, const Chart& chart) {
    for (const std::filesystem::path& file : write_chart(chart, folder_ / name)) out.files.push_back(file);
  }
  RunFigures out;

 private:
  std::filesystem::path folder_;
};

}  // namespace

std::vector<SweepGroup> sweep_groups(const CsvTable& runs, const std::vector<std::string>& parameters) {
  std::vector<SweepGroup> out;
  const std::size_t state = runs.column("state");
  for (std::size_t row = 0; row < runs.rows.size(); ++row) {
    if (runs.rows[row][state] != "done") continue;
    const std::string label = parameter_label(runs, row, parameters);
    auto group = std::find_if(out.begin(), out.end(), [&](const SweepGroup& g) { return g.label == label; });
    if (group == out.end()) group = out.insert(out.end(), SweepGroup{label, {}});
    group->rows.push_back(row);
  }
  return out;
}

std::vector<SweepGroup> labelled_groups(const SweepTables& t) {
  std::vector<SweepGroup> groups = sweep_groups(t.runs, t.parameters);
  for (SweepGroup& g : groups) g.label = t.label(g.rows.front(), {});
  return groups;
}

Series mean_curve(const std::vector<Series>& curves, int points) {
  Series out;
  double from = -INFINITY, to = INFINITY;
  for (const Series& s : curves)
    if (!s.x.empty()) from = std::max(from, s.x.front()), to = std::min(to, s.x.back());
  if (!(to > from) || !std::isfinite(to - from)) return out;
  for (int i = 0; i <= points; ++i) {
    const double x = from + (to - from) * i / points;
    double sum = 0.0;
    std::size_t n = 0;
    for (const Series& s : curves)
      if (!s.x.empty()) sum += value_at(s, x), ++n;
    out.x.push_back(x);
    out.y.push_back(sum / static_cast<double>(n));
  }
  return out;
}

RunFigures draw_sweep_figures(const std::filesystem::path& sweep_folder) {
  const SweepTables t(sweep_folder);
  if (t.done.empty()) throw InputError(sweep_folder.string() + ": no run is done, nothing to draw");
  FigureSet figures(sweep_folder);
  const std::vector<SweepGroup> groups = labelled_groups(t);
  figures.add("stress-strain", curves_chart(
                                   t, groups, "engineering stress (GPa)", [](const HistoryRow& r) { return r.stress; },
                                   figures.out.warnings));
  figures.add("density", density_chart(t, groups, figures.out.warnings));
  for (const NamedChart& chart : strength_charts(t, figures.out.warnings)) figures.add(chart.name.c_str(), chart.chart);
  if (const auto chart = burst_chart(t)) figures.add("bursts", *chart);
  for (const NamedChart& map : regime_maps(t)) figures.add(map.name.c_str(), map.chart);
  return figures.out;
}

}  // namespace pillardd
