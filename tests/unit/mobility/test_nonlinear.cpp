#include <doctest/doctest.h>

#include <Eigen/LU>

#include <array>
#include <cmath>
#include <numbers>

#include "mobility/md_fits.hpp"
#include "tests/support/relative.hpp"
#include "tests/unit/mobility/law_test.hpp"

using namespace pillardd;

namespace {

std::unique_ptr<MobilityLaw> fitted(const std::string& form, const std::string& b, const std::string& more = "") {
  return make_law("{law: nonlinear, form: " + form + ", burgers: " + b + ", climb_drag: 1e-3 Pa s" + more + "}");
}

ArmState arm_at(double tau, double angle, double b, double temperature) {
  const Vector3 s = Vector3(1, 1, 1).normalized(), n = Vector3(1, -1, 0).normalized();
  ArmState arm = arm_under(tau * (s * n.transpose() + n * s.transpose()), b * s, s, n, temperature);
  arm.tangent = Eigen::AngleAxisd(angle, n) * s;
  arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
  return arm;
}

double speed(const MobilityLaw& law, double tau, double angle, double b, double temperature) {
  return std::abs(glide_speed(law, arm_at(tau, angle, b, temperature)));
}

}  // namespace

// Oracle: the published fit, evaluated in its own direction tau(v).
TEST_CASE("Fe, 300 K: screw anchors, edge drag 7.7e-7 T") {
  const auto law = fitted("Fe", "0.24825 nm");
  const std::array<std::array<double, 2>, 5> anchors{
      {{0.1, 0.0162444}, {1, 0.0972173}, {10, 0.276802}, {100, 0.510244}, {500, 0.81993}}};
  for (const auto& [v, tau] : anchors) CHECK(speed(*law, tau, 0, 0.24825, 300) == relative(v, 1e-4));
  CHECK(speed(*law, 0.1, std::numbers::pi / 2, 0.24825, 300) == relative(0.1 * 0.24825 / (7.7e-7 * 300), 1e-9));
}

TEST_CASE("Ta, 300 K: screw anchors") {
  const auto law = fitted("Ta", "0.2861 nm");
  const std::array<std::array<double, 2>, 3> anchors{{{0.162, 0.017924}, {0.227, 2.861}, {0.292, 112.1}}};
  for (const auto& [tau, v] : anchors) CHECK(speed(*law, tau, 0, 0.2861, 300) == relative(v, 2e-4));
  CHECK(speed(*law, 0.1, std::numbers::pi / 2, 0.2861, 300) == relative(100 / 0.9196, 1e-9));
}

// Oracle: C1 at alpha, by the definition of the join; alpha at 600 K is the source's number.
TEST_CASE("Ta: both parts meet with one slope") {
  const MdFit& fit = md_fits()[1];
  for (const auto& [alpha, temperature] : {std::pair{0.97890, 300.0}, std::pair{0.9661236, 600.0}}) {
    const double at = alpha * 0.324, h = 1e-9;
    const Speed below = fit.screw(at - h, temperature, 0.2861), above = fit.screw(at + h, temperature, 0.2861);
    CHECK(below.per_stress == relative(above.per_stress, 1e-7));
    CHECK(below.slope == relative(above.slope, 1e-7));
    // Above alpha the speed is linear in the stress, L = 1.525 * 2048 m/s (1 - 0.203237 T/3300 K).
    CHECK(above.slope == relative(1.525 * 2048 * (1 - 0.203237 * temperature / 3300) / 0.324, 1e-12));
    CHECK(fit.screw(at - 1e-3, temperature, 0.2861).slope < above.slope * (1 - 1e-4));
  }
}

TEST_CASE("V, 300 K: screw anchors") {
  const auto law = fitted("V", "0.2619 nm");
  const std::array<std::array<double, 2>, 5> anchors{
      {{0.034, 0.46677}, {0.102, 3.9441}, {0.170, 14.723}, {0.238, 37.567}, {0.340, 81.461}}};
  for (const auto& [tau, v] : anchors) CHECK(speed(*law, tau, 0, 0.2619, 300) == relative(v, 1e-4));
}

// Oracle: the edge formula by hand at 62 MPa, 300 K: v_t = 25.385 e^-4.64 sinh(4.64 s), v_l = 41.161 s, s =
// 0.062/0.061985.
TEST_CASE("V: an edge at its Peierls stress") {
  const double s = 0.062 / 0.061985, t = 25.385 * std::exp(-4.64) * std::sinh(4.64 * s);
  const double l = 5077 * (1.45e-2 - 2.53e-5 * 300 + 1.33e-8 * 9e4) * s;
  const double v = l * t / std::cbrt(l * l * l + t * t * t);
  CHECK(speed(*fitted("V", "0.2619 nm"), 0.062, std::numbers::pi / 2, 0.2619, 300) == relative(v, 1e-9));
}

// Oracle: central differences; v/tau at zero stress against its limit.
TEST_CASE("slopes are those of the speeds, and v/tau has a limit at zero stress") {
  for (const MdFit& fit : md_fits())
    for (const double temperature : {200.0, 300.0, 600.0})
      for (const double tau : {1e-9, 1e-3, 0.04, 0.1, 0.3, 0.7})
        for (const auto law : {fit.screw, fit.edge}) {
          const double h = 1e-6 * tau;
          const auto v = [&](double x) { return x * law(x, temperature, 0.27).per_stress; };
          const double slope = (v(tau + h) - v(tau - h)) / (2 * h);
          CHECK(law(tau, temperature, 0.27).slope == relative(slope, 1e-6));
          // Ta has p = 1/2: its limit is reached as the root of tau.
          const double limit = law(0, temperature, 0.27).per_stress;
          CHECK(std::isfinite(limit));
          CHECK(law(1e-16, temperature, 0.27).per_stress == relative(limit, 1e-5));
        }
}

TEST_CASE("both derivatives of the drag are those of the velocity") {
  for (const auto& [form, b] : {std::pair{"Fe", 0.24825}, std::pair{"Ta", 0.2861}, std::pair{"V", 0.2619}}) {
    const auto law = fitted(form, std::to_string(b) + " nm");
    for (const double angle : {0.0, 0.3, 1.2}) {
      const ArmState arm = arm_at(0.15, angle, b, 300);
      CHECK(derivative_errors(*law, arm, 1e-6 * arm.force.norm(), 1e-6).by_force < 1);
      const auto capped = fitted(form, std::to_string(b) + " nm", ", velocity_cap: 20 m/s");
      CHECK(derivative_errors(*capped, arm, 1e-6 * arm.force.norm(), 1e-6).by_force < 1);
    }
  }
}

TEST_CASE("a stress past the fit's range is said") {
  const auto law = fitted("V", "0.2619 nm", ", stress_max: 500 MPa");
  CHECK(law->respond(arm_at(0.49, 0, 0.2619, 300)).warnings == 0);
  CHECK(law->respond(arm_at(0.51, 0, 0.2619, 300)).warnings == stress_out_of_range);
}

TEST_CASE("a screw without a plane glides where the force points") {
  const auto law = fitted("V", "0.2619 nm");
  ArmState arm = arm_at(0.17, 0, 0.2619, 300);
  arm.normal.setZero();
  const Vector3 v = velocity(*law, arm);
  CHECK(v.norm() == relative(14.723, 1e-4));
  CHECK(v.cross(arm.force).norm() < 1e-9 * v.norm() * arm.force.norm());
}

// Oracle: v/sqrt(1 + v²/c²); derivative by differences; small speeds are left alone.
TEST_CASE("velocity_cap bounds any law") {
  const std::string linear = "{law: linear, edge_drag: 5e-4 Pa s, screw_drag: 5e-2 Pa s, climb_drag: 1e-2 Pa s";
  const auto free = make_law(linear + "}"), capped = make_law(linear + ", velocity_cap: 1000 m/s}");
  for (const double tau : {1e-4, 0.1, 3.0, 100.0})
    for (const double angle : {0.0, 0.4, 1.5}) {
      const ArmState arm = arm_at(tau, angle, 0.2725, 300);
      const double v = speed(*free, tau, angle, 0.2725, 300), with = speed(*capped, tau, angle, 0.2725, 300);
      CHECK(with == relative(v / std::sqrt(1 + v * v * 1e-6), 1e-9));
      CHECK(derivative_errors(*capped, arm, 1e-6 * arm.force.norm(), 1e-6 * tau).by_force < 1);
    }
  CHECK(capped->name() == "linear");
  CHECK(capped->describe().find("1000") != std::string::npos);
}
