#include <array>
#include <cmath>

#include "ddd/crystal/slip_systems.hpp"
#include "ddd/initial/entries.hpp"
#include "ddd/initial/placing.hpp"

namespace pillardd {

namespace {

/// Tilts of a sessile arm from the glide-plane normal towards +-b [rad]; all stay clear of the plane the source sweeps.
constexpr std::array<double, 5> arm_tilts{0.0, 0.5235987755982988, -0.5235987755982988, 0.7853981633974483,
                                          -0.7853981633974483};

struct Source {
  SlipSystem system;
  Vector3 a, b;  ///< pins, line sense a -> b [nm]
};

Integer3 cross(const Integer3& u, const Integer3& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

/// The plane of both arms: it contains b and the normal of the glide plane. {112} for {110} sources and the reverse.
Integer3 arm_plane(const SlipSystem& system) {
  return canonical_plane(cross(system.burgers, system.plane));
}

/// End on the surface of the shortest arm from a pin; arms run along +-(n cos(tilt) + b sin(tilt)/|b|).
std::optional<Vector3> arm_end(const Vector3& pin, const Source& source, const Lattice& lattice,
                               const Boundary& boundary) {
  const Vector3 n = lattice.plane_normal(source.system.plane), s = lattice.direction(source.system.burgers);
  std::optional<Vector3> best;
  for (const double tilt : arm_tilts) {
    for (const double side : {1.0, -1.0}) {
      const Vector3 d = side * (std::cos(tilt) * n + std::sin(tilt) * s);
      const std::optional<Vector3> end = exit_point(boundary, pin, d);
      // A clear margin, so that equal lengths are not told apart by rounding.
      if (end && (!best || (*end - pin).norm() < (1.0 - 1e-9) * (*best - pin).norm())) best = end;
    }
  }
  return best;
}

Candidate with_surface_arms(const Source& source, const Lattice& lattice, const Boundary& boundary) {
  const std::optional<Vector3> from = arm_end(source.a, source, lattice, boundary);
  const std::optional<Vector3> to = arm_end(source.b, source, lattice, boundary);
  if (!from || !to) return {std::nullopt, "no arm reaches the side surface"};
  Path path;
  path.burgers = source.system.burgers;
  path.corners = {*from, source.a, source.b, *to};
  path.kinds = {NodeKind::surface, NodeKind::pinned, NodeKind::pinned, NodeKind::surface};
  const Leg arm{arm_plane(source.system), true};
  path.legs = {arm, {source.system.plane, false}, arm};
  return {path, ""};
}

/// A square of sessile sides behind the source, on the side of its plane where it fits.
Candidate with_loop(const Source& source, const Lattice& lattice, const Boundary& boundary, double gap) {
  const double length = (source.b - source.a).norm();
  for (const double side : {1.0, -1.0}) {
    const Vector3 back = side * length * lattice.plane_normal(source.system.plane);
    if (depth(boundary, source.a + back) < gap || depth(boundary, source.b + back) < gap) continue;
    Path path;
    path.burgers = source.system.burgers;
    path.corners = {source.a, source.b, source.b + back, source.a + back};
    path.kinds = {NodeKind::pinned, NodeKind::pinned, NodeKind::free, NodeKind::free};
    const Leg arm{arm_plane(source.system), true};
    path.legs = {{source.system.plane, false}, arm, {source.system.plane, true}, arm};
    path.closed = true;
    return {path, ""};
  }
  return {std::nullopt, "the closing loop does not fit"};
}

Candidate make_source(const Settings& entry, const PlacementContext& context, const Lattice& lattice, double length,
                      Draws& draws) {
  const std::optional<Vector3> centre = draw_inside(context.boundary, draws);
  if (!centre) return {std::nullopt, "the centre is outside"};
  SlipSystem system = draw_system(systems_of(entry.text("planes")), draws);
  if (!stressed_enough(entry, system, lattice)) return {std::nullopt, "the Schmid factor is below schmid_min"};
  const Vector3 t = draw_direction(entry.text("character"), system, lattice, draws);
  if (draws.coin()) system.burgers = negated(system.burgers);
  const Source source{system, *centre - 0.5 * length * t, *centre + 0.5 * length * t};
  const double gap = clearance(context);
  if (depth(context.boundary, source.a) < gap || depth(context.boundary, source.b) < gap)
    return {std::nullopt, "a pin is outside or too near the surface"};
  return entry.text("arms") == "loop" ? with_loop(source, lattice, context.boundary, gap)
                                      : with_surface_arms(source, lattice, context.boundary);
}

}  // namespace

Section frank_read_section() {
  Section section;
  section.name = "dislocations.frank_read";
  section.sentence =
      "Frank-Read sources: a straight mobile segment in its glide plane between two pins, the centre uniform in the "
      "pillar, the slip system uniform among the planes asked for, and sessile arms with the same Burgers vector.";
  section.rows = quota_rows("sources");
  section.rows.push_back(
      row::quantity_range("length", dimension::length, "Length of the mobile segment, or [min, max], uniform.")
          .above(0));
  section.rows.push_back(
      row::choice("arms", {"surface", "loop"},
                  "Sessile arms join the pins to the surface, leaving the glide plane, or close a square inside.")
          .by_default("surface"));
  section.rows.push_back(planes_row());
  section.rows.push_back(schmid_row());
  section.rows.push_back(character_row());
  section.exactly_one_of = {{"count", "density"}};
  return section;
}

PlacementReport place_frank_read(const Settings& entry, PlacementContext& context, Network& network) {
  Recipe recipe;
  recipe.purpose = RandomPurpose::frank_read;
  recipe.noun = "source";
  recipe.size = entry.range("length");
  recipe.known_length = [](double length) { return length; };
  recipe.make = [&entry, &context, &network](double length, Draws& draws) {
    return make_source(entry, context, network.lattice(), length, draws);
  };
  return place_objects(entry, context, network, recipe);
}

}  // namespace pillardd
