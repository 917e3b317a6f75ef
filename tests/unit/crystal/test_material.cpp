#include <doctest/doctest.h>

#include <Eigen/LU>
#include <array>
#include <cmath>

#include "ddd/base/read_settings.hpp"
#include "ddd/base/text.hpp"
#include "ddd/crystal/lattice.hpp"
#include "ddd/crystal/material.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

struct Metal {
  const char* name;
  CubicConstants c;
  double zener, shear, poisson, e100;
};

// C_ij: CRC Handbook of Chemistry and Physics, 300 K. The averages and E[100] were derived by hand from them, to the
// digits shown.
const std::array<Metal, 6> metals{{{"V", {228.7, 119.0, 43.2}, 0.788, 47.5, 0.361, 147},
                                   {"Fe", {226, 140, 116}, 2.698, 77.9, 0.300, 119},
                                   {"Nb", {246.5, 134.5, 28.73}, 0.513, 37.7, 0.398, 152},
                                   {"Mo", {463.7, 157.8, 109.2}, 0.714, 125.0, 0.293, 384},
                                   {"Ta", {260.2, 154.4, 82.55}, 1.560, 69.1, 0.338, 145},
                                   {"W", {522.4, 204.4, 160.6}, 1.010, 160.0, 0.280, 407}}};

using Voigt = Eigen::Matrix<double, 6, 6>;

/// 1/E along d by the full tensor:  S'_1111 = d_i d_j d_k d_l S_ijkl, S the inverse of the 6 x 6 stiffness.
double rotated_modulus(const CubicConstants& c, const Integer3& direction) {
  Voigt stiffness = Voigt::Zero();
  stiffness.topLeftCorner<3, 3>().setConstant(c.c12);
  for (int i = 0; i < 3; ++i) {
    stiffness(i, i) = c.c11;
    stiffness(i + 3, i + 3) = c.c44;
  }
  const Voigt s = stiffness.inverse();
  const Vector3 d = Vector3(direction[0], direction[1], direction[2]).normalized();
  Eigen::Matrix<double, 6, 1> sigma;  // unit uniaxial stress along d
  sigma << d[0] * d[0], d[1] * d[1], d[2] * d[2], d[1] * d[2], d[0] * d[2], d[0] * d[1];
  const Eigen::Matrix<double, 6, 1> strain = s * sigma;  // engineering shears
  Matrix3 e;
  e << strain[0], strain[5] / 2, strain[4] / 2, strain[5] / 2, strain[1], strain[3] / 2, strain[4] / 2, strain[3] / 2,
      strain[2];
  return 1 / d.dot(e * d);
}

Section a_law() {
  Section law;
  law.name = "mobility.linear";
  law.sentence = "For the test.";
  law.rows = {row::quantity("edge_drag", dimension::drag, "B_e."),
              row::quantity("screw_drag", dimension::drag, "B_s.")};
  return law;
}

Material material(const std::string& yaml, double temperature = 300) {
  return make_material("test", read_settings(yaml, material_schema({{"linear", a_law()}})), temperature);
}

const std::string bare = "lattice_parameter: 0.31652 nm\nshear_modulus: 160 GPa\npoisson_ratio: 0.28\n";
const std::string cubic = bare + "C11: 522.4 GPa\nC12: 204.4 GPa\nC44: 160.6 GPa\n";
const std::string slopes =
    cubic + "C11_T: -47.9 MPa/K\nC12_T: -2.8 MPa/K\nC44_T: -12.7 MPa/K\nslope_range: [100 K, 300 K]\n";

std::string refusal(const std::string& yaml, double temperature = 300) {
  try {
    material(yaml, temperature);
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

// Oracle: hand-derived table; the tolerances are half of its last digit.
TEST_CASE("Hill averages and E[100] of six metals") {
  for (const Metal& m : metals) {
    CAPTURE(m.name);
    CHECK(std::abs(2 * m.c.c44 / (m.c.c11 - m.c.c12) - m.zener) < 0.5e-3);
    const IsotropicModuli hill = hill_average(m.c);
    CHECK(std::abs(hill.shear - m.shear) < 0.05);
    CHECK(std::abs(hill.poisson - m.poisson) < 0.5e-3);
    CHECK(std::abs(youngs_modulus(m.c, {1, 0, 0}) - m.e100) < 0.5);
  }
}

// Oracle: the compliance tensor, inverted numerically and contracted with the direction. Relative rounding 1e-13.
TEST_CASE("Young's modulus along any direction") {
  for (const Metal& m : metals)
    for (const Integer3& d : {Integer3{1, 0, 0}, {0, 2, 0}, {1, 1, 0}, {1, 1, 1}, {-1, 4, 9}, {3, -1, 2}, {1, 2, 3}})
      CHECK(youngs_modulus(m.c, d) == relative(rotated_modulus(m.c, d), 1e-13));
}

// Oracle: an isotropic crystal (C44 = (C11 - C12)/2) has one modulus, E = 2 G (1 + nu), and Hill's average returns it.
TEST_CASE("the isotropic limit") {
  const double shear = 100, poisson = 0.3, lame = 2 * shear * poisson / (1 - 2 * poisson);
  const CubicConstants c{lame + 2 * shear, lame, shear};
  CHECK(hill_average(c).shear == relative(shear, 1e-14));
  CHECK(hill_average(c).poisson == relative(poisson, 1e-14));
  CHECK(youngs_modulus(c, {1, 5, -2}) == relative(260, 1e-14));
}

TEST_CASE("the loading slope is cubic, or isotropic with a warning") {
  CHECK(std::abs(material(cubic).axial_modulus({0, 0, 1}) - 407) < 0.5);
  CHECK(material(cubic).warnings.empty());
  const Material isotropic = material(bare);
  CHECK(isotropic.axial_modulus({0, 0, 1}) == relative(2 * 160 * 1.28, 1e-15));
  REQUIRE(isotropic.warnings.size() == 1);
  CHECK(contains(isotropic.warnings[0], "2 mu (1 + nu)"));
}

// Oracle: hand calculation at T - 300 K = -200 K. The slope of a linear law times the difference; scale 500 GPa.
TEST_CASE("elastic constants follow their coefficients within the range and stay at 300 K outside") {
  const Material cold = material(slopes, 100);
  CHECK(cold.cubic.c11 == relative(522.4 + 9.58, 1e-12));
  CHECK(cold.cubic.c12 == relative(204.4 + 0.56, 1e-12));
  CHECK(cold.cubic.c44 == relative(160.6 + 2.54, 1e-12));
  CHECK(cold.warnings.empty());
  // The isotropic moduli move with the Hill average, here by definition.
  const IsotropicModuli at_300 = hill_average(material(slopes, 300).cubic), at_100 = hill_average(cold.cubic);
  CHECK(cold.moduli.shear == relative(material(slopes, 300).moduli.shear * at_100.shear / at_300.shear, 1e-14));
  CHECK(cold.moduli.poisson ==
        relative(material(slopes, 300).moduli.poisson + at_100.poisson - at_300.poisson, 1e-14));

  const Material hot = material(slopes, 500);
  CHECK(hot.cubic.c11 == 522.4);
  REQUIRE(hot.warnings.size() == 2);
  CHECK(contains(hot.warnings[0], "without a correction to 500 K"));
  CHECK(contains(hot.warnings[1], "hold from 100 K to 300 K"));

  const Material no_slopes = material(cubic, 500);
  CHECK(no_slopes.cubic.c44 == 160.6);
  CHECK(no_slopes.warnings.size() == 2);
  CHECK(material(slopes, 300).cubic.c11 == 522.4);
}

// Oracle: -0.01 GPa/K (-100 K) - 1e-5 GPa/K² (100 K)² = 1 - 0.1 GPa.
TEST_CASE("a second-order coefficient") {
  const Material m = material(slopes + "C11_T2: -0.01 MPa/K^2\n", 200);
  CHECK(m.cubic.c11 == relative(522.4 + 4.79 - 0.1, 1e-12));
}

TEST_CASE("what belongs together is asked for, all at once") {
  CHECK(contains(refusal(bare + "C11: 500 GPa\n"), "C12"));
  CHECK(contains(refusal(bare + "C11: 500 GPa\n"), "C44"));
  CHECK(contains(refusal(cubic + "C11_T: -1 MPa/K\n"), "slope_range"));
  CHECK(contains(refusal(bare + "C11: 200 GPa\nC12: 204 GPa\nC44: 160 GPa\n"), "stable"));
  CHECK(contains(refusal("lattice_parameter: 0.3 nm\nshear_modulus: 160 GPa\n"), "poisson_ratio"));
  CHECK(contains(refusal(cubic + "C11_T: -47.9 MPa\nC12_T: 0 MPa/K\nC44_T: 0 MPa/K\nslope_range: [1 K, 2 K]\n"),
                 "C11_T"));
}

TEST_CASE("what a material states of a law is kept, nothing is filled in") {
  const Material m = material(bare + "mobility: {linear: {edge_drag: 5e-4 Pa s}}\nreferences: [a book]\n");
  REQUIRE(m.laws.has("linear"));
  CHECK(m.laws.section("linear").number("edge_drag") == relative(5e-4, 1e-15));
  CHECK_FALSE(m.laws.section("linear").has("screw_drag"));
  CHECK(m.references == std::vector<std::string>{"a book"});
  CHECK(std::isnan(m.melting_temperature));
  CHECK_FALSE(material(bare).laws.has("linear"));
}
