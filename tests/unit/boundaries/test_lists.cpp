#include <doctest/doctest.h>

#include "ddd/crystal/material.hpp"
#include "shapes.hpp"

using namespace pillardd;

namespace {

std::string pillar_faults(const std::string& rows) {
  const Settings settings =
      read_settings("{shape: cylinder, diameter: 2 nm, height: 6 nm, " + rows + "}", pillar_schema());
  Faults faults;
  check_pillar(settings, faults);
  std::string text;
  for (const Fault& fault : faults.all()) text += fault.text() + '\n';
  return text;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string upright = "axis: [0, 0, 1], side: [1, 0, 0], ";

std::string surface_refusal(const std::string& yaml) {
  try {
    read_settings(yaml, surface_schema());
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("pillar: directions are checked at their places") {
  CHECK(pillar_faults(upright + "ends: periodic").empty());
  CHECK(contains(pillar_faults("axis: [0, 0, 1], side: [1, 0, 1], ends: free"), "side: must be perpendicular"));
  CHECK(contains(pillar_faults("axis: [0, 0, 0], side: [1, 0, 1], ends: free"), "axis: [0, 0, 0]"));
}

TEST_CASE("surface: only what exists can be named") {
  const Settings s = read_settings("image_stress: {method: none}", surface_schema());
  CHECK(s.section("image_stress").text("method") == "none");
  CHECK(s.section("nucleation").text("model") == "none");
  CHECK(contains(surface_refusal("image_stress: {method: finite_elements}"), "none"));
  CHECK(contains(surface_refusal("{image_stress: {method: none}, nucleation: {model: spontaneous}}"), "none"));
  CHECK(contains(surface_refusal("{}"), "image_stress"));
}

TEST_CASE("the models called none do nothing") {
  const Material material;
  const auto body = shapes::cylinder();
  const Settings s = read_settings("image_stress: {method: none}", surface_schema());
  const auto image = image_stresses().at("none").make(s.section("image_stress"), {*body, {}, {}});
  std::vector<Vector3> points(3, Vector3(1, 2, 3));
  std::vector<Matrix3> stress(3, Matrix3::Constant(unset));
  image->stress(points, stress);
  for (const Matrix3& sigma : stress) CHECK(sigma.isZero(0));
  CHECK(image->is_none());
  CHECK(image->accepts_open_ends());
  CHECK(nucleation_models().at("none").make(s.section("nucleation"), {material, {}, 0.27})->rate(
            NucleationPlace::surface, 10, 300) == 0);
}
