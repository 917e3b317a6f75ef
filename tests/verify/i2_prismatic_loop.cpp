// I2: a prismatic loop on the axis of a cylinder, mean elongation released. Oracle: an independent axisymmetric
// solution by modes in z, L >= 4 R. Scale: the tabulated force F R/(mu b^2) at each radius.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/image_pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

TEST_CASE("coaxial prismatic loop") {
  constexpr double R = 100.0, mu = 100.0;
  const std::vector<std::array<double, 2>> table{{0.1, 0.008994}, {0.2, 0.036369}, {0.3, 0.083402}, {0.5, 0.248389},
                                                 {0.7, 0.564585}, {0.8, 0.859331}, {0.9, 1.544658}};
  for (const std::array<double, 2>& row : table) {
    const double ratio = row[0], expected = row[1];
    ImagePillar pillar(R, 4 * R, "axis: [1, 1, 1], side: [1, -1, 0]", ", grid_around: 48, grid_along: 72", 2);
    const int sides = 48;
    // A polygon of the circle's area; the force is that of the circle through the middle of its sides.
    const double turn = 2 * std::numbers::pi / sides, corner = ratio * R * std::sqrt(turn / std::sin(turn));
    pillar.add(polygon({1, 1, 1}, {0, 0, 170}, Vector3::UnitZ(), corner, sides));
    pillar.update();
    const Vector3 b = pillar.lattice().burgers({1, 1, 1});
    double force = 0.0;
    for (int i = 0; i < 12; ++i) {
      const double angle = turn * 4 * i + 0.1;
      const Vector3 out(std::cos(angle), std::sin(angle), 0), along(-out.y(), out.x(), 0);
      const Vector3 at = ratio * R * out + Vector3(0, 0, 170);
      Matrix3 stress = pillar.image_part({at})[0];
      for (std::size_t s = 0; s < pillar.network().segments().size(); ++s) {
        const Slot slot = static_cast<Slot>(s);
        stress += copies_stress(at, {pillar.network().start(slot), pillar.network().end(slot), b}, pillar.height(), 2,
                                pillar.model().elastic);
      }
      force += (stress * b).cross(along).dot(out) / 12;
    }
    const double value = force * R / (mu * b.squaredNorm());
    MESSAGE("rho/R ", ratio, ": ", value, ", relative error ", value / expected - 1);
    CHECK(value == relative(expected, 0.005));
  }
}
