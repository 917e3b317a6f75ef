#include "ddd/base/text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "ddd/base/random.hpp"

using namespace pillardd;

TEST_CASE("numbers are written in the shortest form that reads back to the same bits") {
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(1e30) == "1e+30");
  CHECK(to_text(std::nan("")) == "nan");
  CHECK(to_text(-std::nan("")) == "nan");
  const RandomStream stream(1, RandomPurpose::lines, 0);
  for (std::uint64_t k = 0; k < 1000; ++k) {
    const double x = std::ldexp(stream.uniform(k) - 0.5, static_cast<int>(stream.below(600, k + 1000)) - 300);
    CHECK(std::strtod(to_text(x).c_str(), nullptr) == x);
  }
}

TEST_CASE("the nearest word is a plausible slip of the finger, or none") {
  const std::vector<std::string> keys = {"diameter", "height", "axis", "side", "shape"};
  CHECK(nearest("diametr", keys) == "diameter");
  CHECK(nearest("hieght", keys) == "height");
  CHECK(nearest("Axis", keys) == "axis");
  CHECK(nearest("colour", keys).empty());
  CHECK(nearest("x", {}).empty());
}

TEST_CASE("words are listed as in a sentence") {
  CHECK(list_words(std::vector<std::string>{}).empty());
  CHECK(list_words(std::vector<std::string>{"a"}) == "a");
  CHECK(list_words(std::vector<std::string>{"a", "b", "c"}) == "a, b or c");
}
