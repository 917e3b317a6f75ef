// The shape of an expanding loop. Oracle: Wulff's construction for rates. A line that moves by v(theta) = tau b
// sqrt(sin^2/B_e^2
// + cos^2/B_s^2), theta from the screw, grows from a point into the shape of support function v(normal) t: the ellipse
// of half axes tau b t/B_e along b and tau b t/B_s across. Scale: 5 % of the ratio of growth along and across, and of
// the area.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, -1, 0};

struct Shape {
  double along = 0.0, across = 0.0, area = 0.0;
};

Shape shape(const TestPillar& pillar, const Vector3& centre) {
  const Vector3 n = pillar.lattice().plane_normal(plane), u = pillar.lattice().direction(burgers), w = n.cross(u);
  Shape out;
  for (const Node& node : pillar.network().nodes()) {
    if (!node.alive) continue;
    out.along = std::max(out.along, std::abs(u.dot(node.x - centre)));
    out.across = std::max(out.across, std::abs(w.dot(node.x - centre)));
  }
  for (std::size_t s = 0; s < pillar.network().segments().size(); ++s) {
    if (!pillar.network().segments()[s].alive) continue;
    const Slot i = static_cast<Slot>(s);
    out.area += 0.5 * n.dot((pillar.network().start(i) - centre).cross(pillar.network().end(i) - centre));
  }
  out.area = std::abs(out.area);
  return out;
}

void expand_to(TestPillar& pillar, double across, const Vector3& centre) {
  for (int k = 0; shape(pillar, centre).across < across; ++k) {
    REQUIRE(k < 5000);
    pillar.step();
  }
}

}  // namespace

TEST_CASE("a hexagonal loop expands into the shape of the ratio of drags") {
  const double drag = 1e-4, ratio = 10.0, stress = 1e3;  // drowns the line tension
  TestPillar pillar(free_body(20000.0, 1.0, 40.0), {"mobility.screw_drag=1e-3 Pa s", "numerics.tolerance=0.5 nm"});
  const Vector3 centre(0, 0, 10000);
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, centre, 30.0, 6));
  // The sense that expands the loop.
  pillar.resolve(stress, burgers, plane);
  const Vector3 v = pillar.velocities()[0];
  if (v.dot(pillar.network().nodes()[0].x - centre) < 0.0) pillar.resolve(-stress, burgers, plane);
  expand_to(pillar, 45.0, centre);
  const Shape before = shape(pillar, centre);
  const double t0 = pillar.state().load.time.total();
  expand_to(pillar, 70.0, centre);
  const Shape after = shape(pillar, centre);
  const double t1 = pillar.state().load.time.total();
  const double grown = (after.along - before.along) / (after.across - before.across);
  const double speed = stress * pillar.lattice().burgers_magnitude() / (ratio * drag);
  const double ellipse = std::numbers::pi * after.along * after.across;
  MESSAGE("half axes ", after.along, " and ", after.across, " nm, ratio of growth ", grown, ", of speed across ",
          (after.across - before.across) / (t1 - t0) / speed, ", of areas ", after.area / ellipse, ", segments ",
          pillar.network().alive_segments());
  CHECK(grown == relative(ratio, 0.05));
  CHECK((after.across - before.across) / (t1 - t0) == relative(speed, 0.05));
}
