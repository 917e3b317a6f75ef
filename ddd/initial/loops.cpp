#include <algorithm>
#include <cmath>

#include "ddd/crystal/slip_systems.hpp"
#include "ddd/initial/entries.hpp"
#include "ddd/initial/placing.hpp"

namespace pillardd {

namespace {

constexpr double two_pi = 6.283185307179586;

/// Sides of a glide loop: an even number, at least six, none longer than the segment length.
std::size_t glide_sides(double radius, double segment_length) {
  const double n = std::max(6.0, std::ceil(two_pi * radius / segment_length));
  return 2 * static_cast<std::size_t>(std::ceil(0.5 * n));
}

/// Perimeter of the regular polygon of n sides in a circle:  2 n r sin(pi/n).
double perimeter(std::size_t n, double radius) {
  const double sides = static_cast<double>(n);
  return 2.0 * sides * radius * std::sin(0.5 * two_pi / sides);
}

/// Corners r (e1 cos + e2 sin) about the centre, counter-clockwise about e1 x e2; the first side's outward normal is at
/// angle 0, that of side i at 2 pi i/n.
std::vector<Vector3> polygon(const Vector3& centre, const Vector3& e1, const Vector3& e2, double radius,
                             std::size_t n) {
  std::vector<Vector3> out;
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = two_pi * (static_cast<double>(i) - 0.5) / static_cast<double>(n);
    out.push_back(centre + radius * (std::cos(angle) * e1 + std::sin(angle) * e2));
  }
  return out;
}

Path closed_path(const Integer3& burgers, std::vector<Vector3> corners, std::vector<Leg> legs) {
  Path path;
  path.burgers = burgers;
  path.kinds.assign(corners.size(), NodeKind::free);
  path.corners = std::move(corners);
  path.legs = std::move(legs);
  path.closed = true;
  return path;
}

Path glide_loop(const SlipSystem& system, const Vector3& centre, double radius, double segment_length,
                const Lattice& lattice) {
  const Vector3 e1 = lattice.direction(system.burgers), e2 = lattice.plane_normal(system.plane).cross(e1);
  const std::size_t n = glide_sides(radius, segment_length);
  return closed_path(system.burgers, polygon(centre, e1, e2, radius, n), std::vector<Leg>(n, Leg{system.plane, false}));
}

/// Hexagon normal to b whose sides lie on the three planes of one family that contain b: every side glides on the
/// prism.
Path prismatic_loop(const Integer3& burgers, const std::vector<Integer3>& planes, const Vector3& centre, double radius,
                    const Vector3& normal, const Lattice& lattice) {
  const Vector3 e1 = lattice.plane_normal(planes[0]), e2 = normal.cross(e1);
  std::vector<Leg> legs;
  for (int i = 0; i < 6; ++i) {
    const Vector3 out = std::cos(two_pi * i / 6.0) * e1 + std::sin(two_pi * i / 6.0) * e2;
    const auto nearer = [&](const Integer3& p, const Integer3& q) {
      return std::abs(lattice.plane_normal(p).dot(out)) < std::abs(lattice.plane_normal(q).dot(out));
    };
    legs.push_back({*std::max_element(planes.begin(), planes.end(), nearer), false});
  }
  return closed_path(burgers, polygon(centre, e1, e2, radius, 6), std::move(legs));
}

/// Corners run right-handed about the lattice direction of b. With FS/RH a loop with b along that normal holds
/// vacancies: the work of a tension p on its growth is p b.(t x dx) < 0.
Path draw_prismatic(const Settings& entry, const SlipSystem& system, const Vector3& centre, double radius,
                    const Lattice& lattice, Draws& draws) {
  const bool with_110 =
      burgers_family(system.burgers) == BurgersFamily::half_111 && dot(system.plane, system.plane) == 2;
  const std::vector<Integer3> planes = glide_planes(system.burgers, with_110, !with_110);
  const bool drawn = draws.coin();
  const std::string& sense = entry.text("sense");
  const bool vacancy = sense == "random" ? drawn : sense == "vacancy";
  const Integer3 burgers = vacancy ? system.burgers : negated(system.burgers);
  return prismatic_loop(burgers, planes, centre, radius, lattice.direction(system.burgers), lattice);
}

Candidate make_loop(const Settings& entry, const PlacementContext& context, const Lattice& lattice, double radius,
                    Draws& draws) {
  const std::optional<Vector3> centre = draw_inside(context.boundary, draws);
  if (!centre) return {std::nullopt, "the centre is outside"};
  SlipSystem system = draw_system(systems_of(entry.text("planes")), draws);
  Path path;
  if (entry.text("kind") == "prismatic") {
    path = draw_prismatic(entry, system, *centre, radius, lattice, draws);
  } else {
    path = glide_loop(system, *centre, radius, context.segment_length, lattice);
    if (draws.coin()) path.burgers = negated(path.burgers);
  }
  for (const Vector3& corner : path.corners)
    if (depth(context.boundary, corner) < clearance(context)) return {std::nullopt, "the loop is not inside"};
  return {path, ""};
}

}  // namespace

Section loops_section() {
  Section section;
  section.name = "dislocations.loops";
  section.sentence = "Loops with centres uniform in the pillar, wholly inside it.";
  section.rows = quota_rows("loops");
  section.rows.push_back(row::quantity_range("radius", dimension::length,
                                             "Radius of the circle through the corners, or [min, max], uniform.")
                             .above(0));
  section.rows.push_back(
      row::choice("kind", {"glide", "prismatic"},
                  "`glide`: a polygon in its slip plane; `prismatic`: a hexagon normal to b, its sides "
                  "on the slip planes that contain b.")
          .by_default("glide"));
  section.rows.push_back(planes_row());
  section.rows.push_back(row::choice("sense", {"interstitial", "vacancy", "random"},
                                     "Of prismatic loops; glide loops take either sign of b at random.")
                             .by_default("random"));
  section.exactly_one_of = {{"count", "density"}};
  return section;
}

PlacementReport place_loops(const Settings& entry, PlacementContext& context, Network& network) {
  const bool prismatic = entry.text("kind") == "prismatic";
  if (!prismatic && entry.text("sense") != "random")
    entry.fault(context.faults, "sense", "belongs to kind: prismatic; a glide loop encloses no point defects");
  Recipe recipe;
  recipe.purpose = RandomPurpose::loops;
  recipe.noun = "loop";
  recipe.size = entry.range("radius");
  recipe.known_length = [prismatic, &context](double radius) {
    return perimeter(prismatic ? 6 : glide_sides(radius, context.segment_length), radius);
  };
  recipe.make = [&entry, &context, &network](double radius, Draws& draws) {
    return make_loop(entry, context, network.lattice(), radius, draws);
  };
  return place_objects(entry, context, network, recipe);
}

}  // namespace pillardd
