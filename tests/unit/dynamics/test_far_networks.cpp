#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ddd/dynamics/pair_sum.hpp"
#include "ddd/elasticity/far_coherence.hpp"
#include "tools/pillardd/line_networks.hpp"

using namespace pillardd;

namespace {

using Ends = std::vector<EndForces>;

const ElasticConstants elastic{130.0, 0.31, 0.2728};

Ends none(const BenchNetwork& network) {
  return Ends(network.segments.size(), {Vector3::Zero(), Vector3::Zero()});
}

Ends by_far_field(const BenchNetwork& network, double tolerance) {
  PairSum sum;
  sum.list(network.segments, network.segments.size(), {elastic, network.period, 1, tolerance});
  CHECK(sum.uses_far_field());
  Ends out = none(network);
  sum.add_all(out);
  return out;
}

/// Segments at every stride-th node.
std::vector<std::uint32_t> rows_at(const BenchNetwork& network, std::size_t stride) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t s = 0; s < network.ends.size(); ++s)
    if (network.ends[s][0] % stride == 0 || network.ends[s][1] % stride == 0) rows.push_back(s);
  return rows;
}

/// Every pair in closed form, on the segments at every stride-th node.
Ends by_pairs(const BenchNetwork& network, std::size_t stride) {
  PairSum sum;
  sum.list(network.segments, network.segments.size(), {elastic, 0.0, 0, 0.0});
  Ends out = none(network);
  const std::vector<std::uint32_t> rows = rows_at(network, stride);
  sum.add_nearest_on(rows, out);
  sum.add_copies_on(rows, out);
  return out;
}

/// The same with `images` copies on either side of the nearest, all in closed form, and the integral of the rest.
Ends by_copies(const BenchNetwork& network, std::size_t stride, int images) {
  Ends out = none(network);
  for (const std::uint32_t i : rows_at(network, stride)) {
    const StraightSegment& s = network.segments[i];
    const std::array<Vector3, 2> self = self_forces(s, elastic);
    Matrix3 rest = Matrix3::Zero();
    Vector3 a = self[0], b = self[1];
    for (std::uint32_t j = 0; j < network.segments.size(); ++j) {
      const StraightSegment& from = network.segments[j];
      const Vector3 apart = 0.5 * (s.a + s.b - from.a - from.b);
      const double nearest = std::round(apart.z() / network.period);
      for (int k = -images; k <= images; ++k) {
        if (j == i && k == 0) continue;
        const Vector3 up(0.0, 0.0, network.period * (nearest + k));
        const PairForces f = pair_forces(s, {from.a + up, from.b + up, from.burgers}, elastic);
        a += f.a1;
        b += f.b1;
      }
      const Vector3 up(0.0, 0.0, network.period * nearest);
      rest += periodic_tail_stress(0.5 * (s.a + s.b), 0.5 * (from.a + from.b) + up, from.b - from.a, from.burgers,
                                   network.period, images, elastic);
    }
    const Vector3 half = half_peach_koehler(rest, s);
    out[i] = {a + half, b + half};
  }
  return out;
}

/// Largest error at every stride-th node over the rms nodal force: what the tolerance bounds.
double error(const BenchNetwork& network, const Ends& found, const Ends& exact, std::size_t stride) {
  const std::vector<Vector3> f = network.nodal(found), g = network.nodal(exact);
  double worst = 0.0, squares = 0.0;
  for (std::size_t n = 0; n < f.size(); ++n) {
    squares += f[n].squaredNorm();
    if (n % stride == 0) worst = std::max(worst, (f[n] - g[n]).norm());
  }
  return worst / std::sqrt(squares / static_cast<double>(f.size()));
}

double coherence(const BenchNetwork& network) {
  SegmentTree tree;
  tree.build(network.segments, network.period, TreeOrder::joined);
  return far_coherence(tree);
}

void check_tolerances(const BenchNetwork& network, const Ends& exact, std::size_t stride) {
  for (const double tolerance : {1e-2, 1e-3, 1e-4, 1e-5}) {
    CAPTURE(tolerance);
    CHECK(error(network, by_far_field(network, tolerance), exact, stride) <= tolerance);
  }
}

}  // namespace

// Oracle: every pair in closed form. Scale: the rms nodal force, as the tolerance is defined.
TEST_CASE("far field: the tolerance is kept in networks of loops and of lines") {
  for (const char* kind : {"mixed", "lines", "straight", "bowed", "unequal", "bundles"}) {
    CAPTURE(kind);
    const BenchNetwork network = network_of(kind, 600);
    check_tolerances(network, by_pairs(network, 1), 1);
  }
}

TEST_CASE("far field: the tolerance is kept among few lines, by points alone") {
  for (const char* kind : {"lines", "straight", "bowed"}) {
    CAPTURE(kind);
    const BenchNetwork network = network_of(kind, 240);
    check_tolerances(network, by_pairs(network, 1), 1);
  }
}

TEST_CASE("far field: the tolerance is kept among straight sources of 123 nm") {
  const BenchNetwork network = read_bench_network(PILLARDD_SOURCE_DIR "/tests/data/frs20.data", 0.2728);
  check_tolerances(network, by_pairs(network, 1), 1);
}

// Oracle: copies in closed form, 30 on either side, and the integral of the rest: 1/61^2 of it is in doubt.
TEST_CASE("far field: the tolerance is kept among lines through a periodic box") {
  const BenchNetwork network = network_of("periodic", 160);
  check_tolerances(network, by_copies(network, 16, 30), 16);
}

TEST_CASE("far field: coherence is one among loops, largest where lines are straight") {
  CHECK(coherence(network_of("mixed", 1000)) == 1.0);
  const double lines = coherence(network_of("lines", 1000)), straight = coherence(network_of("straight", 1000));
  CHECK(lines > 1.5);
  CHECK(straight > lines);
  CHECK(straight == doctest::Approx(1.0 / (2.0 * 0.12)).epsilon(1e-12));  // no bends: all of the force is of cells
}

TEST_CASE("far field: coherence does not depend on units, place, or the sense of segments") {
  const BenchNetwork network = network_of("unequal", 300);
  BenchNetwork other = network;
  for (std::size_t s = 0; s < other.segments.size(); ++s) {
    StraightSegment& x = other.segments[s];
    const Vector3 shift(64.0, -32.0, 16.0);
    x = {4.0 * (x.a + shift), 4.0 * (x.b + shift), 2.0 * x.burgers};
    if (s % 3 == 0) x = {x.b, x.a, -x.burgers};
  }
  CHECK(coherence(other) == doctest::Approx(coherence(network)).epsilon(1e-6));
}

TEST_CASE("far field: the same bits for any number of threads among lines") {
  const int threads = omp_get_max_threads();
  const BenchNetwork network = network_of("lines", 1200);
  Ends first;
  for (const int team : {1, 2, 4}) {
    omp_set_num_threads(team);
    const Ends sum = by_far_field(network, 1e-4);
    if (first.empty()) first = sum;
    CHECK(std::memcmp(first.data(), sum.data(), sum.size() * sizeof(sum[0])) == 0);
  }
  omp_set_num_threads(threads);
}
