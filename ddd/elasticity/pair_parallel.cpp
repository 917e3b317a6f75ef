#include <algorithm>
#include <cmath>
#include <iterator>

#include "ddd/elasticity/pair_integrals.hpp"

namespace pillardd::detail {
namespace {

/// Antiderivatives over x of the line moments' antiderivatives G(s), s = sigma + c x (c = +-1): `flat` of G, `slope` of
/// s G (eq. 19-20). Suffix n_j: int s^j / R_a^n ds.
struct Corner {
  double flat1;
  double flat3[3], slope3[2];
  double flat5[4], slope5[3];
};

Corner corner(double s, double w2) {
  const double r = std::sqrt(s * s + w2), inverse = 1.0 / w2, r_inverse = 1.0 / r;
  // ln(R+s) is odd in s up to a constant that the four corners cancel.
  const double l = std::copysign(std::log((r + std::abs(s)) / std::sqrt(w2)), s);
  Corner c;
  c.flat1 = s * l - r;
  c.flat3[0] = r * inverse;
  c.flat3[1] = -l;
  c.flat3[2] = s * l - 2.0 * r;
  c.slope3[0] = 0.5 * (s * r * inverse - l);
  c.slope3[1] = -r;
  c.flat5[0] = (2.0 * r - w2 * r_inverse) * inverse * inverse / 3.0;
  c.flat5[1] = -s * r_inverse * inverse / 3.0;
  c.flat5[2] = (r * inverse + r_inverse) / 3.0;
  c.flat5[3] = -l + s * r_inverse / 3.0;
  c.slope5[0] = s * s * s * r_inverse * inverse * inverse / 3.0;
  c.slope5[1] = r_inverse / 3.0;
  c.slope5[2] = 0.5 * (s * r * inverse / 3.0 - l) + s * r_inverse / 3.0;
  return c;
}

/// Sums over the corners with their signs; x G integrates to c (slope - sigma flat), sigma that of the corner's edge.
class CornerSum {
 public:
  explicit CornerSum(PairIntegrals& out) : out_(out) {}

  void add(const Corner& c, double sign, double sigma, double cosine) {
    const double flat = sign * cosine, slope = sign;  // 1/c = c
    k1_ += flat * c.flat1;
    out_.k3[0] += flat * c.flat3[0], out_.k3[2] += flat * c.flat3[1], out_.k3[5] += flat * c.flat3[2];
    out_.k3[1] += slope * (c.slope3[0] - sigma * c.flat3[0]);
    out_.k3[4] += slope * (c.slope3[1] - sigma * c.flat3[1]);
    out_.k5[0] += flat * c.flat5[0], out_.k5[2] += flat * c.flat5[1], out_.k5[5] += flat * c.flat5[2];
    out_.k5[9] += flat * c.flat5[3];
    out_.k5[1] += slope * (c.slope5[0] - sigma * c.flat5[0]);
    out_.k5[4] += slope * (c.slope5[1] - sigma * c.flat5[1]);
    out_.k5[8] += slope * (c.slope5[2] - sigma * c.flat5[2]);
  }

  double k1() const { return k1_; }  ///< int int 1/R_a

 private:
  PairIntegrals& out_;
  double k1_ = 0.0;
};

}  // namespace

/// R = rho + s t_inner, rho constant, s = sigma + c x - y with x from the middle of the outer segment.
bool closed_parallel(const PairFrame& f, PairIntegrals& out) {
  const Vector3 d = f.d + 0.5 * f.length_outer * f.t_outer;
  const Vector3 rho = f.t_inner.cross(d.cross(f.t_inner));
  const double w2 = rho.squaredNorm() + f.a2;
  const double half = 0.5 * f.length_outer;
  if (f.sine * half > 1e-11 * std::sqrt(w2)) return false;
  const double c = f.cosine > 0.0 ? 1.0 : -1.0, sigma = d.dot(f.t_inner);
  std::fill(std::begin(out.k3), std::end(out.k3), 0.0);
  std::fill(std::begin(out.k5), std::end(out.k5), 0.0);
  out.d = rho;
  out.e_x.setZero();
  out.e_y = f.t_inner;
  out.outer = {0.5, 1.0 / f.length_outer, 0.0};
  out.inner = {sigma / f.length_inner, c / f.length_inner, -1.0 / f.length_inner};
  CornerSum sum(out);
  for (int end = 0; end < 2; ++end) {
    const double edge = sigma - end * f.length_inner, sign = end == 0 ? 1.0 : -1.0;
    sum.add(corner(edge + c * half, w2), sign, edge, c);
    sum.add(corner(edge - c * half, w2), -sign, edge, c);
  }
  // Rounding of the weighted corner terms, of size reach^2/w, against int int 1/R_a^2 >= K1^2/(L_outer L_inner) (eq.
  // 21).
  constexpr double rounding = 1.1e-16, tolerated = 3e-11;
  const double w = std::sqrt(w2), reach = w + std::abs(sigma) + half + f.length_inner;
  return rounding * reach * reach * f.length_inner < tolerated * w * sum.k1() * sum.k1();
}

}  // namespace pillardd::detail
