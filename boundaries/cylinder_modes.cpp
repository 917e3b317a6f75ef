#include "boundaries/cylinder_modes.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

#include "boundaries/bessel.hpp"

namespace pillardd {

namespace {

enum Component : int { rr, tt, zz, rt, rz, tz };

Matrix3 traction_rows(const ModeStress& stress) {
  Matrix3 out;
  out << stress.row(rr), stress.row(rt), stress.row(rz);
  return out;
}

/// Columns A, B/i, C of eq. 5-7 hold real numbers once the factors i of the shears are taken out; C is taken less
/// (beta/a) A, which it approaches for large s and for s -> 0.
ModeStress by_traction(const ModeStress& inside, const ModeStress& at_surface) {
  const Matrix3 traction = traction_rows(at_surface);
  const Vector3 scale = traction.colwise().norm().transpose();
  const Matrix3 scaled = traction * scale.cwiseInverse().asDiagonal();
  return inside * scale.cwiseInverse().asDiagonal() * scaled.fullPivLu().inverse();
}

}  // namespace

/// r^2/mu times the stress of the modes A, B/i and C, eq. 5-7.
///   s = k r,  a = I_n(s),  beta = s I_n'(s), both in units of I_n(kR)
ModeStress CylinderModes::columns(int n, double s, double a, double beta) const {
  const double n2 = 1.0 * n * n, s2 = s * s, q = s2 + n2;
  ModeStress m;
  m.col(0) << 2 * (q * a - beta), 2 * (beta - n2 * a), -2 * s2 * a, 2 * n * (beta - a), 2 * s * beta, -2 * n * s * a;
  m.col(1) << 2 * n * (beta - a), -2 * n * (beta - a), 0, -(2 * beta - (s2 + 2 * n2) * a), s * n * a, -s * beta;
  m.col(2) << 2 * (((1 - 2 * nu_) * s2 - n2) * a + q * beta), 2 * (q * a - n2 * beta) - 4 * nu_ * s2 * a,
      -2 * s2 * (beta + (4 - 2 * nu_) * a), 2 * n * (q * a - beta), 2 * s * (q * a + 2 * (1 - nu_) * beta),
      -2 * n * s * (beta + 2 * (1 - nu_) * a);
  return m;
}

std::vector<ModeStress> CylinderModes::oscillating(int n_max, double k, double r) const {
  const double s = k * r, s_surface = k * radius_;
  const std::vector<double> inner = bessel_ratios(n_max, s), outer = bessel_ratios(n_max, s_surface);
  double a = scaled_bessel_0(s) / scaled_bessel_0(s_surface) * std::exp(s - s_surface);  // I_n(kr)/I_n(kR)
  std::vector<ModeStress> out;
  for (int n = 0; n <= n_max; ++n) {
    const auto i = static_cast<std::size_t>(n);
    if (n > 0) a *= inner[i] / outer[i];
    const double beta_surface = n + s_surface * outer[i + 1];
    ModeStress inside = columns(n, s, a, a * (n + s * inner[i + 1]));
    ModeStress surface = columns(n, s_surface, 1.0, beta_surface);
    inside.col(2) -= beta_surface * inside.col(0);
    surface.col(2) -= beta_surface * surface.col(0);
    out.push_back(by_traction(inside, surface) * (radius_ / r) * (radius_ / r));
  }
  return out;
}

/// k = 0, eq. 8-9: antiplane u_z = r^n, in plane the Airy functions r^n and r^(n+2) in plane strain. n = 0 carries no
/// torque and no axial force, n = 1 no net force: the component of the traction that no mode has is left alone.
std::vector<ModeStress> CylinderModes::uniform_along_z(int n_max, double r) const {
  std::vector<ModeStress> out;
  const double x = r / radius_;
  for (int n = 0; n <= n_max; ++n) {
    const auto airy = [&](int m) {
      const double power = std::pow(x, m - 2), radial = (m - n * n) * power, hoop = m * (m - 1.0) * power;
      ModeStress::ColXpr::PlainObject column;
      column << radial, hoop, nu_ * (radial + hoop), -n * (m - 1.0) * power, 0, 0;
      return column;
    };
    ModeStress stress = ModeStress::Zero();
    if (n > 0) {
      stress(rz, 2) = std::pow(x, n - 1);
      stress(tz, 2) = -std::pow(x, n - 1);
    }
    if (n < 2) {
      // Least squares over (rr, rt): for n = 1 their combination without net force, (1, -1)/2 each.
      const double half = n == 0 ? 0.5 : 0.25;
      stress.col(0) = half * airy(n + 2);
      if (n == 1) stress.col(1) = -half * airy(3);
    } else {
      Eigen::Matrix2d traction;
      traction << n - n * n, n + 2.0 - n * n, -n * (n - 1.0), -n * (n + 1.0);
      const Eigen::Matrix2d inverse = traction.inverse();
      for (int c = 0; c < 2; ++c) stress.col(c) = inverse(0, c) * airy(n) + inverse(1, c) * airy(n + 2);
    }
    out.push_back(stress);
  }
  return out;
}

std::vector<ModeStress> CylinderModes::stress_by_traction(int n_max, int q, double r) const {
  return q == 0 ? uniform_along_z(n_max, r) : oscillating(n_max, 2 * std::numbers::pi * q / period_, r);
}

ModeStress CylinderModes::mirrored(const ModeStress& mode, bool minus_n, bool minus_k) {
  const double n = minus_n ? -1.0 : 1.0, k = minus_k ? -1.0 : 1.0;
  const Eigen::Matrix<double, 6, 1> rows = (Eigen::Matrix<double, 6, 1>() << 1, 1, 1, n, k, n * k).finished();
  return rows.asDiagonal() * mode * Vector3(1, n, k).asDiagonal();
}

}  // namespace pillardd
