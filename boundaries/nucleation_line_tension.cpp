#include <cmath>

#include "boundaries/models.hpp"
#include "ddd/crystal/material.hpp"

namespace pillardd {

namespace {

/// dG(tau) is the saddle of  E(R) - tau b A(R)  of a circular loop, half at the surface and full in the bulk
/// (ddd/elasticity/loop_energy.hpp). It does not depend on the temperature but through the moduli.
class LineTension final : public NucleationModel {
 public:
  LineTension(const LoopLineTension& half, const LoopLineTension& full, double attempts,
              std::vector<std::string> warnings)
      : half_(half), full_(full), attempts_(attempts), warnings_(std::move(warnings)) {}

  Activation activation(NucleationPlace place, double shear, double) const override {
    const LoopLineTension& loop = place == NucleationPlace::bulk ? full_ : half_;
    const LoopSaddle saddle = loop_saddle(loop, shear);
    return {saddle.energy, loop.burgers * saddle.area, saddle.barrierless};
  }
  double attempt_frequency() const override { return attempts_; }
  std::string name() const override { return "line_tension"; }
  std::vector<std::string> warnings() const override { return warnings_; }

 private:
  LoopLineTension half_, full_;
  double attempts_;
  std::vector<std::string> warnings_;
};

/// A core energy of e mu b^2 per length, beside the elastic one down to r_c, takes the place of a smaller r_c:
///   ln(r_c/r) = e mu b^2 / [mu b^2 (2-nu)/(8 pi (1-nu))],  the mean over the characters of a loop.
double smaller_core(double core_radius, double core_energy, double poisson) {
  return core_radius * std::exp(-core_energy * 8.0 * 3.14159265358979323846 * (1.0 - poisson) / (2.0 - poisson));
}

}  // namespace

Section nucleation_line_tension_parameters() {
  Section s;
  s.name = "surface.nucleation.line_tension";
  s.sentence =
      "The energy of a circular loop in isotropic elasticity with a core; near the ideal strength all of it is core.";
  s.rows = {
      row::quantity("core_radius", dimension::length, "r_c, down to which the elastic energy counts.").above(0),
      row::number("core_energy", "Energy of the core inside r_c per length of line, in units of mu b^2.").at_least(0),
      row::quantity("attempt_frequency", dimension::rate, "nu_0 of one atomic site.").above(0),
      row::texts("warnings", "What a reader of results must know.").optional(),
  };
  return s;
}

std::unique_ptr<NucleationModel> make_nucleation_line_tension(const Settings& s, const NucleationContext& context) {
  NucleationContext own = context;
  own.elastic.core_radius = smaller_core(s.number("core_radius"), s.number("core_energy"), context.elastic.poisson);
  const std::vector<std::string> warnings = s.has("warnings") ? s.texts("warnings") : std::vector<std::string>{};
  return std::make_unique<LineTension>(run_line_tension(own, true), run_line_tension(own, false),
                                       s.number("attempt_frequency"), warnings);
}

}  // namespace pillardd
