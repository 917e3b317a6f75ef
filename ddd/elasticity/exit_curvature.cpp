#include "ddd/elasticity/exit_curvature.hpp"

#include <cmath>
#include <numbers>

#include "ddd/elasticity/half_space.hpp"

namespace pillardd {

namespace {

using Complex = std::complex<double>;
constexpr double pi = std::numbers::pi;

/// Lines that are flatter to the surface than this are taken at it: tan(75/2 degrees).
constexpr double steepest = 0.7673;

Complex turned(double angle) {
  return {std::cos(angle), std::sin(angle)};
}

/// i^|n|.
Complex power_of_i(int n) {
  constexpr std::array<Complex, 4> powers{Complex(1, 0), {0, 1}, {-1, 0}, {0, -1}};
  return powers[static_cast<std::size_t>(std::abs(n) % 4)];
}

std::size_t at(int i) {
  return static_cast<std::size_t>(i);
}

/// p q without the standard library's recovery of infinities, which costs more than the product.
Complex product(const Complex& p, const Complex& q) {
  return {p.real() * q.real() - p.imag() * q.imag(), p.real() * q.imag() + p.imag() * q.real()};
}

/// Real and imaginary parts one after the other.
template <std::size_t size>
auto numbers(std::array<Complex, size>& list) {
  return Eigen::Map<Eigen::Array<double, 2 * size, 1>>(reinterpret_cast<double*>(list.data()));
}
template <std::size_t size>
auto numbers(const std::array<Complex, size>& list) {
  return Eigen::Map<const Eigen::Array<double, 2 * size, 1>>(reinterpret_cast<const double*>(list.data()));
}

}  // namespace

ExitCurvature::ExitCurvature(const ElasticConstants& elastic) : elastic_{elastic.shear, elastic.poisson, 1e-9} {
  for (int k = 0; k < nodes; ++k) {
    slope_[at(k)] = 0.5 * steepest * (1.0 - std::cos(pi * k / (nodes - 1)));
    const double angle = 2.0 * std::atan(slope_[at(k)]);
    for (int c = 0; c < 3; ++c)
      table_[at(k)][at(c)] = on_plane({std::sin(angle), 0.0, std::cos(angle)}, Vector3::Unit(c));
  }
}

/// The line comes up along -inward, goes on outside along the normal, and is imaged.
ExitCurvature::Harmonics ExitCurvature::on_plane(const Vector3& inward, const Vector3& burgers) const {
  constexpr int angles = 32;
  constexpr double far = 1e4;
  const FreePlane plane{Vector3::Zero(), -Vector3::UnitZ()};
  const HalfSpaceSegment image({far * inward, Vector3::Zero(), burgers}, plane, elastic_);
  const HalfSpaceExit end(burgers, plane, elastic_);
  Harmonics out;
  for (int k = 0; k < angles; ++k) {
    const double turn = 2 * pi * k / angles;
    const Vector3 x(std::cos(turn), std::sin(turn), 0.0);
    const Matrix3 s = half_line_stress(x, Vector3::Zero(), inward, -burgers, elastic_) +
                      half_line_stress(x, Vector3::Zero(), plane.normal, burgers, elastic_) + image.stress(x) +
                      end.stress(x);
    for (int m = -harmonics; m <= harmonics; ++m) {
      const Complex wave = turned(-m * turn) / static_cast<double>(angles);
      out.sum[at(m + harmonics)] += wave * (s(0, 0) + s(1, 1));
      out.two[at(m + harmonics)] += wave * Complex(s(0, 0) - s(1, 1), 2.0 * s(0, 1));
    }
  }
  return out;
}

/// Barycentric interpolation at Chebyshev's points of the second kind.
ExitCurvature::Harmonics ExitCurvature::interpolated(double slope, const Vector3& burgers) const {
  std::array<double, nodes> weight{};
  double total = 0.0;
  for (int k = 0; k < nodes; ++k) {
    const double gap = slope - slope_[at(k)];
    if (std::abs(gap) < 1e-12) {
      weight.fill(0.0);
      weight[at(k)] = total = 1.0;
      break;
    }
    weight[at(k)] = (k % 2 == 0 ? 1.0 : -1.0) * (k == 0 || k == nodes - 1 ? 0.5 : 1.0) / gap;
    total += weight[at(k)];
  }
  Harmonics out;
  for (int k = 0; k < nodes; ++k)
    for (int c = 0; c < 3; ++c) {
      const double share = weight[at(k)] / total * burgers[c];
      const Harmonics& from = table_[at(k)][at(c)];
      numbers(out.sum) += share * numbers(from.sum);
      numbers(out.two) += share * numbers(from.two);
    }
  return out;
}

CurvatureAmplitudes ExitCurvature::amplitudes(const Vector3& inward, const Vector3& burgers, double bends,
                                              double curvature) const {
  const double across = std::hypot(inward.x(), inward.y());
  const double slope = std::min(steepest, across / (1.0 + std::max(0.0, inward.z())));
  const double azimuth = across > 0.0 ? std::atan2(inward.y(), inward.x()) : 0.0;
  const double c = std::cos(azimuth), s = std::sin(azimuth);
  Harmonics plane =
      interpolated(slope, {c * burgers.x() + s * burgers.y(), -s * burgers.x() + c * burgers.y(), burgers.z()});
  const Complex back(c, -s), twice = std::conj(product(back, back));
  Complex power = 1.0;  // back^m
  for (int m = 0; m <= harmonics; ++m, power = product(power, back))
    for (const int k : {m, -m}) {
      const Complex turn_back = k >= 0 ? power : std::conj(power);
      Complex &sum = plane.sum[at(k + harmonics)], &two = plane.two[at(k + harmonics)];
      sum = product(sum, turn_back);
      two = product(two, product(turn_back, twice));
      if (m == 0) break;
    }
  const auto of = [](const auto& list, int m) {
    return std::abs(m) <= harmonics ? list[at(m + harmonics)] : Complex();
  };
  // (16): times x^2 over the radius, x along `bends`.
  const Complex turn = turned(2.0 * bends);
  const auto times_square = [&](const auto& list, int m) {
    return 0.25 * (2.0 * of(list, m) + product(std::conj(turn), of(list, m - 2)) + product(turn, of(list, m + 2)));
  };
  // (17), as far as all its orders in (19) are kept: in equilibrium, whatever is left out.
  constexpr int orders = CurvatureAmplitudes::orders, least = 3 - orders, most = orders - 1;
  std::array<Complex, most - least + 1> tractions{};
  for (int m = least; m <= most; ++m)
    tractions[at(m - least)] = 0.25 * curvature *
                               (static_cast<double>(2 - m) * times_square(plane.sum, m - 1) +
                                static_cast<double>(2 + m) * times_square(plane.two, m + 1));
  const auto g = [&](int m) { return m < least || m > most ? Complex() : tractions[at(m - least)]; };
  // (18), without the 2 pi of both transforms.
  const auto p = [&](int m) -> Complex {
    return static_cast<double>(std::abs(m)) * product(std::conj(power_of_i(m)), g(m));
  };
  const auto q = [&](int m) -> Complex {
    return static_cast<double>(std::abs(m)) * product(std::conj(power_of_i(m)), std::conj(g(-m)));
  };
  const double nu = elastic_.poisson;
  const Complex half_i(0.0, 0.5);
  CurvatureAmplitudes out;
  for (int n = 0; n <= orders; ++n)
    for (const int m : {n, -n}) {
      const Complex i = power_of_i(m), e1 = product(i, p(m - 1)), e3 = product(i, q(m - 3));
      (m >= 0 ? out.one : out.one_minus)[at(n)] = product(i, p(m));
      (m >= 0 ? out.one_z : out.one_z_minus)[at(n)] = product(-0.5 * i, p(m) + q(m - 2));
      (m >= 0 ? out.two : out.two_minus)[at(n)] = product(-half_i, (4.0 - 2.0 * nu) * e1 - 2.0 * nu * e3);
      (m >= 0 ? out.two_z : out.two_z_minus)[at(n)] = product(half_i, e1 + e3);
      if (m >= 0) out.b[at(n)] = product((n == 0 ? 1.0 : 2.0) * product(-half_i, i), p(n + 1) + q(n - 1));
      if (n == 0) break;
    }
  return out;
}

CurvatureAmplitudes& CurvatureAmplitudes::operator+=(const CurvatureAmplitudes& other) {
  using List = std::array<Complex, size> CurvatureAmplitudes::*;
  for (const List list :
       {&CurvatureAmplitudes::b, &CurvatureAmplitudes::one, &CurvatureAmplitudes::one_minus,
        &CurvatureAmplitudes::one_z, &CurvatureAmplitudes::one_z_minus, &CurvatureAmplitudes::two,
        &CurvatureAmplitudes::two_minus, &CurvatureAmplitudes::two_z, &CurvatureAmplitudes::two_z_minus})
    for (std::size_t n = 0; n < size; ++n) (this->*list)[n] += (other.*list)[n];
  return *this;
}

namespace {

/// u_n and v_n of (20): the harmonics T^n/n (of order zero -ln(R + z)) and T^n/R, less what is smoother than `smooth`.
struct CurvatureHarmonic {
  std::array<Complex, CurvatureAmplitudes::size> u{}, v{};

  CurvatureHarmonic(const Vector3& x, double smooth, double core) {
    constexpr std::array<double, 4> share{1.0, -3.0, 3.0, -1.0};
    for (std::size_t j = 0; j < share.size(); ++j) {
      const double z = x.z() + static_cast<double>(j) * smooth,
                   r = std::sqrt(x.squaredNorm() - x.z() * x.z() + z * z + core * core);
      const Complex t = Complex(x.x(), x.y()) / (r + z);
      Complex power = share[j];
      u[0] -= share[j] * std::log(r + z);
      v[0] += power / r;
      for (std::size_t n = 1; n < u.size(); ++n) {
        power *= t;
        u[n] += power / static_cast<double>(n);
        v[n] += power / r;
      }
    }
  }
};

}  // namespace

Matrix3 curvature_stress(const CurvatureAmplitudes& a, const Vector3& x, double smooth,
                         const ElasticConstants& elastic) {
  const CurvatureHarmonic h(x, smooth, elastic.core_radius);
  double flat = 0.0, bent = 0.0;
  Complex one, two;
  for (std::size_t n = 0; n < h.u.size(); ++n) {
    const Complex u = h.u[n], v = x.z() * h.v[n];
    flat += (a.b[n] * u).real();
    bent += (a.b[n] * v).real();
    one += a.one[n] * u + a.one_minus[n] * std::conj(u) + a.one_z[n] * v + a.one_z_minus[n] * std::conj(v);
    two += a.two[n] * u + a.two_minus[n] * std::conj(u) + a.two_z[n] * v + a.two_z_minus[n] * std::conj(v);
  }
  const double sum = (2.0 + 2.0 * elastic.poisson) * flat - bent;
  Matrix3 m;
  m << 0.5 * (sum + two.real()), 0.5 * two.imag(), one.real(),  //
      0.5 * two.imag(), 0.5 * (sum - two.real()), one.imag(),   //
      one.real(), one.imag(), bent;
  return m;
}

}  // namespace pillardd
