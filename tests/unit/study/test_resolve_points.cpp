// Oracle: faults and names of a resolver that is written out here.
#include <doctest/doctest.h>

#include "ddd/base/sha256.hpp"
#include "ddd/study/sweep_folder.hpp"
#include "tests/unit/study/scratch.hpp"

using namespace pillardd;

namespace {

const char* const sweep_text =
    "base: base.yaml\n"
    "set: [common=1]\n"
    "axes:\n"
    "  - list: {key: size, values: [1, -2]}\n"
    "  - seeds: {count: 3}\n";

/// Stands for `pillardd check`: refuses a negative size, resolves to the settings as they are.
ResolvedInput resolve(const InputSource& source) {
  ResolvedInput out;
  for (std::size_t i = 0; i < source.sets.size(); ++i) {
    if (source.sets[i] == "size=-2")
      throw InputError(std::vector<Fault>{{{"--set", static_cast<int>(i) + 1, 0}, "size", "out of range"}});
    out.yaml += source.sets[i] + "\n";
  }
  return out;
}

std::string refusal(const SweepFile& sweep, const ResolveInput& resolver) {
  try {
    resolve_points(sweep, resolver);
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a fault of a point stands at the value to blame, once, with the point") {
  const Scratch scratch;
  scratch.write("base.yaml", "a: 1\n");
  const SweepFile sweep = read_sweep(scratch.write("s.yaml", sweep_text));
  const std::string place = (scratch / "s.yaml").string();
  CHECK(refusal(sweep, resolve) ==
        place + ":4:35: size: out of range (point 4 of 6: size=-2, seed=1 and 2 more points)");
  const auto of_base = [](const InputSource&) -> ResolvedInput {
    throw InputError(std::vector<Fault>{{{"base.yaml", 1, 2}, "a", "wrong"}});
  };
  CHECK(refusal(sweep, of_base) == "base.yaml:1:2: a: wrong (every point)");
  const auto of_common = [](const InputSource&) -> ResolvedInput {
    throw InputError(std::vector<Fault>{{{"--set", 1, 0}, "common", "wrong"}});
  };
  CHECK(refusal(sweep, of_common) == place + ":2:6: common: wrong (every point)");
}

TEST_CASE("a point is named after its resolved input, and twice the same input is a fault") {
  const Scratch scratch;
  scratch.write("base.yaml", "a: 1\n");
  const SweepFile good = read_sweep(scratch.write("s.yaml", "base: base.yaml\naxes: [{seeds: {count: 2}}]\n"));
  const std::vector<SweepPoint> points = resolve_points(good, resolve);
  REQUIRE(points.size() == 2);
  CHECK(points[0].name == sha256("seed=1\n").substr(0, 16));
  const auto same = [](const InputSource&) { return ResolvedInput{}; };
  CHECK(refusal(good, same).find("two points have the same resolved input: another is point 1") != std::string::npos);
}

TEST_CASE("a sweep's folder reads back, and a foreign folder is left alone") {
  const Scratch scratch;
  scratch.write("base.yaml", "a: 1\n");
  const SweepFile sweep = read_sweep(scratch.write(
      "s.yaml", "base: base.yaml\naxes:\n  - list: {key: side, values: [\"[1, 0, 0]\", \"[0, 1, 0]\"]}\n"));
  const std::vector<SweepPoint> points = resolve_points(sweep, resolve);
  const SweepFolder folder(scratch / "out");
  CHECK_THROWS_AS(folder.points(), InputError);
  folder.write(sweep, points);
  const std::vector<SweepPoint> back = folder.points();
  REQUIRE(back.size() == 2);
  CHECK(back[1].name == points[1].name);
  CHECK(plan_text(back[1].plan) == "side=[0, 1, 0]");
  CHECK(point_status(folder.run(back[0].name)).state == PointState::waiting);
  CHECK(read_sweep(scratch / "out").base() == sweep.base());
  CHECK(folder.strangers({points[0]}) == std::vector<std::string>{points[1].name});
  scratch.write("mine/notes.txt", "precious");
  CHECK_THROWS_AS(SweepFolder(scratch / "mine").write(sweep, points), InputError);
}
