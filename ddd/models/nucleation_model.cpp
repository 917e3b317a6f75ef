#include "ddd/models/nucleation_model.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/constants.hpp"
#include "ddd/base/sums.hpp"

namespace pillardd {

namespace {

/// What falls short of the driving logarithm at shear tau: dG/kT - ln[kT N nu_0/(S E edot Omega)]; it falls with tau.
double shortfall(const NucleationModel& model, NucleationPlace place, const RampedLoading& ramp, double shear) {
  const Activation a = model.activation(place, shear, ramp.temperature);
  const double kT = boltzmann * ramp.temperature;
  if (a.barrierless || !(a.volume > 0.0)) return a.barrierless ? -1.0 : 1.0;
  const double attempts = kT * ramp.sites * model.attempt_frequency();
  return a.energy / kT - std::log(attempts / (ramp.schmid * ramp.modulus * ramp.rate * a.volume));
}

}  // namespace

double NucleationModel::rate(NucleationPlace place, double shear, double temperature) const {
  if (is_none() || !(shear > 0.0)) return 0.0;
  return attempt_frequency() * std::exp(-activation(place, shear, temperature).energy / (boltzmann * temperature));
}

LoopLineTension run_line_tension(const NucleationContext& context, bool half) {
  const ElasticConstants& e = context.elastic;
  const double b = context.burgers;
  return {e.shear * b * b * (2.0 - e.poisson) / (8.0 * (1.0 - e.poisson)), loop_core(e.core_radius, e.poisson),
          half ? mean_image_factor(e.poisson) : 1.0, half, b};
}

double atomic_sites(NucleationPlace place, double extent, double burgers) {
  const double edge = burgers / (0.5 * std::sqrt(3.0));  // of the cubic cell, which holds two atoms
  switch (place) {
    case NucleationPlace::surface:
      return extent / (burgers * burgers);
    case NucleationPlace::edge:
      return extent / burgers;
    case NucleationPlace::bulk:
      break;
  }
  return 2.0 * extent / (edge * edge * edge);
}

double most_probable_shear(const NucleationModel& model, NucleationPlace place, const RampedLoading& loading) {
  double low = 0.0, high = 1e-3;
  while (shortfall(model, place, loading, high) > 0.0) {
    low = high;
    high *= 2.0;
    if (high > 1e4) return unset;
  }
  if (low == 0.0) return 0.0;
  for (int i = 0; i < 200 && high - low > 1e-13 * high; ++i) {
    const double middle = 0.5 * (low + high);
    (shortfall(model, place, loading, middle) > 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

FirstEvent first_event(const NucleationModel& model, NucleationPlace place, const RampedLoading& ramp,
                       const std::vector<double>& factors) {
  const double scale = most_probable_shear(model, place, ramp);
  if (!(scale > 0.0)) return {scale, scale == 0.0 ? 0.0 : unset};
  constexpr int parts = 10000;  // of the most probable shear; the distribution is a hundredth of it wide or more
  constexpr double gone = 1e-12;
  const double step = scale / parts, time = step / (ramp.schmid * ramp.modulus * ramp.rate);
  Compensated hazard, first, second;
  for (int i = 0; i < 4 * parts; ++i) {
    const double shear = (i + 0.5) * step;
    double rate = 0.0;
    for (const double s : factors) rate += ramp.sites * model.rate(place, shear * s / ramp.schmid, ramp.temperature);
    const double left = std::exp(-(hazard.total() + 0.5 * rate * time));
    if (left < gone) break;
    first.add(left * step);
    second.add(2.0 * shear * left * step);
    hazard.add(rate * time);
  }
  const double mean = first.total();
  return {mean, std::sqrt(std::max(0.0, second.total() - mean * mean))};
}

std::vector<Row> nucleation_site_rows() {
  return {
      row::choices("places", {"surface", "bulk"},
                   "surface: half loops from the surface, its edges and rims; bulk: full loops inside.")
          .by_default("[surface]", "in the bulk the whole loop has to be paid for"),
      row::choice("planes", {"110", "112", "110_112"}, "Slip planes of the loops.")
          .by_default("110", "the plane of the half loops seen in tungsten wires"),
      row::quantity("site_spacing", dimension::length, "Spacing of the grid of sites.")
          .above(0)
          .optional()
          .from("segment_max when absent; the count of atomic sites does not depend on it"),
      row::number("roughness", "Mean excess r of the stress concentration 1 + r e, e exponential, drawn for each site.")
          .at_least(0)
          .by_default("0", "a smooth surface"),
      row::number("edge_factor", "Stress concentration at the edges of a prism and at the rims of free ends.")
          .at_least(1)
          .by_default("1", "edges count as sites of their own kind, without a concentration"),
      row::number("non_schmid", "a_1 in tau + a_1 tau_1, tau_1 on the plane at +60 degrees (twinning sense).")
          .by_default("0", "Schmid's law"),
  };
}

NucleationOptions read_nucleation_options(const Settings& s) {
  NucleationOptions out;
  const std::vector<std::string>& places = s.texts("places");
  const auto named = [&](const char* word) { return std::find(places.begin(), places.end(), word) != places.end(); };
  out.surface = named("surface");
  out.bulk = named("bulk");
  out.with_110 = s.text("planes") != "112";
  out.with_112 = s.text("planes") != "110";
  if (s.has("site_spacing")) out.spacing = s.number("site_spacing");
  out.roughness = s.number("roughness");
  out.edge_factor = s.number("edge_factor");
  out.non_schmid = s.number("non_schmid");
  return out;
}

}  // namespace pillardd
