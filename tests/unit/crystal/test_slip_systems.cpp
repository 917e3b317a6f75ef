#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "ddd/crystal/lattice.hpp"
#include "ddd/crystal/slip_systems.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

TEST_CASE("24 different slip systems, 12 on {110} then 12 on {112}, each plane containing its b") {
  const std::vector<SlipSystem>& systems = bcc_slip_systems();
  REQUIRE(systems.size() == 24);
  std::set<std::pair<Integer3, Integer3>> different;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    const auto& [b, n] = systems[i];
    different.insert({b, n});
    CHECK(dot(b, n) == 0);
    CHECK(dot(n, n) == (i < 12 ? 2 : 6));
    CHECK(burgers_family(b) == BurgersFamily::half_111);
    CHECK(canonical_plane(n) == n);
    CHECK(slip_system_index(negated(b), negated(n)) == static_cast<int>(i));
  }
  CHECK(different.size() == 24);
}

TEST_CASE("glide planes of a Burgers vector") {
  CHECK(glide_planes({1, 1, 1}).size() == 6);
  CHECK(glide_planes({-1, 1, 1}, true, false).size() == 3);
  CHECK(glide_planes({2, 0, 0}) == std::vector<Integer3>{{0, 1, 1}, {0, 1, -1}});
}

TEST_CASE("a system has one name") {
  for (const int s : {1, -1})
    for (const int p : {1, -1}) CHECK(slip_system_name({s, s, -s}, {p, 0, p}) == "[1 1 -1](1 0 1)");
  CHECK(slip_system_name({-1, 1, 1}, {0, 0, 0}) == "[1 -1 -1](none)");
  CHECK(slip_system_index({2, 0, 0}, {0, 1, 1}) == -1);
  CHECK(slip_system_index({1, 1, 1}, {1, 1, 0}) == -1);
}

// Oracle: hand calculation. [001]: {110} systems 1/sqrt(6) or 0, {112} systems sqrt(2)/3 or 1/(3 sqrt(2)).
TEST_CASE("Schmid factors along [001]") {
  CHECK(schmid_factor({{1, 1, 1}, {0, 1, -1}}, {0, 0, 1}) == relative(1 / std::sqrt(6.0), 1e-15));
  CHECK(schmid_factor({{1, 1, 1}, {1, -1, 0}}, {0, 0, 1}) == 0);
  CHECK(schmid_factor({{1, 1, 1}, {1, 1, -2}}, {0, 0, 3}) == relative(std::sqrt(2.0) / 3, 1e-15));
  CHECK(schmid_factor({{1, 1, 1}, {2, -1, -1}}, {0, 0, 1}) == relative(1 / (3 * std::sqrt(2.0)), 1e-15));
}

// Oracle: hand calculation. b at 54.7 degrees to [001], at 35.3 to [110] (the two that have a Schmid factor), at 61.9 to
// [112] in the system with the greatest factor, (1 0 1)[-1 1 1].
TEST_CASE("longest screw across a pillar, in diameters") {
  CHECK(screw_across(Lattice({0, 0, 1}, {1, 0, 0}, 0.3)) == relative(std::sqrt(1.5), 1e-12));
  CHECK(screw_across(Lattice({1, 1, 0}, {0, 0, 1}, 0.3)) == relative(std::sqrt(3.0), 1e-12));
  CHECK(screw_across(Lattice({1, 1, 2}, {1, 1, -1}, 0.3)) == relative(3.0 / std::sqrt(7.0), 1e-12));
}
