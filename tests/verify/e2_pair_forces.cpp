// E2: nodal forces of a pair against the quadrature oracle, relative to the pair's scale (every term by absolute
// value): the scalar closed forms and, on the same references, the vector kernels of every target of this machine.
#include <doctest/doctest.h>

#include "ddd/elasticity/batch.hpp"
#include "ddd/elasticity/oracle.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

/// The pair as a row and the third of five columns, the others without Burgers vectors.
PairForces block_forces(const SamplePair& p) {
  SegmentBatch row(1), columns(5);
  row.set(0, p.one);
  for (std::size_t i = 0; i < 5; ++i) columns.set(i, {p.two.a, p.two.b, Vector3::Zero()});
  columns.set(2, p.two);
  ForceBatch on_row(1), on_columns(5);
  batch_pair_forces(PairBlock{row, 0, columns, 1, 4}, p.elastic, on_row, on_columns);
  return {on_row.on_a(0), on_row.on_b(0), on_columns.on_a(2), on_columns.on_b(2)};
}

/// The same pair in a list, as (two, one).
PairForces list_forces(const SamplePair& p) {
  SegmentBatch batch(2);
  batch.set(0, p.two);
  batch.set(1, p.one);
  ForceBatch force(2);
  const std::array<PairIndex, 1> list{{{0, 1}}};
  batch_pair_forces(PairList{batch, list}, p.elastic, force);
  return {force.on_a(1), force.on_b(1), force.on_a(0), force.on_b(0)};
}

/// The largest of the scalar form and of every target.
double error_to_oracle(const SamplePair& p) {
  const PairForces expected = oracle::pair_forces(p.one, p.two, p.elastic);
  double worst = difference(pair_forces(p.one, p.two, p.elastic), expected);
  for (const std::string& target : simd_targets()) {
    use_simd_target(target);
    for (const PairForces& f : {block_forces(p), list_forces(p)}) {
      const double error = difference(f, expected);
      if (!(error <= worst)) worst = error;
    }
  }
  use_simd_target(simd_target());
  return worst / oracle::pair_scale(p.one, p.two, p.elastic);
}

double worst_error(PairKind kind, int samples) {
  double worst = 0.0;
  for (int i = 0; i < samples; ++i) {
    const double error = error_to_oracle(sample_pair(kind, 100000 * static_cast<std::uint64_t>(kind) + i));
    REQUIRE(std::isfinite(error));
    worst = std::max(worst, error);
  }
  return worst;
}

constexpr double required = 1e-8;

/// Two segments of 20 nm, one displaced sideways and along, at the angle theta.
SamplePair inclined(double theta, double gap, double shift) {
  const Vector3 tilted(std::sin(theta) * 0.6, std::sin(theta) * 0.8, std::cos(theta)), a(gap, 0.0, shift);
  return {{Vector3::Zero(), Vector3(0.0, 0.0, 20.0), Vector3(0.1, -0.2, 0.15)},
          {a, a + 20.0 * tilted, Vector3(-0.05, 0.12, 0.2)},
          {100.0, 0.3, 0.5}};
}

}  // namespace

TEST_CASE("far pairs agree with the oracle: 9200 samples") {
  CHECK(worst_error(PairKind::far, 9200) < required);
}

TEST_CASE("pairs of every other kind agree with the oracle: 860 samples") {
  for (const PairKind kind : pair_kinds) {
    if (kind == PairKind::far) continue;
    CAPTURE(static_cast<int>(kind));
    CHECK(worst_error(kind, kind == PairKind::same ? 20 : 120) < required);
  }
}

TEST_CASE("lines at about a milliradian whose nearest points lie a hundred lengths away") {
  // Oracle: the quadrature; scale: the pair's. Rounding of the feet of the common normal, divided by the squared sine,
  // would be 1e-8 and more at these two; moved along both lines alike it is below 1e-11.
  CHECK(error_to_oracle(sample_pair(PairKind::nearly_parallel, 7200043)) < 0.01 * required);
  CHECK(error_to_oracle(sample_pair(PairKind::side_by_side, 7600193)) < 0.01 * required);
}

TEST_CASE("no jump as the angle runs from 1e-12 to 1 rad through every branch") {
  // Successive angles differ by 1e-6 of themselves; the force is smooth, so its steps obey |F(theta)| dtheta times the
  // lever L/a. What is left above that is the jump.
  for (const double gap : {0.0, 0.7, 4.0})
    for (const double shift : {0.0, 20.0, 27.0}) {
      const SamplePair start = inclined(0.0, gap, shift);
      if (gap == 0.0 && shift == 0.0) continue;
      const double scale = oracle::pair_scale(start.one, start.two, start.elastic);
      for (double theta = 1e-12; theta < 1.0; theta *= 1.05) {
        const double step = 1e-6 * theta;
        const SamplePair p = inclined(theta, gap, shift), q = inclined(theta + step, gap, shift);
        const double change = difference(pair_forces(p.one, p.two, p.elastic), pair_forces(q.one, q.two, q.elastic));
        CHECK(change < scale * (1e-9 + step * 20.0 / 0.5));
        CHECK(difference(block_forces(p), pair_forces(p.one, p.two, p.elastic)) < scale * required);
      }
    }
}

TEST_CASE("a source 1000 times longer than its target") {
  for (int i = 0; i < 20; ++i) {
    Draws draw(900000 + i);
    const Vector3 d = draw.direction(), a = 30.0 * draw.direction();
    const SamplePair p{{Vector3::Zero(), 20.0 * draw.direction(), 0.27 * draw.direction()},
                       {a, a + 20000.0 * d, 0.27 * draw.direction()},
                       {100.0, 0.3, 0.5}};
    CHECK(error_to_oracle(p) < required);
  }
}
