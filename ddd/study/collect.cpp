#include "ddd/study/collect.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "ddd/base/units.hpp"

namespace pillardd {
namespace {

std::vector<double> strains_of(const Settings& section) {
  std::vector<double> out;
  Faults faults;
  for (const std::string& text : section.texts("stress_at")) {
    double value = unset;
    try {
      const Quantity q = parse_quantity(text);
      if (q.dimension.none()) value = q.value;
    } catch (const std::invalid_argument&) {
      value = unset;
    }
    if (value > 0.0 && value < 1.0)
      out.push_back(value);
    else
      section.fault(faults, "stress_at", "'" + text + "' is not a strain, for example 0.5 %");
  }
  faults.throw_if_any();
  return out;
}

std::vector<std::string> values_of(const RunTable& runs, const std::vector<std::string>& columns, std::size_t run) {
  std::vector<std::string> out;
  for (const std::string& name : columns) out.push_back(runs.column(name).texts[run]);
  return out;
}

/// Runs that are done, by their values in some columns, in the order of first appearance.
std::vector<RunGroup> grouped(const RunTable& runs, const std::vector<std::string>& columns) {
  std::vector<RunGroup> out;
  std::map<std::vector<std::string>, std::size_t> index;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::vector<std::string> values = values_of(runs, columns, i);
    const auto [at, fresh] = index.emplace(values, out.size());
    if (fresh) out.push_back({values, {}});
    if (runs.column("state").texts[i] == state_name(PointState::done)) out[at->second].runs.push_back(i);
  }
  return out;
}

std::vector<double> finite_values(const RunColumn& column, const std::vector<std::size_t>& runs) {
  std::vector<double> out;
  for (const std::size_t i : runs)
    if (std::isfinite(column.numbers[i])) out.push_back(column.numbers[i]);
  return out;
}

void add_statistics(const Settings& asked, Collection& c) {
  std::uint64_t id = 0;
  for (std::size_t g = 0; g < c.groups.size(); ++g)
    for (const std::string& quantity : c.runs.measures) {
      const std::vector<double> values = finite_values(c.runs.column(quantity), c.groups[g].runs);
      c.statistics.push_back({g, quantity, values.size(), mean(values), standard_deviation(values),
                              bootstrap_mean(values, asked.number("confidence"), asked.integer("resamples"), id++)});
    }
}

/// The columns that change together with the size: those of its own entry of `axes`.
std::vector<std::string> tied_to_size(const SweepFile& sweep, const std::vector<SweepPoint>& points) {
  Faults faults;
  for (const std::vector<PointPlan>& axis : axis_points(sweep, faults)) {
    std::vector<std::string> names;
    bool has_size = false;
    for (const Assignment& a : axis.empty() ? PointPlan{} : axis.front()) {
      names.push_back(column_of(a.key, points));
      has_size = has_size || a.key == "pillar.diameter" || a.key == "pillar.width";
    }
    if (has_size) return names;
  }
  faults.throw_if_any();
  return {};
}

bool is_stress(const std::string& quantity) {
  return quantity.ends_with("_GPa") && quantity != "elastic_slope_GPa";
}

void add_size_fits(const std::vector<std::string>& tied, double confidence, Collection& c) {
  std::vector<std::string> rest;
  for (const std::string& name : c.group_columns)
    if (std::find(tied.begin(), tied.end(), name) == tied.end()) rest.push_back(name);
  for (const RunGroup& series : grouped(c.runs, rest)) {
    std::vector<std::string> values;
    for (const std::string& name : c.group_columns) {
      const auto at = std::find(rest.begin(), rest.end(), name);
      values.push_back(at == rest.end() ? "" : series.values[static_cast<std::size_t>(at - rest.begin())]);
    }
    for (const std::string& quantity : c.runs.measures) {
      if (!is_stress(quantity)) continue;
      std::vector<double> x, y;
      for (const std::size_t i : series.runs) {
        x.push_back(c.runs.column("size_nm").numbers[i]);
        y.push_back(c.runs.column(quantity).numbers[i]);
      }
      const std::optional<PowerLaw> fit = fit_power_law(x, y, confidence);
      if (!fit) continue;
      const Interval interval{-fit->interval.high, -fit->interval.low};
      c.fits.push_back({"size", values, quantity, fit->n, -fit->exponent, interval, fit->prefactor, unset, unset});
    }
  }
}

void add_burst_fit(const std::vector<std::string>& values, const std::vector<double>& sizes, double confidence,
                   Collection& c) {
  if (const std::optional<Tail> tail = fit_tail(sizes, confidence))
    c.fits.push_back({"bursts", values, "burst_plastic_strain", tail->n, tail->exponent, tail->interval, unset,
                      tail->x_min, tail->distance});
}

/// One fit for each group, and one for all bursts of the sweep.
void add_burst_fits(double confidence, Collection& c) {
  std::vector<double> all;
  for (const RunGroup& group : c.groups) {
    std::vector<double> sizes;
    for (const RunBurst& b : c.runs.bursts)
      if (std::find(group.runs.begin(), group.runs.end(), b.run) != group.runs.end())
        sizes.push_back(b.burst.plastic_strain);
    all.insert(all.end(), sizes.begin(), sizes.end());
    if (c.groups.size() > 1) add_burst_fit(group.values, sizes, confidence, c);
  }
  add_burst_fit(std::vector<std::string>(c.group_columns.size()), all, confidence, c);
}

}  // namespace

Collection collect(const SweepFile& sweep, const SweepFolder& folder) {
  const Settings& asked = sweep.settings.section("collect");
  const std::vector<SweepPoint> points = folder.points();
  Collection out;
  out.runs = read_runs(folder, points, strains_of(asked));
  for (const std::string& name : out.runs.parameters)
    if (name != "seed") out.group_columns.push_back(name);
  out.groups = grouped(out.runs, out.group_columns);
  add_statistics(asked, out);
  const std::vector<std::string> tied = tied_to_size(sweep, points);
  if (!tied.empty()) add_size_fits(tied, asked.number("confidence"), out);
  add_burst_fits(asked.number("confidence"), out);
  return out;
}

}  // namespace pillardd
