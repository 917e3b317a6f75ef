// Frames, cycles, rigs and ends met inside a step. Oracles: springs in series, the written programme.
#include <doctest/doctest.h>

#include <cmath>

#include "ddd/base/text.hpp"
#include "programme.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;
using programme::make;
using programme::modulus;

namespace {

void step(const Loading& loading, LoadState& state, double dt, double plastic) {
  programme::accept(state, loading.after(state, dt, plastic), dt, plastic);
}

std::string frame(double stiffness) {
  return "  - {mode: compression, displacement_rate: 6e8 nm/s, frame: {stiffness: " + to_text(stiffness) +
         " N/m}, until: {time: 10 ns}}";
}

}  // namespace

// sigma A = k_f (u - H eps), eps = sigma/E + eps_p, after 2 ns at 0.6 nm/ns with eps_p = 5e-4 in them.
TEST_CASE("pillar and frame are springs in series") {
  const double area = programme::pillar().section.area, height = 600, u = -1.2, plastic = -5e-4;
  for (const double k : {1.0, 10.0, 2e4, 1e9}) {
    const auto loading = make(frame(k));
    LoadState state = loading->start();
    for (int i = 0; i < 200; ++i) step(*loading, state, 0.01, plastic / 200);
    const double expected = k * (u - height * plastic) / (area + k * height / modulus);
    CHECK(state.stress == relative(expected, 1e-10));
    CHECK(state.strain.total() == relative(state.stress / modulus + plastic, 1e-12));
    CHECK(loading->displacement(state) == relative(u, 1e-9));
  }
}

TEST_CASE("a stiff frame is strain control, a soft one load control") {
  const auto stiff = make(frame(1e12)), soft = make(frame(1e-9));
  LoadState a = stiff->start(), b = soft->start();
  step(*stiff, a, 0.0, -1e-3);
  step(*soft, b, 0.0, -1e-3);
  CHECK(a.stress == relative(modulus * 1e-3, 1e-6));
  CHECK(std::abs(a.strain.total()) < 1e-9);
  CHECK(std::abs(b.stress) < 1e-9);
  CHECK(b.strain.total() == relative(-1e-3, 1e-6));
}

TEST_CASE("behind a frame the strain ahead is known while the pillar is without lines") {
  for (const char* stage : {"  - {mode: compression, displacement_rate: 6e8 nm/s, frame: {stiffness: 2e4 N/m}, until: "
                            "{time: 10 ns}}",
                            "  - {mode: compression, stress_rate: 1e9 GPa/s, until: {time: 10 ns}}"}) {
    const auto loading = make(stage);
    LoadState state = loading->start();
    step(*loading, state, 1.0, 0.0);
    const double dt = loading->time_to_strain(state, 5e-3);
    REQUIRE(dt < 10.0);
    step(*loading, state, dt, 0.0);
    CHECK(state.strain.total() == relative(-5e-3, 1e-14));
    CHECK(loading->time_to_strain(state, 5e-3) == 0.0);
    state.density = 1e-4;
    CHECK(std::isinf(loading->time_to_strain(state, 6e-3)));
  }
}

TEST_CASE("a rigid drive is a strain rate, and a drive at rest holds") {
  const auto drive = make(
      "  - {mode: tension, displacement_rate: 6e8 nm/s, until: {strain: 1 %}}\n"
      "  - {mode: tension, displacement_rate: 0 nm/s, frame: {stiffness: 2e4 N/m}, until: {stress: 1 GPa}}");
  LoadState state = drive->start();
  CHECK(drive->time_to_end(state) == relative(10, 1e-12));
  step(*drive, state, 10, 0);
  CHECK(drive->stage_done(state));
  CHECK(drive->describe(0).find("tension at 6e+08 nm/s by a rigid frame until") == 0);
  drive->enter_next(state);
  step(*drive, state, 5, 1e-3);
  const double c = 2e4 * 600 / (modulus * programme::pillar().section.area);
  CHECK(state.stress == relative(0.01 * modulus - modulus * c / (1 + c) * 1e-3, 1e-12));
  CHECK_FALSE(drive->stage_done(state));
}

TEST_CASE("a step is cut where its stage ends") {
  const auto creep = make("  - {mode: compression, stress: 1 GPa, until: {strain: 1 %}}");
  LoadState state = creep->start();
  const double left = 0.01 - 1 / modulus;
  CHECK(creep->fraction_to_end(state, 1.0, -0.5 * left) == 1.0);
  CHECK(creep->fraction_to_end(state, 1.0, -4.0 * left) == relative(0.25, 1e-12));
  const auto back = make(
      "  - {mode: tension, strain_rate: 1e6 /s, until: {time: 5 ns}}\n"
      "  - {mode: tension, strain_rate: -1e6 /s, until: {stress: 0 GPa}}");
  state = back->start();
  step(*back, state, 5, 2e-3);
  back->enter_next(state);
  CHECK(back->fraction_to_end(state, 6.0, 0) == relative(0.5, 1e-12));
  CHECK(back->fraction_to_end(state, 2.0, 0) == 1.0);
}

TEST_CASE("cycles go to both limits, first where the rate goes") {
  const auto loading = make(
      "  - {mode: tension, strain_rate: -1e6 /s, cyclic: {count: 3, strain: [-0.2 %, 0.3 %]}}\n"
      "  - {mode: tension, strain_rate: -1e6 /s, until: {strain: 0.1 %}}");
  REQUIRE(loading->stages() == 7);
  LoadState state = loading->start();
  const std::vector<double> turns{-0.002, 0.003, -0.002, 0.003, -0.002, 0.003, 0.001};
  double time = 0;
  for (std::size_t i = 0; i < turns.size() - 1; ++i) {
    CHECK(loading->describe(i).find("cycle " + std::to_string(i / 2 + 1) + " of 3") != std::string::npos);
    step(*loading, state, loading->time_to_end(state), 0);
    CHECK(loading->stage_done(state));
    CHECK(state.strain.total() == relative(turns[i], 1e-12));
    time += i == 0 ? 2 : 5;
    CHECK(state.time.total() == relative(time, 1e-12));
    if (i + 2 < turns.size()) loading->enter_next(state);
  }
  CHECK(programme::refusal("  - {mode: tension, stress: 1 GPa, cyclic: {count: 2, strain: [0, 1 %]}}\n")
            .find("needs a rate") != std::string::npos);
  CHECK(programme::refusal("  - {mode: tension, strain_rate: 1e6 /s, cyclic: {count: 2, strain: 1 %}}\n")
            .find("two limits") != std::string::npos);
}

TEST_CASE("a rig gives its rate and warns where it cannot go") {
  const auto within = make("  - {mode: tension, rig: mems, rig_rate: middle, until: {strain: 1 %}}");
  CHECK(within->warnings().empty());
  LoadState state = within->start();
  CHECK(within->time_to_end(state) == relative(6 / 1e-12, 1e-12));  // 6 nm at 1e-3 nm/s
  CHECK(make("  - {mode: compression, rig: nanoindenter, strain_rate: 5e-3 /s, until: {strain: 1 %}}")
            ->warnings()
            .empty());  // 3 nm/s
  const auto warned = [](const std::string& stage) {
    const auto list = make("  - {" + stage + ", until: {strain: 1 %}}")->warnings();
    return list.size() == 1 ? list.front() : "not one warning";
  };
  CHECK(warned("mode: compression, rig: nanoindenter, strain_rate: 1e6 /s").find("1 nm/s to 10 nm/s") !=
        std::string::npos);
  CHECK(warned("mode: compression, rig: mems, rig_rate: fastest").find("does not load in compression") !=
        std::string::npos);
  CHECK(warned("mode: bending, neutral_axis: x, rig: nanoindenter, strain_rate: 1e6 /s").find("bending") !=
        std::string::npos);
  Faults faults;
  LoadedPillar hot = programme::pillar();
  hot.temperature = 400;
  const auto list =
      make_loading(programme::read("  - {mode: tension, rig: thermal_bimetal, rig_rate: slowest, until: {strain: 1 %}}")
                       .list("loading"),
                   hot, faults);
  REQUIRE(list);
  REQUIRE(list->warnings().size() == 1);
  CHECK(list->warnings().front().find("353.15 K") != std::string::npos);
}

TEST_CASE("bending and torsion share the load out as their resultants say") {
  const LoadedPillar body = programme::pillar();
  for (const std::string mode : {"bending, neutral_axis: y", "bending, neutral_axis: x", "torsion"}) {
    const auto loading = make("  - {mode: " + mode + ", stress: 1.5 GPa, until: {time: 1 ns}}");
    const LoadMode& m = loading->mode();
    const bool torsion = mode == "torsion";
    CHECK(m.modulus == (torsion ? body.torsion_modulus : body.axial_modulus));
    // s^2/M over the body is g V s e: by the midpoint rule in r, exact in the angle with 8 points.
    double energy = 0, resultant = 0;
    const int rings = 400;
    for (int i = 0; i < rings; ++i)
      for (int k = 0; k < 8; ++k) {
        const double r = 100.0 * (i + 0.5) / rings, t = 2 * std::numbers::pi * (k + 0.3) / 8;
        const double dA = r * (100.0 / rings) * 2 * std::numbers::pi / 8;
        const Vector3 x(r * std::cos(t), r * std::sin(t), 7.0);
        const Matrix3 s = m.stress(1.5, x);
        CHECK((s - s.transpose()).norm() == 0.0);
        const double lever = mode.back() == 'x' ? x.y() : x.x();
        resultant += dA * (torsion ? x.x() * s(1, 2) - x.y() * s(0, 2) : lever * s(2, 2));
        energy += dA * (torsion ? s(1, 2) * s(1, 2) + s(0, 2) * s(0, 2) : s(2, 2) * s(2, 2));
      }
    CHECK(resultant == relative(1.5 * m.share * body.section.area * m.outer, 1e-5));
    CHECK(energy == relative(1.5 * 1.5 * m.share * body.section.area, 1e-5));
  }
}
