#include "boundaries/lists.hpp"

namespace pillardd {

namespace {

Section until_schema() {
  Section s;
  s.name = "loading.until";
  s.sentence = "When the stage ends: at the first of these. In the stage's own mode and sign.";
  s.rows = {
      row::number("strain", "Total strain, counted from the undeformed pillar.").above(-1).below(1).optional(),
      row::quantity("stress", dimension::pressure, "Engineering stress.").optional(),
      row::quantity("density", dimension::line_density, "Total dislocation density.").at_least(0).optional(),
      row::quantity("time", dimension::time, "Time since the stage's start.").above(0).optional(),
  };
  s.at_least_one_of = {{"strain", "stress", "density", "time"}};
  return s;
}

}  // namespace

Section loading_stage_schema() {
  Section s;
  s.name = "loading";
  s.sentence = "One stage of the programme; values are positive in its own mode.";
  s.rows = {
      row::choice("mode", {"compression", "tension", "bending", "torsion"},
                  "How the pillar is loaded; bending and torsion are refused in this version."),
      row::quantity("strain_rate", dimension::rate, "Total strain rate; negative unloads.").optional(),
      row::quantity("stress_rate", dimension::pressure_rate, "Stress rate; negative unloads.").optional(),
      row::quantity("stress", dimension::pressure, "Stress held (creep).").optional(),
      row::number("strain", "Total strain held (relaxation).").above(-1).below(1).optional(),
      row::quantity("displacement_rate", dimension::velocity,
                    "Speed of a frame of finite stiffness; refused in this version.")
          .optional(),
      row::quantity("initial_stress", dimension::pressure, "Stress at time zero; first stage only.").optional(),
      row::section("until", until_schema(), "When the stage ends."),
  };
  s.exactly_one_of = {{"strain_rate", "stress_rate", "stress", "strain", "displacement_rate"}};
  return s;
}

}  // namespace pillardd
