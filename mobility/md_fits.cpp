#include "mobility/md_fits.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/constants.hpp"

namespace pillardd {

namespace {

/// Iron. The law called BCC_Fe_nl in ParaDiS and BCC_nl in ExaDiS (BSD-3).
///   tau = tau_s (f_t^10 + f_d^10)^(1/10),   tau_s = 1.2 GPa (1 - T/1000 K)²,   v' = sqrt(3)/2 v                    (1)
///   f_t = 3.3 [(v'/c0 + v0)^beta - v0^beta],   beta = 2e-4 T,   c0 = 3710/sqrt(T) m/s                              (2)
///   f_d = B v'/(b tau_s),   B = 4.6e-4 Pa s                                                                        (3)
struct IronScrew {
  double scale, c0, v0, beta, drag;  // tau_s, c0, v0, beta, B/(b tau_s)

  IronScrew(double T, double b) {
    const double rest = 1 - T / 1000;
    scale = 1.2 * rest * rest;
    c0 = 3710 / std::sqrt(T);
    v0 = ((1.33318333e-10 * T - 1.4985e-8) * T - 2.3379833333e-6) * T + 2.5045e-4;
    beta = 2e-4 * T;
    drag = 4.6e-4 / (b * scale);
  }

  /// tau(v') and its derivative. Near v' = 0 the difference of powers is taken with expm1.
  void stress(double v, double& tau, double& slope) const {
    const double thermal = 3.3 * std::pow(v0, beta) * std::expm1(beta * std::log1p(v / (c0 * v0)));
    const double thermal_slope = 3.3 * beta / c0 * std::pow(v / c0 + v0, beta - 1);
    const double viscous = drag * v, most = std::max(thermal, viscous);
    if (most <= 0) {
      tau = 0;
      slope = scale * std::pow(std::pow(thermal_slope, 10) + std::pow(drag, 10), 0.1);
      return;
    }
    const double x = thermal / most, y = viscous / most, sum = std::pow(x, 10) + std::pow(y, 10);
    tau = scale * most * std::pow(sum, 0.1);
    slope = scale * std::pow(sum, -0.9) * (std::pow(x, 9) * thermal_slope + std::pow(y, 9) * drag);
  }
};

/// Inverts (1), which is monotone: Newton's steps, kept between bounds by bisection. v' <= tau b/B bounds it above.
Speed iron_screw(double tau, double temperature, double b) {
  const double to_speed = 2 / std::sqrt(3.0);
  const IronScrew law(temperature, b);
  double at = 0, slope = 0;
  law.stress(0, at, slope);
  if (tau <= 0) return {to_speed / slope, to_speed / slope};
  double low = 0, high = tau / (law.scale * law.drag) * (1 + 1e-12), v = std::min(high, tau / slope);
  for (int i = 0; i < 200; ++i) {
    law.stress(v, at, slope);
    (at > tau ? high : low) = v;
    double next = v - (at - tau) / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool settled = std::abs(next - v) <= 1e-15 * v;
    v = next;
    if (settled) break;
  }
  law.stress(v, at, slope);
  return {to_speed * v / tau, to_speed / slope};
}

Speed iron_edge(double, double temperature, double b) {
  const double m = b / (7.7e-7 * temperature);
  return {m, m};
}

/// Tantalum, screw; the law called BCC_nl in ParaDiS with its numbers for tantalum.  s = tau/tau_P;
///   v = N s exp[-h (1 - s^p)^q] for s < alpha,  L s - V0 above, joined with its slope, which fixes N and V0,
///   h = dH0/kT,  L = A c0 (1 - C T/T_m).  alpha is known at 300 and 600 K, and linear between, as the source's table. (4)
Speed tantalum_screw(double tau, double temperature, double) {
  constexpr double peierls = 0.324, p = 0.5, q = 1.23;
  const double alpha = 0.97890 + (0.9661236 - 0.97890) * (temperature - 300) / 300;
  const double h = 1.079 * electron_volt / (boltzmann * temperature);
  const double linear = 1.525 * 2048 * (1 - 0.203237 * temperature / 3300);
  const auto activated = [&](double s) { return std::exp(-h * std::pow(1 - std::pow(s, p), q)); };
  const auto log_slope = [&](double s) {  // s d ln(v/s)/ds
    return h * q * p * std::pow(1 - std::pow(s, p), q - 1) * std::pow(s, p);
  };
  const double n = linear / (activated(alpha) * (1 + log_slope(alpha)));
  const double s = tau / peierls;
  if (s < alpha) {
    const double m = n * activated(s) / peierls;
    return {m, m * (1 + log_slope(s))};
  }
  const double v = linear * (s - alpha) + n * alpha * activated(alpha);
  return {v / tau, linear / peierls};
}

/// 0.9196 MPa for each m/s: the linear part of the edge fit of MobilityLaw_Ta in ParaDiS. (5)
Speed tantalum_edge(double, double, double) {
  constexpr double m = 1 / 0.9196e-3;
  return {m, m};
}

/// v = v_l v_t/(v_l^n + v_t^n)^(1/n)  from both speeds over s and their slopes in s; returns v/s and dv/ds. (6)
Speed joined(double l, double t, double t_slope, int n) {
  const double most = std::max(l, t), least = std::min(l, t);
  const double v = least / std::pow(1 + std::pow(least / most, n), 1.0 / n);
  return {v, std::pow(v / l, n + 1) * l + std::pow(v / t, n + 1) * t_slope};
}

constexpr double vanadium_c0 = 5077;  // [m/s]

/// Vanadium, screw; the law called BCC_Va_nl in ParaDiS, at zero pressure.  s = tau/tau_P, alpha = 0.14:
///   H = beta (dH0/kT) ln(1+alpha)/ln((1+alpha)/alpha),   m = H/ln(1+alpha)
///   v_t = v0 e^-H [(alpha+s)^m - (alpha - min(s, 0.95 alpha))^m],   v_l = M_l s,   joined with n = 5 (7)
Speed vanadium_screw(double tau, double temperature, double) {
  constexpr double peierls = 0.340, alpha = 0.14;
  const double T = temperature, beta = 1.9426e-2 + (9.115e-4 - 1.3776e-7 * T) * T;
  const double H = beta * 0.680 * electron_volt / (boltzmann * T) * std::log1p(alpha) / std::log((1 + alpha) / alpha);
  const double m = H / std::log1p(alpha), v0 = vanadium_c0 * (3.1e-2 - (3.65e-5 - 2.303e-8 * T) * T);
  const double linear = vanadium_c0 * (1.8788e-2 - (3.484e-6 + 1.0695e-8 * T) * T);
  const double s = tau / peierls, back = std::min(s, 0.95 * alpha);
  const double scale = v0 * std::exp(-H + m * std::log(alpha));
  const double forth_slope = scale * m / alpha * std::pow(1 + s / alpha, m - 1);
  const double back_slope = s < 0.95 * alpha ? scale * m / alpha * std::pow(1 - s / alpha, m - 1) : 0.0;
  double over_s = forth_slope + back_slope;
  if (s > 0) over_s = scale * (std::expm1(m * std::log1p(s / alpha)) - std::expm1(m * std::log1p(-back / alpha))) / s;
  const Speed out = joined(linear, over_s, forth_slope + back_slope, 5);
  return {out.per_stress / peierls, out.slope / peierls};
}

/// Vanadium, edge, of the same source.  s = tau/tau_Pe,  H = 2 * 696 K/T:
///   v_t = v0 e^-H sinh(H s),  v0 = 0.005 c0,   v_l = c0 (1.45e-2 - 2.53e-5 T + 1.33e-8 T²) s,   joined with n = 3 (8)
Speed vanadium_edge(double tau, double temperature, double) {
  constexpr double peierls = 49.0 * 1.265e-3, largest = 300;  // sinh(300) is far past the linear part
  const double T = temperature, H = 2 * 696 / T, v0 = 0.005 * vanadium_c0 * std::exp(-H);
  const double linear = vanadium_c0 * (1.45e-2 - (2.53e-5 - 1.33e-8 * T) * T);
  const double s = tau / peierls, x = std::min(H * s, largest);
  const double over_s = s > 0 ? v0 * std::sinh(x) / s : v0 * H;
  const Speed out = joined(linear, over_s, H * s < largest ? v0 * H * std::cosh(x) : 0.0, 3);
  return {out.per_stress / peierls, out.slope / peierls};
}

}  // namespace

const std::array<MdFit, 3>& md_fits() {
  static const std::array<MdFit, 3> fits{
      {{"Fe", iron_screw, iron_edge}, {"Ta", tantalum_screw, tantalum_edge}, {"V", vanadium_screw, vanadium_edge}}};
  return fits;
}

}  // namespace pillardd
