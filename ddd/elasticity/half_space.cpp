#include "ddd/elasticity/half_space.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/elasticity/gauss_rules.hpp"

namespace pillardd {

namespace {

using Complex = std::complex<double>;

/// p q without the standard library's recovery of infinities, which costs more than the product.
Complex product(Complex p, Complex q) {
  return {p.real() * q.real() - p.imag() * q.imag(), p.real() * q.imag() + p.imag() * q.real()};
}

/// Rows: two tangents and the inward normal, right-handed; the first is z where the plane is upright.
Matrix3 local_frame(const Vector3& normal) {
  const Vector3 inward = -normal;
  Vector3::Index least = 0;
  if (inward.z() == 0.0)
    least = 2;
  else
    inward.cwiseAbs().minCoeff(&least);
  const Vector3 tangent = (Vector3::Unit(least) - inward[least] * inward).normalized();
  Matrix3 q;
  q.row(0) = tangent;
  q.row(1) = inward.cross(tangent);
  q.row(2) = inward;
  return q;
}

/// The harmonic functions of the image point (eq. 6):  H_m^p = (-d/dz)^p [T^m/R],  T = (x + iy)/(R + z).
/// H_m^p = T^m radial[m] with radial[m] a polynomial in m and c = z/R over R^(p+1).
struct Harmonics {
  std::array<Complex, 5> power;              ///< T^m
  std::array<std::array<double, 5>, 4> h{};  ///< h[p][m]

  Harmonics(Complex w, double z, double core2) {
    const double r = std::sqrt(std::norm(w) + z * z + core2), c = z / r, s2 = 1.0 - c * c, i1 = 1.0 / r;
    const Complex t = w / (r + z);
    power[0] = 1.0;
    for (std::size_t m = 1; m < 5; ++m) power[m] = product(t, power[m - 1]);
    for (std::size_t k = 0; k < 5; ++k) {
      const double m = static_cast<double>(k), second = (m + c) * (m + 2.0 * c) - s2;
      h[0][k] = i1;
      h[1][k] = (m + c) * i1 * i1;
      h[2][k] = second * i1 * i1 * i1;
      h[3][k] = ((m + 3.0 * c) * second - (3.0 * m + 6.0 * c) * s2) * i1 * i1 * i1 * i1;
    }
  }
};

/// Coefficients of one amplitude of eq. (8): gamma theta + alpha (i E_1 e^-i psi + cc) + beta (E_2 e^-2i psi + cc),
/// where cc stands for the term with E conjugate and psi reversed.
struct Amplitude {
  double gamma, alpha, beta;
};
Amplitude operator+(const Amplitude& p, const Amplitude& q) {
  return {p.gamma + q.gamma, p.alpha + q.alpha, p.beta + q.beta};
}
Amplitude operator*(double f, const Amplitude& p) {
  return {f * p.gamma, f * p.alpha, f * p.beta};
}

/// Fields of spin 0, 1, 2 of an amplitude at one point (eq. 9). The terms are named after the part of the amplitude
/// they come from (g theta, a E_1, b E_2) and the order m of the harmonic that multiplies them.
class Spins {
 public:
  Spins(double theta, Complex e1, Complex e2, const Harmonics& f)
      : g0_(theta),
        a0_(-2.0 * product(e1, std::conj(f.power[1])).real()),
        b0_(-2.0 * product(e2, std::conj(f.power[2])).real()),
        one_g1_(-theta * f.power[1]),
        one_a0_(-e1),
        one_a2_(product(std::conj(e1), f.power[2])),
        one_b1_(-product(e2, std::conj(f.power[1]))),
        one_b3_(product(std::conj(e2), f.power[3])),
        two_g2_(-theta * f.power[2]),
        two_a1_(-product(e1, f.power[1])),
        two_a3_(product(std::conj(e1), f.power[3])),
        two_b0_(e2),
        two_b4_(product(std::conj(e2), f.power[4])),
        h_(f.h) {}

  double spin0(const Amplitude& q, std::size_t p) const {
    return q.gamma * g0_ * h_[p][0] + q.alpha * a0_ * h_[p][1] + q.beta * b0_ * h_[p][2];
  }
  Complex spin1(const Amplitude& q, std::size_t p) const {
    const std::array<double, 5>& h = h_[p];
    return (q.gamma * h[1]) * one_g1_ + q.alpha * (one_a0_ * h[0] + one_a2_ * h[2]) +
           q.beta * (one_b1_ * h[1] + one_b3_ * h[3]);
  }
  Complex spin2(const Amplitude& q, std::size_t p) const {
    const std::array<double, 5>& h = h_[p];
    return (q.gamma * h[2]) * two_g2_ + q.alpha * (two_a1_ * h[1] + two_a3_ * h[3]) +
           q.beta * (two_b0_ * h[0] + two_b4_ * h[4]);
  }
  /// The antiplane amplitude s of eq. (8): odd where the others are even.
  Complex shear1(double nu) const {
    const std::array<double, 5>& h = h_[1];
    return (1.0 - nu) * (one_a2_ * h[2] - one_a0_ * h[0] + 0.5 * (one_b1_ * h[1] - one_b3_ * h[3]));
  }
  Complex shear2(double nu) const {
    const std::array<double, 5>& h = h_[1];
    return (1.0 - nu) * (two_a3_ * h[3] - two_a1_ * h[1] + 0.5 * (two_b0_ * h[0] - two_b4_ * h[4]));
  }

 private:
  double g0_, a0_, b0_;
  Complex one_g1_, one_a0_, one_a2_, one_b1_, one_b3_, two_g2_, two_a1_, two_a3_, two_b0_, two_b4_;
  const std::array<std::array<double, 5>, 4>& h_;
};

/// Stress by spin: zz, xx + yy, xz + i yz, xx - yy + 2i xy.
struct SpinStress {
  double zz = 0.0, sum = 0.0;
  Complex one, two;
};

Matrix3 to_matrix(const SpinStress& s) {
  const double xx = 0.5 * (s.sum + s.two.real()), yy = 0.5 * (s.sum - s.two.real()), xy = 0.5 * s.two.imag();
  Matrix3 m;
  m << xx, xy, s.one.real(), xy, yy, s.one.imag(), s.one.real(), s.one.imag(), s.zz;
  return m;
}

/// Adds `weight` times the image of a unit length at depth `depth`, at the point of depth z (eq. 10).
void add_element(const Spins& f, double nu, double z, double depth, double weight, SpinStress& out) {
  const Amplitude b1{0.5 + 2.0 * nu, 1.0, 0.25 - nu}, c1{nu, 1.0, -0.5 * nu};
  const Amplitude b2{-1.0, 2.0, -0.5}, c2{-0.5, 1.0, -0.25};
  const double zd = z * depth;
  out.zz += weight * (f.spin0(c1, 1) + f.spin0(depth * c2 + z * b1, 2) + zd * f.spin0(b2, 3));
  const double in = 2.0 + 2.0 * nu, out_of = 2.0 - 2.0 * nu;
  out.sum += weight * (f.spin0(in * b1 + -1.0 * c1, 1) + f.spin0(depth * (in * b2 + -1.0 * c2) + -z * b1, 2) -
                       zd * f.spin0(b2, 3));
  out.one += weight * (f.spin1(b1 + -1.0 * c1, 1) + f.shear1(nu) + f.spin1(depth * (b2 + -1.0 * c2) + -z * b1, 2) -
                       zd * f.spin1(b2, 3));
  out.two += weight * (f.spin2(out_of * b1 + -1.0 * c1, 1) + 2.0 * f.shear2(nu) +
                       f.spin2(depth * (out_of * b2 + -1.0 * c2) + -z * b1, 2) - zd * f.spin2(b2, 3));
}

/// Calls at(u, weight) for the Gauss points of [low, high].
template <int N, class F>
void gauss(double low, double high, const F& at) {
  static constexpr detail::GaussRule<N> rule;
  const double half = 0.5 * (high - low), middle = 0.5 * (high + low);
  for (std::size_t g = 0; g < N; ++g) at(middle + half * rule.node[g], half * rule.weight[g]);
}

/// Integral over [low, high] of a function analytic in |Im u| < pi/2, in panels of width w <= 1.5. N points err by rho^-2N
/// of its largest value, rho = (pi + sqrt(pi^2 + w^2))/w: 1e-11 everywhere, so that the change from one rule to the next
/// does not show in differences either. Trefethen, Approximation Theory and Practice, theorem 19.3.
template <class F>
void integrate(double low, double high, const F& at) {
  const int panels = std::max(1, static_cast<int>(std::ceil((high - low) / 1.5)));
  const double width = (high - low) / panels;
  for (int k = 0; k < panels; ++k) {
    const double from = low + k * width, to = from + width;
    if (width < 0.1)
      gauss<3>(from, to, at);
    else if (width < 0.3)
      gauss<4>(from, to, at);
    else if (width < 0.7)
      gauss<6>(from, to, at);
    else
      gauss<9>(from, to, at);
  }
}

}  // namespace

HalfSpaceSegment::HalfSpaceSegment(const StraightSegment& segment, const FreePlane& plane,
                                   const ElasticConstants& elastic, double raised)
    : to_local_(local_frame(plane.normal)),
      core2_(elastic.core_radius * elastic.core_radius),
      unit_(elastic.shear / (4.0 * std::numbers::pi * (1.0 - elastic.poisson))),
      raised_(raised),
      poisson_(elastic.poisson),
      origin_(plane.point) {
  a_ = to_local_ * (segment.a - origin_);
  Vector3 end = to_local_ * (segment.b - origin_);
  a_.z() = std::max(0.0, a_.z());  // a trial step may be outside
  end.z() = std::max(0.0, end.z());
  const Vector3 line = end - a_, b = to_local_ * segment.burgers;
  length_ = line.norm();
  direction_ = line / length_;
  const Vector3 n = Vector3::UnitZ().cross(direction_);
  const Complex nc(n.x(), n.y()), bc(b.x(), b.y());
  theta_ = b.dot(n);
  e1_ = 0.5 * b.z() * nc;
  e2_ = bc * nc;
}

Vector3 HalfSpaceSegment::image(double u) const {
  const Vector3 at = a_ + u * length_ * direction_;
  return origin_ + to_local_.transpose() * Vector3(at.x(), at.y(), -at.z() - raised_);
}

Matrix3 HalfSpaceSegment::stress(const Vector3& x) const {
  Vector3 at = to_local_ * (x - origin_);
  at.z() = std::max(0.0, at.z());
  const Vector3 from_image(at.x() - a_.x(), at.y() - a_.y(), at.z() + a_.z() + raised_);
  const Vector3 image_direction(direction_.x(), direction_.y(), -direction_.z());
  // s from the foot of the perpendicular from x on the image line; s = h sinh u.
  const double foot = from_image.dot(image_direction), low = -foot, high = length_ - foot;
  const double nearest = low > 0.0 ? low : high < 0.0 ? -high : 0.0;
  const double h2 = (from_image - foot * image_direction).squaredNorm() + core2_;
  const double h = std::max(std::sqrt(h2), 1e-3 * nearest);
  SpinStress sum;
  integrate(std::asinh(low / h), std::asinh(high / h), [&](double u, double weight) {
    const double grown = std::exp(u), along = foot + 0.5 * h * (grown - 1.0 / grown);
    const Vector3 r = from_image - along * image_direction;
    const Harmonics f(Complex(r.x(), r.y()), r.z(), core2_);
    add_element(Spins(theta_, e1_, e2_, f), poisson_, at.z(), a_.z() + along * direction_.z(),
                weight * 0.5 * h * (grown + 1.0 / grown), sum);
  });
  return unit_ * (to_local_.transpose() * to_matrix(sum) * to_local_);
}

HalfSpaceExit::HalfSpaceExit(const Vector3& burgers, const FreePlane& plane, const ElasticConstants& elastic)
    : to_local_(local_frame(plane.normal)),
      origin_(plane.point),
      burgers_(to_local_ * burgers),
      core2_(elastic.core_radius * elastic.core_radius),
      shear_(elastic.shear),
      poisson_(elastic.poisson) {}

Matrix3 HalfSpaceExit::stress(const Vector3& x) const {
  const Vector3 at = to_local_ * (x - origin_);
  const double z = std::max(0.0, at.z()), nu = poisson_;
  const Harmonics f(Complex(at.x(), at.y()), z, core2_);
  const Complex t = f.power[1], t2 = f.power[2], t3 = f.power[3], i(0.0, 1.0);
  const Complex b(burgers_.x(), burgers_.y()), bt = std::conj(b) * t;
  // Eq. (12), edge part: Q = Im(conj(b) T^m ...); sense outward, that is along -z of this frame.
  const double k = -nu * shear_ / (std::numbers::pi * (1.0 - nu));
  SpinStress s;
  const auto spin0 = [&](std::size_t p) { return k * bt.imag() * f.h[p][1]; };
  const auto spin1 = [&](std::size_t p) { return 0.5 * k * i * (b * f.h[p][0] + std::conj(b) * t2 * f.h[p][2]); };
  const auto spin2 = [&](std::size_t p) { return 0.5 * k * i * (b * t * f.h[p][1] + std::conj(b) * t3 * f.h[p][3]); };
  s.zz = spin0(0) + z * spin0(1);
  s.sum = (1.0 + 2.0 * nu) * spin0(0) - z * spin0(1);
  s.one = -z * spin1(1);
  s.two = (1.0 - 2.0 * nu) * spin2(0) - z * spin2(1);
  // Screw part, eq. (11).
  const double c = shear_ * burgers_.z() / (2.0 * std::numbers::pi);
  s.one += c * i * t * f.h[0][1];
  s.two += c * 2.0 * i * t2 * f.h[0][2];
  return to_local_.transpose() * to_matrix(s) * to_local_;
}

}  // namespace pillardd
