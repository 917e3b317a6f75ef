#include <doctest/doctest.h>

#include "ddd/figures/ticks.hpp"

using namespace pillardd;

TEST_CASE("ticks are round and cover the range") {
  const Ticks t = nice_ticks(0.0, 1.43, 5);
  CHECK(t.labels == std::vector<std::string>{"0.0", "0.5", "1.0", "1.5"});
  CHECK(t.from == 0.0);
  CHECK(t.to == doctest::Approx(1.5).epsilon(1e-12));
  CHECK(t.step == 0.5);
}

TEST_CASE("ticks fall on the ends when these are round") {
  CHECK(nice_ticks(0.0, 1.0, 5).labels == std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(nice_ticks(0.0, 0.1, 5).to == doctest::Approx(0.1).epsilon(1e-12));
}

TEST_CASE("ticks of negative, large and small ranges") {
  CHECK(nice_ticks(-1.0, 1.0, 4).labels == std::vector<std::string>{"-1.0", "-0.5", "0.0", "0.5", "1.0"});
  CHECK(nice_ticks(0.0, 20000.0, 4).labels == std::vector<std::string>{"0", "5000", "10000", "15000", "20000"});
  CHECK(nice_ticks(0.0, 1e-4, 5).labels.back() == "0.00010");
}

TEST_CASE("a range without length becomes one") {
  const Ticks t = nice_ticks(0.0, 0.0, 5);
  CHECK(t.from == 0.0);
  CHECK(t.to == doctest::Approx(1.0).epsilon(1e-12));
}
