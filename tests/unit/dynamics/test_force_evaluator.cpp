#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ddd/dynamics/forces.hpp"
#include "ddd/dynamics/pair_sum.hpp"
#include "tests/support/pillar.hpp"
#include "tests/unit/elasticity/networks.hpp"

using namespace pillardd;

namespace {

/// Four sources with sessile arms that end on the surface.
std::string sources(const std::string& ends) {
  return "seed: 3\npillar: {shape: cylinder, diameter: 200 nm, height: 500 nm, axis: [0, 0, 1], side: [1, 0, 0], "
         "ends: " +
         ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations: [{frank_read: {count: 4, length: [60 nm, 100 nm], arms: "
         "surface}}]\nmobility: {law: linear, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 10 Pa s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 100 MPa, until: {time: 1 s}}]\n"
         "numerics: {segment_max: 12 nm, segment_min: 4 nm, collision_distance: 3 nm, periodic_images: 10, "
         "far_tolerance: 0}\noutput: {network: false}\n";
}

std::vector<Vector3> nodal(const Network& network, const Forces& forces) {
  std::vector<Vector3> out;
  for (std::size_t n = 0; n < network.nodes().size(); ++n)
    out.push_back(nodal_force(network, forces, static_cast<Slot>(n)));
  return out;
}

double rms(const std::vector<Vector3>& x) {
  double sum = 0.0;
  for (const Vector3& v : x) sum += v.squaredNorm();
  return std::sqrt(sum / static_cast<double>(x.size()));
}

double largest_difference(const std::vector<Vector3>& x, const std::vector<Vector3>& y) {
  double worst = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, (x[i] - y[i]).norm());
  return worst;
}

std::vector<EndForces> pair_sum(const std::vector<StraightSegment>& segments, std::size_t mobile, double period,
                                double tolerance) {
  const PairSettings settings{{100.0, 0.3, 1.0}, period, 10, tolerance};
  std::vector<EndForces> out(segments.size(), {Vector3::Zero(), Vector3::Zero()});
  PairSum sum;
  sum.list(segments, mobile, settings);
  sum.add_all(out);
  return out;
}

/// Closed form of every pair with `images` copies on either side of the nearest, and the tail.
std::vector<EndForces> all_copies(const std::vector<StraightSegment>& segments, double period, int images) {
  const ElasticConstants elastic{100.0, 0.3, 1.0};
  std::vector<EndForces> out;
  for (const StraightSegment& on : segments) {
    const std::array<Vector3, 2> self = self_forces(on, elastic);
    EndForces sum{self[0], self[1]};
    Matrix3 tail = Matrix3::Zero();
    for (const StraightSegment& from : segments) {
      const Vector3 gap = 0.5 * (on.a + on.b - from.a - from.b);
      const double nearest = std::nearbyint(gap.z() / period);
      for (int k = -images; k <= images; ++k) {
        if (&from == &on && k == 0) continue;
        const Vector3 shift(0.0, 0.0, period * (nearest + k));
        const PairForces f = pair_forces(on, {from.a + shift, from.b + shift, from.burgers}, elastic);
        sum[0] += f.a1;
        sum[1] += f.b1;
      }
      const Vector3 x = gap - Vector3(0.0, 0.0, period * nearest);
      tail += periodic_tail_stress(x, Vector3::Zero(), from.b - from.a, from.burgers, period, images, elastic);
    }
    for (Vector3& f : sum) f += half_peach_koehler(tail, on);
    out.push_back(sum);
  }
  return out;
}

}  // namespace

// Oracle: the whole evaluation; scale: the rms nodal force.
TEST_CASE("near and far part make the whole; forces of a subset are those of the whole") {
  for (const char* ends : {"free", "periodic"}) {
    TestPillar pillar(sources(ends));
    const Model& model = pillar.model();
    const Network& network = pillar.network();
    ForceEvaluator evaluator;
    const double stress = 0.1;
    const std::vector<Vector3> all = nodal(network, evaluator.evaluate(model, network, stress));
    const double scale = rms(all);
    std::vector<Vector3> parts = nodal(network, evaluator.evaluate_near(model, network, stress));
    const std::vector<Vector3> far = nodal(network, evaluator.evaluate_far(model, network));
    CHECK(rms(far) > 1e-3 * scale);
    for (std::size_t n = 0; n < parts.size(); ++n) parts[n] += far[n];
    CHECK(largest_difference(parts, all) < 1e-11 * scale);

    const std::vector<Slot> some{2, 9, 17, 30};
    const Forces& on = evaluator.forces_on(model, network, stress, some);
    for (const Slot n : some) {
      REQUIRE(network.node(n).alive);
      CHECK((nodal_force(network, on, n) - all[static_cast<std::size_t>(n)]).norm() < 1e-11 * scale);
    }
    const auto other = std::find_if(network.segments().begin(), network.segments().end(), [&](const Segment& s) {
      const auto asked = [&](Slot n) { return std::find(some.begin(), some.end(), n) != some.end(); };
      return !s.sessile && !asked(s.a) && !asked(s.b);
    });
    CHECK(std::isnan(on.internal[static_cast<std::size_t>(other - network.segments().begin())][0].x()));
  }
}

// Oracle: an evaluator that has not been asked before. What is left out of the glide force is how the copies' field
// changes over 1.5 nm of a period of 500: below 2e-4 of the rms nodal force, the scale. Segments that went farther are
// worked out anew: to the last bit.
TEST_CASE("forces of a subset asked for again: copies are those of before, turned with their segments") {
  TestPillar pillar(sources("periodic"));
  const Model& model = pillar.model();
  Network network = pillar.network();
  ForceEvaluator evaluator;
  const double scale = rms(nodal(network, evaluator.evaluate(model, network, 0.1)));
  std::vector<Slot> some;
  for (Slot n = 1; static_cast<std::size_t>(n) < network.nodes().size(); n += 3)
    if (network.mobile(n)) some.push_back(n);
  REQUIRE(some.size() > 5);
  const auto differs_by = [&] {
    ForceEvaluator fresh;
    const Forces &kept = evaluator.forces_on(model, network, 0.1, some),
                 &anew = fresh.forces_on(model, network, 0.1, some);
    double worst = 0.0;
    for (const Slot n : some) {
      const Vector3 m = network.segment(network.node(n).arms.front()).normal;
      worst = std::max(worst, m.cross(nodal_force(network, kept, n) - nodal_force(network, anew, n)).norm() / scale);
    }
    return worst;
  };
  CHECK(differs_by() == 0.0);
  const auto go = [&](double way) {
    for (const Slot n : some) {
      const Vector3 m = network.segment(network.node(n).arms.front()).normal;
      network.set_position(n,
                           network.node(n).x + way * m.cross(Vector3(std::sin(n), std::cos(2 * n), 2.0)).normalized());
    }
  };
  go(1.5);
  const double near = differs_by();
  CHECK(near > 0.0);
  MESSAGE("1.5 nm on: differs by " << near);
  CHECK(near < 2e-4);
  evaluator.evaluate(model, network, 0.1);
  CHECK(differs_by() == 0.0);
  go(30.0);
  CHECK(differs_by() == 0.0);
}

// Enough lines that act only to sum them by LineField. Oracles: the whole evaluation for its parts; all pairs in closed
// form and lines at Gauss points for a subset, whose copies of half lines are taken at segments' middles: they err by
// 7e-4 of the rms nodal force, the scale, and without a period by the tolerance.
TEST_CASE("many lines that act only: near and far part, forces of a subset") {
  for (const char* ends : {"free", "periodic"}) {
    std::string input = sources(ends);
    const auto put = [&](const std::string& from, const std::string& to) {
      input.replace(input.find(from), from.size(), to);
    };
    put("count: 4", "count: 60");
    put("diameter: 200", "diameter: 400");
    put("far_tolerance: 0", "far_tolerance: 1e-4");
    TestPillar pillar(input);
    const Model& model = pillar.model();
    const Network& network = pillar.network();
    ForceEvaluator evaluator;
    const std::vector<Vector3> all = nodal(network, evaluator.evaluate(model, network, 0.1));
    const double scale = rms(all);
    std::vector<Vector3> parts = nodal(network, evaluator.evaluate_near(model, network, 0.1));
    const std::vector<Vector3> far = nodal(network, evaluator.evaluate_far(model, network));
    for (std::size_t n = 0; n < parts.size(); ++n) parts[n] += far[n];
    CHECK(largest_difference(parts, all) < 1e-11 * scale);
    std::vector<Slot> some;
    for (Slot n = 2; static_cast<std::size_t>(n) < network.nodes().size(); n += 17) some.push_back(n);
    const Forces& on = evaluator.forces_on(model, network, 0.1, some);
    double worst = 0.0;
    for (const Slot n : some)
      worst = std::max(worst, (nodal_force(network, on, n) - all[static_cast<std::size_t>(n)]).norm() / scale);
    MESSAGE(std::string(ends), ": largest difference ", worst);
    CHECK(worst > 1e-9);  // by another way
    CHECK(worst < (network.period() > 0.0 ? 1e-3 : 1e-4));
  }
}

// Oracle: every pair in closed form with 12 copies on either side of the nearest, the rest as an integral; scale: the
// rms nodal force, as numerics.far_tolerance says. The direct sum takes those copies as elements at midpoints.
TEST_CASE("the far field stays within its tolerance in a periodic network") {
  const testing::Loops loops = testing::random_loops(7, 16, 20.0, 0.05, {100, 100, 250}, false);
  const std::size_t all = loops.segments.size();
  const std::vector<Vector3> exact = loops.nodal(all_copies(loops.segments, 250.0, 12));
  const double direct = largest_difference(loops.nodal(pair_sum(loops.segments, all, 250.0, 0.0)), exact) / rms(exact);
  MESSAGE("direct sum: largest error ", direct);
  CHECK(direct < 2e-3);
  for (const double tolerance : {1e-4, 1e-3}) {
    const std::vector<Vector3> fast = loops.nodal(pair_sum(loops.segments, all, 250.0, tolerance));
    const double error = largest_difference(fast, exact) / rms(exact);
    MESSAGE("tolerance ", tolerance, ": largest error ", error);
    CHECK(error < tolerance);
  }
}

TEST_CASE("the same bits on 1, 2 and 4 threads, pair by pair and with the far field") {
  const testing::Loops loops = testing::random_loops(10, 40, 30.0, 0.05, {250, 250, 250}, false);
  const int threads = omp_get_max_threads();
  const std::size_t mobile = loops.segments.size() - 50;
  for (const double period : {0.0, 250.0})
    for (const double tolerance : {0.0, 1e-4}) {
      omp_set_num_threads(1);
      const std::vector<EndForces> one = pair_sum(loops.segments, mobile, period, tolerance);
      for (const int count : {2, 4}) {
        omp_set_num_threads(count);
        const std::vector<EndForces> more = pair_sum(loops.segments, mobile, period, tolerance);
        CHECK(std::memcmp(one.data(), more.data(), mobile * sizeof(EndForces)) == 0);
      }
    }
  omp_set_num_threads(threads);
}

// Loops of 37 leave three places in 40 of the tree without a segment. Oracles: the whole evaluation for its parts,
// closed forms for a subset; scale: the rms nodal force.
TEST_CASE("with loops kept whole by the tree: near and far part, a subset, sessile segments, the same bits") {
  const testing::Loops loops = testing::random_loops(20, 37, 16.0, 0.08, {210, 210, 210}, false);
  const std::size_t all = loops.segments.size(), mobile = all - 50;
  const std::vector<EndForces> whole = pair_sum(loops.segments, mobile, 0.0, 1e-4);
  const double scale = rms(loops.nodal(pair_sum(loops.segments, all, 0.0, 1e-4)));
  std::vector<EndForces> parts(all, {Vector3::Zero(), Vector3::Zero()}), some = parts;
  PairSum sum;
  sum.list(loops.segments, mobile, {{100.0, 0.3, 1.0}, 0.0, 10, 1e-4});
  sum.add_near(parts);
  sum.add_far(parts);
  const std::vector<std::uint32_t> rows{0, 3, 100, 36, 401};
  sum.add_nearest_on(rows, some);
  sum.add_copies_on(rows, some);
  for (std::size_t i = 0; i < mobile; ++i)
    for (std::size_t e = 0; e < 2; ++e) CHECK((parts[i][e] - whole[i][e]).norm() < 1e-11 * scale);
  for (const std::uint32_t i : rows) CHECK((some[i][0] + some[i][1] - whole[i][0] - whole[i][1]).norm() < 1e-4 * scale);
  const int threads = omp_get_max_threads();
  for (const int count : {1, 2, 4}) {
    omp_set_num_threads(count);
    const std::vector<EndForces> again = pair_sum(loops.segments, mobile, 0.0, 1e-4);
    CHECK(std::memcmp(whole.data(), again.data(), mobile * sizeof(EndForces)) == 0);
  }
  omp_set_num_threads(threads);
}

// Oracle: the forces of the network as it lies, turned; scale: the rms nodal force.
TEST_CASE("rotation and translation of a whole network; action and reaction") {
  const testing::Loops loops = testing::random_loops(6, 20, 30.0, 0.1, {150, 150, 150}, true);
  const Matrix3 turn = Eigen::AngleAxisd(0.7, Vector3(1, 2, -1).normalized()).toRotationMatrix();
  const Vector3 shift(40, -300, 70);
  std::vector<StraightSegment> moved;
  for (const StraightSegment& s : loops.segments)
    moved.push_back({turn * s.a + shift, turn * s.b + shift, turn * s.burgers});
  const std::vector<Vector3> before = loops.nodal(pair_sum(loops.segments, loops.segments.size(), 0.0, 0.0));
  std::vector<Vector3> after = loops.nodal(pair_sum(moved, moved.size(), 0.0, 0.0));
  Vector3 total = Vector3::Zero();
  for (Vector3& f : after) {
    total += f;
    f = turn.transpose() * f;
  }
  CHECK(largest_difference(after, before) < 1e-9 * rms(before));
  CHECK(total.norm() < 1e-9 * rms(before));
}

// Oracle: central differences of the energy by quadrature; scale: the largest nodal force.
TEST_CASE("internal forces are the gradient of the energy") {
  TestPillar pillar(free_body(2000.0, 1.0, 60.0));
  pillar.add(glide_loop(pillar.lattice(), {1, 1, 1}, {1, 0, -1}, {0, 0, 1000}, 30.0, 5));
  pillar.add(glide_loop(pillar.lattice(), {1, -1, 1}, {1, 1, 0}, {20, 0, 1040}, 25.0, 4));
  Network& network = pillar.network();
  ForceEvaluator evaluator;
  const std::vector<Vector3> force = nodal(network, evaluator.evaluate(pillar.model(), network, 0.0));
  double scale = 0.0;
  for (const Vector3& f : force) scale = std::max(scale, f.norm());
  for (const Slot n : {0, 3, 6}) {
    const Vector3 x = network.node(n).x, way = Vector3(1, -2, 0.5).normalized();
    const double step = 0.05;
    network.set_position(n, x + step * way);
    const double above = line_energy(pillar.model(), network);
    network.set_position(n, x - step * way);
    const double below = line_energy(pillar.model(), network);
    network.set_position(n, x);
    const double slope = (below - above) / (2.0 * step);
    CHECK(std::abs(slope - force[static_cast<std::size_t>(n)].dot(way)) < 1e-5 * scale);
  }
}
