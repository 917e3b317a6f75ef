// Rates of the nucleation models and the most probable shear. Oracles: the laws by hand; the clock's own mean.
#include <doctest/doctest.h>

#include <cmath>

#include "boundaries/lists.hpp"
#include "ddd/base/constants.hpp"
#include "ddd/base/read_settings.hpp"
#include "ddd/crystal/material.hpp"

using namespace pillardd;

namespace {

Settings section(const std::string& nucleation) {
  return read_settings("{image_stress: {method: none}, nucleation: " + nucleation + "}", surface_schema())
      .section("nucleation");
}

const std::string zhu =
    "{model: arrhenius, activation_energy: 8 eV, athermal_shear: 10 GPa, exponent: 1.5, disorder_temperature: 1900 K, "
    "attempt_frequency: 1e13 /s, calibration: none";

std::unique_ptr<NucleationModel> make(const std::string& nucleation, double temperature = 300.0) {
  Material material;
  material.temperature = temperature;
  const Settings s = section(nucleation);
  return nucleation_models().at(s.text("model")).make(s, {material, {160.0, 0.28, 0.2741}, 0.2741});
}

std::string refusal(const std::string& nucleation) {
  try {
    make(nucleation);
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("arrhenius: barrier, volume and rate by hand") {
  const auto model = make(zhu + "}");
  const double soft = 1.0 - 300.0 / 1900.0, energy = soft * 8.0 * std::pow(0.3, 1.5) * electron_volt;
  const Activation a = model->activation(NucleationPlace::surface, 7.0, 300.0);
  CHECK(a.energy == doctest::Approx(energy).epsilon(1e-12));
  CHECK(a.volume == doctest::Approx(1.5 * energy / 0.3 / 10.0).epsilon(1e-12));
  CHECK(model->rate(NucleationPlace::surface, 7.0, 300.0) ==
        doctest::Approx(1e4 * std::exp(-energy / (boltzmann * 300.0))).epsilon(1e-10));
  CHECK(model->activation(NucleationPlace::surface, 10.5, 300.0).barrierless);
  CHECK(model->rate(NucleationPlace::surface, 0.0, 300.0) == 0.0);
  CHECK(model->rate(NucleationPlace::bulk, 9.9, 300.0) == 0.0);
}

TEST_CASE("arrhenius: what is missing or contradicts itself is refused") {
  CHECK(refusal(zhu + ", places: [bulk]}").find("bulk_activation_energy") != std::string::npos);
  CHECK(refusal(zhu + ", bulk_activation_energy: 20 eV}").find("together") != std::string::npos);
  CHECK(refusal(zhu + ", bulk_activation_energy: 20 eV, bulk_athermal_shear: 12 GPa, places: [bulk]}").empty());
}

TEST_CASE(
    "line_tension: a smaller core by a core energy, a full loop dearer than a half one, barrierless as a result") {
  const std::string line = "{model: line_tension, core_radius: 0.2741 nm, attempt_frequency: 1e13 /s, core_energy: ";
  const auto bare = make(line + "0}"), dressed = make(line + "0.1}");
  const auto energy = [](const NucleationModel& m, NucleationPlace place) {
    return m.activation(place, 2.0, 300.0).energy;
  };
  CHECK(energy(*dressed, NucleationPlace::surface) > energy(*bare, NucleationPlace::surface));
  CHECK(energy(*bare, NucleationPlace::bulk) > 2.0 * energy(*bare, NucleationPlace::surface));
  CHECK(bare->activation(NucleationPlace::surface, 40.0, 300.0).barrierless);
  CHECK(bare->rate(NucleationPlace::surface, 40.0, 300.0) == 1e4);
}

// Oracle: the most probable stress of a ramp maximises d/dt of the survival; found here by integrating the rate.
// dG/kT = ln[kT N nu_0/(S E edot Omega)] is that condition up to the slope of Omega, which is below 1 % of the shear.
TEST_CASE("most probable shear against rate and temperature") {
  const auto model = make(zhu + "}");
  const double sites = 1e5, schmid = 0.408, modulus = 410.0;
  for (const double temperature : {77.0, 300.0, 1000.0})
    for (const double rate : {1e-12, 1e-6, 1e-1}) {  // 1e-3 to 1e8 /s
      const double formula =
          most_probable_shear(*model, NucleationPlace::surface, {sites, schmid, modulus, rate, temperature});
      CAPTURE(temperature);
      CAPTURE(rate);
      double hazard = 0.0, best = 0.0, peak = 0.0;
      const double step = 1e-4;
      for (double shear = 0.5 * step; shear < 10.0; shear += step) {
        const double per_shear =
            sites * model->rate(NucleationPlace::surface, shear, temperature) / (schmid * modulus * rate);
        const double density = per_shear * std::exp(-hazard - 0.5 * per_shear * step);
        if (density > best) best = density, peak = shear;
        hazard += per_shear * step;
      }
      CHECK(formula == doctest::Approx(peak).epsilon(0.01));
    }
}

// Oracles: the same integral summed in time by another rule and step, and Gumbel's distribution where Omega is constant.
TEST_CASE("shear at the first event: mean and deviation of all systems") {
  const auto model = make(zhu + "}");
  const double sites = 5e4, schmid = 0.408, modulus = 410.0;
  const std::vector<double> factors{0.408, 0.408, 0.272, 0.272, 0.136, 0.0};
  for (const double temperature : {77.0, 300.0, 900.0})
    for (const double rate : {1e-12, 1e-1}) {
      CAPTURE(temperature);
      CAPTURE(rate);
      const RampedLoading ramp{sites, schmid, modulus, rate, temperature};
      const FirstEvent found = first_event(*model, NucleationPlace::surface, ramp, factors);
      double survivors = 1.0, mean = 0.0, square = 0.0;
      const double step = 2e-4;
      for (double shear = 0.0; survivors > 1e-14; shear += step) {
        double at_start = 0.0, at_end = 0.0;
        for (const double s : factors) {
          at_start += model->rate(NucleationPlace::surface, shear * s / schmid, temperature);
          at_end += model->rate(NucleationPlace::surface, (shear + step) * s / schmid, temperature);
        }
        const double next = survivors * std::exp(-0.5 * sites * (at_start + at_end) * step / (schmid * modulus * rate));
        mean += (survivors - next) * (shear + 0.5 * step);
        square += (survivors - next) * (shear + 0.5 * step) * (shear + 0.5 * step);
        survivors = next;
      }
      CHECK(found.mean == doctest::Approx(mean).epsilon(1e-4));
      CHECK(found.deviation == doctest::Approx(std::sqrt(square - mean * mean)).epsilon(0.01));
    }
  const RampedLoading cold{2.0 * sites, schmid, modulus, 1e-12, 77.0};
  const double peak = most_probable_shear(*model, NucleationPlace::surface, cold);
  const double width = boltzmann * 77.0 / model->activation(NucleationPlace::surface, peak, 77.0).volume;
  const FirstEvent found = first_event(*model, NucleationPlace::surface, {sites, schmid, modulus, 1e-12, 77.0}, {schmid, schmid});
  CHECK(found.mean == doctest::Approx(peak - 0.5772 * width).epsilon(2e-4));
  CHECK(found.deviation == doctest::Approx(1.2825 * width).epsilon(0.03));
}
