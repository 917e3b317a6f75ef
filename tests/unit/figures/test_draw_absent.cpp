#include <doctest/doctest.h>

#include "ddd/figures/chart.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;

TEST_CASE("a build without cairo refuses to draw, by name") {
  CHECK_FALSE(figures_available());
  CHECK(test::refusal([] { write_chart({}, "figure"); }) ==
        "this build has no cairo (PILLARDD_WITH_CAIRO=OFF): it draws no figures");
}
