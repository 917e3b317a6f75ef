#include <doctest/doctest.h>

#include "ddd/figures/run_figures.hpp"
#include "tests/unit/figures/figure_fixtures.hpp"

using namespace pillardd;

namespace {

const Series* labelled(const Chart& chart, const std::string& start) {
  for (const Series& s : chart.series)
    if (s.label.starts_with(start)) return &s;
  return nullptr;
}

}  // namespace

TEST_CASE("the stress-strain figure shows curve, slope and yield") {
  const auto rows = test::serrated_curve(384.0, 0.01, 200);
  const Chart chart = stress_strain_chart(rows, 384.0);
  CHECK(chart.x_title == "engineering strain (%)");
  const Series* curve = labelled(chart, "simulation");
  REQUIRE(curve != nullptr);
  CHECK(curve->x.back() == doctest::Approx(1.0).epsilon(1e-12));
  CHECK(curve->y[10] == rows[10].stress);
  const Series* slope = labelled(chart, "elastic slope, E = 384 GPa");
  REQUIRE(slope != nullptr);
  CHECK(slope->y[1] / slope->x[1] == doctest::Approx(3.84).epsilon(1e-12));  // GPa per percent
  CHECK_FALSE(slope->sets_range);
  const Series* yield = labelled(chart, "0.2 % yield");
  REQUIRE(yield != nullptr);
  CHECK(yield->y[0] == doctest::Approx(3.84 * (yield->x[0] - 0.2)).epsilon(1e-9));
}

TEST_CASE("without the elastic slope, or without yield, nothing is marked") {
  const auto rows = test::serrated_curve(384.0, 0.01, 200);
  CHECK(stress_strain_chart(rows, std::nullopt).series.size() == 1);
  const std::vector<HistoryRow> elastic(rows.begin(), rows.begin() + 20);
  CHECK(labelled(stress_strain_chart(elastic, 384.0), "0.2 % yield") == nullptr);
}

TEST_CASE("the stress-strain curve has the colours of its regimes, each named once") {
  const auto rows = test::serrated_curve(384.0, 0.01, 200);
  const Chart chart = stress_strain_chart(
      rows, 384.0,
      {{"elastic", 0, 60}, {"multiplication", 60, 120}, {"elastic", 120, 130}, {"multiplication", 130, 200}});
  std::size_t points = 0, named = 0;
  for (const Series& s : chart.series)
    if (s.sets_range && s.stroke == Stroke::solid) points += s.x.size(), named += s.label.empty() ? 0 : 1;
  CHECK(points == rows.size() + 3);  // the ends of phases belong to both
  CHECK(named == 2);
  REQUIRE(labelled(chart, "multiplication") != nullptr);
  CHECK(labelled(chart, "multiplication")->x.front() == doctest::Approx(0.3).epsilon(1e-12));
}

TEST_CASE("the density figure takes a power of ten") {
  const auto rows = test::serrated_curve(384.0, 0.01, 200);
  const Chart chart = density_chart(rows);
  CHECK(chart.y_title == "dislocation density (10¹³ m⁻²)");
  REQUIRE(chart.series.size() == 2);
  CHECK(chart.series[0].y[7] == doctest::Approx(rows[7].density * 1e5).epsilon(1e-12));
  CHECK(chart.series[1].y[7] == doctest::Approx(rows[7].mobile_density * 1e5).epsilon(1e-12));
  CHECK(density_chart(std::vector<HistoryRow>(2)).y_title == "dislocation density (10⁰ m⁻²)");
}
