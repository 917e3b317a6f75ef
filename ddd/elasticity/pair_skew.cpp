#include <algorithm>
#include <cmath>

#include "ddd/elasticity/line_moments.hpp"
#include "ddd/elasticity/pair_integrals.hpp"

namespace pillardd::detail {
namespace {

/// The rectangle of the two segments in the plane spanned by t_outer and t_inner, seen from the common normal n:
///   R = Z_n n + X m + S t_inner,  m = t_inner x n,  X = s x,  S = c x - y,  Y = s y      (eq. 14)
/// x, y from the feet of the common normal; c, s cosine and sine of the angle. Corner [k][l]: outer end k, inner end l.
struct Parallelogram {
  double X[2], Y[2];  ///< of the outer and of the inner ends
  double S[2][2];     ///< R . t_inner
  double L[2][2];     ///< R . t_outer
  double R[2][2];     ///< R_a
  double Z2;          ///< (n.R)^2 + a^2
  double c, s;
};

/// Line integrals over one edge: of 1/R_a and R_a^-3 times powers of the running coordinate.
struct Edge {
  double log;     ///< int 1/R_a
  double growth;  ///< int l/R_a = R_a at the far end less R_a at the near end
  double m[4];    ///< int l^k / R_a^3
};

Edge edge(double lo, double hi, double r_lo, double r_hi, double w2) {
  const EvenMoments even = even_moments(lo, hi, r_lo, r_hi, w2);
  Edge e;
  e.log = log_moment(lo, hi, r_lo, r_hi, w2);
  const double span = (hi - lo) * (hi + lo) / (r_lo + r_hi);
  e.growth = span;
  e.m[0] = even.m3_0;
  e.m[1] = span / (r_lo * r_hi);
  e.m[2] = e.log - w2 * even.m3_0;
  e.m[3] = e.growth - w2 * e.m[1];
  return e;
}

Parallelogram make_parallelogram(const PairFrame& f, const Vector3& n, const Vector3& m_outer, const Vector3& m_inner) {
  Parallelogram p;
  const Vector3 along_outer = f.length_outer * f.t_outer, along_inner = f.length_inner * f.t_inner;
  p.c = f.cosine;
  p.s = f.sine;
  const double z = f.d.dot(n);
  p.Z2 = z * z + f.a2;
  for (int k = 0; k < 2; ++k) {
    p.X[k] = f.d.dot(m_outer) + k * f.length_outer * f.sine;
    p.Y[k] = f.d.dot(m_inner) + k * f.length_inner * f.sine;
    for (int l = 0; l < 2; ++l) {
      const Vector3 r = f.d + k * along_outer - l * along_inner;
      p.S[k][l] = r.dot(f.t_inner);
      p.L[k][l] = r.dot(f.t_outer);
      p.R[k][l] = std::sqrt(r.squaredNorm() + f.a2);
    }
  }
  return p;
}

/// int int dx dy / R_a^3 = (1/(Z s)) sum +- atan[ (X Y + c Z^2) / (R_a Z s) ]                 (eq. 16)
/// When all four arguments exceed one with one sign, the small complements are summed: no digits lost at small s.
double solid_angle(const Parallelogram& p) {
  const double Zs = std::sqrt(p.Z2) * p.s;
  double up[2][2], down[2][2];
  bool large_positive = true, large_negative = true;
  for (int k = 0; k < 2; ++k)
    for (int l = 0; l < 2; ++l) {
      up[k][l] = p.X[k] * p.Y[l] + p.c * p.Z2;
      down[k][l] = p.R[k][l] * Zs;
      large_positive = large_positive && up[k][l] > down[k][l];
      large_negative = large_negative && up[k][l] < -down[k][l];
    }
  const bool complement = large_positive || large_negative;
  double sum = 0.0;
  for (int k = 0; k < 2; ++k)
    for (int l = 0; l < 2; ++l) {
      const double angle = complement ? -std::atan(down[k][l] / up[k][l]) : std::atan(up[k][l] / down[k][l]);
      sum += k == l ? angle : -angle;
    }
  return sum / Zs;
}

/// Line integrals over an edge y = const of X^i S^j / R_a^3, X = s l + c Y, S = c l - s Y, in the order of
/// PairIntegrals to i+j = 3, and of X/R_a, S/R_a.
struct Powers {
  double v[10];
  double x1, s1;

  Powers(const Edge& e, double c, double s, double Y) {
    const double x0 = c * Y, s0 = -s * Y;
    x1 = s * e.growth + x0 * e.log;
    s1 = c * e.growth + s0 * e.log;
    double mx[3], ms[3], mxx[2], mxs[2], mss[2];
    for (int k = 0; k < 3; ++k) mx[k] = s * e.m[k + 1] + x0 * e.m[k], ms[k] = c * e.m[k + 1] + s0 * e.m[k];
    for (int k = 0; k < 2; ++k) {
      mxx[k] = s * mx[k + 1] + x0 * mx[k];
      mxs[k] = c * mx[k + 1] + s0 * mx[k];
      mss[k] = c * ms[k + 1] + s0 * ms[k];
    }
    v[0] = e.m[0], v[1] = mx[0], v[2] = ms[0], v[3] = mxx[0], v[4] = mxs[0], v[5] = mss[0];
    v[6] = s * mxx[1] + x0 * mxx[0], v[7] = c * mxx[1] + s0 * mxx[0];
    v[8] = s * mss[1] + x0 * mss[0], v[9] = c * mss[1] + s0 * mss[0];
  }
};

/// What the recursions need of the boundary: differences across the outer (A) and the inner (B) direction.
struct Boundary {
  Edge a[2];                 ///< edges X = X[k], running coordinate S
  double b[10], b_x1, b_s1;  ///< Powers of edge Y[1] less those of edge Y[0]
  double b_log[2], b_m0[2];
};

Boundary make_boundary(const Parallelogram& p) {
  Boundary out;
  for (int k = 0; k < 2; ++k) out.a[k] = edge(p.S[k][1], p.S[k][0], p.R[k][1], p.R[k][0], p.X[k] * p.X[k] + p.Z2);
  const Edge e0 = edge(p.L[0][0], p.L[1][0], p.R[0][0], p.R[1][0], p.Y[0] * p.Y[0] + p.Z2);
  const Edge e1 = edge(p.L[0][1], p.L[1][1], p.R[0][1], p.R[1][1], p.Y[1] * p.Y[1] + p.Z2);
  const Powers p0(e0, p.c, p.s, p.Y[0]), p1(e1, p.c, p.s, p.Y[1]);
  for (int i = 0; i < 10; ++i) out.b[i] = p1.v[i] - p0.v[i];
  out.b_x1 = p1.x1 - p0.x1;
  out.b_s1 = p1.s1 - p0.s1;
  out.b_log[0] = e0.log, out.b_log[1] = e1.log;
  out.b_m0[0] = e0.m[0], out.b_m0[1] = e1.m[0];
  return out;
}

/// K1 = int int 1/R_a = [ X int dy/R_a ]/s + [ Y int dx/R_a ]/s - Z^2 K3                        (eq. 17)
double inverse_distance(const Parallelogram& p, const Boundary& e, double k3) {
  return (p.X[1] * e.a[1].log - p.X[0] * e.a[0].log + p.Y[1] * e.b_log[1] - p.Y[0] * e.b_log[0]) / p.s - p.Z2 * k3;
}

/// Estimated error of the weighted integrals relative to int int 1/R_a^2 >= K1^2/(L_outer L_inner): rounding of the
/// corner terms of K3_20 and K3_10, which the weights divide by s^2 (eq. 21).
double cancellation(const Parallelogram& p, const Boundary& e, const PairFrame& f, double k1) {
  const double z = std::sqrt(p.Z2);
  double terms = 0.0;
  for (int k = 0; k < 2; ++k) {
    terms += (std::abs(p.X[k]) + z) * e.a[k].log + (std::abs(p.Y[k]) + z) * e.b_log[k];
    terms += p.R[0][k] + p.R[1][k];
  }
  constexpr double rounding = 1.1e-16;
  return rounding * terms * f.length_inner / (p.s * p.s * k1 * k1);
}

/// The recursions (eq. 18), K^n_ij = int int X^i S^j / R_a^n dx dy, from d/dX and d/dS of R_a^(2-n):
///   K^n_(i+1)j = { i K^(n-2)_(i-1)j - (1/s) [ int dy f |_A + c int dx f |_B ] } / (n-2),   f = X^i S^j R_a^(2-n)
///   K^n_i(j+1) = { j K^(n-2)_i(j-1) + int dx f |_B } / (n-2);   3 Z^2 K5 = K3 + (1/s) [ X int dy R_a^-3 + Y int dx
///   R_a^-3 ]
void recur(const Parallelogram& p, const Boundary& e, double k1, double k3_00, double* k3, double* k5) {
  const double r = 1.0 / p.s, third = 1.0 / 3.0;
  const double m0 = e.a[0].m[0], m1 = e.a[1].m[0], X0 = p.X[0], X1 = p.X[1];
  k3[0] = k3_00;
  k3[1] = -r * (e.a[1].log - e.a[0].log + p.c * (e.b_log[1] - e.b_log[0]));
  k3[2] = e.b_log[1] - e.b_log[0];
  k3[3] = k1 - r * (X1 * e.a[1].log - X0 * e.a[0].log + p.c * e.b_x1);
  k3[4] = e.b_x1;
  k3[5] = k1 + e.b_s1;
  const double* b = e.b;
  k5[0] = third / p.Z2 * (k3[0] + r * (X1 * m1 - X0 * m0 + p.Y[1] * e.b_m0[1] - p.Y[0] * e.b_m0[0]));
  k5[1] = -third * r * (m1 - m0 + p.c * b[0]);
  k5[2] = third * b[0];
  k5[3] = third * (k3[0] - r * (X1 * m1 - X0 * m0 + p.c * b[1]));
  k5[4] = third * b[1];
  k5[5] = third * (k3[0] + b[2]);
  k5[6] = third * (2.0 * k3[1] - r * (X1 * X1 * m1 - X0 * X0 * m0 + p.c * b[3]));
  k5[7] = third * b[3];
  k5[8] = third * (k3[1] + b[4]);
  k5[9] = third * (2.0 * k3[2] + b[5]);
  k5[10] = third * (3.0 * k3[3] - r * (X1 * X1 * X1 * m1 - X0 * X0 * X0 * m0 + p.c * b[6]));
  k5[11] = third * b[6];
  k5[12] = third * (k3[3] + b[7]);
  k5[13] = third * (2.0 * k3[4] + b[8]);
  k5[14] = third * (3.0 * k3[5] + b[9]);
}

}  // namespace

bool closed_skew(const PairFrame& f, PairIntegrals& out) {
  constexpr double smallest_sine = 1e-6, tolerated = 3e-11;
  if (f.sine < smallest_sine) return false;
  const Vector3 n = f.cross / f.sine;
  const Vector3 m_outer = f.t_inner.cross(n), m_inner = f.t_outer.cross(n);
  const Parallelogram p = make_parallelogram(f, n, m_outer, m_inner);
  const Boundary e = make_boundary(p);
  const double k3 = solid_angle(p), k1 = inverse_distance(p, e, k3);
  if (cancellation(p, e, f, k1) > tolerated) return false;
  recur(p, e, k1, k3, out.k3, out.k5);
  out.d = f.d.dot(n) * n;
  out.e_x = m_outer;
  out.e_y = f.t_inner;
  const double per_x = 1.0 / (p.s * f.length_outer), start = f.d.dot(f.t_inner) - p.c / p.s * p.X[0];
  out.outer = {-p.X[0] * per_x, per_x, 0.0};
  out.inner = {start / f.length_inner, p.c / (p.s * f.length_inner), -1.0 / f.length_inner};
  return true;
}

}  // namespace pillardd::detail
