#include "ddd/figures/sweep_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>

#include "ddd/base/errors.hpp"
#include "ddd/base/text.hpp"
#include "ddd/figures/regime_map.hpp"
#include "ddd/figures/sweep_tables.hpp"
#include "ddd/io/tables.hpp"

namespace pillardd {
namespace {

constexpr double percent = 100.0, per_m2 = 1e18;
constexpr int mean_points = 200;
constexpr std::array<Color, 7> palette{colors::blue,   colors::vermillion, colors::green, colors::orange,
                                       colors::purple, colors::sky,        colors::black};

Color pale(const Color& c) {
  return {0.5 + 0.5 * c.red, 0.5 + 0.5 * c.green, 0.5 + 0.5 * c.blue};
}

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
  if (groups.size() > palette.size())
    warnings.push_back(y_title + ": the first " + std::to_string(palette.size()) + " of " +
                       std::to_string(groups.size()) + " groups are drawn");
  return chart;
}

/// The stress that most runs have: flow stress, else yield stress, else the largest.
std::string strength_column(const SweepTables& t) {
  std::string best;
  std::size_t most = 0;
  for (const char* name : {"flow_stress_GPa", "yield_stress_GPa", "largest_stress_GPa"}) {
    std::size_t n = 0;
    for (const std::size_t row : t.done) n += std::isfinite(t.number(row, name)) ? 1 : 0;
    if (n > most) most = n, best = name;
  }
  return best;
}

std::string strength_title(const std::string& column) {
  if (column == "flow_stress_GPa") return "flow stress (GPa)";
  return column == "yield_stress_GPa" ? "0.2 % yield stress (GPa)" : "largest stress (GPa)";
}

/// Mean with its bootstrap interval against one parameter: single runs pale, one colour a series of the others.
struct StrengthPoint {
  double x = 0.0, y = 0.0;
};
using StrengthSeries = std::map<std::string, std::vector<StrengthPoint>>;

StrengthSeries strength_series(const SweepTables& t, const std::string& x, const std::string& y) {
  StrengthSeries out;
  for (const std::size_t row : t.done) {
    const double strength = t.number(row, y);
    if (std::isfinite(strength)) out[t.label(row, {x})].push_back({t.number(row, x), strength});
  }
  return out;
}

void add_means(Chart& chart, const SweepTables& t, const std::string& x, const std::string& y, const std::string& label,
               const Color& color) {
  Series means{label, {}, {}, color, Stroke::marker, true};
  for (const GroupMean& m : t.means(y))
    if (t.label_of_group(m, {x}) == label) {
      means.x.push_back(m.value(x));
      means.y.push_back(m.mean);
      means.low.push_back(m.low);
      means.high.push_back(m.high);
    }
  chart.series.push_back(means);
}

Chart strength_chart(const SweepTables& t, const std::string& x, const std::string& y) {
  Chart chart;
  chart.y_title = strength_title(y);
  std::size_t i = 0;
  for (const auto& [label, points] : strength_series(t, x, y)) {
    const Color color = palette[i++ % palette.size()];
    Series single{"", {}, {}, pale(color), Stroke::marker, true, 0.5, {}, {}};
    for (const StrengthPoint& p : points) single.x.push_back(p.x), single.y.push_back(p.y);
    chart.series.push_back(single);
    add_means(chart, t, x, y, label, color);
  }
  return chart;
}

/// Compression slopes of log strength against log size. Kim, Jang, Greer, Acta Mater. 58 (2010) 2355.
std::optional<double> published_slope(const std::string& label) {
  for (const auto& [metal, slope] : {std::pair{"Nb", -0.93}, {"W", -0.44}, {"Mo", -0.44}, {"Ta", -0.44}})
    if (label == metal || label.rfind(std::string(metal) + ",", 0) == 0) return slope;
  return std::nullopt;
}

Series power_line(const Series& at, double slope, double prefactor, const std::string& label, Stroke stroke) {
  const auto [low, high] = std::minmax_element(at.x.begin(), at.x.end());
  Series out{label, {*low, *high}, {}, at.color, stroke, false};
  for (const double x : out.x) out.y.push_back(prefactor * std::pow(x, slope));
  return out;
}

/// The published slope through the geometric middle of the means.
Series published_line(const Series& means, double slope) {
  double x = 0.0, y = 0.0;
  const auto n = static_cast<double>(means.x.size());
  for (std::size_t i = 0; i < means.x.size(); ++i) x += std::log(means.x[i]) / n, y += std::log(means.y[i]) / n;
  return power_line(means, slope, std::exp(y - slope * x), "published slope, " + to_text(slope), Stroke::dotted);
}

Chart size_chart(const SweepTables& t, const std::string& y) {
  Chart chart = strength_chart(t, "size_nm", y);
  chart.x_title = "diameter (nm)";
  chart.x_scale = chart.y_scale = Scale::logarithmic;
  std::vector<Series> lines;
  for (Series& s : chart.series) {
    if (s.label.empty() || s.x.size() < 2) continue;
    const std::string metal = s.label;
    for (const SizeFit& f : t.size_fits(y))
      if (f.label == metal) {
        s.label +=
            ": exponent " + short_number(f.exponent) + " [" + short_number(f.low) + ", " + short_number(f.high) + "]";
        lines.push_back(power_line(s, -f.exponent, f.prefactor, "", Stroke::dashed));
      }
    if (const auto slope = published_slope(metal.empty() ? t.only_material() : metal))
      lines.push_back(published_line(s, *slope));
  }
  chart.series.insert(chart.series.end(), lines.begin(), lines.end());
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
  chart.y_title = "share of bursts at least so large";
  chart.x_scale = chart.y_scale = Scale::logarithmic;
  if (const auto f = t.burst_fit()) {
    const double above = static_cast<double>(sizes.end() - std::lower_bound(sizes.begin(), sizes.end(), f->x_min)) / n;
    Series tail{
        "p(s) ~ s^-" + short_number(f->exponent) + " [" + short_number(f->low) + ", " + short_number(f->high) + "]",
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
  const std::vector<SweepGroup> groups = sweep_groups(t.runs, t.parameters);
  figures.add("stress-strain", curves_chart(
                                   t, groups, "engineering stress (GPa)", [](const HistoryRow& r) { return r.stress; },
                                   figures.out.warnings));
  figures.add("density", curves_chart(
                             t, groups, "dislocation density (10¹² m⁻²)",
                             [](const HistoryRow& r) { return r.density * per_m2 * 1e-12; }, figures.out.warnings));
  const std::string strength = strength_column(t);
  if (t.varies("size_nm")) figures.add("size-effect", size_chart(t, strength));
  if (t.varies("strain_rate_per_s")) {
    Chart chart = strength_chart(t, "strain_rate_per_s", strength);
    chart.x_title = "strain rate (1/s)";
    chart.x_scale = Scale::logarithmic;
    figures.add("rate", chart);
  }
  if (t.varies("temperature_K")) {
    Chart chart = strength_chart(t, "temperature_K", strength);
    chart.x_title = "temperature (K)";
    figures.add("temperature", chart);
  }
  if (const auto chart = burst_chart(t)) figures.add("bursts", *chart);
  for (const NamedChart& map : regime_maps(t)) figures.add(map.name.c_str(), map.chart);
  return figures.out;
}

}  // namespace pillardd
