// Functions of vectors of doubles, once for each SIMD target.
#if defined(PILLARDD_VECTOR_FUNCTIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_VECTOR_FUNCTIONS_INL
#undef PILLARDD_VECTOR_FUNCTIONS_INL
#else
#define PILLARDD_VECTOR_FUNCTIONS_INL
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::ScalableTag<double>;
using V = hn::Vec<Lanes>;
using Mask = hn::Mask<Lanes>;

HWY_INLINE V set(double x) {
  return hn::Set(Lanes(), x);
}

struct Vec3 {
  V x, y, z;
};
HWY_INLINE Vec3 operator+(const Vec3& p, const Vec3& q) {
  return {p.x + q.x, p.y + q.y, p.z + q.z};
}
HWY_INLINE Vec3 operator-(const Vec3& p, const Vec3& q) {
  return {p.x - q.x, p.y - q.y, p.z - q.z};
}
HWY_INLINE Vec3 operator*(V f, const Vec3& p) {
  return {f * p.x, f * p.y, f * p.z};
}
HWY_INLINE V dot(const Vec3& p, const Vec3& q) {
  return p.x * q.x + p.y * q.y + p.z * q.z;
}
HWY_INLINE Vec3 cross(const Vec3& p, const Vec3& q) {
  return {p.y * q.z - p.z * q.y, p.z * q.x - p.x * q.z, p.x * q.y - p.y * q.x};
}

/// Every second coefficient from K on, by Horner in u^2; written without a loop, which -O2 would leave one.
template <std::size_t K, std::size_t N>
HWY_INLINE V every_second(V u2, const double (&c)[N]) {
  if constexpr (K + 2 >= N)
    return set(c[K]);
  else
    return every_second<K + 2>(u2, c) * u2 + set(c[K]);
}

/// Lowest coefficient first: even and odd terms apart, two chains in place of one.
template <std::size_t N>
HWY_INLINE V polynomial(V u, const double (&c)[N]) {
  const V u2 = u * u;
  return every_second<1>(u2, c) * u + every_second<0>(u2, c);
}

/// A logarithm on its way: e ln 2 + 2 atanh z.
struct Logarithm {
  V e, z;
};

/// ln(p/q) for p >= q > 0, to 2 units in the last place of the result where p - q is exact to that: with p/q = 2^e m
/// and z = (m-1)/(m+1), |z| < 0.2003.
HWY_INLINE Logarithm log_argument(V p, V q) {
  const hn::Repartition<std::uint64_t, Lanes> bits;
  // The exponent fields' difference, rounded; the mantissas stand in for their logarithms.
  const auto half = hn::Set(bits, std::uint64_t{1} << 51);
  const auto difference = hn::BitCast(bits, p) - hn::BitCast(bits, q) + half;
  const auto whole = hn::And(difference, hn::Set(bits, ~((std::uint64_t{1} << 52) - 1)));
  const V scaled = hn::BitCast(Lanes(), hn::BitCast(bits, q) + whole);
  constexpr double two52 = 4503599627370496.0;
  const V e = hn::BitCast(Lanes(), hn::Or(hn::ShiftRight<52>(whole), hn::BitCast(bits, set(two52)))) - set(two52);
  return {e, (p - scaled) / (p + scaled)};
}

/// atanh z/z = 1 + z^2 (polynomial in z^2, interpolated at Chebyshev points of [0, 0.0403]: 6e-17).
HWY_INLINE V logarithm(const Logarithm& l) {
  constexpr double atanh_terms[] = {0.33333333333333476, 0.19999999999657492, 0.14285714421441292, 0.11111090979536245,
                                    0.09092326940775801, 0.0764132067982866,  0.07564052597042638};
  const V u = l.z * l.z, twice = l.z + l.z;
  return twice * u * polynomial(u, atanh_terms) + (l.e * set(0.6931471805599453) + twice);
}

HWY_INLINE V log_ratio(V p, V q) {
  return logarithm(log_argument(p, q));
}

/// An angle on its way: base + atan z.
struct Arc {
  V base, z;
};

/// Of (x, y) with y >= 0, not both zero: with |x| and y in order the argument is turned by pi/4 where it would exceed
/// tan(pi/8).
HWY_INLINE Arc arc_argument(V y, V x) {
  const V zero = set(0.0), ax = hn::Abs(x), large = hn::Max(ax, y), small = hn::Min(ax, y);
  const Mask turned = small > set(0.41421356237309503) * large, steep = y > ax, behind = x < zero;
  const V num = hn::IfThenElse(turned, small - large, small), den = hn::IfThenElse(turned, small + large, large);
  V base = hn::IfThenElseZero(turned, set(0.78539816339744828));
  base = hn::IfThenElse(steep, set(1.5707963267948966) - base, base);
  base = hn::IfThenElse(behind, set(3.1415926535897931) - base, base);
  return {base, hn::IfThenElse(hn::Xor(steep, behind), zero - num, num) / den};
}

/// atan z/z = 1 + z^2 (polynomial in z^2, [0, 0.1716]: 1e-17). The angle to 3 units in the last place.
HWY_INLINE V angle(const Arc& in) {
  constexpr double atan_terms[] = {-0.3333333333333333,  0.19999999999995513,  -0.1428571428466518,
                                   0.11111111015146714,  -0.0909090457366906,  0.07692183087342026,
                                   -0.06664509989818045, 0.058581362519061465, -0.05085383488842831,
                                   0.03922974453661223,  -0.019174543572021332};
  const V u = in.z * in.z;
  return in.z * u * polynomial(u, atan_terms) + (in.base + in.z);
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
