#include <doctest/doctest.h>

#include <cmath>

#include "fixture.hpp"

using namespace pillardd;

namespace {

/// Sum of b . (x_a cross x_b)/2: b times the area vector of loops that are right-handed about it [nm^3].
double burgers_area(const Network& network) {
  double sum = 0.0;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Slot slot = static_cast<Slot>(s);
    sum += 0.5 * network.segments()[s].burgers_nm.dot(network.start(slot).cross(network.end(slot)));
  }
  return sum;
}

void check_sound(const Start& start) {
  INFO(start.fault_text());
  REQUIRE(start.faults.empty());
  CHECK(broken_invariants(start.network, false, 1e-9).empty());
  CHECK(worst_tilt(start.network) < 1e-9);
  CHECK(farthest_out(start) <= -2.0 + 1e-9);  // four core radii of 0.5 nm
  CHECK(count_kind(start.network, NodeKind::free) == start.network.nodes().size());
}

}  // namespace

TEST_CASE("glide loops are closed polygons in their planes") {
  const Start start = place("  - loops: {count: 10, radius: [15 nm, 30 nm], planes: both}\n");
  check_sound(start);
  CHECK(start.reports.at(0).placed == 10);
  // A glide loop's area is normal to b: exactly zero but for rounding of 1e3 nm^2 times 0.3 nm.
  CHECK(std::abs(burgers_area(start.network)) < 1e-9);
}

TEST_CASE("a glide loop of 30 nm with segments of 15 nm is a regular 14-gon") {
  // 2 pi 30/15 = 12.57, rounded up to an even number.
  const Start start = place("  - loops: {count: 1, radius: 30 nm}\n");
  REQUIRE(start.network.segments().size() == 14);
  const double side = 2.0 * 30.0 * std::sin(3.14159265358979324 / 14.0);
  CHECK(start.network.total_length() == doctest::Approx(14.0 * side).epsilon(1e-12));
}

TEST_CASE("prismatic loops are hexagons on the glide prism; interstitial and vacancy differ in sign") {
  for (const char* planes : {"110", "112"}) {
    for (const bool vacancy : {true, false}) {
      const Start start = place(std::string("  - loops: {count: 5, radius: 20 nm, kind: prismatic, planes: \"") +
                                planes + "\", sense: " + (vacancy ? "vacancy" : "interstitial") + "}\n");
      check_sound(start);
      CHECK(start.network.total_length() == doctest::Approx(5 * 6 * 20.0).epsilon(1e-12));
      // Area of a hexagon 3 sqrt(3)/2 r^2; b along the right-handed normal for vacancies.
      const double volume = 5 * 1.5 * std::sqrt(3.0) * 400.0 * start.network.lattice().burgers_magnitude();
      CHECK(burgers_area(start.network) == doctest::Approx(vacancy ? volume : -volume).epsilon(1e-9));
      for (const Segment& s : start.network.segments())
        CHECK(dot(s.plane, s.plane) == (std::string(planes) == "110" ? 2 : 6));
    }
  }
}

TEST_CASE("loops meet a density within one loop") {
  const Start start = place("  - loops: {density: 5e13 /m^2, radius: 20 nm, kind: prismatic}\n");
  check_sound(start);
  CHECK(std::abs(start.network.total_length() - 5e-5 * start.boundary->volume()) <= 60.0);
}

TEST_CASE("a density below half a loop places nothing and warns") {
  const Start start = place("  - loops: {density: 1e11 /m^2, radius: 30 nm}\n");
  REQUIRE(start.faults.empty());
  CHECK(start.network.nodes().empty());
  REQUIRE(start.reports.at(0).warnings.size() == 1);
  CHECK(start.reports.at(0).warnings[0].find("less than half of one object") != std::string::npos);
}

TEST_CASE("refusals: a loop wider than the pillar, sense for a glide loop") {
  CHECK(place("  - loops: {count: 1, radius: 150 nm}\n").fault_text().find("the loop is not inside: 2000") !=
        std::string::npos);
  CHECK(
      place("  - loops: {count: 1, radius: 20 nm, sense: vacancy}\n").fault_text().find("belongs to kind: prismatic") !=
      std::string::npos);
}
