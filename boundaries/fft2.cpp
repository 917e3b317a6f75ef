#include "boundaries/fft2.hpp"

#include <cmath>
#include <numbers>

#include "ddd/base/errors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "boundaries/fft2.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, 8>;
using Lanes = hn::Vec<Tag>;

struct Complex {
  Lanes re, im;
};
HWY_INLINE Complex operator+(const Complex& p, const Complex& q) {
  return {p.re + q.re, p.im + q.im};
}
HWY_INLINE Complex operator-(const Complex& p, const Complex& q) {
  return {p.re - q.re, p.im - q.im};
}
HWY_INLINE Lanes set(double x) {
  return hn::Set(Tag(), x);
}
HWY_INLINE Complex scaled(double f, const Complex& p) {
  return {set(f) * p.re, set(f) * p.im};
}
/// p times i s, s = +1 or -1.
HWY_INLINE Complex turned(double s, const Complex& p) {
  return {set(-s) * p.im, set(s) * p.re};
}
HWY_INLINE Complex rotated(double cos, double sin, const Complex& p) {
  return {set(cos) * p.re - set(sin) * p.im, set(cos) * p.im + set(sin) * p.re};
}

/// Transforms of 2 to 5 numbers in place; s: sign of the exponent.
HWY_INLINE void small2(Complex* x) {
  const Complex sum = x[0] + x[1];
  x[1] = x[0] - x[1];
  x[0] = sum;
}
HWY_INLINE void small3(Complex* x, double s) {
  constexpr double c = -0.5, d = 0.86602540378443865;
  const Complex sum = x[1] + x[2], turn = turned(s * d, x[1] - x[2]), base = x[0] + scaled(c, sum);
  x[0] = x[0] + sum;
  x[1] = base + turn;
  x[2] = base - turn;
}
HWY_INLINE void small4(Complex* x, double s) {
  const Complex p = x[0] + x[2], q = x[0] - x[2], r = x[1] + x[3], t = turned(s, x[1] - x[3]);
  x[0] = p + r;
  x[1] = q + t;
  x[2] = p - r;
  x[3] = q - t;
}
HWY_INLINE void small5(Complex* x, double s) {
  constexpr double c1 = 0.30901699437494742, c2 = -0.80901699437494742, d1 = 0.95105651629515357,
                   d2 = 0.58778525229247313;
  const Complex a = x[1] + x[4], b = x[2] + x[3], u = x[1] - x[4], v = x[2] - x[3];
  const Complex p = x[0] + scaled(c1, a) + scaled(c2, b), q = x[0] + scaled(c2, a) + scaled(c1, b);
  const Complex e = turned(s, scaled(d1, u) + scaled(d2, v)), f = turned(s, scaled(d2, u) - scaled(d1, v));
  x[0] = x[0] + a + b;
  x[1] = p + e;
  x[4] = p - e;
  x[2] = q + f;
  x[3] = q - f;
}

/// The rows of one group: row k of the input's part r goes, turned and transformed, to row k of the output's part s.
void Butterfly(int radix, double sign, const double* cos, const double* sin, std::size_t in_step, std::size_t out_step,
               std::size_t count, const double* in_re, const double* in_im, double* out_re, double* out_im) {
  const Tag d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    Complex x[5];
    for (int r = 0; r < radix; ++r) {
      const std::size_t from = static_cast<std::size_t>(r) * in_step + i;
      x[r] = {hn::Load(d, in_re + from), hn::Load(d, in_im + from)};
      if (r > 0) x[r] = rotated(cos[r], sign * sin[r], x[r]);
    }
    if (radix == 2) small2(x);
    if (radix == 3) small3(x, sign);
    if (radix == 4) small4(x, sign);
    if (radix == 5) small5(x, sign);
    for (int r = 0; r < radix; ++r) {
      const std::size_t to = static_cast<std::size_t>(r) * out_step + i;
      hn::Store(x[r].re, d, out_re + to);
      hn::Store(x[r].im, d, out_im + to);
    }
  }
}

void Combine(const double* factors, const double* const* t, double* const* out, std::size_t count) {
  const Tag d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const Lanes re[3] = {hn::Load(d, t[0] + i), hn::Load(d, t[2] + i), hn::Load(d, t[4] + i)};
    const Lanes im[3] = {hn::Load(d, t[1] + i), hn::Load(d, t[3] + i), hn::Load(d, t[5] + i)};
    const auto product = [&](std::size_t k) HWY_ATTR {
      Complex sum{set(0.0), set(0.0)};
      for (std::size_t c = 0; c < 3; ++c) {
        const Lanes f = hn::Load(d, factors + (3 * k + c) * count + i);
        sum = {hn::MulAdd(f, re[c], sum.re), hn::MulAdd(f, im[c], sum.im)};
      }
      return sum;
    };
    const Complex plane = product(0), axial = product(1), shear = product(2), along = product(3);
    hn::Store(plane.re - axial.im, d, out[0] + i);
    hn::Store(plane.im + axial.re, d, out[1] + i);
    hn::Store(shear.re, d, out[2] + i);
    hn::Store(shear.im, d, out[3] + i);
    hn::Store(set(0.0) - along.im, d, out[4] + i);
    hn::Store(along.re, d, out[5] + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(Butterfly);
HWY_EXPORT(Combine);

namespace {

std::size_t padded(int n) {
  return (static_cast<std::size_t>(n) + simd_padding - 1) / simd_padding * simd_padding;
}

}  // namespace

Fft2::Fft2(int around, int along)
    : around_(around),
      along_(along),
      around_stride_(padded(around)),
      along_stride_(padded(along)),
      over_around_(plan(around)),
      over_along_(plan(along)) {
  simd_target();
}

std::vector<Fft2::Pass> Fft2::plan(int length) {
  std::vector<Pass> out;
  int done = 1, left = length;
  while (left > 1) {
    const int radix = left % 4 == 0 ? 4 : left % 2 == 0 ? 2 : left % 3 == 0 ? 3 : 5;
    require(left % radix == 0, "Fft2: a length has a prime factor past 5");
    left /= radix;
    Pass pass{radix, at(done), at(left), {}, {}};
    for (int j = 0; j < done; ++j)
      for (int r = 0; r < radix; ++r) {
        const double turn = 2.0 * std::numbers::pi * j * r / (done * radix);
        pass.cos.push_back(std::cos(turn));
        pass.sin.push_back(std::sin(turn));
      }
    out.push_back(std::move(pass));
    done *= radix;
  }
  return out;
}

/// Transforms over the rows, all columns at a time. With l done and m left, l p m the length, a pass of radix p takes
/// rows (j p + r) m + k to (j + s l) m + k:  y_s = sum_r e^(i sign 2 pi r (j/(l p) + s/p)) x_r.
void Fft2::transform(const std::vector<Pass>& plan, double sign, std::size_t stride, ComplexRows& rows) {
  ComplexRows other;
  other.re.resize(rows.re.size());
  other.im.resize(rows.im.size());
  for (const Pass& pass : plan) {
    const std::size_t p = at(pass.radix), group = pass.left * stride;
    for (std::size_t j = 0; j < pass.done; ++j) {
      const std::size_t from = j * p * group, to = j * group;
      HWY_DYNAMIC_DISPATCH(Butterfly)
      (pass.radix, sign, pass.cos.data() + j * p, pass.sin.data() + j * p, group, pass.done * group, group,
       rows.re.data() + from, rows.im.data() + from, other.re.data() + to, other.im.data() + to);
    }
    std::swap(rows.re, other.re);
    std::swap(rows.im, other.im);
  }
}

ComplexRows Fft2::transposed(const ComplexRows& from, int rows, int columns, std::size_t stride,
                             std::size_t new_stride) {
  ComplexRows out;
  out.assign(at(columns) * new_stride);
  for (std::size_t r = 0; r < at(rows); ++r)
    for (std::size_t c = 0; c < at(columns); ++c) {
      out.re[c * new_stride + r] = from.re[r * stride + c];
      out.im[c * new_stride + r] = from.im[r * stride + c];
    }
  return out;
}

void Fft2::forward(ComplexRows& field) const {
  require(field.re.size() == fields() && field.im.size() == fields(), "Fft2: the field has another size");
  transform(over_along_, -1.0, around_stride_, field);
  field = transposed(field, along_, around_, around_stride_, along_stride_);
  transform(over_around_, -1.0, along_stride_, field);
}

void Fft2::inverse(ComplexRows& modes) const {
  require(modes.re.size() == this->modes() && modes.im.size() == this->modes(), "Fft2: the modes have another size");
  transform(over_around_, 1.0, along_stride_, modes);
  modes = transposed(modes, around_, along_, along_stride_, around_stride_);
  transform(over_along_, 1.0, around_stride_, modes);
}

void combine_modes(const double* factors, const std::array<const double*, 6>& t, const std::array<double*, 6>& out,
                   std::size_t count) {
  HWY_DYNAMIC_DISPATCH(Combine)(factors, t.data(), out.data(), count);
}

}  // namespace pillardd
#endif
