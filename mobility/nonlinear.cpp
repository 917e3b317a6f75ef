#include <algorithm>
#include <cmath>

#include "ddd/base/constants.hpp"
#include "ddd/base/errors.hpp"
#include "ddd/crystal/material.hpp"
#include "mobility/glide.hpp"
#include "mobility/laws.hpp"
#include "mobility/md_fits.hpp"
#include "mobility/sets.hpp"

namespace pillardd {

namespace {

/// Speeds of screw and edge from one of the fits, mixed as v = v_s cos² + v_e sin². No stress but the plane's own shear
/// enters. An exact screw without a plane glides where the force points.
class NonlinearLaw final : public MobilityLaw {
 public:
  NonlinearLaw(const MdFit& fit, double b, double stress_max, double climb_drag, double drag_max, SetNotes notes)
      : fit_(fit), b_(b), stress_max_(stress_max), climb_(climb_drag), most_(drag_max), notes_(std::move(notes)) {}
  std::string name() const override { return "nonlinear"; }
  std::string describe() const override { return "nonlinear, form " + std::string(fit_.name) + notes_.described(); }
  std::vector<std::string> warnings() const override { return notes_.warnings; }

  ArmResponse respond(const ArmState& arm) const override {
    const double T = arm.temperature;
    const PassiveDrags drags{climb_, 0.01 * b_ / fit_.edge(0.0, T, b_).per_stress, most_};
    const ArmPlane plane = arm_plane(arm);
    if (arm.family != BurgersFamily::half_111 || plane.sessile)
      return transverse_response(drags.climb, drags.line, arm.tangent);
    const Vector3 n = plane.normal ? *plane.normal : along_force(arm);
    const double force = arm.force.dot(n.cross(arm.tangent).normalized());
    const double tau = std::abs(force) / arm.burgers.norm(), sin2 = edge_part(arm);
    const Speed screw = fit_.screw(tau, T, b_), edge = sin2 > 0 ? fit_.edge(tau, T, b_) : Speed{};
    const GlideSpeed speed = mixed_speed({screw.per_stress, screw.slope, StressRow::Zero(), tau > stress_max_},
                                         {edge.per_stress, edge.slope, StressRow::Zero(), false}, sin2);
    return glide_response(arm, n, force < 0 ? -1.0 : 1.0, speed, drags);
  }

 private:
  static Vector3 along_force(const ArmState& arm) {
    const Vector3 n = arm.tangent.cross(arm.force);
    return n.isZero(0) ? Vector3(arm.tangent.unitOrthogonal()) : Vector3(n.normalized());
  }

  MdFit fit_;
  double b_, stress_max_, climb_, most_;
  SetNotes notes_;
};

std::vector<std::string> fit_names() {
  std::vector<std::string> names;
  for (const MdFit& fit : md_fits()) names.emplace_back(fit.name);
  return names;
}

}  // namespace

Section nonlinear_parameters() {
  Section s;
  s.name = "mobility.nonlinear";
  s.sentence = "Screws and edges as fitted to molecular dynamics of one metal.";
  s.rows = {
      row::choice("form", fit_names(), "The fit: its form and its numbers belong together."),
      row::quantity("burgers", dimension::length, "b of the fit.").above(0),
      row::quantity("climb_drag", dimension::drag, "B_cl, of climb and of lines other than 1/2<111>.").above(0),
      row::quantity("drag_max", dimension::drag, "Bound of the drag; arms that meet it are counted.")
          .above(0)
          .by_default("1e20 Pa s", "a screw under 1 GPa then moves 1e-12 nm in 1000 s"),
  };
  for (Row& r : set_rows()) s.rows.push_back(std::move(r));
  return s;
}

std::unique_ptr<MobilityLaw> make_nonlinear(const Settings& mobility, const Material& material) {
  Faults faults;
  check_temperature(mobility, material, faults);
  faults.throw_if_any();
  const std::string& form = mobility.text("form");
  const double stress_max = mobility.has("stress_max") ? mobility.number("stress_max") : unset;
  for (const MdFit& fit : md_fits())
    if (form == fit.name)
      return std::make_unique<NonlinearLaw>(fit, mobility.number("burgers"), stress_max, mobility.number("climb_drag"),
                                            mobility.number("drag_max"), set_notes(mobility));
  throw InvariantBroken("nonlinear: the form '" + form + "' is in the schema but not in the list");
}

}  // namespace pillardd
