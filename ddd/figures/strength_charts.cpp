#include "ddd/figures/strength_charts.hpp"

#include <algorithm>
#include <cmath>
#include <set>

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

/// Single runs of one value of the other parameters.
struct StrengthSeries {
  std::string label;
  std::vector<double> x, y;
};

/// In the order of the runs.
std::vector<StrengthSeries> strength_series(const SweepTables& t, const std::string& x, const std::string& y) {
  std::vector<StrengthSeries> out;
  for (const std::size_t row : t.done) {
    const double strength = t.number(row, y);
    if (!std::isfinite(strength)) continue;
    const std::string label = t.label(row, {x});
    auto at = std::find_if(out.begin(), out.end(), [&](const StrengthSeries& s) { return s.label == label; });
    if (at == out.end()) at = out.insert(out.end(), StrengthSeries{label, {}, {}});
    at->x.push_back(t.number(row, x));
    at->y.push_back(strength);
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

/// Single runs pale, means with their bootstrap interval, one colour a series of the other parameters; series past the
/// palette are left out and said so.
struct StrengthChart {
  Chart chart;
  std::vector<Series> means;  ///< labelled by their series, "" where there is only one
};

StrengthChart strength_chart(const SweepTables& t, const std::string& x, const Strength& y,
                             std::vector<std::string>& warnings) {
  StrengthChart out;
  out.chart.y_title = y.title;
  const std::vector<StrengthSeries> all = strength_series(t, x, y.column);
  for (std::size_t i = 0; i < std::min(all.size(), palette.size()); ++i) {
    out.chart.series.push_back({"", all[i].x, all[i].y, pale(palette[i]), Stroke::marker, true, 0.5, {}, {}});
    out.means.push_back(means_of(t, x, y.column, all[i].label, palette[i]));
  }
  if (all.size() > palette.size())
    warnings.push_back(y.title + " against " + t.axis_title(x) + ": the first " + std::to_string(palette.size()) + " of " +
                       std::to_string(all.size()) + " series are drawn");
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
struct PublishedSlope {
  const char* metal;
  double slope;
};
constexpr PublishedSlope published_slopes[] = {{"Nb", -0.93}, {"W", -0.44}, {"Mo", -0.44}, {"Ta", -0.44}};

const PublishedSlope* published_slope(const std::string& label) {
  for (const PublishedSlope& p : published_slopes)
    if (label == p.metal || label.starts_with(std::string(p.metal) + ",")) return &p;
  return nullptr;
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
Series published_line(const Series& means, const PublishedSlope& published, bool named) {
  double x = 0.0, y = 0.0;
  const auto n = static_cast<double>(means.x.size());
  for (std::size_t i = 0; i < means.x.size(); ++i) x += std::log(means.x[i]) / n, y += std::log(means.y[i]) / n;
  return power_line(means, published.slope, std::exp(y - published.slope * x),
                    (named ? std::string(published.metal) + ": " : "") + "slope " + two_decimals(published.slope) +
                        ", tests (Kim et al. 2010)",
                    Stroke::dotted);
}

/// A fit's exponent is that of 1/size; the slope on the page is minus it.
std::string slope_text(const SizeFit& f) {
  return "slope " + two_decimals(-f.exponent) + " [" + two_decimals(-f.high) + ", " + two_decimals(-f.low) + "]";
}

Chart size_chart(const SweepTables& t, const Strength& y, std::vector<std::string>& warnings) {
  auto [chart, means] = strength_chart(t, "size_nm", y, warnings);
  chart.x_title = t.axis_title("size_nm");
  chart.x_scale = chart.y_scale = Scale::logarithmic;
  std::set<std::string> metals;
  for (const Series& s : means) {
    if (s.x.size() < 2) continue;
    for (const SizeFit& f : t.size_fits(y.column))
      if (f.label == s.label)
        chart.series.push_back(power_line(s, -f.exponent, f.prefactor, of_series(s.label) + slope_text(f), Stroke::dashed));
    const PublishedSlope* published = published_slope(s.label.empty() ? t.only_material() : s.label);
    if (published == nullptr || !metals.insert(published->metal).second) continue;  // once for each metal
    chart.series.push_back(published_line(s, *published, !s.label.empty()));
  }
  add_single_runs_to_legend(chart);
  return chart;
}

Chart against(const SweepTables& t, const std::string& x, Scale scale, const Strength& y,
              std::vector<std::string>& warnings) {
  Chart chart = strength_chart(t, x, y, warnings).chart;
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

std::vector<NamedChart> strength_charts(const SweepTables& t, std::vector<std::string>& warnings) {
  std::vector<NamedChart> out;
  const std::vector<Strength> all = strengths(t);
  if (t.varies("size_nm"))
    for (const Strength& s : all) out.push_back({"size-effect" + s.suffix, size_chart(t, s, warnings)});
  if (t.varies("strain_rate_per_s"))
    out.push_back({"rate", against(t, "strain_rate_per_s", Scale::logarithmic, all.front(), warnings)});
  if (t.varies("temperature_K"))
    out.push_back({"temperature", against(t, "temperature_K", Scale::linear, all.front(), warnings)});
  return out;
}

}  // namespace pillardd
