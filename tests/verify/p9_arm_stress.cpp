// P9: what the stress of a line of its own does to the screw of a single arm that has passed its pin, at rest: leg,
// link from the pin up to the screw at 45 degrees, screw to the surface. tools/validation/p9.case takes it as 7.9e-4
// mu, the mean over the first 25 nm beyond the pin. Oracles: the shear modulus, to which it is proportional (Mo and W
// have nearly one b and nu), and half the segments. Scale: the stress itself.
#include <doctest/doctest.h>

#include <cmath>

#include "ddd/dynamics/forces.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

constexpr double radius = 75.0, height = 300.0;
const Integer3 burgers{1, 1, 1}, plane{0, 1, -1};

std::string input(const std::string& metal, double segment) {
  return "seed: 1\npillar: {shape: cylinder, diameter: 150 nm, height: 300 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: "
         "free}\nmaterial: " +
         metal +
         "\ntemperature: 300 K\ndislocations: []\nmobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, "
         "screw_drag: 1e-4 Pa s, climb_drag: 1e3 Pa s}\nsurface: {image_stress: {method: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\nnumerics: {segment_max: " +
         std::to_string(segment) + " nm, segment_min: " + std::to_string(0.4 * segment) +
         " nm, collision_distance: 1 nm}\n";
}

/// Resolved stress [GPa] that resists a screw at `rise` beyond the pin, as a mean over its length.
double resisting(const std::string& metal, double segment, double rise) {
  TestPillar pillar(input(metal, segment));
  const Vector3 b = pillar.lattice().direction(burgers), e = pillar.lattice().plane_normal(plane).cross(b);
  const Vector3 pin(0.0, 0.0, 0.5 * height), from = rise * e;
  const double bb = b.head<2>().squaredNorm(), be = b.head<2>().dot(from.head<2>());
  const double out = (-be + std::sqrt(be * be + bb * (radius * radius - from.head<2>().squaredNorm()))) / bb;
  Path path;
  path.burgers = burgers;
  path.corners = {Vector3(0, 0, height), pin};
  path.kinds = {NodeKind::surface, NodeKind::free};
  path.legs = {{{1, -1, 0}, true}};
  if (rise > 0.0) {
    path.corners.push_back(pin + rise * (b + e));
    path.kinds.push_back(NodeKind::free);
    path.legs.push_back({plane, false});
  }
  path.corners.push_back(pin + out * b + from);
  path.kinds.push_back(NodeKind::surface);
  path.legs.push_back({plane, false});
  pillar.add(path);
  const Network& net = pillar.network();
  const Forces forces = ForceEvaluator().evaluate(pillar.model(), net, 0.0);
  double force = 0.0, length = 0.0;
  for (std::size_t s = 0; s < net.segments().size(); ++s) {
    const Slot slot = static_cast<Slot>(s);
    if (net.segments()[s].sessile || net.line(slot).normalized().cross(b).norm() > 1e-6) continue;
    force -= e.dot(forces.internal[s][0] + forces.internal[s][1]);
    length += net.length(slot);
  }
  return force / (length * pillar.lattice().burgers_magnitude());
}

/// Its mean from the pin to 25 nm beyond, by the trapezoid rule.
double mean_resisting(const std::string& metal, double segment) {
  const double at[] = {0.0, 6.0, 12.0, 25.0};
  double sum = 0.0;
  for (int k = 0; k < 3; ++k)
    sum += 0.5 * (resisting(metal, segment, at[k]) + resisting(metal, segment, at[k + 1])) * (at[k + 1] - at[k]);
  return sum / 25.0;
}

}  // namespace

TEST_CASE("the stress of an arm on its own screw") {
  const double molybdenum = mean_resisting("Mo", 10.0), tungsten = mean_resisting("W", 10.0);
  MESSAGE("Mo ", molybdenum, ", W ", tungsten, " GPa; Mo with 5 nm ", mean_resisting("Mo", 5.0));
  CHECK(molybdenum == relative(7.9e-4 * 125.0, 0.01));
  CHECK(tungsten / molybdenum == relative(160.0 / 125.0, 0.01));
  CHECK(mean_resisting("Mo", 5.0) == relative(molybdenum, 0.01));
}
