#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/dynamics/field.hpp"
#include "ddd/dynamics/forces.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

std::string text(const std::string& axis_side, const std::string& ends) {
  return "seed: 1\npillar: {shape: cylinder, diameter: 200 nm, height: 300 nm, " + axis_side + ", ends: " + ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 10 Pa s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm" +
         (ends == "free" ? ", far_tolerance: 0" : "") + "}\noutput: {network: false}\n";
}

Matrix3 stress_at(TestPillar& pillar, const Vector3& x) {
  std::vector<Matrix3> out(1);
  network_stress(pillar.model(), pillar.network(), std::vector<Vector3>{x}, out);
  return out[0];
}

Path periodic_line(const Integer3& b, const Integer3& plane, double height) {
  Path path;
  path.burgers = b;
  path.corners = {{0, 0, 0}};
  for (int i = 1; i < 15; ++i) path.corners.push_back({0, 0, height * i / 15.0});
  path.kinds.assign(path.corners.size(), NodeKind::free);
  path.legs.assign(path.corners.size(), Leg{plane, false});
  path.closed = true;
  path.closing_shift = {0, 0, height};
  return path;
}

}  // namespace

// Oracle: infinite straight lines of the non-singular theory (Cai et al. 2006, eqs. 44-50); scale: the largest
// component.
//   screw: sigma_tz = (mu b/2 pi) (r/rho^2)(1 + a^2/rho^2), rho^2 = r^2 + a^2
TEST_CASE("a periodic screw line along the axis") {
  {
    TestPillar pillar(text("axis: [1, 1, 1], side: [1, -1, 0]", "periodic"));
    pillar.add(periodic_line({1, 1, 1}, {1, -1, 0}, 300.0));
    const double mu = pillar.model().elastic.shear, a = pillar.model().elastic.core_radius;
    const double bz = pillar.lattice().burgers({1, 1, 1}).z();
    double worst = 0.0;
    for (const double r : {3.0, 20.0, 60.0, 95.0}) {
      const double rho2 = r * r + a * a;
      const double expected = mu * bz / (2.0 * std::numbers::pi) * r / rho2 * (1.0 + a * a / rho2);
      Matrix3 sigma = Matrix3::Zero();
      sigma(1, 2) = sigma(2, 1) = expected;
      worst = std::max(worst, (stress_at(pillar, {r, 0, 110}) - sigma).norm() / std::abs(expected));
    }
    MESSAGE("relative error of the screw ", worst);
    CHECK(worst < 2e-3);
  }
}

//   edge, b along x: sigma_xy at (r, 0) = (mu b/2 pi (1 - nu)) (r/rho^2)(...) -> mu b/(2 pi (1 - nu) r) for r >> a
TEST_CASE("a periodic edge line along the axis") {
  {
    TestPillar pillar(text("axis: [1, -1, 0], side: [1, 1, 1]", "periodic"));
    pillar.add(periodic_line({1, 1, 1}, {1, 1, -2}, 300.0));
    const double mu = pillar.model().elastic.shear, nu = pillar.model().elastic.poisson;
    const double b = pillar.lattice().burgers_magnitude();
    double worst = 0.0;
    for (const double r : {40.0, 95.0}) {
      const double expected = mu * b / (2.0 * std::numbers::pi * (1.0 - nu) * r);
      Matrix3 sigma = Matrix3::Zero();
      sigma(0, 1) = sigma(1, 0) = expected;
      worst = std::max(worst, (stress_at(pillar, {r, 0, 110}) - sigma).norm() / expected);
    }
    MESSAGE("relative error of the edge ", worst);
    CHECK(worst < 2e-3);
  }
}

// Oracle: a straight line that ends on the surface and goes on outside along the normal is the infinite line.
TEST_CASE("a line along a diameter goes on outside as the same straight line") {
  TestPillar pillar(text("axis: [1, -1, 0], side: [1, 1, 1]", "free"));
  Path path;
  path.burgers = {1, 1, 1};
  path.corners = {{-100, 0, 150}, {100, 0, 150}};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {{{1, 1, -2}, false}};
  pillar.add(path);
  const double mu = pillar.model().elastic.shear, a = pillar.model().elastic.core_radius;
  const double b = pillar.lattice().burgers({1, 1, 1}).x();
  for (const double x : {-70.0, 0.0, 55.0})
    for (const double z : {5.0, 60.0}) {
      const double rho2 = z * z + a * a;
      // Along x the screw's circle runs y -> z: above it (+z) the stress is -sigma_xy.
      const double expected = -mu * b / (2.0 * std::numbers::pi) * z / rho2 * (1.0 + a * a / rho2);
      Matrix3 sigma = Matrix3::Zero();
      sigma(0, 1) = sigma(1, 0) = expected;
      CHECK((stress_at(pillar, {x, 0, 150.0 + z}) - sigma).norm() < 1e-9 * std::abs(expected));
    }
}

// Oracle: the explicit sum over 200 images of the same closed loop without periodicity. Scale: the field at the point.
TEST_CASE("a loop and its periodic copies") {
  const Vector3 centre(20, -10, 150);
  TestPillar single(text("axis: [0, 0, 1], side: [1, 0, 0]", "free"));
  single.add(glide_loop(single.lattice(), {1, 1, 1}, {1, 0, -1}, centre, 40.0, 16));
  {
    TestPillar periodic(text("axis: [0, 0, 1], side: [1, 0, 0]", "periodic"));
    periodic.add(glide_loop(periodic.lattice(), {1, 1, 1}, {1, 0, -1}, centre, 40.0, 16));
    double worst = 0.0;
    for (const Vector3& x : {Vector3(0, 0, 10), Vector3(70, 40, 290), Vector3(-60, 20, 160)}) {
      Matrix3 sum = Matrix3::Zero();
      for (int k = -200; k <= 200; ++k) sum += stress_at(single, x + Vector3(0, 0, 300.0 * k));
      worst = std::max(worst, (stress_at(periodic, x) - sum).norm() / sum.norm());
    }
    MESSAGE("relative error of the periodic loop ", worst);
    CHECK(worst < 2e-3);
  }
}

// Oracle: the closed forms, 200 copies on either side, the continuations less what each has along the axis. Scale: the
// field at the point. What the oracle leaves out of the continuations falls as the inverse of the number of copies.
TEST_CASE("copies of lines that end on the surface: the sum converges, whatever the lines' directions") {
  TestPillar pillar(text("axis: [0, 0, 1], side: [1, 0, 0]", "periodic"));
  Path path;
  path.burgers = {1, 1, 1};
  path.corners = {{100, 0, 100}, {10, 15, 160}, {0, 100, 190}};
  path.kinds = {NodeKind::surface, NodeKind::pinned, NodeKind::surface};
  path.legs = {{{0, 0, 0}, true}, {{0, 0, 0}, true}};
  pillar.add(path);
  const ElasticConstants& elastic = pillar.model().elastic;
  const ElasticConstants sharp{elastic.shear, elastic.poisson, 0.0};
  const Network& network = pillar.network();
  double worst = 0.0;
  for (const Vector3& x : {Vector3(0, 0, 10), Vector3(60, 40, 290), Vector3(-60, 20, 160), Vector3(99, 2, 249)}) {
    Matrix3 sum = Matrix3::Zero();
    for (int k = -200; k <= 200; ++k) {
      const Vector3 at = x - Vector3(0, 0, 300.0 * k);
      for (std::size_t s = 0; s < network.segments().size(); ++s)
        sum += segment_stress(
            at,
            {network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s)), network.segments()[s].burgers_nm},
            elastic);
      for (const Continuation& c : continuations(pillar.model(), network)) {
        sum += half_line_stress(at, c.origin, c.direction, c.burgers, elastic);
        if (k != 0)
          sum -= half_line_stress(Vector3(0, 0, k > 0 ? -1 : 1), Vector3::Zero(), c.direction, c.burgers, sharp) /
                 (300.0 * std::abs(k));
      }
    }
    worst = std::max(worst, (stress_at(pillar, x) - sum).norm() / sum.norm());
  }
  MESSAGE("relative error of lines that end on the surface ", worst);
  CHECK(worst < 1e-2);
}

// Oracle: all forces worked out anew; scale: the largest change of a force on the way. A node goes 6 nm in a field that
// changes over 300 nm or, beside half lines half a period away, of which it comes nearer to another copy, over 150 nm.
TEST_CASE("within a step the copies of half lines act as where it began, turned with the segments") {
  TestPillar pillar(text("axis: [0, 0, 1], side: [1, 0, 0]", "periodic"));
  Path path;
  path.burgers = {1, 1, 1};
  path.corners = {{0, 100, 150}, {8, 40, 158}, {8, -40, 158}, {0, -100, 150}};
  path.kinds = {NodeKind::surface, NodeKind::free, NodeKind::free, NodeKind::surface};
  path.legs.assign(3, Leg{{1, 0, -1}, false});
  pillar.add(path);
  double bound = 2e-3;
  SUBCASE("alone") {}
  SUBCASE("beside half lines half a period away") {
    path.corners = {{0, 100, 3.6}, {0, -100, 3.6}};
    path.kinds = {NodeKind::surface, NodeKind::surface};
    path.legs = {{{0, 0, 0}, true}};
    pillar.add(path);
    bound = 8e-3;
  }
  ForceEvaluator within, anew;
  const std::vector<EndForces> before = within.evaluate(pillar.model(), pillar.network(), 0.0).internal;
  const Vector3 normal = pillar.lattice().plane_normal({1, 0, -1});
  const auto largest = [&](const std::vector<EndForces>& one, const std::vector<EndForces>& other) {
    double out = 0.0;
    for (std::size_t s = 0; s < one.size(); ++s)
      for (std::size_t end = 0; end < 2; ++end)
        out = std::max(out, (one[s][end] - other[s][end]).cross(normal).norm());  // in the glide plane
    return out;
  };
  const std::vector<EndForces> same = within.evaluate_in_step(pillar.model(), pillar.network(), 0.0).internal;
  pillar.network().set_position(1, pillar.network().node(1).x + Vector3(3, 4, 3));
  const std::vector<EndForces> held = within.evaluate_in_step(pillar.model(), pillar.network(), 0.0).internal,
                               all = anew.evaluate(pillar.model(), pillar.network(), 0.0).internal;
  MESSAGE("largest fault ", largest(held, all) / largest(all, before), " of the change");
  CHECK(largest(same, before) < 1e-12 * largest(all, before));
  CHECK(largest(held, all) < bound * largest(all, before));
}
