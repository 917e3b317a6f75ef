#include <algorithm>
#include <cmath>
#include <limits>

#include "boundaries/models.hpp"
#include "ddd/crystal/material.hpp"

namespace pillardd {

namespace {

/// dG = (1 - T/T_m) A (1 - tau/tau_ath)^alpha         Zhu, Li, Samanta, Leach, Gall, PRL 100 (2008) 025502
///   A at zero stress and temperature, tau_ath the athermal shear, T_m the temperature at which the surface disorders.
struct Barrier {
  double energy = unset, athermal = unset;  ///< A [aJ], tau_ath [GPa]
  Activation at(double shear, double exponent, double softening) const {
    if (shear >= athermal || softening <= 0.0) return {0.0, 0.0, true};
    const double left = 1.0 - shear / athermal, scale = softening * energy;
    const double power = std::pow(left, exponent);
    return {scale * power, scale * exponent * power / (left * athermal), false};
  }
};

class Arrhenius final : public NucleationModel {
 public:
  Arrhenius(const Settings& s, std::string calibration, std::vector<std::string> warnings)
      : surface_{s.number("activation_energy"), s.number("athermal_shear")},
        exponent_(s.number("exponent")),
        disorder_(s.number("disorder_temperature")),
        attempts_(s.number("attempt_frequency")),
        calibration_(std::move(calibration)),
        warnings_(std::move(warnings)) {
    if (s.has("bulk_activation_energy")) bulk_ = {s.number("bulk_activation_energy"), s.number("bulk_athermal_shear")};
  }

  Activation activation(NucleationPlace place, double shear, double temperature) const override {
    const Barrier& barrier = place == NucleationPlace::bulk ? bulk_ : surface_;
    if (std::isnan(barrier.energy)) return {std::numeric_limits<double>::infinity(), 0.0, false};
    return barrier.at(shear, exponent_, 1.0 - temperature / disorder_);
  }
  double attempt_frequency() const override { return attempts_; }
  std::string name() const override { return "arrhenius"; }
  std::string describe() const override { return "arrhenius, calibrated to: " + calibration_; }
  std::vector<std::string> warnings() const override { return warnings_; }

 private:
  Barrier surface_, bulk_;
  double exponent_, disorder_, attempts_;
  std::string calibration_;
  std::vector<std::string> warnings_;
};

bool names_bulk(const Settings& s) {
  if (!s.has("places")) return false;
  const std::vector<std::string>& places = s.texts("places");
  return std::find(places.begin(), places.end(), "bulk") != places.end();
}

}  // namespace

Section nucleation_arrhenius_parameters() {
  Section s;
  s.name = "surface.nucleation.arrhenius";
  s.sentence = "An activation energy that falls with stress and temperature; calibrated, not predicted.";
  s.rows = {
      row::quantity("activation_energy", dimension::energy, "A, of a half loop at zero stress and temperature.")
          .above(0),
      row::quantity("athermal_shear", dimension::pressure, "tau_ath, at which its barrier vanishes.").above(0),
      row::number("exponent", "alpha of (1 - tau/tau_ath)^alpha.").above(1),
      row::quantity("disorder_temperature", dimension::temperature, "T_m, at which the barrier vanishes.").above(0),
      row::quantity("attempt_frequency", dimension::rate, "nu_0 of one atomic site.").above(0),
      row::text("calibration", "What the parameters were made to reproduce."),
      row::quantity("bulk_activation_energy", dimension::energy, "A of a full loop in the bulk.").above(0).optional(),
      row::quantity("bulk_athermal_shear", dimension::pressure, "tau_ath of a full loop in the bulk.")
          .above(0)
          .optional(),
      row::texts("warnings", "What a reader of results must know.").optional(),
  };
  return s;
}

std::unique_ptr<NucleationModel> make_nucleation_arrhenius(const Settings& s, const NucleationContext& context) {
  Faults faults;
  if (s.has("bulk_activation_energy") != s.has("bulk_athermal_shear"))
    s.fault(faults, s.has("bulk_activation_energy") ? "bulk_activation_energy" : "bulk_athermal_shear",
            "bulk_activation_energy and bulk_athermal_shear are given together");
  else if (names_bulk(s) && !s.has("bulk_activation_energy"))
    s.fault(faults, "places", "bulk needs bulk_activation_energy and bulk_athermal_shear, which nobody states");
  if (context.material.temperature >= s.number("disorder_temperature"))
    s.fault(faults, "disorder_temperature", "is not above the temperature of the test: there would be no barrier");
  faults.throw_if_any();
  const std::vector<std::string> warnings = s.has("warnings") ? s.texts("warnings") : std::vector<std::string>{};
  return std::make_unique<Arrhenius>(s, s.text("calibration"), warnings);
}

}  // namespace pillardd
