#include "tools/pillardd/registries.hpp"

#include "boundaries/lists.hpp"
#include "ddd/crystal/material.hpp"
#include "ddd/dynamics/numerics.hpp"
#include "ddd/initial/generators.hpp"
#include "ddd/simulation/output_schema.hpp"
#include "mobility/list.hpp"

namespace pillardd {
namespace {

Section joined_schema() {
  Section s{"input", "One test of one pillar."};
  s.rows = {
      row::text("title", "A line for reports and figures.").optional(),
      row::integer("seed", "Fixes every random choice of the run.").at_least(0),
      row::section("pillar", pillar_schema(), "The body: shape, size, orientation, and what its ends do."),
      row::section(
          "material", material_section(),
          "A name in the library (pillardd materials), a path (contains / or ends in .yaml), or a map in place."),
      row::quantity("temperature", dimension::temperature, "Temperature of the test, in K only.").above(0),
      row::tagged("dislocations", generators().variants(), "The starting network, placed in the order of the list."),
      row::section("mobility", mobility_schema(), "How fast dislocations move."),
      row::section("surface", surface_schema(), "What the free surface does."),
      row::sections("loading", loading_stage_schema(), "The stages of the test, in order; needed to run.").optional(),
      row::choice("stop_when", {"programme_ends", "outside_model"},
                  "outside_model: also where twinning or a change of phase would come before dislocations.")
          .by_default("programme_ends", "the run says so and goes on"),
      row::section("numerics", numerics_schema(), "Discretisation and tolerances.").by_default("{}"),
      row::section("output", output_schema(), "What is written, and when.").by_default("{}"),
  };
  return s;
}

Section named_material() {
  Section s = material_schema(mobility_laws().variants(), nucleation_models().variants());
  const Row name = row::text("name", "Name in reports; the file's own name when absent.").optional();
  s.rows.insert(s.rows.begin(), name);
  return s;
}

}  // namespace

const Section& input_schema() {
  static const Section schema = joined_schema();
  return schema;
}

const Section& material_section() {
  static const Section schema = named_material();
  return schema;
}

}  // namespace pillardd
