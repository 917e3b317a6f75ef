#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_field.hpp"
#include "tests/unit/elasticity/networks.hpp"

using namespace pillardd;
using testing::Loops;

namespace {

using Ends = std::vector<std::array<Vector3, 2>>;

const ElasticConstants elastic{130.0, 0.31, 0.2728};

void add(Ends& to, std::size_t i, const Vector3& a, const Vector3& b) {
  to[i][0] += a;
  to[i][1] += b;
}

Ends none(const Loops& loops) {
  return Ends(loops.segments.size(), {Vector3::Zero(), Vector3::Zero()});
}

StraightSegment lifted(const StraightSegment& s, double dz) {
  const Vector3 shift(0.0, 0.0, dz);
  return {s.a + shift, s.b + shift, s.burgers};
}

double middle_z(const StraightSegment& s) {
  return 0.5 * (s.a.z() + s.b.z());
}

/// Far field, closed forms for the near pairs and for segments on themselves.
Ends by_far_field(const Loops& loops, const FarSettings& settings) {
  FarField far;
  far.build(loops.segments, elastic, settings);
  Ends tree(far.order().size(), {Vector3::Zero(), Vector3::Zero()}), out = none(loops);
  far.add_forces(out);
  for (std::size_t p = 0; p < tree.size(); ++p) {
    if (far.order()[p] == SegmentTree::no_segment) {
      CHECK(far.near_columns(p).empty());
      continue;
    }
    const std::array<Vector3, 2> self = self_forces(far.segment(p), elastic);
    add(tree, p, self[0], self[1]);
    for (const std::uint32_t q : far.near_columns(p)) {
      const StraightSegment &one = far.segment(p), &two = far.segment(q);
      const double period = settings.period;
      const double dz = period > 0.0 ? period * std::round((middle_z(one) - middle_z(two)) / period) : 0.0;
      const PairForces f = pair_forces(one, lifted(two, dz), elastic);
      add(tree, p, f.a1, f.b1);
      add(tree, q, f.a2, f.b2);
    }
  }
  for (std::size_t p = 0; p < tree.size(); ++p)
    if (far.order()[p] != SegmentTree::no_segment) add(out, far.order()[p], tree[p][0], tree[p][1]);
  return out;
}

/// Every pair in closed form, with `images` copies on either side.
Ends by_pairs(const Loops& loops, double period, int images) {
  Ends out = none(loops);
  const std::vector<StraightSegment>& s = loops.segments;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const std::array<Vector3, 2> self = self_forces(s[i], elastic);
    add(out, i, self[0], self[1]);
    for (std::size_t j = i + 1; j < s.size(); ++j) {
      const PairForces f = pair_forces(s[i], s[j], elastic);
      add(out, i, f.a1, f.b1);
      add(out, j, f.a2, f.b2);
    }
    for (int k = 1; k <= images; ++k)
      for (std::size_t j = 0; j < s.size(); ++j) {
        const PairForces up = pair_forces(s[i], lifted(s[j], k * period), elastic);
        const PairForces down = pair_forces(s[i], lifted(s[j], -k * period), elastic);
        add(out, i, up.a1 + down.a1, up.b1 + down.b1);
      }
  }
  return out;
}

double rms(const std::vector<Vector3>& nodal) {
  double sum = 0.0;
  for (const Vector3& f : nodal) sum += f.squaredNorm();
  return std::sqrt(sum / static_cast<double>(nodal.size()));
}

/// Largest difference of nodal forces over their rms value: what FarSettings::tolerance bounds.
double error(const Loops& loops, const Ends& found, const Ends& exact) {
  const std::vector<Vector3> f = loops.nodal(found), g = loops.nodal(exact);
  double worst = 0.0;
  for (std::size_t n = 0; n < f.size(); ++n) worst = std::max(worst, (f[n] - g[n]).norm());
  return worst / rms(g);
}

/// Like the networks of the benchmarks, a quarter of their size.
Loops glide_loops() {
  return testing::random_loops(12, 40, 25.0, 0.08, {190.0, 190.0, 190.0}, false);
}
Loops prismatic_loops() {
  return testing::random_loops(22, 24, 9.0, 0.0, {190.0, 190.0, 190.0}, true);
}

/// One, two and four threads, the last with an evaluator that has had another network.
void check_same_bits(const Loops& loops, const Loops& other) {
  const int threads = omp_get_max_threads();
  Ends first;
  for (const int team : {1, 2, 4}) {
    omp_set_num_threads(team);
    FarField far;
    Ends sum = none(loops);
    if (team == 4) far.build(other.segments, elastic, {});
    far.build(loops.segments, elastic, {});
    far.add_forces(sum);
    if (first.empty()) first = sum;
    CHECK(std::memcmp(first.data(), sum.data(), sum.size() * sizeof(sum[0])) == 0);
  }
  omp_set_num_threads(threads);
}

}  // namespace

TEST_CASE("far field: the largest nodal error stays below the tolerance") {
  for (const Loops& loops : {glide_loops(), prismatic_loops()}) {
    const Ends exact = by_pairs(loops, 0.0, 0);
    for (const double tolerance : {1e-2, 1e-3, 1e-4, 1e-5}) {
      CAPTURE(tolerance);
      CHECK(error(loops, by_far_field(loops, {.tolerance = tolerance}), exact) < tolerance);
    }
  }
}

TEST_CASE("far field: a smaller tolerance is a smaller error") {
  const Loops loops = glide_loops();
  const Ends exact = by_pairs(loops, 0.0, 0);
  const double coarse = error(loops, by_far_field(loops, {.tolerance = 1e-2}), exact);
  const double fine = error(loops, by_far_field(loops, {.tolerance = 1e-5}), exact);
  CHECK(coarse > 10.0 * fine);
}

TEST_CASE("far field: forces of closed loops balance") {
  const Loops loops = glide_loops();
  const std::vector<Vector3> nodal = loops.nodal(by_far_field(loops, {.tolerance = 1e-4}));
  Vector3 sum = Vector3::Zero();
  for (const Vector3& f : nodal) sum += f;
  // Errors of n nodes, each below the tolerance and of either sign, add up to sqrt(n) of it.
  CHECK(sum.norm() < 1e-4 * rms(nodal) * std::sqrt(static_cast<double>(nodal.size())));
}

TEST_CASE("far field: shifted and turned networks have the same forces") {
  const Loops loops = prismatic_loops();
  const Ends before = by_far_field(loops, {.tolerance = 1e-4});
  const Matrix3 turn = Eigen::AngleAxisd(0.7, Vector3(0.48, -0.6, 0.64)).toRotationMatrix();
  Loops moved = loops;
  for (StraightSegment& s : moved.segments)
    s = {turn * s.a + Vector3(500.0, -300.0, 70.0), turn * s.b + Vector3(500.0, -300.0, 70.0), turn * s.burgers};
  Ends after = by_far_field(moved, {.tolerance = 1e-4});
  for (std::array<Vector3, 2>& f : after) f = {turn.transpose() * f[0], turn.transpose() * f[1]};
  CHECK(error(loops, after, before) < 2e-4);  // two trees, either within the tolerance
}

TEST_CASE("far field: the same bits for any number of threads and from a used evaluator") {
  check_same_bits(glide_loops(), prismatic_loops());
}

TEST_CASE("far field: few segments, and none") {
  FarField far;
  Ends nothing;
  far.build({}, elastic, {});
  far.add_forces(nothing);
  CHECK(far.near_pairs() == 0);
  const Loops loops = testing::random_loops(1, 3, 5.0, 0.0, {10.0, 10.0, 10.0}, true);
  CHECK(error(loops, by_far_field(loops, {}), by_pairs(loops, 0.0, 0)) < 1e-12);
}

namespace {

/// Two loops and a wavy line that goes on in the next period.
Loops periodic_network(double period) {
  Loops out = testing::random_loops(2, 12, 6.0, 0.1, {40.0, 40.0, period}, false);
  constexpr std::size_t sides = 16;
  const Vector3 burgers = 0.2728 / std::sqrt(3.0) * Vector3(1.0, 1.0, -1.0);
  const auto at = [&](std::size_t k) {
    const double along = static_cast<double>(k) / sides, angle = 2.0 * std::numbers::pi * along;
    return Vector3(20.0 + 4.0 * std::sin(angle), 15.0 + 3.0 * std::cos(angle), period * along);
  };
  for (std::size_t k = 0; k < sides; ++k) {
    out.segments.push_back({at(k), at(k + 1), burgers});
    out.ends.push_back({out.nodes + k, out.nodes + (k + 1) % sides});
  }
  out.nodes += sides;
  return out;
}

/// by_pairs with what lies beyond `images` copies on either side as its integral: an error of 1/(2 images + 1)^2 of it.
Ends by_pairs_and_tail(const Loops& loops, double period, int images) {
  Ends out = by_pairs(loops, period, images);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const StraightSegment& s = loops.segments[i];
    Matrix3 stress = Matrix3::Zero();
    for (const StraightSegment& from : loops.segments)
      stress += periodic_tail_stress(0.5 * (s.a + s.b), 0.5 * (from.a + from.b), from.b - from.a, from.burgers, period,
                                     images, elastic);
    const Vector3 half = 0.5 * (stress * s.burgers).cross(s.b - s.a);
    add(out, i, half, half);
  }
  return out;
}

}  // namespace

TEST_CASE(
    "far field: all periodic copies, against 40 summed in closed form on either side and the integral of the rest") {
  const double period = 60.0;
  const Loops loops = periodic_network(period);
  const Ends exact = by_pairs_and_tail(loops, period, 40);
  for (const double tolerance : {1e-3, 1e-4}) {
    CAPTURE(tolerance);
    CHECK(error(loops, by_far_field(loops, {.tolerance = tolerance, .period = period}), exact) < tolerance);
  }
}

TEST_CASE("far field: segments that have left the period have the forces of their copies inside") {
  const double period = 60.0;
  const Loops inside = periodic_network(period);
  Loops outside = inside;
  for (std::size_t s = 0; s < 12; ++s) outside.segments[s] = lifted(outside.segments[s], -3.0 * period);
  const FarSettings settings{.tolerance = 1e-4, .period = period};
  CHECK(error(inside, by_far_field(outside, settings), by_far_field(inside, settings)) < 1e-7);
}

/// Largest error at every `stride`-th node against all pairs of its arms in closed form, over the rms nodal force.
double sampled_error(const Loops& loops, double tolerance, std::size_t stride) {
  const std::vector<StraightSegment>& s = loops.segments;
  const std::vector<Vector3> found = loops.nodal(by_far_field(loops, {.tolerance = tolerance}));
  std::vector<Vector3> exact(loops.nodes, Vector3::Zero());
  const auto sampled = [stride](std::size_t node) { return node % stride == 7; };
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!sampled(loops.ends[i][0]) && !sampled(loops.ends[i][1])) continue;
    std::array<Vector3, 2> f = self_forces(s[i], elastic);
    for (std::size_t j = 0; j < s.size(); ++j) {
      if (j == i) continue;
      const PairForces pair = pair_forces(s[i], s[j], elastic);
      f[0] += pair.a1;
      f[1] += pair.b1;
    }
    exact[loops.ends[i][0]] += f[0];
    exact[loops.ends[i][1]] += f[1];
  }
  double worst = 0.0;
  for (std::size_t n = 0; n < loops.nodes; ++n)
    if (sampled(n)) worst = std::max(worst, (found[n] - exact[n]).norm());
  return worst / rms(found);
}

std::uint64_t cells_by_moments(const Loops& loops, double tolerance) {
  FarField far;
  Ends sum = none(loops);
  far.build(loops.segments, elastic, {.tolerance = tolerance});
  far.add_forces(sum);
  return far.count().cells;
}

// Oracle: every pair of a node's arms in closed form, at 20 nodes; scale: the rms nodal force.
TEST_CASE("far field: the error with moments of cells") {
  const Loops loops = testing::random_loops(80, 40, 25.0, 0.08, {351.0, 351.0, 351.0}, false);
  for (const double tolerance : {1e-3, 1e-4, 1e-5}) {
    CAPTURE(tolerance);
    CHECK(cells_by_moments(loops, tolerance) > 0);
    CHECK(sampled_error(loops, tolerance, 160) < tolerance);
  }
}

namespace {

/// Loops whose last clusters have empty places, kept whole by the tree.
Loops kept_loops(std::size_t count, double side) {
  return testing::random_loops(count, 37, 16.0, 0.08, {side, side, side}, false);
}

bool has_empty_places(const Loops& loops, const FarSettings& settings) {
  FarField far;
  far.build(loops.segments, elastic, settings);
  return std::find(far.order().begin(), far.order().end(), SegmentTree::no_segment) != far.order().end();
}

}  // namespace

// Oracle and scale as before.
TEST_CASE("far field: the error with loops that do not fill their clusters") {
  const Loops loops = kept_loops(60, 300.0);
  CHECK(has_empty_places(loops, {}));
  for (const double tolerance : {1e-3, 1e-4}) {
    CAPTURE(tolerance);
    CHECK(cells_by_moments(loops, tolerance) > 0);
    CHECK(sampled_error(loops, tolerance, 160) < tolerance);
  }
}

// The tree of loops kept whole is a function of where they are: single precision is all that differs.
TEST_CASE("far field: loops kept whole have the same forces however they are listed, the same bits on any threads") {
  const Loops loops = kept_loops(20, 210.0);
  Loops listed = loops;
  const std::size_t n = loops.segments.size();
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t from = i * 271 % n;  // no divisor in common with 740
    const StraightSegment& s = loops.segments[from];
    const bool turned = from % 3 == 0;
    listed.segments[i] = turned ? StraightSegment{s.b, s.a, -s.burgers} : s;
    listed.ends[i] = loops.ends[from];
    if (turned) std::swap(listed.ends[i][0], listed.ends[i][1]);
  }
  const std::vector<Vector3> one = loops.nodal(by_far_field(loops, {})), two = listed.nodal(by_far_field(listed, {}));
  for (std::size_t i = 0; i < loops.nodes; ++i) CHECK((one[i] - two[i]).norm() < 2e-6 * rms(one));
  check_same_bits(loops, glide_loops());
}

// Oracle: the same at a hundredth of the tolerance, which takes all but a few pairs otherwise. Scale: the rms nodal
// force.
TEST_CASE("far field: loops kept whole in a periodic network") {
  const double period = 210.0;
  const Loops loops = kept_loops(20, period);
  CHECK(has_empty_places(loops, {.tolerance = 1e-4, .period = period}));
  const Ends fine = by_far_field(loops, {.tolerance = 1e-6, .period = period});
  CHECK(error(loops, by_far_field(loops, {.tolerance = 1e-4, .period = period}), fine) < 1e-4);
}

// Moments of lines of one sign add up where those of loops cancel: a rule by their size has to see it. Oracle and scale
// as before.
TEST_CASE("far field: the error with moments of lines of one sign") {
  const Vector3 burgers = 0.2728 / std::sqrt(3.0) * Vector3(1.0, 1.0, 1.0);
  Loops lines;
  for (int line = 0; line < 25; ++line)
    for (int k = 0; k <= 48; ++k, ++lines.nodes) {
      const auto bend = [&](int i) { return 1.5 * std::sin(2.3 * line + 0.4 * i); };
      const auto at = [&](int i) { return Vector3(60.0 * (line % 5) + bend(i), 60.0 * (line / 5), 5.0 * i); };
      if (k == 48) continue;
      lines.segments.push_back({at(k), at(k + 1), burgers});
      lines.ends.push_back({lines.nodes, lines.nodes + 1});
    }
  for (const double tolerance : {1e-3, 1e-4}) {
    CAPTURE(tolerance);
    CHECK(cells_by_moments(lines, tolerance) > 0);
    CHECK(sampled_error(lines, tolerance, 60) < tolerance);
  }
}

TEST_CASE("far field: evaluations grow less than with the square of the number of segments") {
  // Counted, so that the machine has no say. Loops at one density, 3,200 and 25,600 segments, both with moments of
  // cells.
  std::array<FarCount, 2> count;
  for (std::size_t k = 0; k < 2; ++k) {
    const double side = k == 0 ? 351.0 : 702.0;
    const Loops loops = testing::random_loops(k == 0 ? 80 : 640, 40, 25.0, 0.08, {side, side, side}, false);
    FarField far;
    Ends sum = none(loops);
    far.build(loops.segments, elastic, {.tolerance = 1e-3});
    far.add_forces(sum);
    count[k] = far.count();
  }
  CHECK(count[1].cells > 0);
  // A direct sum grows 64-fold, a linear one 8-fold; 13.4 at the time of writing.
  CHECK(count[1].flops() < 16.0 * count[0].flops());
}

// Oracle: the kernel of sources with a core (eq. 3), its core set to nothing. Scale: the largest component there.
TEST_CASE("far field: sources without core, on every target") {
  const Loops loops = testing::random_loops(1, 8, 5.0, 0.1, {10.0, 10.0, 10.0}, false);
  SegmentTree tree;
  tree.build(loops.segments, 0.0, TreeOrder::midpoints);
  FarSources on_segments, on_points;
  const NearReach reach{5.5, 1e9, 1e-6};
  on_segments.build(tree, elastic, reach, true);
  on_points.build(tree, elastic, reach, false);
  for (const std::string& target : simd_targets()) {
    CAPTURE(target);
    use_simd_target(target);
    alignas(64) std::array<float, stress_rows * block_points> sharp{}, expected{};
    const SourceRun run = run_of(on_points.one(0), 8, Vector3(40.0, -25.0, 60.0));
    const SharpRun same{on_segments.sharp(0), 8, {40.0F, -25.0F, 60.0F}};
    const auto trace = static_cast<float>(2.0 / 3.0 * (1.0 + elastic.poisson));
    add_sharp_stress(on_segments.targets(0), {&same, 1}, trace, sharp.data());
    add_point_stress(on_segments.targets(0), 1, {&run, 1}, 0.0F, expected.data());
    float worst = 0.0F, largest = 0.0F;
    for (std::size_t i = 0; i < sharp.size(); ++i) {
      worst = std::max(worst, std::abs(sharp[i] - expected[i]));
      largest = std::max(largest, std::abs(expected[i]));
    }
    CHECK(worst < 2e-6F * largest);
  }
  use_simd_target(simd_targets().front());
}
