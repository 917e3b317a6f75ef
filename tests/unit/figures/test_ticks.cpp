#include <doctest/doctest.h>

#include <cmath>

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

TEST_CASE("logarithmic ticks: labels at decades, more on a short axis, and places in proportion to the logarithm") {
  const Ticks wide = log_ticks(1e-3, 1e8);
  CHECK(wide.labels == std::vector<std::string>{"10⁻²", "10⁰", "10²", "10⁴", "10⁶", "10⁸"});
  CHECK(log_ticks(1.0, 30.0).labels == std::vector<std::string>{"1", "2", "5", "10", "20"});
  CHECK(log_ticks(0.6, 3.6).labels == std::vector<std::string>{"1", "2", "3"});
  CHECK(log_ticks(80.0, 180.0).labels == std::vector<std::string>{"80", "100", "120", "140", "160", "180"});
  CHECK(log_ticks(80.0, 180.0).part(120.0) == doctest::Approx(0.5).epsilon(1e-6));  // 120 = sqrt(80 180)
  CHECK(std::isnan(wide.part(0.0)));
}

TEST_CASE("linear ticks: small ones between the labelled") {
  const Ticks t = nice_ticks(0.0, 1.0, 5);
  CHECK(t.small.size() == 15);
  CHECK(t.part(0.25) == doctest::Approx(0.25).epsilon(1e-12));
}
