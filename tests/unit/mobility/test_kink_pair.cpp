#include <doctest/doctest.h>

#include <Eigen/LU>

#include <array>
#include <cmath>
#include <numbers>

#include "ddd/base/constants.hpp"
#include "tests/support/cubic.hpp"
#include "tests/support/relative.hpp"
#include "tests/unit/mobility/law_test.hpp"

using namespace pillardd;

namespace {

constexpr double b = 0.2722;
const std::string tungsten =
    "{law: kink_pair, activation_enthalpy: 1.63 eV, barrier_p: 0.86, barrier_q: 1.69, peierls_stress: 2.03 GPa, "
    "athermal_temperature: 2956 K, burgers: 0.2722 nm, kink_drag: 8.3e-5 Pa s, screw_drag: 9.8e-4 Pa s, "
    "screw_drag_T: 0 Pa s/K, edge_drag: 4.26e-4 Pa s, edge_drag_T: 8.7e-7 Pa s/K, ";
/// A climb drag like that of glide: B is then exact to the rounding of the glide drag itself.
const std::string light = "climb_drag: 1e-3 Pa s, ";
const std::string heavy = "climb_drag: 1e3 Pa s, ";
const std::string non_schmid = "non_schmid_a0: 1.50, non_schmid_a1: 1.15, non_schmid_a2: 2.32, non_schmid_a3: 4.29";
const std::string schmid = "non_schmid_a0: 1, non_schmid_a1: 0, non_schmid_a2: 0, non_schmid_a3: 0";

std::unique_ptr<MobilityLaw> full(const std::string& more = "", const std::string& climb = heavy) {
  return make_law(tungsten + climb + non_schmid + more + "}");
}
std::unique_ptr<MobilityLaw> plain(const std::string& more = "") {
  return make_law(tungsten + heavy + schmid + more + "}");
}

/// The frame of the anchors: z = [111], x = [1-10].
const Lattice lattice({1, 1, 1}, {1, -1, 0}, 2 * b / std::sqrt(3.0));

ArmState anchor_arm(double xz, double yz, double xy, double temperature) {
  Eigen::Matrix<double, 6, 1> c;
  c << 0, 0, 0, yz, xz, xy;
  ArmState arm = arm_under(stress_tensor(c), Vector3(0, 0, b), Vector3::UnitZ(), Vector3::UnitX(), temperature);
  arm.to_crystal = lattice.rotation().transpose();
  return arm;
}

/// [111](plane) under a stress in crystal axes.
ArmState crystal_arm(const Matrix3& sigma, const Vector3& plane, double temperature) {
  return arm_under(sigma, b * Vector3(1, 1, 1).normalized(), Vector3(1, 1, 1), plane, temperature);
}

/// Shear tau on [111] with the plane of maximum resolved shear at chi from (-101), towards (-1-12).
Matrix3 shear_at(double chi, double tau) {
  const Vector3 s = Vector3(1, 1, 1).normalized(), n0 = Vector3(-1, 0, 1).normalized();
  const Vector3 n = std::cos(chi) * n0 + std::sin(chi) * n0.cross(s);
  return tau * (s * n.transpose() + n * s.transpose());
}

Matrix3 uniaxial(const Vector3& axis, double stress) {
  const Vector3 a = axis.normalized();
  return stress * a * a.transpose();
}

}  // namespace

// Oracle: published law evaluated apart from this code; tolerance 1e-4 as asked of every anchor, half a unit of the
// last of three digits where only those are given.
TEST_CASE("W with Schmid's law alone, 300 K") {
  const auto law = plain();
  const std::array<std::array<double, 3>, 5> anchors{
      {{0.1, 6.07e-10, 39.6}, {0.5, 9.62e-5, 198}, {1.0, 1.43, 396}, {1.5, 403, 594}, {2.0, 538, 792}}};
  for (const auto& [tau, screw, edge] : anchors) {
    CHECK(glide_speed(*law, anchor_arm(tau, 0, 0, 300)) == relative(screw, 5e-3));
    ArmState arm = anchor_arm(tau, 0, 0, 300);
    arm.tangent = Vector3::UnitY();
    arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
    CHECK(std::abs(glide_speed(*law, arm)) == relative(edge, 2e-3));
  }
}

TEST_CASE("W, the whole law, plane held: every anchor, for both signs of b and of n") {
  const auto law = full();
  struct Anchor {
    double temperature, xz, yz, xy, speed;
  };
  const std::array<Anchor, 8> anchors{{{300, 0.1, 0, 0, 7.14326e-10},
                                       {300, 0.5, 0, 0, 1.63666e-4},
                                       {300, 1, 0, 0, 2.91948},
                                       {300, 1, 0.36397, 0, 61.6234},
                                       {300, 1, 0, 0.2, 2.4682},
                                       {300, 1.5, 0, 0, 403.303},
                                       {77, 1.5, 0, 0, 3.87300},
                                       {600, 0.5, 0, 0, 0.704786}}};
  const auto check = [&](const Anchor& a) {
    for (const double of_b : {1.0, -1.0})
      for (const double of_n : {1.0, -1.0}) {
        ArmState arm = anchor_arm(a.xz, a.yz, a.xy, a.temperature);
        arm.burgers *= of_b;
        arm.normal *= of_n;
        arm.force *= of_b;
        CHECK(std::abs(glide_speed(*law, arm)) == relative(a.speed, 1e-4));
      }
  };
  for (const Anchor& a : anchors) check(a);
  check({300, 1, -0.36397, 0, 0.069865});
}

TEST_CASE("W at 77 K: a plane of the other {110} wins where it is free") {
  const auto law = full();
  const ArmState held = anchor_arm(1.5, 0, 0, 77);
  double fastest = 0;
  for (const Integer3& plane : {Integer3{1, -1, 0}, Integer3{0, 1, -1}, Integer3{-1, 0, 1}}) {
    ArmState arm = held;
    arm.normal = lattice.plane_normal(plane);
    fastest = std::max(fastest, std::abs(glide_speed(*law, arm)));
  }
  CHECK(fastest == relative(15.697, 1e-4));
  ArmState arm = held;
  arm.normal.setZero();
  CHECK(velocity(*law, arm).norm() == relative(15.697, 1e-4));
}

// Oracle: uniaxial anchors, s = [111] along [001], planes (1-10), (01-1), (-101).
TEST_CASE("W, uniaxial stress along [001]: tension and compression differ") {
  const auto law = full();
  const std::array<Vector3, 3> planes{Vector3(1, -1, 0), Vector3(0, 1, -1), Vector3(-1, 0, 1)};
  const std::array<double, 3> tension{0, 14.0693, 14.0693}, compression{0, 1.41059e-6, 1.41059e-6};
  for (std::size_t i = 0; i < 3; ++i) {
    const ArmState pulled = crystal_arm(uniaxial({0, 0, 1}, 1.5), planes[i], 300);
    const ArmState pushed = crystal_arm(uniaxial({0, 0, 1}, -1.5), planes[i], 300);
    CHECK(std::abs(glide_speed(*law, pulled)) == doctest::Approx(tension[i]).epsilon(1e-4).scale(1e-30));
    CHECK(std::abs(glide_speed(*law, pushed)) == doctest::Approx(compression[i]).epsilon(1e-4).scale(1e-30));
  }
}

// Oracle: symmetry. v(Q sigma Q^T, Q b, Q t, Q n) = Q v. A relative rounding of 1e-15 in Theta is multiplied by the
// exponent (63 at most) and its power: 1e-12.
TEST_CASE("one speed under 48 cubic operations, both signs of b and n, any rotation of the lab") {
  Matrix3 sigma;
  sigma << 0.4, -0.3, 0.5, -0.3, -0.6, 0.2, 0.5, 0.2, 0.9;
  const Matrix3 lab = Eigen::AngleAxisd(0.7, Vector3(1, 2, -1).normalized()).toRotationMatrix();
  for (const std::string kinetics : {"", ", kinetics: finite_length"}) {
    const auto law = full(kinetics, light);
    for (const Vector3& plane : {Vector3(1, -1, 0), Vector3(0, 1, -1), Vector3(1, 1, -2), Vector3(-2, 1, 1)})
      for (const double turn : {0.0, 0.4}) {
        ArmState arm = crystal_arm(sigma, plane, 300);
        arm.straight_length = 100;
        arm.tangent = Eigen::AngleAxisd(turn, arm.normal) * arm.tangent;
        arm.force = (sigma * arm.burgers).cross(arm.tangent);
        const Vector3 v = glide_velocity(*law, arm);
        for (const Matrix3& q : cubic_operations())
          for (int signs = 0; signs < 4; ++signs) {
            const Matrix3 turned = lab * q;
            ArmState image = arm;
            image.to_crystal = lab.transpose();
            image.stress = turned * sigma * turned.transpose();
            image.burgers = ((signs & 1) != 0 ? -1.0 : 1.0) * turned * arm.burgers;
            image.normal = ((signs & 2) != 0 ? -1.0 : 1.0) * turned * arm.normal;
            image.tangent = turned * arm.tangent;
            image.force = (image.stress * image.burgers).cross(image.tangent);
            const double sign = (signs & 1) != 0 ? -1.0 : 1.0;
            // (-b, t) moves the opposite way; an improper operation turns t with b, hence the line's own sense.
            const Vector3 expected = sign * turned.determinant() * (turned * v);
            CHECK((glide_velocity(*law, image) - expected).norm() < 1e-11 * v.norm());
          }
      }
  }
}

// Oracle: the {112} normals of the twinning sense for [111] are (-1-12), (-12-1), (2-1-1): sheared that way a screw is
// faster than the other way. chi = -30° has its plane of maximum shear at one of them, chi = 30° at the other kind.
TEST_CASE("a screw is faster in the twinning sense") {
  const auto law = full();
  const Vector3 s = Vector3(1, 1, 1).normalized();
  for (const Vector3& twin : {Vector3(-1, -1, 2), Vector3(-1, 2, -1), Vector3(2, -1, -1)}) {
    const Vector3 n = twin.normalized();
    const Matrix3 shear = 1.0 * (s * n.transpose() + n * s.transpose());
    double twinning = 0, antitwinning = 0;
    for (const Vector3& plane : {Vector3(1, -1, 0), Vector3(0, 1, -1), Vector3(-1, 0, 1)}) {
      twinning = std::max(twinning, std::abs(glide_speed(*law, crystal_arm(shear, plane, 300))));
      antitwinning = std::max(antitwinning, std::abs(glide_speed(*law, crystal_arm(-shear, plane, 300))));
    }
    CHECK(twinning > 10 * antitwinning);
  }
}

// Oracle: the two neighbouring {110} planes carry equal speeds u under a shear on the {112} plane between them, and the
// screw moves sqrt(3)/2 u along it.
TEST_CASE("on a {112} plane the screw takes turns on both {110} neighbours") {
  const auto law = full();
  const Vector3 s = Vector3(1, 1, 1).normalized(), n = Vector3(-1, -1, 2).normalized();
  const Matrix3 shear = s * n.transpose() + n * s.transpose();
  const double whole = std::abs(glide_speed(*law, crystal_arm(shear, n, 300)));
  const double left = std::abs(glide_speed(*law, crystal_arm(shear, Vector3(-1, 0, 1), 300)));
  const double right = std::abs(glide_speed(*law, crystal_arm(shear, Vector3(0, -1, 1), 300)));
  CHECK(left == relative(right, 1e-11));
  CHECK(whole == relative(std::sqrt(0.75) * left, 1e-11));
}

// Oracle: central differences, with the tolerance of derivative_errors.
TEST_CASE("both derivatives are those of the velocity") {
  Matrix3 sigma;
  sigma << 0.4, -0.3, 0.5, -0.3, -0.6, 0.2, 0.5, 0.2, 0.9;
  for (const std::string kinetics : {"", ", kinetics: finite_length"}) {
    const auto law = full(kinetics, light);
    for (const double scale : {0.3, 1.0, 3.0})
      for (const double temperature : {77.0, 300.0, 900.0})
        for (const Vector3& plane : {Vector3(1, -1, 0), Vector3(0, 1, -1), Vector3(1, 1, -2)})
          for (const double turn : {0.0, 0.4}) {
            ArmState arm = crystal_arm(scale * sigma, plane, temperature);
            arm.straight_length = 100;
            arm.tangent = Eigen::AngleAxisd(turn, arm.normal) * arm.tangent;
            arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
            const ArmResponse at = law->respond(arm);
            if ((at.warnings & drag_capped) != 0) continue;
            const DerivativeErrors e = derivative_errors(*law, arm, 1e-6 * arm.force.norm(), 1e-6 * scale);
            CHECK(e.by_force < 1);
            CHECK(e.by_stress < 1);
          }
  }
}

// Oracle: central differences, with the tolerance of derivative_errors; caps from far above the speeds to far below.
TEST_CASE("under velocity_cap both derivatives are those of the capped velocity") {
  Matrix3 sigma;
  sigma << 0.4, -0.3, 0.5, -0.3, -0.6, 0.2, 0.5, 0.2, 0.9;
  for (const std::string cap : {"1e4 m/s", "100 m/s", "1 m/s"}) {
    const auto law = full(", velocity_cap: " + cap, light);
    for (const Vector3& plane : {Vector3(1, -1, 0), Vector3(0, 1, -1)})
      for (const double turn : {0.0, 0.4, 1.4}) {
        ArmState arm = crystal_arm(3.0 * sigma, plane, 300);
        arm.tangent = Eigen::AngleAxisd(turn, arm.normal) * arm.tangent;
        arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
        // The part of the force that glides alone: the cap sees the whole velocity across the line.
        const Vector3 m = arm.normal.cross(arm.tangent);
        arm.force = m * m.dot(arm.force);
        const DerivativeErrors e = derivative_errors(*law, arm, 1e-6 * arm.force.norm(), 3e-6);
        CHECK(e.by_force < 1);
        CHECK(e.by_stress < 1);
      }
  }
}

// Oracle: physics.  X = 4 h v_k/v_s; a line much longer than X moves as the long one, a much shorter one at h J l with
// J = v_s²/(4 h² v_k), so with exp(-dG/kT).
TEST_CASE("finite length: both limits and the formula") {
  const auto infinite = full();
  const auto finite = full(", kinetics: finite_length");
  const double h = 2 * std::sqrt(2.0) / 3 * b;
  for (const double tau : {0.1, 0.5, 1.0, 1.5}) {
    ArmState arm = anchor_arm(tau, 0, 0, 300);
    const double vs = glide_speed(*infinite, arm), vk = tau * b / 8.3e-5, x = 4 * h * vk / vs;
    arm.straight_length = 0.37 * x;
    CHECK(glide_speed(*finite, arm) == relative(vs * 0.37 / 1.37, 1e-12));
    arm.straight_length = 1e6 * x;
    CHECK(glide_speed(*finite, arm) == relative(vs, 1.1e-6));
    arm.straight_length = 1e-6 * x;
    CHECK(glide_speed(*finite, arm) == relative(vs * vs / (4 * h * vk) * arm.straight_length, 1.1e-6));
  }
}

// Oracle: at tau = 0 the barrier is (1 - T/T0) dH0 and the drag b_net/(b m): finite, and the limit of small tau.
TEST_CASE("the secant drag has a finite limit at zero stress") {
  for (const std::string kinetics : {"", ", kinetics: finite_length"}) {
    const auto law = full(kinetics);
    const auto drag = [&](double tau) {
      ArmState arm = anchor_arm(tau, 0, 0, 300);
      arm.straight_length = 100;
      const Vector3 m = arm.normal.cross(arm.tangent);
      return m.dot(law->respond(arm).drag * m);
    };
    CHECK(std::isfinite(drag(0)));
    CHECK(drag(1e-12) == relative(drag(0), 1e-6));
  }
  const double exponent = 1.63 * electron_volt * (1 - 300.0 / 2956) / (2 * boltzmann * 300);
  const double kinks = 8.3e-5 * 25 * 3 / (4 * std::sqrt(2.0));
  const double omega = 1 / (1 + std::exp((1 - 300.0 / 2956 - 0.05) / 0.05));
  const double expected = (kinks * (1 - omega) + 9.8e-4 * omega) * std::exp(exponent);
  const ArmState arm = anchor_arm(0, 0, 0, 300);
  const Vector3 m = arm.normal.cross(arm.tangent);
  CHECK(m.dot(plain()->respond(arm).drag * m) == relative(expected, 1e-12));
}

TEST_CASE("a drag past its bound is held there and says so; so does a stress past the fit") {
  const auto law = full(", stress_max: 1.2 GPa");
  const ArmState cold = anchor_arm(0.1, 0, 0, 20);
  const Vector3 m = cold.normal.cross(cold.tangent);
  const ArmResponse r = law->respond(cold);
  CHECK(r.warnings == drag_capped);
  CHECK(m.dot(r.drag * m) == 1e20);
  CHECK(m.dot(r.velocity_by_force * m) == relative(1e-20, 1e-12));
  CHECK(r.drag.allFinite());
  CHECK(law->respond(anchor_arm(1.0, 0, 0, 300)).warnings == 0);
  CHECK(law->respond(anchor_arm(1.3, 0, 0, 300)).warnings == stress_out_of_range);
}

// Oracle: definition; principal drags climb (1e3), line (0.01 B_e) and the glide drag.
TEST_CASE("the drag has glide, climb and line directions, and junctions have none to glide in") {
  const auto law = full();
  ArmState arm = crystal_arm(shear_at(0, 1.0), Vector3(-1, 0, 1), 300);
  arm.tangent = Eigen::AngleAxisd(0.4, arm.normal) * arm.tangent;
  const Matrix3 drag = law->respond(arm).drag;
  const double edge = 4.26e-4 + 8.7e-7 * 300;
  CHECK(arm.normal.dot(drag * arm.normal) == relative(1e3, 1e-12));
  CHECK(arm.tangent.dot(drag * arm.tangent) == relative(0.01 * edge, 1e-9));
  arm.family = BurgersFamily::full_100;
  const Vector3 across = arm.tangent.unitOrthogonal();
  CHECK(across.dot(law->respond(arm).drag * across) == relative(1e3, 1e-9));
}

TEST_CASE("the temperature range of a set is an error at set-up") {
  Material material;
  material.name = "W";
  material.temperature = 1200;
  const std::string range = tungsten + heavy + non_schmid + ", temperature_range: [0.1 K, 1000 K]}";
  CHECK_THROWS_AS(make_law(range, material), InputError);
  material.temperature = 1000;
  CHECK(make_law(range, material)->name() == "kink_pair");
}

TEST_CASE("a set fitted with the whole barrier warns when the half is used") {
  CHECK(full(", exponent: full")->warnings().size() == 1);
  CHECK(full(", exponent: full, kinetics: finite_length")->warnings().empty());
  CHECK(full(", exponent: half")->warnings().empty());
}
