// The implicit integrator: order of convergence against a fine run of the trapezoid, the same answer, the same bits.
#include <doctest/doctest.h>
#include <omp.h>

#include <cmath>
#include <numbers>

#include "ddd/dynamics/implicit.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, 0, -1};
const std::vector<std::string> implicit{"numerics.integrator=implicit"};

/// A source of edge character between pinned ends, bowing under a load below its activation stress.
TestPillar bowing(const std::vector<std::string>& sets) {
  TestPillar pillar(free_body(4000.0, 1.0, 12.5), sets);
  const double length = 100.0;
  const Vector3 s = pillar.lattice().direction(burgers), n = pillar.lattice().plane_normal(plane), c(0, 0, 2000);
  const Vector3 d = n.cross(s);
  pillar.add(frank_read_loop(pillar.lattice(), burgers, plane, c, length * d, {1, -2, 1}));
  pillar.resolve(0.5, burgers, plane);
  return pillar;
}

/// Area swept [nm^2] over `time` in `steps` equal steps without topology.
double swept(TestPillar pillar, double time, int steps) {
  Timers timers;
  const std::unique_ptr<Integrator> solved = make_implicit_solved_to(timers, 1e-7);
  pillar.model().numerics.tolerance = 1e9;
  pillar.model().numerics.segment_max = 1e9;
  for (int k = 0; k < steps; ++k) {
    pillar.state().dt_next = time / steps;
    if (pillar.model().numerics.implicit)
      solved->advance(pillar.model(), pillar.state(), time / steps);
    else
      pillar.advance(time / steps);
  }
  const Vector3 n = pillar.lattice().plane_normal(plane), b = pillar.lattice().burgers(burgers);
  return std::abs(b.dot(pillar.state().ledger.swept_total() * n)) / b.squaredNorm();
}

double loop_area(const TestPillar& pillar) {
  const Vector3 n = pillar.lattice().plane_normal(plane), b = pillar.lattice().burgers(burgers);
  return std::abs(b.dot(area_moment(pillar.network()) * n)) / b.squaredNorm();
}

}  // namespace

// Oracle: itself in 256 steps; scale: the ratio of errors at halved steps, 4 for second order. And the trapezoid in 800
// steps, whose nodes move across their line only, too; scale: the area swept (with nodes that slide freely it swept 3e-4 otherwise).
TEST_CASE("second order on a bowing line") {
  const double time = 0.02;
  const double exact = swept(bowing(implicit), time, 256), trapezoid = swept(bowing({}), time, 800);
  CHECK(exact == relative(trapezoid, 1e-5));
  double before = 0.0;
  for (const int steps : {8, 16, 32}) {
    const double error = std::abs(swept(bowing(implicit), time, steps) - exact);
    MESSAGE(steps, " steps: area ", exact, " (trapezoid ", trapezoid, "), error ", error, ", ratio ", before / error);
    if (before > 0.0) CHECK(before / error == doctest::Approx(4.0).epsilon(0.25));
    before = error;
  }
}

// Oracle: the trapezoid at the same tolerance, of which each step is far more exact. Scale: what a loop loses. No step carries a
// node farther than a quarter of segment_max, so there are twenty steps at least.
TEST_CASE("a loop shrinks as the trapezoid says") {
  double area[2], steps[2];
  for (int k = 0; k < 2; ++k) {
    std::vector<std::string> sets = k == 0 ? std::vector<std::string>{} : implicit;
    sets.insert(sets.end(), {"numerics.segment_min=2 nm", "numerics.collision_distance=1 nm"});
    TestPillar pillar(free_body(4000.0, 1.0, 12.0), sets);
    pillar.add(glide_loop(pillar.lattice(), burgers, plane, {0, 0, 2000}, 60.0, 96));
    const double begin = loop_area(pillar), time = 0.03;
    while (pillar.state().load.time.total() < time * (1.0 - 1e-12))
      pillar.step(time - pillar.state().load.time.total());
    area[k] = begin - loop_area(pillar);
    steps[k] = static_cast<double>(pillar.state().step);
  }
  MESSAGE("area lost: explicit ", area[0], " in ", steps[0], " steps, implicit ", area[1], " in ", steps[1]);
  CHECK(area[1] == relative(area[0], 0.01));
  CHECK(steps[1] < 0.5 * steps[0]);
}

// Oracle: equality of every bit.
TEST_CASE("the same bits at any number of threads") {
  std::vector<Vector3> first;
  for (const int threads : {1, 2, 4}) {
    omp_set_num_threads(threads);
    TestPillar pillar = bowing(implicit);
    for (int k = 0; k < 6; ++k) pillar.step(0.02);
    std::vector<Vector3> x;
    for (const Node& n : pillar.network().nodes()) x.push_back(n.x);
    if (first.empty()) first = x;
    CHECK(x == first);
  }
  omp_set_num_threads(1);
}
