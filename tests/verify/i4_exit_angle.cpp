// Case I4: a line that ends on a flat free surface turns, in its glide plane, to the angle at which E(alpha)/cos(alpha)
// is least (J. Lothe, in Fundamental Aspects of Dislocation Theory, NBS 1970): E(alpha) ~ 1 - nu cos^2(phi - alpha) for
// b at phi from the normal. Oracle: that minimum; scale: 1.5 degrees.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/exit_angle.hpp"

using namespace pillardd;

namespace {

constexpr double degree = std::numbers::pi / 180.0, height = 600.0;

ExitAngles relaxed(const std::string& axis, double segment_max, double start) {
  TestPillar pillar(unloaded_body("{shape: prism, width: 3000 nm, depth: 3000 nm, height: 600 nm, axis: " + axis +
                                      ", side: [1, -1, 0], ends: free}",
                                  "{method: half_space}", segment_max));
  const Lattice& lattice = pillar.lattice();
  const Vector3 b = lattice.burgers({1, 1, 1}), up = Vector3::UnitZ();
  const Vector3 toward_b = (b - b.dot(up) * up).norm() > 1e-9 ? Vector3((b - b.dot(up) * up).normalized())
                                                              : Vector3(lattice.plane_normal({1, -1, 0}).cross(up));
  return relaxed_exit(pillar, Vector3::Zero(), height * up, up, toward_b, start);
}

void check(const std::string& axis, const Vector3& normal, double segment_max, double start) {
  const double phi = std::acos(std::min(1.0, Vector3(1.0, 1.0, 1.0).normalized().dot(normal.normalized())));
  const double expected = least_energy_angle(phi, 0.28) / degree;
  const ExitAngles exit = relaxed(axis, segment_max, start * degree);
  MESSAGE("b at ", phi / degree, " from the normal, segments to ", segment_max, " nm: last segment ",
          exit.first / degree, ", last 60 nm ", exit.line / degree, ", expected ", expected, " degrees; ", exit.steps,
          " steps");
  // The last segment by itself is a matter of the mesh: 2 degrees at 20 nm, 0.4 at 10 nm.
  if (segment_max < 15.0) CHECK(std::abs(exit.first / degree - expected) < 1.5);
  CHECK(std::abs(exit.line / degree - expected) < 1.5);
}

}  // namespace

TEST_CASE("exit angle, b normal to the surface") {
  check("[1, 1, 1]", Vector3(1, 1, 1), 20.0, 10.0);
}
TEST_CASE("exit angle, b at 29.5 degrees") {
  check("[1, 1, 3]", Vector3(1, 1, 3), 20.0, 0.0);
}
TEST_CASE("exit angle, b at 54.7 degrees") {
  check("[0, 0, 1]", Vector3(0, 0, 1), 20.0, 0.0);
}
TEST_CASE("exit angle, b at 54.7 degrees, finer mesh") {
  check("[0, 0, 1]", Vector3(0, 0, 1), 10.0, 0.0);
}
TEST_CASE("exit angle, b in the surface") {
  check("[1, 1, -2]", Vector3(1, 1, -2), 20.0, 10.0);
}
