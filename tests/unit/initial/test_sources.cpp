#include <doctest/doctest.h>

#include <cmath>

#include "fixture.hpp"

using namespace pillardd;

namespace {

/// Exact integers for conservation and planes; 1e-9 rad for lines, some 1e6 roundings of unit vectors.
void check_sound(const Start& start) {
  INFO(start.fault_text());
  REQUIRE(start.faults.empty());
  const std::vector<std::string> broken = broken_invariants(start.network, false, 1e-9);
  INFO((broken.empty() ? std::string() : broken.front()));
  CHECK(broken.empty());
  CHECK_FALSE(has_open_ends(start.network));
  CHECK(worst_tilt(start.network) < 1e-9);
  CHECK(farthest_out(start) <= 0.0);
}

/// Mobile length of each source, in the order of placing: runs of mobile segments between two pins.
std::vector<double> source_lengths(const Network& network) {
  std::vector<double> out;
  bool inside = false;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const bool mobile = !network.segments()[s].sessile;
    if (mobile && !inside) out.push_back(0.0);
    if (mobile) out.back() += network.length(static_cast<Slot>(s));
    inside = mobile;
  }
  return out;
}

}  // namespace

TEST_CASE("frank-read sources with surface arms are in equilibrium, inside, and as many and as long as asked") {
  for (const char* planes : {"110", "112", "both"}) {
    const Start start =
        place(std::string("  - frank_read: {count: 12, length: [60 nm, 100 nm], planes: ") + "\"" + planes + "\"}\n");
    check_sound(start);
    CHECK(start.reports.at(0).placed == 12);
    CHECK(count_kind(start.network, NodeKind::pinned) == 24);
    CHECK(count_kind(start.network, NodeKind::surface) == 24);
    const std::vector<double> lengths = source_lengths(start.network);
    REQUIRE(lengths.size() == 12);
    for (const double length : lengths) {
      CHECK(length >= 60.0 - 1e-9);
      CHECK(length <= 100.0 + 1e-9);
    }
    for (std::size_t s = 0; s < start.network.segments().size(); ++s)
      if (!start.network.segments()[s].sessile) CHECK(start.network.length(static_cast<Slot>(s)) <= 15.0 + 1e-9);
  }
}

TEST_CASE("surface nodes lie on the surface to rounding and sessile arms leave the glide plane by 45 degrees or more") {
  const Start start = place("  - frank_read: {count: 12, length: 80 nm}\n");
  const Network& net = start.network;
  for (std::size_t n = 0; n < net.nodes().size(); ++n) {
    const Node& node = net.nodes()[n];
    // 100 nm radius: 1e-12 nm is some fifty roundings.
    if (node.kind == NodeKind::surface) CHECK(std::abs(start.boundary->signed_distance(node.x)) < 1e-12);
    if (node.kind != NodeKind::pinned) continue;
    REQUIRE(node.arms.size() == 2);
    const bool first_sessile = net.segment(node.arms[0]).sessile;
    const Slot arm = node.arms[first_sessile ? 0 : 1], source = node.arms[first_sessile ? 1 : 0];
    CHECK(net.segment(arm).sessile);
    CHECK_FALSE(net.segment(source).sessile);
    const double sine = std::abs(net.line(arm).normalized().dot(net.segment(source).normal));
    CHECK(sine >= std::sqrt(0.5) - 1e-12);
  }
}

TEST_CASE("sources stand in every kind of pillar and orientation") {
  for (const char* ends : {"periodic", "platens", "free"}) {
    check_sound(place("  - frank_read: {count: 8, length: 60 nm}\n", 3, pillar(ends)));
    check_sound(place("  - frank_read: {count: 8, length: 60 nm}\n", 3, pillar(ends, "width: 220 nm\ndepth: 180 nm"),
                      molybdenum({1, 1, 0}, {0, 0, 1})));
    check_sound(place("  - frank_read: {count: 8, length: 60 nm, planes: both}\n", 3, pillar(ends),
                      molybdenum({1, 1, 1}, {1, -1, 0})));
  }
}

TEST_CASE("with platens nothing comes nearer to an end than the clearance of four core radii") {
  const Start start = place("  - frank_read: {count: 12, length: 60 nm}\n", 5, pillar("platens"));
  check_sound(start);
  for (const Node& node : start.network.nodes()) {
    const bool arm_end = node.kind == NodeKind::surface;
    CHECK(node.x.z() > (arm_end ? 0.0 : 2.0 - 1e-9));
    CHECK(node.x.z() < 600.0 - (arm_end ? 0.0 : 2.0 - 1e-9));
  }
}

TEST_CASE("arms: loop closes a square inside without surface nodes") {
  const Start start = place("  - frank_read: {count: 6, length: 60 nm, arms: loop}\n");
  check_sound(start);
  CHECK(count_kind(start.network, NodeKind::surface) == 0);
  CHECK(count_kind(start.network, NodeKind::pinned) == 12);
  // Three sessile sides of 60 nm for every mobile one.
  CHECK(start.network.mobile_length() == doctest::Approx(6 * 60.0).epsilon(1e-12));
  CHECK(start.network.total_length() == doctest::Approx(4 * 6 * 60.0).epsilon(1e-12));
}

TEST_CASE("character sets the angle between line and Burgers vector") {
  for (const bool edge : {true, false}) {
    const Start start =
        place(std::string("  - frank_read: {count: 8, length: 60 nm, character: ") + (edge ? "edge" : "screw") + "}\n");
    check_sound(start);
    for (std::size_t s = 0; s < start.network.segments().size(); ++s) {
      const Segment& segment = start.network.segments()[s];
      if (segment.sessile) continue;
      const double cosine =
          std::abs(start.network.line(static_cast<Slot>(s)).normalized().dot(segment.burgers_nm.normalized()));
      CHECK(std::abs(cosine - (edge ? 0.0 : 1.0)) < 1e-12);
    }
  }
}

TEST_CASE("density is met as nearly as whole sources allow") {
  const double target = 2e-5 * 3.14159265358979 * 100 * 100 * 600;  // 2e13 /m^2 in a cylinder of 200 x 600 nm
  const Start start = place("  - frank_read: {density: 2e13 /m^2, length: [40 nm, 80 nm]}\n");
  check_sound(start);
  // Within half of the longest source.
  CHECK(std::abs(start.network.mobile_length() - target) <= 40.0);
  CHECK(start.network.mobile_length() > 0.0);
}

TEST_CASE("a source always has a node that can move") {
  const Start start = place("  - frank_read: {count: 3, length: 12 nm}\n");  // shorter than one segment of 15 nm
  check_sound(start);
  std::size_t mobile = 0;
  for (std::size_t n = 0; n < start.network.nodes().size(); ++n)
    mobile += start.network.mobile(static_cast<Slot>(n)) ? 1 : 0;
  CHECK(mobile == 3);
}

TEST_CASE("the same seed gives the same bits, another seed another start") {
  const std::string yaml =
      "  - frank_read: {count: 6, length: [60 nm, 100 nm]}\n  - loops: {count: 5, radius: 20 nm}\n";
  const Start a = place(yaml, 7), b = place(yaml, 7), c = place(yaml, 8);
  CHECK(same_network(a.network, b.network));
  CHECK_FALSE(same_network(a.network, c.network));
}

TEST_CASE("equal entries at different places of the list differ") {
  const Start start = place("  - loops: {count: 1, radius: 20 nm}\n  - loops: {count: 1, radius: 20 nm}\n");
  REQUIRE(start.faults.empty());
  const std::size_t half = start.network.nodes().size() / 2;
  CHECK((start.network.nodes()[0].x - start.network.nodes()[half].x).norm() > 1.0);
}

TEST_CASE("random lines end on the surface on both sides and meet the density within one line") {
  for (const char* ends : {"periodic", "platens", "free"}) {
    const Start start = place("  - lines: {density: 1e14 /m^2, planes: both}\n", 2, pillar(ends));
    check_sound(start);
    CHECK(count_kind(start.network, NodeKind::surface) == 2 * start.reports.at(0).placed);
    const double target = 1e-4 * start.boundary->volume();
    CHECK(std::abs(start.network.mobile_length() - target) <= 650.0);  // the longest chord: sqrt(200^2 + 600^2)
    CHECK(start.reports.at(0).placed > 2);
  }
}

TEST_CASE("different lines keep the clearance of four core radii") {
  const Start start = place("  - lines: {count: 10}\n  - frank_read: {count: 10, length: 50 nm}\n");
  check_sound(start);
  CHECK(start.reports.at(0).placed == 10);
  CHECK(start.reports.at(1).placed == 10);
  CHECK(start.reports.at(1).rejected > 0);  // so the clearance was put to use
  std::size_t sum = 0;
  for (const std::string& reason : start.reports.at(1).reasons)
    sum += std::stoul(reason.substr(reason.rfind(": ") + 2));
  CHECK(sum == start.reports.at(1).rejected);
}

TEST_CASE("a source longer than the pillar is impossible and the fault says why") {
  const Start start = place("  - frank_read: {count: 1, length: 2000 nm, character: edge}\n");
  CHECK(start.reports.at(0).placed == 0);
  CHECK(start.fault_text().find(
            "dislocations.0.frank_read: found no place for source 1 in 2000 trials (a pin is outside or "
            "too near the surface: 2000)") != std::string::npos);
}

TEST_CASE("count and density together, or neither, are refused") {
  CHECK_THROWS_AS(entries("  - frank_read: {length: 60 nm}\n"), InputError);
  CHECK_THROWS_AS(entries("  - frank_read: {count: 2, density: 1e13 /m^2, length: 60 nm}\n"), InputError);
  CHECK_THROWS_AS(entries("  - frank_read: {count: 0, length: 60 nm}\n"), InputError);
}

// Oracle: (n.a)(b.a)/(|n||b||a|^2) along [001] is 1/sqrt(6) or 0 on {110}, 2/(3 sqrt 2) or 1/(3 sqrt 2) on {112}.
TEST_CASE("schmid_min leaves out the systems that the load hardly moves") {
  for (const char* kind : {"frank_read: {count: 8, length: 60 nm, planes: both", "lines: {count: 8, planes: both"}) {
    const Start start = place(std::string("  - ") + kind + ", schmid_min: 0.3}\n");
    check_sound(start);
    const Network& net = start.network;
    int mobile = 0;
    for (const Segment& s : net.segments()) {
      if (s.sessile) continue;
      ++mobile;
      const double factor = std::abs(net.lattice().direction(s.burgers).z() * s.normal.z());
      CHECK((factor == doctest::Approx(1.0 / std::sqrt(6.0)) || factor == doctest::Approx(std::sqrt(2.0) / 3.0)));
    }
    CHECK(mobile >= 8);
  }
  const Start none = place("  - frank_read: {count: 1, length: 60 nm, schmid_min: 0.45}\n");
  CHECK(none.fault_text().find("the Schmid factor is below schmid_min") != std::string::npos);
}
