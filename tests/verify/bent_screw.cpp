// M2: which plane a tungsten screw glides on is decided by the law's rate, through the dynamics.
// Oracles: the anchors of kink_pair (docs/validation/m1-mobility.md), here of a plane that the dynamics chose.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"
#include "tests/unit/mobility/law_test.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, -1, 0};

/// A pillar of tungsten along [111]: z along b, x the normal of (1-10).
std::string pillar_along_b(double temperature, const std::string& ends, const std::string& height) {
  return "seed: 1\npillar: {shape: prism, width: 4 um, depth: 4 um, height: " + height +
         ", axis: [1, 1, 1], side: [1, -1, 0], ends: " + ends +
         "}\nmaterial: W\ntemperature: " + std::to_string(temperature) +
         " K\ndislocations: []\nmobility: {law: kink_pair, set: atomistic}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, tolerance: 0.2 nm}\n"
         "output: {network: false}\n";
}

void shear(TestPillar& pillar, double xz, double yz) {
  pillar.model().uniform_stress_given = true;
  Matrix3& s = pillar.model().uniform_stress;
  s.setZero();
  s(0, 2) = s(2, 0) = xz;
  s(1, 2) = s(2, 1) = yz;
}

void add_line(TestPillar& pillar, const std::vector<Vector3>& x, bool closed) {
  Edit edit(pillar.network());
  std::vector<Slot> nodes;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const bool end = !closed && (k == 0 || k + 1 == x.size());
    nodes.push_back(edit.add_node(x[k], end ? NodeKind::pinned : NodeKind::free));
  }
  for (std::size_t k = 0; k + (closed ? 0 : 1) < x.size(); ++k)
    edit.add_segment(nodes[k], nodes[(k + 1) % x.size()], burgers, plane);
  pillar.begin();
}

}  // namespace

// Scale: 1e-4 of the anchor. On its first plane the screw has 3.873 m/s.
TEST_CASE("W at 77 K: the screw takes (-101) and has its speed") {
  TestPillar pillar(pillar_along_b(77.0, "periodic", "200 nm"));
  std::vector<Vector3> x;
  for (int k = 0; k < 10; ++k) x.emplace_back(0.0, 0.0, 20.0 * k);
  add_line(pillar, x, true);
  shear(pillar, 1.5, 0.0);
  CHECK(pillar.fastest() == relative(3.87300, 1e-4));
  const std::vector<Event> events = pillar.step(1e-6);
  REQUIRE(events.size() == 1);
  CHECK(events.front().kind == EventKind::cross_slip);
  for (const Segment& s : pillar.network().segments())
    if (s.alive) CHECK(s.plane == canonical_plane({-1, 0, 1}));
  CHECK(pillar.fastest() == relative(15.697, 1e-4));
}

// Scale: one kink height off the plane; to rounding on it. At 77 K under 1.5 GPa (-101) is 4 times as fast; at 300 K,
// 20 degrees to the antitwinning side, its speed is 0.70 of that on (1-10).
TEST_CASE("a bent screw leaves its plane under the stress that makes another one faster, and under no other") {
  for (const bool leaves : {true, false}) {
    TestPillar pillar(pillar_along_b(leaves ? 77.0 : 300.0, "free", "4 um"));
    std::vector<Vector3> x;
    for (int k = 0; k <= 16; ++k) x.emplace_back(0.0, std::min({20.0, 5.0 * k, 5.0 * (16 - k)}), 1800.0 + 20.0 * k);
    add_line(pillar, x, false);
    shear(pillar, leaves ? 1.5 : 1.0, leaves ? 0.0 : -0.36397);
    std::size_t crossed = 0;
    double off = 0.0;  // at any time: the ends of what crossed slide along b, and may close on it again
    for (int k = 0; k < 150; ++k) {
      for (const Event& e : pillar.step()) crossed += e.kind == EventKind::cross_slip ? 1 : 0;
      for (const Node& n : pillar.network().nodes())
        if (n.alive) off = std::max(off, std::abs(n.x.x()));
    }
    MESSAGE(crossed, " events, ", off, " nm off the plane in ", pillar.state().load.time.total(), " ns");
    CHECK((crossed > 0) == leaves);
    if (leaves)
      CHECK(off > 0.26);
    else
      CHECK(off < 1e-9);
  }
}

namespace {

struct PlaneChange {
  Integer3 plane;
  double yz;  ///< stress at which the screw takes it [GPa]
};

/// yz rises from -0.4 to 0.8 GPa and falls again at xz = 1 GPa; k of 2 count.
double swept(int k, int count) {
  return 0.8 - 1.2 * std::abs(static_cast<double>(k - count)) / count;
}

/// The rule by itself: the law is asked about a straight screw on each {110} plane, and the fastest is taken where it is
/// faster than the present one by the margin.
std::vector<PlaneChange> by_the_rule(const TestPillar& pillar, int count) {
  const Lattice& lattice = pillar.lattice();
  const auto speed = [&](const Integer3& n, double yz) {
    Eigen::Matrix<double, 6, 1> c;
    c << 0.0, 0.0, 0.0, yz, 1.0, 0.0;
    ArmState arm = arm_under(stress_tensor(c), lattice.burgers(burgers), Vector3::UnitZ(), lattice.plane_normal(n), 300);
    arm.to_crystal = lattice.rotation().transpose();
    return std::abs(glide_speed(*pillar.model().law, arm));
  };
  std::vector<PlaneChange> out{{plane, -0.4}};
  for (int k = 1; k <= 2 * count; ++k) {
    const double yz = swept(k, count), now = speed(out.back().plane, yz);
    Integer3 best = out.back().plane;
    double fastest = pillar.model().plane_choice.margin * now;
    for (const Integer3& n : {plane, Integer3{0, 1, -1}, canonical_plane({-1, 0, 1})})
      if (speed(n, yz) > fastest) {
        fastest = speed(n, yz);
        best = n;
      }
    if (best != out.back().plane) out.push_back({best, yz});
  }
  return out;
}

}  // namespace

// Oracle: the rule (7) of docs/theory/mobility-screw.md on a sweep 50 times finer. Scale: one increment of the stress.
TEST_CASE("a screw takes the same planes at the same stresses whatever the step, and gives them back later") {
  for (int variant = 0; variant < 3; ++variant) {
    CAPTURE(variant);
    const int count = variant == 0 ? 40 : 80;
    const std::string tolerance = variant == 2 ? "0.1 nm" : "0.2 nm";
    TestPillar pillar(pillar_along_b(300.0, "periodic", "200 nm"), {"numerics.tolerance=" + tolerance});
    std::vector<Vector3> x;
    for (int k = 0; k < 10; ++k) x.emplace_back(0.0, 0.0, 20.0 * k);
    add_line(pillar, x, true);
    const std::vector<PlaneChange> expected = by_the_rule(pillar, 2000);
    REQUIRE(expected.size() == 3);
    CHECK(expected[1].yz > expected[2].yz + 0.01);  // hysteresis
    std::vector<PlaneChange> seen{{plane, -0.4}};
    for (int k = 1; k <= 2 * count; ++k) {
      shear(pillar, 1.0, swept(k, count));
      for (const Event& e : pillar.step(0.04 / count)) {
        CHECK(e.kind == EventKind::cross_slip);
        seen.push_back({e.plane, swept(k, count)});
      }
    }
    REQUIRE(seen.size() == expected.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      CHECK(seen[i].plane == expected[i].plane);
      CHECK(std::abs(seen[i].yz - expected[i].yz) <= 1.2 / count + 1e-3);
    }
  }
}
