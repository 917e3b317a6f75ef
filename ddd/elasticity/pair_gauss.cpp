#include <algorithm>
#include <cmath>

#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/line_moments.hpp"
#include "ddd/elasticity/pair_integrals.hpp"

namespace pillardd::detail {
namespace {

constexpr GaussRule<4> gauss4;
constexpr GaussRule<6> gauss6;
constexpr GaussRule<8> gauss8;
constexpr GaussRule<10> gauss10;
constexpr GaussRule<12> gauss12;

struct Rule {
  int points;  ///< 0: none converges
  const double* node;
  const double* weight;
};

/// An integrand analytic inside the ellipse with foci -1, 1 and semi-axis E converges as (E + sqrt(E^2-1))^(-2n).
/// The bounds give 1e-11 with the strength R_a^-5 of the singularity allowed for (docs, table 1).
Rule rule_for(double semi_axis) {
  if (semi_axis > 14.0) return {4, gauss4.node.data(), gauss4.weight.data()};
  if (semi_axis > 5.0) return {6, gauss6.node.data(), gauss6.weight.data()};
  if (semi_axis > 3.0) return {8, gauss8.node.data(), gauss8.weight.data()};
  if (semi_axis > 2.2) return {10, gauss10.node.data(), gauss10.weight.data()};
  if (semi_axis > 1.8) return {12, gauss12.node.data(), gauss12.weight.data()};
  return {0, nullptr, nullptr};
}

/// x^i y^j F(x,y) for i+j <= 4 in the order of PairIntegrals.
inline void add_powers(double f3, double f5, double x, double y, PairIntegrals& out) {
  const double x2 = x * x, xy = x * y, y2 = y * y;
  out.k3[0] += f3, out.k3[1] += f3 * x, out.k3[2] += f3 * y;
  out.k3[3] += f3 * x2, out.k3[4] += f3 * xy, out.k3[5] += f3 * y2;
  const double f5x2 = f5 * x2, f5xy = f5 * xy, f5y2 = f5 * y2;
  out.k5[0] += f5, out.k5[1] += f5 * x, out.k5[2] += f5 * y;
  out.k5[3] += f5x2, out.k5[4] += f5xy, out.k5[5] += f5y2;
  out.k5[6] += f5x2 * x, out.k5[7] += f5x2 * y, out.k5[8] += f5y2 * x, out.k5[9] += f5y2 * y;
  out.k5[10] += f5x2 * x2, out.k5[11] += f5x2 * xy, out.k5[12] += f5x2 * y2, out.k5[13] += f5y2 * xy;
  out.k5[14] += f5y2 * y2;
}

/// Adds weight * x^i * (line moments) of the inner line to the double integrals.
inline void add_line(double weight, double x, const LineMoments& m, PairIntegrals& out) {
  const double wx = weight * x, wx2 = wx * x, wx3 = wx2 * x, wx4 = wx3 * x;
  out.k3[0] += weight * m.m3[0], out.k3[1] += wx * m.m3[0], out.k3[2] += weight * m.m3[1];
  out.k3[3] += wx2 * m.m3[0], out.k3[4] += wx * m.m3[1], out.k3[5] += weight * m.m3[2];
  out.k5[0] += weight * m.m5[0], out.k5[1] += wx * m.m5[0], out.k5[2] += weight * m.m5[1];
  out.k5[3] += wx2 * m.m5[0], out.k5[4] += wx * m.m5[1], out.k5[5] += weight * m.m5[2];
  out.k5[6] += wx3 * m.m5[0], out.k5[7] += wx2 * m.m5[1], out.k5[8] += wx * m.m5[2], out.k5[9] += weight * m.m5[3];
  out.k5[10] += wx4 * m.m5[0], out.k5[11] += wx3 * m.m5[1], out.k5[12] += wx2 * m.m5[2], out.k5[13] += wx * m.m5[3];
  out.k5[14] += weight * m.m5[4];
}

void clear(PairIntegrals& out) {
  std::fill(std::begin(out.k3), std::end(out.k3), 0.0);
  std::fill(std::begin(out.k5), std::end(out.k5), 0.0);
}

/// Both segments short against their distance: a product rule about the two midpoints.
void product(const PairFrame& f, const Rule& outer, const Rule& inner, PairIntegrals& out) {
  const double half_x = 0.5 * f.length_outer, half_y = 0.5 * f.length_inner;
  out.d = f.d + half_x * f.t_outer - half_y * f.t_inner;
  out.e_x = f.t_outer;
  out.e_y = -f.t_inner;
  out.outer = {0.5, 1.0 / f.length_outer, 0.0};
  out.inner = {0.5, 0.0, 1.0 / f.length_inner};
  clear(out);
  for (int i = 0; i < outer.points; ++i) {
    const double x = half_x * outer.node[i];
    const Vector3 from_line = out.d + x * out.e_x;
    for (int j = 0; j < inner.points; ++j) {
      const double y = half_y * inner.node[j];
      const double inverse2 = 1.0 / ((from_line + y * out.e_y).squaredNorm() + f.a2);
      const double f3 = half_x * half_y * outer.weight[i] * inner.weight[j] * inverse2 * std::sqrt(inverse2);
      add_powers(f3, f3 * inverse2, x, y, out);
    }
  }
}

/// The inner line seen from the outer segment: R = rho + x p + s t_inner, x from the point nearest to the inner line,
/// s = sigma + c x - y, y in [0, length_inner] (eq. 13).
struct Strip {
  Vector3 rho, p;
  double nearest;        ///< distance of that point from outer.a
  double low, high;      ///< range of x
  double sigma, cosine;  ///< s at y = 0 is sigma + cosine x
  double length;         ///< of the inner segment
  double a2, p2, rho_p;
};

Strip make_strip(const PairFrame& f) {
  Strip strip;
  strip.p = f.t_inner.cross(f.cross);
  strip.p2 = strip.p.squaredNorm();
  const double slope = f.d.dot(strip.p);
  strip.nearest = strip.p2 > 0.0 ? std::clamp(-slope / strip.p2, 0.0, f.length_outer) : 0.0;
  const Vector3 d = f.d + strip.nearest * f.t_outer;
  strip.rho = f.t_inner.cross(d.cross(f.t_inner));
  strip.low = -strip.nearest;
  strip.high = f.length_outer - strip.nearest;
  strip.sigma = d.dot(f.t_inner);
  strip.cosine = f.cosine;
  strip.length = f.length_inner;
  strip.a2 = f.a2;
  strip.rho_p = strip.rho.dot(strip.p);
  return strip;
}

void start(const PairFrame& f, const Strip& strip, PairIntegrals& out) {
  out.d = strip.rho;
  out.e_x = strip.p;
  out.e_y = f.t_inner;
  out.outer = {strip.nearest / f.length_outer, 1.0 / f.length_outer, 0.0};
  out.inner = {strip.sigma / f.length_inner, f.cosine / f.length_inner, -1.0 / f.length_inner};
  clear(out);
}

void add_panel(const Strip& strip, double low, double high, const Rule& rule, PairIntegrals& out) {
  const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
  const double w2_rho = strip.rho.squaredNorm() + strip.a2;
  for (int i = 0; i < rule.points; ++i) {
    const double x = middle + half * rule.node[i];
    const double w2 = w2_rho + x * (2.0 * strip.rho_p + x * strip.p2);
    const double s_high = strip.sigma + strip.cosine * x;
    add_line(half * rule.weight[i], x, line_moments(s_high - strip.length, s_high, w2), out);
  }
}

/// A singularity of the inner integral in the complex plane of x, at foot +- i height [nm].
struct Singularity {
  double foot, height;
};
using Singularities = std::array<Singularity, 3>;

/// R_a = 0 at the two ends of the inner segment, and w = 0.
Singularities singularities(const PairFrame& f, const Strip& strip) {
  Singularities out;
  for (int end = 0; end < 2; ++end) {
    const Vector3 r = strip.rho + (strip.sigma - end * strip.length) * f.t_inner;
    out[end] = {-r.dot(f.t_outer), std::sqrt(f.t_outer.cross(r.cross(f.t_outer)).squaredNorm() + f.a2)};
  }
  const double w2 = strip.rho.squaredNorm() + strip.a2;
  if (strip.p2 * 1e24 < 1.0) {
    out[2] = out[0];  // parallel: w is constant
  } else {
    const double foot = -strip.rho_p / strip.p2;
    out[2] = {foot, std::sqrt(std::max(w2 / strip.p2 - foot * foot, strip.a2 / strip.p2))};
  }
  return out;
}

/// Semi-axis of the ellipse with foci low, high (scaled to -1, 1) through the singularity.
double semi_axis(const Singularity& s, double low, double high) {
  const double left = s.foot - low, right = s.foot - high, h2 = s.height * s.height;
  return (std::sqrt(left * left + h2) + std::sqrt(right * right + h2)) / (high - low);
}

/// The nearest singularity in that measure.
int worst(const Singularities& all, double low, double high, double& axis) {
  int which = 0;
  axis = semi_axis(all[0], low, high);
  for (int k = 1; k < 3; ++k) {
    const double other = semi_axis(all[k], low, high);
    if (other < axis) axis = other, which = k;
  }
  return which;
}

/// Where to cut a panel that does not converge: at the foot if inside, else so that the near piece just converges.
double cut(const Singularity& s, double low, double high) {
  if (s.foot > low && s.foot < high) return s.foot;
  const double gap = s.foot <= low ? low - s.foot : s.foot - high;
  const double piece = 1.4 * std::sqrt(gap * gap + s.height * s.height);
  if (piece > 0.8 * (high - low)) return 0.5 * (low + high);
  return s.foot <= low ? low + piece : high - piece;
}

}  // namespace

bool gauss_product(const PairFrame& frame, int most_points, PairIntegrals& out) {
  const Vector3 between = frame.d + 0.5 * frame.length_outer * frame.t_outer - 0.5 * frame.length_inner * frame.t_inner;
  const double gap = between.norm() - 0.5 * (frame.length_outer + frame.length_inner);
  if (gap < 0.5 * frame.length_inner) return false;
  const double height2 = 4.0 * (gap * gap + frame.a2);
  const Rule outer = rule_for(std::sqrt(1.0 + height2 / (frame.length_outer * frame.length_outer)));
  const Rule inner = rule_for(std::sqrt(1.0 + height2 / (frame.length_inner * frame.length_inner)));
  if (outer.points == 0 || inner.points == 0 || outer.points * inner.points > most_points) return false;
  product(frame, outer, inner, out);
  return true;
}

void gauss_panels(const PairFrame& frame, PairIntegrals& out) {
  const Strip strip = make_strip(frame);
  const Singularities all = singularities(frame, strip);
  start(frame, strip, out);
  constexpr int deepest = 64;
  double ends[deepest];  // right ends of the panels still to do, nearest on top
  int waiting = 0;
  double low = strip.low;
  ends[waiting++] = strip.high;
  while (waiting > 0) {
    const double high = ends[waiting - 1];
    double axis;
    const int which = worst(all, low, high, axis);
    const Rule rule = rule_for(axis);
    if (rule.points > 0 || waiting == deepest) {
      add_panel(strip, low, high, rule.points > 0 ? rule : rule_for(2.0), out);
      low = high;
      --waiting;
    } else {
      ends[waiting++] = cut(all[which], low, high);
    }
  }
}

}  // namespace pillardd::detail
