#include "ddd/base/units.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "ddd/base/constants.hpp"
#include "ddd/base/random.hpp"

using namespace pillardd;

namespace {

std::string complaint(const std::string& text) {
  try {
    parse_quantity(text);
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "";
}

bool says(const std::string& text, const std::string& part) {
  return complaint(text).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("units are read into nm, ns, GPa, K, each to the nearest double of its decimal value") {
  struct Case {
    const char* text;
    double value;
    Dimension dimension;
  };
  const std::vector<Case> cases = {{"200 nm", 200, dimension::length},
                                   {"0.2 um", 200, dimension::length},
                                   {"0.2 µm", 200, dimension::length},
                                   {"0.2 μm", 200, dimension::length},
                                   {"2.5 Å", 0.25, dimension::length},
                                   {"3 m", 3e9, dimension::length},
                                   {"272.5pm", 0.2725, dimension::length},
                                   {"1e3 /s", 1e-6, dimension::rate},
                                   {"1e3 1/s", 1e-6, dimension::rate},
                                   {"1e3 s^-1", 1e-6, dimension::rate},
                                   {"1e3 s⁻¹", 1e-6, dimension::rate},
                                   {"10 MPa/ns", 0.01, dimension::pressure_rate},
                                   {"1e13 /m^2", 1e-5, dimension::line_density},
                                   {"1e13 m^-2", 1e-5, dimension::line_density},
                                   {"1e13 /m²", 1e-5, dimension::line_density},
                                   {"5e-4 Pa s", 5e-4, dimension::drag},
                                   {"5e-4 Pa*s", 5e-4, dimension::drag},
                                   {"0.02 %", 2e-4, dimension::none},
                                   {"-10 MPa", -0.01, dimension::pressure},
                                   {"+1.2 GPa", 1.2, dimension::pressure},
                                   {"300 K", 300, dimension::temperature},
                                   {"2 min", 1.2e11, dimension::time},
                                   {"2 h", 7.2e12, dimension::time},
                                   {"1 ps", 1e-3, dimension::time},
                                   {"1 J", 1e18, dimension::energy},
                                   {"1 N/m", 1, dimension::stiffness},
                                   {"10200 kg/m^3", 1.02e-5, dimension::mass_density},
                                   {"-47.9 MPa/K", -0.0479, {0, 0, 1, -1}},
                                   {".5 m/s", 0.5, dimension::velocity}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const Quantity q = parse_quantity(c.text);
    CHECK(q.value == c.value);
    CHECK(q.dimension == c.dimension);
    CHECK_FALSE(q.bare);
  }
  CHECK(parse_quantity("1.63 eV").value == doctest::Approx(1.63 * electron_volt).epsilon(1e-15));
  CHECK(parse_quantity("42").bare);
}

TEST_CASE("what is not a quantity is refused with the reason") {
  CHECK(says("abc", "malformed number 'abc'"));
  CHECK(says("", "malformed number"));
  CHECK(says("nan nm", "not a finite number"));
  CHECK(says(".inf", "not a finite number"));
  CHECK(says("-Infinity K", "not a finite number"));
  CHECK(says("1e999 nm", "not a finite number"));
  CHECK(says("1,5 nm", "malformed number"));
  CHECK(says("1.2.3 nm", "malformed number"));
  CHECK(says("2 gpa", "unknown unit 'gpa' (did you mean 'GPa'?)"));
  CHECK(says("25 °C", "temperatures are in K only"));
  CHECK(says("25 C", "temperatures are in K only"));
  CHECK(says("1 m^", "malformed power"));
  CHECK(says("1 /", "malformed unit"));
  CHECK(says("1 m//s", "malformed unit"));
}

TEST_CASE("a value written with its unit reads back to the same bits, in every dimension") {
  const std::vector<Dimension> dimensions = {dimension::none,
                                             dimension::length,
                                             dimension::area,
                                             dimension::time,
                                             dimension::rate,
                                             dimension::pressure,
                                             dimension::pressure_rate,
                                             dimension::temperature,
                                             dimension::line_density,
                                             dimension::velocity,
                                             dimension::drag,
                                             dimension::energy,
                                             dimension::stiffness,
                                             dimension::mass_density,
                                             {0, 0, 1, -1},
                                             {3, -2, 1, 4}};
  const RandomStream stream(7, RandomPurpose::lines, 0);
  std::uint64_t draw = 0;
  for (const Dimension& d : dimensions) {
    for (int i = 0; i < 500; ++i) {
      const double power = static_cast<double>(stream.below(40, draw++)) - 20;
      const double value = (stream.uniform(draw++) - 0.5) * std::pow(10.0, power);
      const Quantity q = parse_quantity(quantity_text(value, d));
      CHECK(q.value == value);
      CHECK(q.dimension == d);
    }
    CHECK(parse_quantity(quantity_text(0.0, d)).value == 0.0);
    CHECK(parse_quantity(example_of(d)).dimension == d);
  }
}

TEST_CASE("customary units") {
  CHECK(quantity_text(200, dimension::length) == "200 nm");
  CHECK(quantity_text(1e-3, dimension::rate) == "1000000 /s");
  CHECK(quantity_text(1e-5, dimension::line_density) == "1e13 /m^2");
  CHECK(quantity_text(-0.0125, dimension::pressure) == "-0.0125 GPa");
  CHECK(quantity_text(1.63 * electron_volt, dimension::energy) == "1.63 eV");
  CHECK(quantity_text(0.2725, dimension::length) == "0.2725 nm");
  CHECK(unit_of(dimension::drag) == "Pa s");
  CHECK(unit_of(dimension::none).empty());
}
