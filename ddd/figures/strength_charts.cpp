#include "ddd/figures/strength_charts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "ddd/figures/sweep_figures.hpp"

namespace pillardd {
namespace {

const std::string stress_at = "stress_at_", pct = "pct_GPa";

std::size_t runs_with(const SweepTables& t, const std::string& column) {
  return static_cast<std::size_t>(std::count_if(
      t.done.begin(), t.done.end(), [&](std::size_t row) { return std::isfinite(t.number(row, column)); }));
}

/// "stress_at_0.8pct_GPa" is the stress at 0.8 %.
std::vector<Strength> at_chosen_strains(const SweepTables& t) {
  std::vector<Strength> out;
  for (const std::string& name : t.runs.header) {
    if (!name.starts_with(stress_at) || !name.ends_with(pct) || runs_with(t, name) == 0) continue;
    const std::string strain = name.substr(stress_at.size(), name.size() - stress_at.size() - pct.size());
    out.push_back({name, "stress at " + strain + " % strain (GPa)", "-at-" + strain + "pct"});
  }
  return out;
}

Strength most_common(const SweepTables& t) {
  Strength best;
  std::size_t most = 0;
  for (const Strength& s : {Strength{"flow_stress_GPa", "flow stress (GPa)", ""},
                            {"yield_stress_GPa", "0.2 % yield stress (GPa)", ""},
                            {"largest_stress_GPa", "largest stress (GPa)", ""}})
    if (const std::size_t n = runs_with(t, s.column); n > most) most = n, best = s;
  return best;
}

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

Series means_of(const SweepTables& t, const std::string& x, const std::string& y, const std::string& label,
                const Color& color) {
  Series means{label, {}, {}, color, Stroke::marker, true};
  for (const GroupMean& m : t.means(y))
    if (t.label_of_group(m, {x}) == label) {
      means.x.push_back(m.value(x));
      means.y.push_back(m.mean);
      means.low.push_back(m.low);
      means.high.push_back(m.high);
    }
  return means;
}

/// Single runs pale, means with their bootstrap interval, one colour a series of the other parameters.
struct StrengthChart {
  Chart chart;
  std::vector<Series> means;  ///< labelled by their series, "" where there is only one
};

StrengthChart strength_chart(const SweepTables& t, const std::string& x, const Strength& y) {
  StrengthChart out;
  out.chart.y_title = y.title;
  std::size_t i = 0;
  for (const auto& [label, points] : strength_series(t, x, y.column)) {
    const Color color = palette[i++ % palette.size()];
    Series single{"", {}, {}, pale(color), Stroke::marker, true, 0.5, {}, {}};
    for (const StrengthPoint& p : points) single.x.push_back(p.x), single.y.push_back(p.y);
    out.chart.series.push_back(single);
    out.means.push_back(means_of(t, x, y.column, label, color));
  }
  for (Series s : out.means) {
    s.label += s.label.empty() ? "mean and interval" : ", mean and interval";
    out.chart.series.push_back(std::move(s));
  }
  return out;
}

void add_single_runs_to_legend(Chart& chart) {
  chart.series.push_back({"single runs", {}, {}, pale(colors::black), Stroke::marker, false, 0.5, {}, {}});
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

std::string of_series(const std::string& label) {
  return label.empty() ? "" : label + ": ";
}

/// The published slope through the geometric middle of the means.
Series published_line(const Series& means, double slope) {
  double x = 0.0, y = 0.0;
  const auto n = static_cast<double>(means.x.size());
  for (std::size_t i = 0; i < means.x.size(); ++i) x += std::log(means.x[i]) / n, y += std::log(means.y[i]) / n;
  return power_line(means, slope, std::exp(y - slope * x),
                    of_series(means.label) + "slope " + two_decimals(slope) + ", tests (Kim et al. 2010)",
                    Stroke::dotted);
}

/// A fit's exponent is that of 1/size; the slope on the page is minus it.
std::string slope_text(const SizeFit& f) {
  return "slope " + two_decimals(-f.exponent) + " [" + two_decimals(-f.high) + ", " + two_decimals(-f.low) + "]";
}

Chart size_chart(const SweepTables& t, const Strength& y) {
  auto [chart, means] = strength_chart(t, "size_nm", y);
  chart.x_title = t.axis_title("size_nm");
  chart.x_scale = chart.y_scale = Scale::logarithmic;
  for (const Series& s : means) {
    if (s.x.size() < 2) continue;
    for (const SizeFit& f : t.size_fits(y.column))
      if (f.label == s.label)
        chart.series.push_back(power_line(s, -f.exponent, f.prefactor, of_series(s.label) + slope_text(f), Stroke::dashed));
    if (const auto slope = published_slope(s.label.empty() ? t.only_material() : s.label))
      chart.series.push_back(published_line(s, *slope));
  }
  add_single_runs_to_legend(chart);
  return chart;
}

Chart against(const SweepTables& t, const std::string& x, Scale scale, const Strength& y) {
  Chart chart = strength_chart(t, x, y).chart;
  chart.x_title = t.axis_title(x);
  chart.x_scale = scale;
  chart.x_holds_zero = false;
  add_single_runs_to_legend(chart);
  return chart;
}

}  // namespace

std::vector<Strength> strengths(const SweepTables& t) {
  std::vector<Strength> out = at_chosen_strains(t);
  const auto main = std::find_if(out.rbegin(), out.rend(),
                                 [&](const Strength& s) { return runs_with(t, s.column) == t.done.size(); });
  if (main == out.rend()) {
    out.insert(out.begin(), most_common(t));
    return out;
  }
  std::rotate(out.begin(), std::prev(main.base()), main.base());
  out.front().suffix.clear();
  return out;
}

std::vector<NamedChart> strength_charts(const SweepTables& t) {
  std::vector<NamedChart> out;
  const std::vector<Strength> all = strengths(t);
  if (t.varies("size_nm"))
    for (const Strength& s : all) out.push_back({"size-effect" + s.suffix, size_chart(t, s)});
  if (t.varies("strain_rate_per_s"))
    out.push_back({"rate", against(t, "strain_rate_per_s", Scale::logarithmic, all.front())});
  if (t.varies("temperature_K"))
    out.push_back({"temperature", against(t, "temperature_K", Scale::linear, all.front())});
  return out;
}

}  // namespace pillardd
