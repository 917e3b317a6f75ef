#include <doctest/doctest.h>

#include <vector>

#include "ddd/base/errors.hpp"
#include "ddd/io/run_summary.hpp"

using namespace pillardd;

namespace {

constexpr double slope = 100.0;  // [GPa]

HistoryRow at(double strain, double stress) {
  HistoryRow r;
  r.strain = strain;
  r.stress = stress;
  r.plastic_strain = strain - stress / slope;
  return r;
}

/// Elastic to 1 GPa at 1 %, then ideally plastic to 3 %.
std::vector<HistoryRow> ideally_plastic() {
  std::vector<HistoryRow> rows;
  for (int i = 0; i <= 30; ++i) rows.push_back(at(0.001 * i, std::min(0.1 * i, 1.0)));
  return rows;
}

}  // namespace

TEST_CASE("yield at 0.2 % of an elastic, ideally plastic curve") {
  // By hand: 1 GPa = 100 GPa (strain - 0.002) at strain 0.012.
  const auto yield = yield_point(ideally_plastic(), slope);
  REQUIRE(yield);
  CHECK(yield->strain == doctest::Approx(0.012).epsilon(1e-12));
  CHECK(yield->stress == doctest::Approx(1.0).epsilon(1e-12));
}

TEST_CASE("yield is interpolated between two rows") {
  // By hand: from (0.01, 1) to (0.02, 1.2) the curve is 0.8 + 20 e; it meets 100 (e - 0.002) at e = 0.0125, 1.05 GPa.
  const std::vector<HistoryRow> rows = {at(0, 0), at(0.01, 1.0), at(0.02, 1.2)};
  const auto yield = yield_point(rows, slope);
  REQUIRE(yield);
  CHECK(yield->strain == doctest::Approx(0.0125).epsilon(1e-12));
  CHECK(yield->stress == doctest::Approx(1.05).epsilon(1e-12));
}

TEST_CASE("an elastic run has neither yield nor flow stress") {
  const std::vector<HistoryRow> rows = {at(0, 0), at(0.01, 1.0), at(0.02, 2.0)};
  CHECK_FALSE(yield_point(rows, slope));
  CHECK_FALSE(flow_stress(rows, slope));
  CHECK_FALSE(yield_point(ideally_plastic(), unset));
}

TEST_CASE("flow stress is the strain-weighted mean of the last fifth of the strain") {
  const auto ideal = flow_stress(ideally_plastic(), slope);
  REQUIRE(ideal);
  CHECK(ideal->mean == doctest::Approx(1.0).epsilon(1e-12));
  CHECK(ideal->from_strain == doctest::Approx(0.024).epsilon(1e-12));
  CHECK(ideal->to_strain == doctest::Approx(0.03).epsilon(1e-12));
  // Linear hardening from (0.01, 1) to (0.1, 2.8), rows unevenly spaced: the mean over 0.08..0.1 is the stress at 0.09.
  const std::vector<HistoryRow> hardening = {at(0, 0), at(0.01, 1.0), at(0.06, 2.0), at(0.095, 2.7), at(0.1, 2.8)};
  const auto flow = flow_stress(hardening, slope);
  REQUIRE(flow);
  CHECK(flow->mean == doctest::Approx(2.6).epsilon(1e-12));
}

TEST_CASE(
    "flow stress ignores unloading after the largest strain, and is not given across unloading inside the window") {
  std::vector<HistoryRow> rows = ideally_plastic();
  rows.push_back(at(0.022, 0.2));
  const auto flow = flow_stress(rows, slope);
  REQUIRE(flow);
  CHECK(flow->mean == doctest::Approx(1.0).epsilon(1e-12));
  rows.push_back(at(0.031, 1.0));
  CHECK_FALSE(flow_stress(rows, slope));
}

TEST_CASE("bursts are runs of falling load") {
  // By hand, E = 100 GPa: 0.1 GPa lost is 1e-3 of plastic strain beyond the imposed one.
  const std::vector<HistoryRow> rows = {at(0, 0),        at(0.010, 1.0),         at(0.011, 0.9),
                                        at(0.012, 0.85), at(0.013, 0.95),        at(0.014, 0.90),
                                        at(0.015, 1.0),  at(0.0150001, 0.99999), at(0.0160001, 1.09)};
  const Bursts b = count_bursts(rows);
  CHECK(b.count == 2);  // the last dip, 2e-7, is below what counts
  CHECK(b.largest == doctest::Approx(0.002 + 0.0015).epsilon(1e-9));
  CHECK(b.plastic_strain == doctest::Approx(0.0035 + 0.0015).epsilon(1e-9));
}

TEST_CASE("unloading is not a burst") {
  const std::vector<HistoryRow> rows = {at(0, 0), at(0.01, 1.0), at(0.005, 0.4)};
  CHECK(count_bursts(rows).count == 0);
}

TEST_CASE("a summary takes the largest values and the ends from the rows") {
  std::vector<HistoryRow> rows = ideally_plastic();
  rows[0].density = 1e-5;
  rows[12].density = 4e-5;
  rows[30].density = 2e-5;
  rows[15].stress = 1.5;
  const RunSummary s = summarize(rows, slope, {{"escape", 3}});
  CHECK(s.peak_density == 4e-5);
  CHECK(s.first.density == 1e-5);
  CHECK(s.last.density == 2e-5);
  CHECK(s.peak.stress == 1.5);
  CHECK(s.peak.strain == 0.001 * 15);
  CHECK(s.events.at("escape") == 3);
  CHECK_THROWS_AS(summarize({}, slope, {}), InvariantBroken);
}
