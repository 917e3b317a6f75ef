// Symmetries that hold whatever the numbers; relative to the largest nodal force of the pair.
#include <doctest/doctest.h>

#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

double largest(const PairForces& f) {
  return std::max({f.a1.norm(), f.b1.norm(), f.a2.norm(), f.b2.norm()});
}

StraightSegment reversed(const StraightSegment& s) {
  return {s.b, s.a, -s.burgers};
}

StraightSegment moved(const StraightSegment& s, const Matrix3& turn, const Vector3& shift) {
  return {turn * s.a + shift, turn * s.b + shift, turn * s.burgers};
}

/// Moderate pairs: shape ratios that leave 1e-8 of the largest force after rounding of the coordinates.
SamplePair moderate(int number) {
  Draws draw(number);
  const Vector3 d = draw.direction(), e = number % 3 == 0 ? d : draw.direction(), start = 10.0 * draw.direction();
  return {{Vector3::Zero(), 20.0 * d, 0.27 * draw.direction()},
          {start, start + 15.0 * e, 0.27 * draw.direction()},
          {100.0, 0.3, 0.8}};
}

}  // namespace

TEST_CASE("exchange of the two segments exchanges the forces") {
  for (int i = 0; i < 100; ++i) {
    const SamplePair p = moderate(i);
    const PairForces f = pair_forces(p.one, p.two, p.elastic), g = pair_forces(p.two, p.one, p.elastic);
    CHECK(difference(f, {g.a2, g.b2, g.a1, g.b1}) < 1e-8 * largest(f));
  }
}

TEST_CASE("(b, t) and (-b, -t) are the same line") {
  for (int i = 0; i < 100; ++i) {
    const SamplePair p = moderate(i);
    const PairForces f = pair_forces(p.one, p.two, p.elastic), g = pair_forces(reversed(p.one), p.two, p.elastic);
    CHECK(difference(f, {g.b1, g.a1, g.a2, g.b2}) < 1e-8 * largest(f));
    const PairForces h = pair_forces(p.one, reversed(p.two), p.elastic);
    CHECK(difference(f, {h.a1, h.b1, h.b2, h.a2}) < 1e-8 * largest(f));
  }
}

TEST_CASE("forces turn with the pair and do not see a translation") {
  for (int i = 0; i < 100; ++i) {
    const SamplePair p = moderate(i);
    Draws draw(5000 + i);
    const Matrix3 turn = Eigen::AngleAxisd(6.0 * draw.uniform(), draw.direction()).toRotationMatrix();
    const Vector3 shift = 50.0 * draw.direction();
    const PairForces f = pair_forces(p.one, p.two, p.elastic);
    const PairForces g = pair_forces(moved(p.one, turn, shift), moved(p.two, turn, shift), p.elastic);
    CHECK(difference({turn * f.a1, turn * f.b1, turn * f.a2, turn * f.b2}, g) < 1e-8 * largest(f));
  }
}
