#include "ddd/base/random.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "ddd/base/errors.hpp"

using namespace pillardd;

// Oracle: the known-answer vectors published with the generator (Random123, kat_vectors, philox4x32 10).
TEST_CASE("Philox4x32-10 gives its published known answers") {
  using Block = std::array<std::uint32_t, 4>;
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32_10({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}) == Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("streams of another seed, purpose or id share no numbers") {
  std::set<std::uint64_t> seen;
  for (const std::uint64_t seed : {0ULL, 1ULL, 1ULL << 40})
    for (const RandomPurpose purpose : {RandomPurpose::frank_read, RandomPurpose::thermal_noise})
      for (const std::uint64_t id : {0ULL, 1ULL, 1ULL << 40})
        for (const std::uint64_t draw : {0ULL, 1ULL, 1ULL << 40})
          seen.insert(RandomStream(seed, purpose, id).bits(draw));
  CHECK(seen.size() == 3 * 2 * 3 * 3);
  CHECK_THROWS_AS((void)RandomStream(0, RandomPurpose::loops, 0).bits(1ULL << 56), InvariantBroken);
}

// Scale: the mean of n draws has the standard deviation s/sqrt(n); five of them are allowed.
TEST_CASE("moments of the distributions") {
  const RandomStream stream(3, RandomPurpose::loops, 5);
  const int n = 100000;
  double uniform = 0, square = 0, waiting = 0;
  for (int k = 0; k < n; ++k) {
    const double u = stream.uniform(static_cast<std::uint64_t>(k));
    REQUIRE(u >= 0.0);
    REQUIRE(u < 1.0);
    uniform += u / n;
    square += u * u / n;
    waiting += stream.exponential(static_cast<std::uint64_t>(k)) / n;
  }
  CHECK(std::abs(uniform - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK(std::abs(square - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / n));
  CHECK(std::abs(waiting - 1.0) < 5 * std::sqrt(1.0 / n));
}

TEST_CASE("integers below a bound: in range, all reached, evenly, also for bounds past 32 bits") {
  const RandomStream stream(3, RandomPurpose::lines, 5);
  std::vector<int> counts(7, 0);
  const int n = 70000;
  for (int k = 0; k < n; ++k) ++counts.at(stream.below(7, static_cast<std::uint64_t>(k)));
  for (const int c : counts) CHECK(std::abs(c - n / 7) < 5 * std::sqrt(n / 7.0));
  const std::uint64_t bound = 5ULL << 60;
  double mean = 0;
  for (int k = 0; k < n; ++k) {
    const std::uint64_t x = stream.below(bound, static_cast<std::uint64_t>(k));
    REQUIRE(x < bound);
    mean += static_cast<double>(x) / static_cast<double>(bound) / n;
  }
  CHECK(std::abs(mean - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK_THROWS_AS((void)stream.below(0, 0), InvariantBroken);
}
