#include <doctest/doctest.h>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <array>
#include <cmath>
#include <numbers>

#include "ddd/base/read_settings.hpp"
#include "ddd/crystal/material.hpp"
#include "mobility/list.hpp"
#include "tests/support/cubic.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

constexpr double screw_drag = 5e-2, climb_drag = 1e3, line_drag = 5e-6;
constexpr double b = 0.2725;
const std::string overrides = "{law: linear, edge_drag: 5e-4 Pa s, screw_drag: 5e-2 Pa s, climb_drag: 1e3 Pa s}";

std::unique_ptr<MobilityLaw> make_law(const std::string& mobility, const Material& material = {}) {
  return mobility_laws().at("linear").make(read_settings(mobility, mobility_schema()), material);
}

/// b along [111], t at `angle` to it in the (1-10) plane.
ArmState arm_at(double angle) {
  const Vector3 s = Vector3(1, 1, 1).normalized(), e = Vector3(1, 1, -2).normalized();
  ArmState arm;
  arm.burgers = b * s;
  arm.tangent = (std::cos(angle) * s + std::sin(angle) * e).normalized();
  arm.normal = Vector3(1, -1, 0).normalized();
  arm.force = Vector3::Zero();
  return arm;
}

Vector3 velocity(const ArmResponse& r, const Vector3& f) {
  return r.velocity_by_force * f;
}

const std::array<double, 8> angles{0.0, 1e-12, 1e-6, 0.01, 0.3, 1.0, std::numbers::pi / 2, 3.0};

}  // namespace

// Oracle: definition. Eigenvalues must be the drags between B_l and B_cl; B^-1 B = 1 with a residual below 1e-16 of the
// condition number B_cl/B_l = 2e8.
TEST_CASE("the drag is symmetric positive definite and velocity_by_force is its inverse") {
  const auto law = make_law(overrides);
  for (const BurgersFamily family : {BurgersFamily::half_111, BurgersFamily::full_100, BurgersFamily::other})
    for (const double angle : angles) {
      ArmState arm = arm_at(angle);
      arm.family = family;
      const ArmResponse r = law->respond(arm);
      CHECK((r.drag - r.drag.transpose()).cwiseAbs().maxCoeff() == 0);
      const Vector3 principal = Eigen::SelfAdjointEigenSolver<Matrix3>(r.drag).eigenvalues();
      CHECK(principal[0] > 0);
      CHECK(principal[2] < climb_drag * (1 + 1e-12));
      CHECK((r.velocity_by_force * r.drag - Matrix3::Identity()).cwiseAbs().maxCoeff() < 4e-8);
      CHECK(r.velocity_by_stress.isZero(0));
    }
}

// Oracle: hand values. tau b per length drives an edge at tau b/B_e: 0.1 GPa * 0.2725 nm / 5e-4 GPa ns = 54.5 m/s.
TEST_CASE("an edge in Mo at 100 MPa moves at tau b/B_e") {
  const ArmState arm = arm_at(std::numbers::pi / 2);
  const ArmResponse r = make_law(overrides)->respond(arm);
  const Vector3 glide = arm.burgers.normalized();
  const Vector3 v = velocity(r, 0.1 * b * glide);
  CHECK(v.dot(glide) == relative(54.5, 1e-12));
  CHECK((v - v.dot(glide) * glide).norm() < 1e-12 * 54.5);
  const Vector3 n = arm.normal;
  CHECK(std::abs(velocity(r, n).dot(n) - 1 / climb_drag) < 1e-15 / line_drag);
}

TEST_CASE("a screw has one drag in all directions across it") {
  const ArmState arm = arm_at(0);
  const ArmResponse r = make_law(overrides)->respond(arm);
  for (const Vector3& across : {Vector3(1, -1, 0), Vector3(1, 1, -2), Vector3(3, -1, -2)}) {
    const Vector3 u = across.normalized();
    CHECK((r.drag * u - screw_drag * u).norm() < 1e-15);
  }
  CHECK(arm.tangent.dot(r.drag * arm.tangent) == relative(line_drag, 1e-10));
}

// Oracle: the formula at 60 degrees by hand: c² = 1/4, B_g = (0.75/B_e² + 0.25/B_s²)^(-1/2) = 5.77340e-4,
// B_c = (0.75 B_cl² + 0.25 B_s²)^(1/2) = 866.0254.
TEST_CASE("a mixed line has the drags of the formula along m and n") {
  const ArmState arm = arm_at(std::numbers::pi / 3);
  const ArmResponse r = make_law(overrides)->respond(arm);
  const Vector3 n = arm.normal, m = n.cross(arm.tangent);
  CHECK(m.dot(r.drag * m) == relative(5.77340e-4, 1e-5));
  CHECK(n.dot(r.drag * n) == relative(866.0254, 1e-7));
  CHECK(velocity(r, m).dot(m) == relative(1 / 5.77340e-4, 1e-5));
}

// Oracle: 0.5 (1e-9 B_cl/B_s)² = 2e-10, the stated difference of both forms at the switch.
TEST_CASE("the drag is continuous where the exact-screw form takes over") {
  const auto law = make_law(overrides);
  const Matrix3 screw = law->respond(arm_at(0.999e-9)).drag, mixed = law->respond(arm_at(1.001e-9)).drag;
  CHECK((mixed - screw).cwiseAbs().maxCoeff() < 3e-10 * screw_drag);
}

// Oracle: 1/B_cl. Rounding is that of the largest entry of B^-1, 1/B_l.
TEST_CASE("lines other than 1/2<111> have the climb drag in all directions across them") {
  ArmState arm = arm_at(1.0);
  arm.family = BurgersFamily::full_100;
  const Vector3 across = arm.tangent.cross(Vector3(1, 2, -1)).normalized();
  const double speed = velocity(make_law(overrides)->respond(arm), across).dot(across);
  CHECK(std::abs(speed - 1 / climb_drag) < 1e-15 / line_drag);
}

// Oracle: symmetry of the crystal. v(Q b, Q t, Q f) = Q v(b, t, f), and (-b, t) and (b, -t) are the same line or its
// opposite, with the same drag. Rounding relative to the speed, times the condition number's share: 1e-9.
TEST_CASE("48 cubic operations and the sign of b give the same speed") {
  const auto law = make_law(overrides);
  const Vector3 f(0.01, -0.02, 0.015);
  for (const double angle : angles) {
    const ArmState arm = arm_at(angle);
    const Vector3 v = velocity(law->respond(arm), f);
    for (const Matrix3& q : cubic_operations())
      for (const double sign : {1.0, -1.0}) {
        ArmState image = arm;
        image.burgers = sign * q * arm.burgers;
        image.tangent = q * arm.tangent;
        image.normal = q * arm.normal;
        CHECK((velocity(law->respond(image), q * f) - q * v).norm() < 1e-9 * v.norm());
      }
  }
}

// Oracle: central differences of v = B^-1 f, exact for a linear law up to rounding.
TEST_CASE("velocity_by_force is the derivative of the velocity") {
  const auto law = make_law(overrides);
  ArmState arm = arm_at(0.7);
  const Vector3 f(0.01, -0.02, 0.015);
  const auto solved = [&](const Vector3& force) {
    arm.force = force;
    return Vector3(law->respond(arm).drag.fullPivLu().solve(force));
  };
  const Matrix3 stated = law->respond(arm).velocity_by_force;
  for (int i = 0; i < 3; ++i) {
    const Vector3 h = 1e-3 * Vector3::Unit(i);
    const Vector3 difference = (solved(f + h) - solved(f - h)) / 2e-3;
    CHECK((difference - stated.col(i)).norm() < 1e-6 * stated.col(i).norm());
  }
}

TEST_CASE("parameters come from the material, are overridden in place, and have no default") {
  Material material;
  material.name = "Mo";
  Section laws;
  laws.name = "laws";
  laws.sentence = "For the test.";
  laws.rows = {row::section("linear", mobility_laws().at("linear").parameters, "For the test.")};
  material.laws = read_settings("linear: {edge_drag: 1e-3 Pa s, screw_drag: 1 Pa s}", laws);
  const auto law = make_law("{law: linear, screw_drag: 0.5 Pa s, climb_drag: 10 Pa s}", material);
  CHECK(law->respond(arm_at(0)).drag(0, 1) == relative((1e-5 - 0.5) / 3, 1e-12));
  const ArmState edge = arm_at(std::numbers::pi / 2);
  const Vector3 glide = edge.burgers.normalized();
  CHECK(velocity(law->respond(edge), glide).dot(glide) == relative(1000, 1e-12));
  try {
    make_law("{law: linear}", material);
    FAIL("a law without climb_drag was made");
  } catch (const InputError& e) {
    CHECK(e.faults().size() == 1);
    CHECK(std::string(e.what()).find("climb_drag") != std::string::npos);
    CHECK(std::string(e.what()).find("Mo") != std::string::npos);
  }
}

TEST_CASE("the schema states cross-slip and lists the laws") {
  CHECK(read_settings(overrides, mobility_schema()).text("cross_slip") == "screw");
  CHECK(read_settings("{law: linear, cross_slip: none}", mobility_schema()).text("cross_slip") == "none");
  CHECK_THROWS_AS(read_settings("{law: linaer}", mobility_schema()), InputError);
  CHECK_THROWS_AS(read_settings("{law: linear, edge_drag: 0 Pa s}", mobility_schema()), InputError);
  CHECK(mobility_laws().names().front() == "linear");
}
