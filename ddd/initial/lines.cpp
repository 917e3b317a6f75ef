#include "ddd/initial/entries.hpp"
#include "ddd/initial/placing.hpp"

namespace pillardd {

namespace {

Candidate make_straight(const Settings& entry, const PlacementContext& context, const Lattice& lattice, Draws& draws) {
  const std::optional<Vector3> point = draw_inside(context.boundary, draws);
  if (!point) return {std::nullopt, "the centre is outside"};
  SlipSystem system = draw_system(systems_of(entry.text("planes")), draws);
  if (!stressed_enough(entry, system, lattice)) return {std::nullopt, "the Schmid factor is below schmid_min"};
  const Vector3 t = draw_direction(entry.text("character"), system, lattice, draws);
  if (draws.coin()) system.burgers = negated(system.burgers);
  const std::optional<Vector3> from = exit_point(context.boundary, *point, -t);
  const std::optional<Vector3> to = exit_point(context.boundary, *point, t);
  if (!from || !to) return {std::nullopt, "does not reach the surface on both sides"};
  if ((*to - *from).norm() < context.segment_length) return {std::nullopt, "is shorter than one segment"};
  Path path;
  path.burgers = system.burgers;
  path.corners = {*from, *to};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {{system.plane, false}};
  return {path, ""};
}

}  // namespace

Section lines_section() {
  Section section;
  section.name = "dislocations.lines";
  section.sentence =
      "Straight lines through points drawn uniformly in the pillar, in a slip plane, with both ends on the surface.";
  section.rows = quota_rows("lines");
  section.rows.push_back(planes_row());
  section.rows.push_back(schmid_row());
  section.rows.push_back(character_row());
  section.exactly_one_of = {{"count", "density"}};
  return section;
}

PlacementReport place_lines(const Settings& entry, PlacementContext& context, Network& network) {
  Recipe recipe;
  recipe.purpose = RandomPurpose::lines;
  recipe.noun = "line";
  recipe.make = [&entry, &context, &network](double, Draws& draws) {
    return make_straight(entry, context, network.lattice(), draws);
  };
  return place_objects(entry, context, network, recipe);
}

}  // namespace pillardd
