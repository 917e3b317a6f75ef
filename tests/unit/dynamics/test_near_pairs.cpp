#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "ddd/dynamics/near_pairs.hpp"

using namespace pillardd;

namespace {

std::vector<Ball> cloud(std::size_t count, const Vector3& size, double radius) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  std::vector<Ball> out;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = unit(random), y = unit(random), z = unit(random);
    out.push_back({size.cwiseProduct(Vector3(x, y, z)), radius * unit(random)});
  }
  return out;
}

/// The same by its definition, all with all.
std::vector<NearPair> all_with_all(const std::vector<Ball>& balls, double reach, double period) {
  std::vector<NearPair> out;
  for (std::uint32_t i = 0; i < balls.size(); ++i)
    for (std::uint32_t j = i + 1; j < balls.size(); ++j) {
      Vector3 gap = balls[i].centre - balls[j].centre;
      if (period > 0.0) gap.z() -= period * std::round(gap.z() / period);
      if (gap.norm() <= balls[i].radius + balls[j].radius + reach) out.emplace_back(i, j);
    }
  return out;
}

}  // namespace

// Oracle: the definition over all pairs; random places leave none within the 1e-9 that the search has to spare.
TEST_CASE("near pairs are those of all with all, in the same order") {
  for (const double period : {0.0, 100.0})
    for (const Vector3& size : {Vector3(100, 30, 60), Vector3(20, 90, 300), Vector3(50, 50, 250)}) {
      const std::vector<Ball> balls = cloud(150, size, 9.0);
      const std::vector<NearPair> found = near_pairs(balls, 2.0, period);
      CHECK(found.size() > 100);
      CHECK(found == all_with_all(balls, 2.0, period));
    }
}

TEST_CASE("near pairs: those of two still ones, and no others, are left out") {
  for (const double period : {0.0, 100.0}) {
    std::vector<Ball> balls = cloud(150, {50, 50, 250}, 9.0);
    for (std::size_t i = 0; i < balls.size(); ++i) {
      balls[i].still = i % 3 != 0;
      balls[i].centre.z() -= 130.0;  // on either side of the period
    }
    std::vector<NearPair> expected = all_with_all(balls, 2.0, period);
    const std::size_t all = expected.size();
    std::erase_if(expected, [&](const NearPair& p) { return balls[p.first].still && balls[p.second].still; });
    CHECK(expected.size() < all);
    CHECK(near_pairs(balls, 2.0, period) == expected);
  }
}

TEST_CASE("near pairs: none, one, and all where the reach has no end") {
  CHECK(near_pairs({}, 1.0, 0.0).empty());
  const std::vector<Ball> balls = cloud(20, {10, 10, 10}, 0.0);
  CHECK(near_pairs(std::span(balls).first(1), 1.0, 0.0).empty());
  CHECK(near_pairs(balls, std::numeric_limits<double>::infinity(), 0.0).size() == 190);
}
