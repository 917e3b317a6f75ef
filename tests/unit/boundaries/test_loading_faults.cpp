#include <doctest/doctest.h>

#include "programme.hpp"

using programme::refusal;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string one(const std::string& stage) {
  return refusal("  - {" + stage + "}\n");
}

std::string after_one_percent(const std::string& stage) {
  return refusal("  - {mode: compression, strain_rate: 1e6 /s, until: {strain: 1 %}}\n  - {" + stage + "}\n");
}

std::string schema_refusal(const std::string& stage) {
  try {
    programme::read("  - {" + stage + "}\n");
  } catch (const pillardd::InputError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("what does not go together is refused by name") {
  CHECK(contains(one("mode: bending, strain_rate: 1 /s, until: {time: 1 ns}"),
                 "loading.0.mode: bending needs a neutral_axis"));
  CHECK(contains(one("mode: tension, neutral_axis: x, strain_rate: 1 /s, until: {time: 1 ns}"), "belongs to bending"));
  CHECK(contains(one("mode: torsion, displacement_rate: 1 nm/s, until: {time: 1 ns}"), "tension and compression"));
  CHECK(contains(one("mode: tension, rig_rate: middle, until: {time: 1 ns}"), "name one with `rig`"));
  CHECK(contains(one("mode: tension, strain_rate: 1 /s, frame: {stiffness: 1 N/m}, until: {time: 1 ns}"), "no effect"));
  CHECK(contains(after_one_percent("mode: torsion, strain_rate: 1 /s, until: {time: 1 ns}"),
                 "loading.1.mode: a programme loads in one way: the first stage is compression"));
  pillardd::LoadedPillar prism = programme::pillar();
  prism.section.polar = pillardd::unset;
  pillardd::Faults faults;
  const auto stages = programme::read("  - {mode: torsion, strain_rate: 1 /s, until: {time: 1 ns}}");
  CHECK(pillardd::make_loading(stages.list("loading"), prism, faults) == nullptr);
  REQUIRE(faults.all().size() == 1);
  CHECK(contains(faults.all().front().text(), "torsion needs a circular section"));
}

TEST_CASE("zero rates and misplaced initial stresses") {
  CHECK(contains(one("mode: tension, strain_rate: 0 /s, until: {time: 1 ns}"), "strain_rate: is zero"));
  CHECK(contains(one("mode: tension, stress_rate: 0 MPa/ns, until: {time: 1 ns}"), "stress_rate: is zero"));
  CHECK(contains(after_one_percent("mode: tension, strain_rate: 1 /s, initial_stress: 1 MPa, until: {time: 1 ns}"),
                 "loading.1.initial_stress: belongs to the first stage"));
  CHECK(contains(one("mode: tension, stress: 1 GPa, initial_stress: 1 MPa, until: {time: 1 ns}"), "has no effect"));
}

TEST_CASE("targets behind the start can never be met") {
  CHECK(contains(one("mode: tension, strain_rate: -1 /s, until: {strain: 1 %}"), "until.strain: can never be met"));
  CHECK(contains(one("mode: compression, strain_rate: 1 /s, until: {strain: -1 %}"), "strain 0"));
  CHECK(contains(one("mode: compression, strain_rate: 1 /s, until: {strain: 0}"), "can never be met"));
  CHECK(contains(one("mode: compression, stress_rate: -1 MPa/ns, until: {stress: 1 GPa}"), "until.stress"));
  CHECK(contains(one("mode: tension, strain_rate: 1 /s, until: {stress: -1 GPa}"), "until.stress"));
  CHECK(contains(one("mode: tension, strain_rate: 1 /s, initial_stress: 2 GPa, until: {stress: 1 GPa}"), "2 GPa"));
  CHECK(contains(after_one_percent("mode: compression, strain_rate: 1 /s, until: {strain: 0.9 %}"), "loading.1"));
  CHECK(contains(after_one_percent("mode: compression, strain_rate: 1 /s, until: {strain: 1 %}"), "strain 0.01"));
  CHECK(contains(after_one_percent("mode: tension, strain_rate: -1 /s, until: {strain: -0.9 %}"), "strain -0.01"));
}

TEST_CASE("conditions on what a stage holds, or does not move one way") {
  CHECK(contains(one("mode: tension, stress: 1 GPa, until: {stress: 2 GPa}"), "until.stress"));
  CHECK(contains(one("mode: tension, strain: 1 %, until: {strain: 2 %}"), "until.strain"));
  CHECK(contains(one("mode: tension, stress: 0 GPa, until: {strain: 2 %}"), "until.strain"));
  CHECK(contains(one("mode: tension, strain: 1 %, until: {stress: 0 GPa}"), "until.stress"));
  CHECK(contains(one("mode: tension, strain: 1 %, until: {stress: 5 GPa}"), "until.stress"));
}

TEST_CASE("what can be met, or cannot be known, is accepted") {
  CHECK(one("mode: tension, strain: 1 %, until: {stress: 1 GPa}").empty());
  CHECK(one("mode: compression, stress: 1 GPa, until: {strain: 2 %}").empty());
  CHECK(one("mode: compression, strain_rate: 1 /s, until: {density: 1e12 /m^2}").empty());
  CHECK(after_one_percent("mode: compression, strain_rate: -1 /s, until: {stress: 0 GPa}").empty());
  CHECK(after_one_percent("mode: tension, strain_rate: 1 /s, until: {strain: -0.9 %}").empty());
  CHECK(after_one_percent("mode: compression, strain: 1 %, until: {stress: 0.5 GPa}").empty());
}

TEST_CASE("all faults of a programme are reported at once") {
  const std::string text = refusal(
      "  - {mode: bending, strain_rate: 0 /s, until: {strain: 1 %}}\n"
      "  - {mode: tension, strain_rate: 0 /s, until: {time: 1 ns}}\n");
  CHECK(contains(text, "bending"));
  CHECK(contains(text, "is zero"));
  CHECK(contains(text, "loading.1"));
}

TEST_CASE("what the rows forbid") {
  CHECK(contains(schema_refusal("mode: tension, strain_rate: 1 /s"), "until"));
  CHECK(contains(schema_refusal("mode: tension, strain_rate: 1 /s, until: {}"), "strain"));
  CHECK(contains(schema_refusal("mode: tension, until: {time: 1 ns}"), "strain_rate"));
  CHECK(contains(schema_refusal("mode: tension, stress: 1 GPa, strain: 1 %, until: {time: 1 ns}"), "strain"));
  CHECK(contains(schema_refusal("mode: shear, stress: 1 GPa, until: {time: 1 ns}"), "compression"));
}
