// The displacement that slip leaves on the surface. Oracle: geometry. A line in the middle that leaves through one side
// has slipped the plane there by b, and through the other by -b: the two together slip the whole plane, and the upper
// part of the pillar stands b beside the lower, as a rigid body. Scale: |b|.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "ddd/base/simd.hpp"
#include "ddd/dynamics/nucleation_loop.hpp"
#include "ddd/dynamics/slip_steps.hpp"
#include "ddd/elasticity/solid_angles.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, -1}, plane{0, 1, 1};

std::string input(const std::string& ends, const std::string& mode, const std::string& nucleation = "none") {
  return "seed: 1\npillar: {shape: cylinder, diameter: 200 nm, height: 500 nm, axis: [0, 0, 1], side: [1, 0, 0], "
         "ends: " +
         ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 2e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: " +
         nucleation +
         "}}\n"
         "loading: [{mode: " +
         mode +
         ", stress: 3 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 40 nm, segment_min: 16 nm, tolerance: 1 nm}\n"
         "output: {network: false}\n";
}

const Vector3 centre(0.0, 0.0, 250.0);

/// The point of the side surface (or at another radius) at an angle about the axis, moved off the plane through the
/// middle by `off`.
Vector3 on_trace(const Vector3& n, double degrees, double off, double radius = 100.0) {
  const double angle = degrees * std::numbers::pi / 180.0;
  Vector3 d(radius * std::cos(angle), radius * std::sin(angle), 0.0);
  d.z() = (off - n.x() * d.x() - n.y() * d.y()) / n.z();
  return centre + d;
}

/// A pillar with one line across its middle, from 20 to 200 degrees, whose slip is kept at `more` beside the surface
/// mesh.
TestPillar with_line(const std::string& ends, const std::string& mode, const std::vector<Vector3>& more = {}) {
  TestPillar pillar(input(ends, mode));
  const Vector3 n = pillar.lattice().plane_normal(plane);
  Path path;
  path.burgers = burgers;
  path.corners = {on_trace(n, 20, 0.0), on_trace(n, 200, 0.0)};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {{plane, false}};
  pillar.add(path);
  SlipPoints points = slip_points(*pillar.model().boundary, 25.0);
  points.mesh.vertices.insert(points.mesh.vertices.end(), more.begin(), more.end());
  keep_slip(std::move(points), pillar.model(), pillar.state());
  return pillar;
}

void let_leave(TestPillar& pillar) {
  for (int i = 0; i < 4000 && pillar.network().alive_segments() > 0; ++i) pillar.step();
  REQUIRE(pillar.network().alive_segments() == 0);
}

void check_whole_plane(const std::string& ends) {
  TestPillar one = with_line(ends, "tension"), other = with_line(ends, "compression");
  let_leave(one);
  let_leave(other);
  const Vector3 n = one.lattice().plane_normal(plane), b = one.lattice().burgers(burgers);
  const double sense = b.z() * n.z() > 0.0 ? 1.0 : -1.0;  // tension elongates
  const SlipPoints& points = one.model().slip_points;
  double worst = 0.0, elongation = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vector3 u = one.state().slip[i] - other.state().slip[i];
    const double side = n.dot(points.at(i, 500.0) - centre);
    if (std::abs(side) > 1e-6) worst = std::max(worst, (u - (side > 0.0 ? 0.5 : -0.5) * sense * b).norm());
    const std::size_t first = points.mesh.vertices.size(), half = first + points.section.size();
    if (i >= first) elongation += (i < half ? -1.0 : 1.0) * points.weight[i < half ? i - first : i - half] * u.z();
  }
  const double plastic = one.state().load.plastic_strain.total() - other.state().load.plastic_strain.total();
  MESSAGE(ends, ": largest error of the step ", worst / b.norm(), " b; elongation ", elongation, " nm, by strain ",
          500.0 * plastic, " nm");
  CHECK(worst < 1e-8 * b.norm());
  CHECK(std::abs(elongation - 500.0 * plastic) < 1e-6 * b.norm());
}

}  // namespace

TEST_CASE("solid angles: a closed surface from inside, from outside, a plane from close by") {
  const Vector3 a(0, 0, 0), b(1, 0, 0), c(0, 1, 0), d(0, 0, 1);
  const auto share = [](const Vector3& x, const Vector3& p, const Vector3& q, const Vector3& r) {
    return slip_fraction(x, {Vector3::UnitX(), {{{p}, {q}, {r}}}});
  };
  const auto closed = [&](const Vector3& x) {  // normals inwards
    return share(x, a, b, c) + share(x, a, c, d) + share(x, a, d, b) + share(x, b, d, c);
  };
  CHECK(closed({0.2, 0.2, 0.2}) == doctest::Approx(1.0).epsilon(1e-14));
  CHECK(std::abs(closed({2.0, -0.3, 0.4})) < 1e-14);
  CHECK(share({0.2, 0.2, 1e-6}, a, b, c) == doctest::Approx(0.5).epsilon(1e-4));
  CHECK(share({0.2, 0.2, -1e-6}, a, b, c) == doctest::Approx(-0.5).epsilon(1e-4));
  CHECK(share({0.2, 0.2, 0.0}, a, b, c) == 0.0);
}

// Oracle: the plain form, atan2; scale: the whole angle, 4 pi. Triangles and ribbons to infinity from far, near and
// nearly in their planes, with their copies along z.
TEST_CASE("solid angles in vectors of points are the plain ones, on every target") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> on(-1.0, 1.0);
  const auto vector = [&](double scale) { return Vector3(scale * Vector3(on(random), on(random), on(random))); };
  double worst = 0.0;
  for (const std::string& target : simd_targets()) {
    use_simd_target(target);
    for (int i = 0; i < 2000; ++i) {
      const Vector3 a = vector(50.0);
      SlippedTriangle t{vector(0.3), {{{a}, {a + vector(8.0)}, {a + vector(8.0)}}}};
      for (std::size_t k = 1; k < 3; ++k)
        if (on(random) > 0.5) t.corners[k] = {vector(1.0).normalized(), true};
      const Vector3 near = a + vector(std::pow(10.0, 2.0 * on(random)));
      SlipRows points;
      for (int k = 0; k < slip_lanes; ++k) {
        const Vector3 x = k == 0 ? a : k % 2 == 0 ? near + 1e-6 * vector(1.0) : Vector3(vector(100.0));
        points.x[k] = x.x(), points.y[k] = x.y(), points.z[k] = x.z();
      }
      const SlipRows u = slipped(points, std::span(&t, 1), 1, 120.0);
      for (int k = 0; k < slip_lanes; ++k) {
        double part = 0.0;
        for (const double rise : {-120.0, 0.0, 120.0})
          part += slip_fraction(Vector3(points.x[k], points.y[k], points.z[k] - rise), t);
        worst = std::max(worst, (Vector3(u.x[k], u.y[k], u.z[k]) - part * t.burgers).norm() / t.burgers.norm());
      }
    }
  }
  use_simd_target(simd_targets().front());
  MESSAGE("largest difference ", worst, " b");
  CHECK(worst < 1e-13);
}

TEST_CASE("a plane slipped by a line that crosses leaves a step of b and nothing else") {
  check_whole_plane("free");
  check_whole_plane("periodic");
}

TEST_CASE("a half loop that nucleates, crosses and leaves has slipped its plane by b, its first area included") {
  for (const std::string ends : {"free", "periodic"}) {
    TestPillar pillar(input(ends, "tension", "arrhenius"));
    const Vector3 n = pillar.lattice().plane_normal(plane), b = pillar.lattice().burgers(burgers);
    keep_slip(slip_points(*pillar.model().boundary, 25.0), pillar.model(), pillar.state());
    NucleationSite site;
    site.x = on_trace(n, 20, 0.0);
    site.normal = pillar.model().boundary->nearest_surface(site.x).normal;
    LoopSystem system;
    system.burgers = burgers;
    system.plane = plane;
    system.direction = b.normalized();
    system.normal = n;
    Matrix3 stress = Matrix3::Zero();
    stress(2, 2) = 3.0;
    Timers timers;
    std::vector<Event> events;
    REQUIRE(insert_loop(pillar.model(), pillar.state(), *make_integrator(pillar.model(), timers), site, system, stress,
                        events) == Nucleated::inserted);
    let_leave(pillar);
    const double sense = b.z() * n.z() > 0.0 ? 1.0 : -1.0;
    const SlipPoints& points = pillar.model().slip_points;
    double worst = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double side = n.dot(points.at(i, 500.0) - centre);
      if (std::abs(side) > 1e-6)
        worst = std::max(worst, (pillar.state().slip[i] - (side > 0.0 ? 0.5 : -0.5) * sense * b).norm());
    }
    MESSAGE(ends, ": largest error of the step ", worst / b.norm(), " b");
    CHECK(worst < 1e-8 * b.norm());
  }
}

TEST_CASE("a line that stopped half-way has stepped the trace behind it by b, and not the one before it") {
  const Vector3 n = Lattice({0, 0, 1}, {1, 0, 0}, 0.3147).plane_normal(plane);
  const double off = 1e-3, inside = 98.0;  // within the straight chords between a line's end before and after a step
  std::vector<Vector3> pairs;
  for (const double degrees : {30.0, 190.0, 10.0, 210.0, 110.0, 290.0})
    for (const double side : {-off, off}) pairs.push_back(on_trace(n, degrees, side, inside));
  TestPillar pillar = with_line("free", "tension", pairs);
  const double whole = std::abs(pillar.lattice().burgers(burgers).z()) / 500.0;
  while (pillar.state().load.plastic_strain.total() < 0.25 * whole) pillar.step();
  REQUIRE(pillar.network().alive_segments() > 0);
  const SlipDisplacement slip = slip_displacement(pillar.model(), pillar.state());
  const SlipDisplacement again = slip_displacement(pillar.model(), pillar.state());
  CHECK(slip.u == again.u);
  const Vector3 b = pillar.lattice().burgers(burgers);
  const std::size_t first = slip.u.size() - pairs.size();
  int passed = 0, waiting = 0;
  for (std::size_t i = first; i < slip.u.size(); i += 2) {
    const Vector3 jump = slip.u[i + 1] - slip.u[i];
    const double of_b = jump.dot(b) / b.squaredNorm();
    MESSAGE("jump ", of_b, " b");
    CHECK((jump - of_b * b).norm() < 1e-5 * b.norm());
    passed += std::abs(std::abs(of_b) - 1.0) < 1e-3 ? 1 : 0;
    waiting += std::abs(of_b) < 1e-3 ? 1 : 0;
  }
  CHECK(passed == 2);
  CHECK(waiting == 4);
  // What the section lengthens by is the plastic strain, the part that a finite pillar adds to the infinite body
  // included.
  CHECK(std::abs(slip.stretch) < whole);
}
