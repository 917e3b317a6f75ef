#include "boundaries/lists.hpp"
#include "boundaries/rigs.hpp"

namespace pillardd {

namespace {

Section until_schema() {
  Section s;
  s.name = "loading.until";
  s.sentence = "When the stage ends: at the first of these. In the stage's own mode and sign.";
  s.rows = {
      row::number("strain", "Total strain, counted from the undeformed pillar.").above(-1).below(1).optional(),
      row::quantity("stress", dimension::pressure, "Engineering stress.").optional(),
      row::number("plastic_strain", "Plastic strain, counted from the undeformed pillar, in the sense of the load.")
          .above(0)
          .below(1)
          .optional(),
      row::quantity("density", dimension::line_density, "Total dislocation density.").at_least(0).optional(),
      row::quantity("time", dimension::time, "Time since the stage's start.").above(0).optional(),
  };
  s.at_least_one_of = {{"strain", "stress", "plastic_strain", "density", "time"}};
  return s;
}

Section cyclic_schema() {
  Section s;
  s.name = "loading.cyclic";
  s.sentence = "Back and forth between two strains or two stresses, in the stage's own mode and sign.";
  s.rows = {
      row::integer("count", "Number of cycles; each goes to both limits once.").at_least(1).at_most(100000),
      row::quantity_range("strain", dimension::none, "Lower and upper limit of the total strain.")
          .above(-1)
          .below(1)
          .optional(),
      row::quantity_range("stress", dimension::pressure, "Lower and upper limit of the stress.").optional(),
  };
  s.exactly_one_of = {{"strain", "stress"}};
  return s;
}

Section frame_schema() {
  Section s;
  s.name = "loading.frame";
  s.sentence = "What is in series with the pillar between the drive and the anchor.";
  s.rows = {row::quantity("stiffness", dimension::stiffness, "Stiffness k_f of frame, grips and load cell.").above(0)};
  return s;
}

}  // namespace

Section loading_stage_schema() {
  Section s;
  s.name = "loading";
  s.sentence = "One stage of the programme; values are positive in its own mode.";
  s.rows = {
      row::choice("mode", {"compression", "tension", "bending", "torsion"},
                  "How the pillar is loaded. Stress and strain of bending are those of the outermost fibre, of torsion "
                  "(cylinder only) the shear at the surface; all stages load in one way, tension or compression."),
      row::choice("neutral_axis", {"x", "y"},
                  "Of bending, needed there: the lab axis about which the pillar bends; positive stress pulls at "
                  "positive y, or x.")
          .optional(),
      row::quantity("strain_rate", dimension::rate, "Total strain rate; negative unloads.").optional(),
      row::quantity("stress_rate", dimension::pressure_rate, "Stress rate; negative unloads.").optional(),
      row::quantity("stress", dimension::pressure, "Stress held (creep).").optional(),
      row::number("strain", "Total strain held (relaxation).").above(-1).below(1).optional(),
      row::quantity("displacement_rate", dimension::velocity,
                    "Speed of the drive, of tension and compression; 0 nm/s holds it, negative unloads.")
          .optional(),
      row::choice("rig_rate", {"slowest", "middle", "fastest"},
                  "A displacement_rate from the range of the stage's rig; middle: the geometric mean.")
          .optional(),
      row::section("frame", frame_schema(),
                   "With displacement_rate or rig_rate: the rig yields. Without: it is rigid, as at a strain rate.")
          .optional(),
      row::choice("rig", rig_names(), "The instrument: warns where rate, temperature or mode is outside its range.")
          .optional()
          .from("docs/theory/loading.md, table of rigs"),
      row::quantity("initial_stress", dimension::pressure, "Stress at time zero; first stage only.").optional(),
      row::section("until", until_schema(), "When the stage ends.").optional(),
      row::section("cyclic", cyclic_schema(), "In place of until: the stage goes back and forth.").optional(),
  };
  s.exactly_one_of = {{"strain_rate", "stress_rate", "stress", "strain", "displacement_rate", "rig_rate"},
                      {"until", "cyclic"}};
  return s;
}

}  // namespace pillardd
