// Oracle: the points written out by hand; for the Latin hypercube its definition, one point in each stratum.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "ddd/base/units.hpp"
#include "ddd/study/sweep_file.hpp"
#include "tests/unit/study/scratch.hpp"

using namespace pillardd;

namespace {

std::vector<PointPlan> points_of(const std::string& axes) {
  const Scratch scratch;
  scratch.write("base.yaml", "title: base\n");
  const SweepFile sweep = read_sweep(scratch.write("sweep.yaml", "base: base.yaml\naxes:\n" + axes));
  Faults faults;
  const std::vector<std::vector<PointPlan>> by_axis = axis_points(sweep, faults);
  faults.throw_if_any();
  return all_points(by_axis);
}

std::vector<std::string> texts(const std::vector<PointPlan>& points) {
  std::vector<std::string> out;
  for (const PointPlan& p : points) out.push_back(plan_text(p));
  return out;
}

std::string refusal(const std::string& axes) {
  try {
    points_of(axes);
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the product of axes, the last one fastest") {
  CHECK(texts(points_of("  - list: {key: material, values: [Mo, Nb]}\n  - seeds: {from: 7, count: 2}\n")) ==
        std::vector<std::string>{"material=Mo, seed=7", "material=Mo, seed=8", "material=Nb, seed=7",
                                 "material=Nb, seed=8"});
}

TEST_CASE("ranges end at their ends and have round values between") {
  CHECK(texts(points_of("  - range: {key: temperature, from: 100 K, to: 300 K, count: 3}\n")) ==
        std::vector<std::string>{"temperature=100 K", "temperature=200 K", "temperature=300 K"});
  CHECK(texts(points_of("  - log_range: {key: pillar.diameter, from: 100 nm, to: 1600 nm, count: 5}\n")) ==
        std::vector<std::string>{"pillar.diameter=100 nm", "pillar.diameter=200 nm", "pillar.diameter=400 nm",
                                 "pillar.diameter=800 nm", "pillar.diameter=1600 nm"});
  CHECK(texts(points_of("  - range: {key: dislocations.0.frank_read.count, from: 4, to: 8, count: 3}\n")) ==
        std::vector<std::string>{"dislocations.0.frank_read.count=4", "dislocations.0.frank_read.count=6",
                                 "dislocations.0.frank_read.count=8"});
  CHECK(texts(points_of("  - range: {key: a, from: 0.1 %, to: 0.4 %, count: 4}\n")) ==
        std::vector<std::string>{"a=0.001", "a=0.002", "a=0.003", "a=0.004"});
}

TEST_CASE("zipped keys change together") {
  CHECK(texts(points_of("  - zip:\n      columns:\n        - {key: pillar.diameter, values: [80 nm, 160 nm]}\n"
                        "        - {key: pillar.height, values: [160 nm, 320 nm]}\n")) ==
        std::vector<std::string>{"pillar.diameter=80 nm, pillar.height=160 nm",
                                 "pillar.diameter=160 nm, pillar.height=320 nm"});
}

TEST_CASE("a Latin hypercube has one point in each stratum of each range, the same ones each time") {
  const std::string axes =
      "  - latin_hypercube:\n      count: 16\n      seed: 3\n      ranges:\n"
      "        - {key: temperature, from: 100 K, to: 260 K}\n"
      "        - {key: pillar.diameter, from: 100 nm, to: 6553600 nm, scale: log}\n";
  const std::vector<PointPlan> points = points_of(axes);
  REQUIRE(points.size() == 16);
  std::set<int> linear, logarithmic;
  for (const PointPlan& p : points) {
    linear.insert(static_cast<int>((parse_quantity(p[0].value).value - 100.0) / 10.0));
    logarithmic.insert(static_cast<int>(std::log2(parse_quantity(p[1].value).value / 100.0)));
  }
  CHECK(linear.size() == 16);
  CHECK(logarithmic.size() == 16);
  CHECK(*linear.begin() == 0);
  CHECK(*logarithmic.rbegin() == 15);
  CHECK(texts(points_of(axes)) == texts(points));
  std::string other = axes;
  other.replace(other.find("seed: 3"), 7, "seed: 4");
  CHECK(texts(points_of(other)) != texts(points));
}

TEST_CASE("axes that cannot be expanded are refused at their place") {
  CHECK(holds(refusal("  - range: {key: a, from: 1 nm, to: 2 K, count: 3}\n"),
              "sweep.yaml:3:37: axes.0.range.to: has another dimension"));
  CHECK(holds(refusal("  - range: {key: a, from: 1 nm, to: 1 nm, count: 3}\n"), "equals 'from'"));
  CHECK(holds(refusal("  - log_range: {key: a, from: 0 nm, to: 2 nm, count: 3}\n"), "ends above zero"));
  CHECK(holds(refusal("  - range: {key: a, from: 1 nim, to: 2 nm, count: 3}\n"), "axes.0.range.from"));
  CHECK(holds(refusal("  - list: {key: a, values: []}\n"), "needs at least one value"));
  CHECK(holds(refusal("  - list: {key: a, values: [1]}\n  - list: {key: a, values: [2]}\n"), "'a' is swept twice"));
  CHECK(
      holds(refusal("  - zip:\n      columns:\n        - {key: a, values: [1, 2]}\n        - {key: b, values: [1]}\n"),
            "equally many"));
  CHECK(holds(refusal("  - seed: {count: 2}\n"), "did you mean 'seeds'"));
}
