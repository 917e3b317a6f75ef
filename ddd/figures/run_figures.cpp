#include "ddd/figures/run_figures.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"
#include "ddd/figures/regime_color.hpp"
#include "ddd/figures/sweep_tables.hpp"
#include "ddd/figures/ticks.hpp"
#include "ddd/io/run_summary.hpp"
#include "ddd/io/tables.hpp"

namespace pillardd {
namespace {

constexpr double per_m2 = 1e18;  ///< 1/nm^2 in 1/m^2
constexpr double percent = 100.0;

template <class Get>
std::vector<double> column(std::span<const HistoryRow> rows, Get get) {
  std::vector<double> out;
  out.reserve(rows.size());
  for (const HistoryRow& r : rows) out.push_back(get(r));
  return out;
}

std::vector<double> strain_percent(std::span<const HistoryRow> rows) {
  return column(rows, [](const HistoryRow& r) { return r.strain * percent; });
}

/// Somewhat past the largest stress, where the frame cuts it: the curve covers its beginning.
Series elastic_line(double slope, double largest_stress) {
  const double end = 1.5 * largest_stress;
  return {"elastic slope, E = " + short_number(slope) + " GPa",
          {0.0, end / slope * percent},
          {0.0, end},
          colors::grey,
          Stroke::dashed,
          false};
}

void add_yield(Chart& chart, const CurvePoint& yield) {
  chart.series.push_back(
      {"", {yield_offset * percent, yield.strain * percent}, {0.0, yield.stress}, colors::grey, Stroke::dotted, false});
  chart.series.push_back({"0.2 % yield, " + short_number(yield.stress) + " GPa",
                          {yield.strain * percent},
                          {yield.stress},
                          colors::vermillion,
                          Stroke::marker,
                          false});
}

/// The curve, piece by piece in the colour of its regime, each regime once in the legend.
std::vector<Series> curve_by_regime(std::span<const HistoryRow> rows, const std::vector<NamedPhase>& phases) {
  std::vector<Series> out;
  for (const NamedPhase& p : phases) {
    Series piece{p.regime, {}, {}, regime_color(p.regime), Stroke::solid, true};
    for (const Series& before : out)
      if (before.label == p.regime) piece.label.clear();
    for (const HistoryRow& r : rows)
      if (r.step >= p.from_step && r.step <= p.to_step) {
        piece.x.push_back(r.strain * percent);
        piece.y.push_back(r.stress);
      }
    out.push_back(std::move(piece));
  }
  return out;
}

}  // namespace

Chart stress_strain_chart(std::span<const HistoryRow> rows, std::optional<double> elastic_slope,
                          const std::vector<NamedPhase>& phases) {
  Chart chart;
  chart.x_title = "engineering strain (%)";
  chart.y_title = "engineering stress (GPa)";
  const std::vector<double> stress = column(rows, [](const HistoryRow& r) { return r.stress; });
  const double largest = stress.empty() ? 0.0 : *std::max_element(stress.begin(), stress.end());
  if (elastic_slope && largest > 0.0) chart.series.push_back(elastic_line(*elastic_slope, largest));
  if (phases.empty())
    chart.series.push_back({"simulation", strain_percent(rows), stress, colors::blue, Stroke::solid, true});
  for (Series& piece : curve_by_regime(rows, phases)) chart.series.push_back(std::move(piece));
  if (!elastic_slope) return chart;
  if (const std::optional<CurvePoint> yield = yield_point(rows, *elastic_slope)) add_yield(chart, *yield);
  return chart;
}

Chart density_chart(std::span<const HistoryRow> rows) {
  double largest = 0.0;
  for (const HistoryRow& r : rows) largest = std::max(largest, r.density * per_m2);
  const int exponent = largest > 0.0 ? static_cast<int>(std::floor(std::log10(largest))) : 0;
  const double scale = per_m2 / std::pow(10.0, exponent);
  Chart chart;
  chart.x_title = "engineering strain (%)";
  chart.y_title = "dislocation density (" + power_of_ten(exponent) + " m⁻²)";
  chart.series.push_back({"total", strain_percent(rows),
                          column(rows, [&](const HistoryRow& r) { return r.density * scale; }), colors::blue,
                          Stroke::solid, true});
  chart.series.push_back({"mobile", strain_percent(rows),
                          column(rows, [&](const HistoryRow& r) { return r.mobile_density * scale; }),
                          colors::vermillion, Stroke::dashed, true});
  return chart;
}

RunFigures draw_run_figures(const std::filesystem::path& run_folder) {
  RunFigures out;
  int cut_line = 0;
  const std::vector<HistoryRow> rows = read_history(run_folder / "history.csv", &cut_line);
  if (rows.empty()) throw InputError((run_folder / "history.csv").string() + ": no rows yet, nothing to draw");
  if (cut_line != 0)
    out.warnings.push_back((run_folder / "history.csv").string() + ":" + std::to_string(cut_line) +
                           ": incomplete line left out");
  const std::optional<double> slope = read_elastic_slope(run_folder / "summary.json");
  if (!slope) out.warnings.push_back("no summary.json yet: drawn without elastic slope and yield point");
  std::filesystem::create_directories(run_folder / "figures");
  const std::vector<NamedPhase> phases = read_phases(run_folder / "summary.json");
  for (const auto& [name, chart] : {std::pair{"stress-strain", stress_strain_chart(rows, slope, phases)},
                                    std::pair{"density", density_chart(rows)}})
    for (const std::filesystem::path& file : write_chart(chart, run_folder / "figures" / name))
      out.files.push_back(file);
  return out;
}

}  // namespace pillardd
