#include "boundaries/fft2.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/base/errors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "boundaries/fft2.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef PILLARDD_FFT2_PASS
#define PILLARDD_FFT2_PASS
namespace pillardd {

/// A pass of radix p over rows of `stride` numbers: with l done and m left, l p m the length, rows (j p + r) m + k go
/// to (j + s l) m + k:  y_s = sum_r e^(i sign 2 pi r (j/(l p) + s/p)) x_r.
template <class Real>
struct FftPass {
  int radix;
  std::size_t done, left, stride;
  const Real *cos, *sin;  ///< of 2 pi j r/(l p), [j * radix + r]
  Real sign;
  const Real *in_re, *in_im;
  Real *out_re, *out_im;
};

/// to[c][r] = from[r][c]; rows of `to` are padded with zeros to `to_stride`.
template <class Real>
struct FftTurn {
  const Real* from;
  std::size_t rows, columns, stride, to_stride;
  Real* to;
};

}  // namespace pillardd
#endif

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
template <class Real>
using Tag = hn::CappedTag<Real, 64 / sizeof(Real)>;
template <class Real>
using Lanes = hn::Vec<Tag<Real>>;

template <class Real>
struct Complex {
  Lanes<Real> re, im;
};
template <class Real>
HWY_INLINE Complex<Real> operator+(const Complex<Real>& p, const Complex<Real>& q) {
  return {p.re + q.re, p.im + q.im};
}
template <class Real>
HWY_INLINE Complex<Real> operator-(const Complex<Real>& p, const Complex<Real>& q) {
  return {p.re - q.re, p.im - q.im};
}
template <class Real>
HWY_INLINE Lanes<Real> set(Real x) {
  return hn::Set(Tag<Real>(), x);
}
template <class Real>
HWY_INLINE Complex<Real> scaled(double f, const Complex<Real>& p) {
  const Lanes<Real> by = set(static_cast<Real>(f));
  return {by * p.re, by * p.im};
}
/// p times i s.
template <class Real>
HWY_INLINE Complex<Real> turned(double s, const Complex<Real>& p) {
  return {set(static_cast<Real>(-s)) * p.im, set(static_cast<Real>(s)) * p.re};
}
template <class Real>
HWY_INLINE Complex<Real> rotated(Real cos, Real sin, const Complex<Real>& p) {
  return {set(cos) * p.re - set(sin) * p.im, set(cos) * p.im + set(sin) * p.re};
}

/// Transforms of 2 to 5 numbers in place; s: sign of the exponent.
template <int radix, class Real>
HWY_INLINE void small(Complex<Real>* x, double s) {
  if constexpr (radix == 2) {
    const Complex<Real> sum = x[0] + x[1];
    x[1] = x[0] - x[1];
    x[0] = sum;
  }
  if constexpr (radix == 3) {
    constexpr double c = -0.5, d = 0.86602540378443865;
    const Complex<Real> sum = x[1] + x[2], turn = turned(s * d, x[1] - x[2]), base = x[0] + scaled(c, sum);
    x[0] = x[0] + sum;
    x[1] = base + turn;
    x[2] = base - turn;
  }
  if constexpr (radix == 4) {
    const Complex<Real> p = x[0] + x[2], q = x[0] - x[2], r = x[1] + x[3], t = turned(s, x[1] - x[3]);
    x[0] = p + r;
    x[1] = q + t;
    x[2] = p - r;
    x[3] = q - t;
  }
  if constexpr (radix == 5) {
    constexpr double c1 = 0.30901699437494742, c2 = -0.80901699437494742, d1 = 0.95105651629515357,
                     d2 = 0.58778525229247313;
    const Complex<Real> a = x[1] + x[4], b = x[2] + x[3], u = x[1] - x[4], v = x[2] - x[3];
    const Complex<Real> p = x[0] + scaled(c1, a) + scaled(c2, b), q = x[0] + scaled(c2, a) + scaled(c1, b);
    const Complex<Real> e = turned(s, scaled(d1, u) + scaled(d2, v)), f = turned(s, scaled(d2, u) - scaled(d1, v));
    x[0] = x[0] + a + b;
    x[1] = p + e;
    x[4] = p - e;
    x[2] = q + f;
    x[3] = q - f;
  }
}

template <int radix, class Real>
void pass_of(const FftPass<Real>& pass) {
  const Tag<Real> d;
  const std::size_t group = pass.left * pass.stride, out_step = pass.done * group;
  const double s = static_cast<double>(pass.sign);
  for (std::size_t j = 0; j < pass.done; ++j) {
    const Real *cos = pass.cos + j * radix, *sin = pass.sin + j * radix;
    const Real *in_re = pass.in_re + j * radix * group, *in_im = pass.in_im + j * radix * group;
    Real *out_re = pass.out_re + j * group, *out_im = pass.out_im + j * group;
    for (std::size_t i = 0; i < group; i += hn::Lanes(d)) {
      Complex<Real> x[radix];
      for (std::size_t r = 0; r < radix; ++r) {
        x[r] = {hn::Load(d, in_re + r * group + i), hn::Load(d, in_im + r * group + i)};
        if (r > 0 && j > 0) x[r] = rotated(cos[r], pass.sign * sin[r], x[r]);
      }
      small<radix>(x, s);
      for (std::size_t r = 0; r < radix; ++r) {
        hn::Store(x[r].re, d, out_re + r * out_step + i);
        hn::Store(x[r].im, d, out_im + r * out_step + i);
      }
    }
  }
}

template <class Real>
HWY_INLINE void any_pass(const FftPass<Real>& pass) {
  if (pass.radix == 2) pass_of<2>(pass);
  if (pass.radix == 3) pass_of<3>(pass);
  if (pass.radix == 4) pass_of<4>(pass);
  if (pass.radix == 5) pass_of<5>(pass);
}

void PassDouble(const FftPass<double>& pass) {
  any_pass(pass);
}

void PassFloat(const FftPass<float>& pass) {
  any_pass(pass);
}

#if HWY_TARGET != HWY_SCALAR
/// Squares of 16 bytes a side, as the instructions turn them.
template <class Real>
struct Square {
  static constexpr std::size_t side = 16 / sizeof(Real);
  hn::CappedTag<Real, side> d;

  HWY_INLINE void turn(const Real* from, std::size_t stride, Real* to, std::size_t to_stride) const {
    const auto a = hn::Load(d, from), b = hn::Load(d, from + stride);
    if constexpr (side == 2) {
      hn::Store(hn::InterleaveLower(d, a, b), d, to);
      hn::Store(hn::InterleaveUpper(d, a, b), d, to + to_stride);
    } else {
      const auto e = hn::Load(d, from + 2 * stride), f = hn::Load(d, from + 3 * stride);
      const auto low = hn::InterleaveLower(d, a, b), high = hn::InterleaveUpper(d, a, b);
      const auto next_low = hn::InterleaveLower(d, e, f), next_high = hn::InterleaveUpper(d, e, f);
      hn::Store(hn::ConcatLowerLower(d, next_low, low), d, to);
      hn::Store(hn::ConcatUpperUpper(d, next_low, low), d, to + to_stride);
      hn::Store(hn::ConcatLowerLower(d, next_high, high), d, to + 2 * to_stride);
      hn::Store(hn::ConcatUpperUpper(d, next_high, high), d, to + 3 * to_stride);
    }
  }
};
#else
template <class Real>
struct Square {
  static constexpr std::size_t side = 1;
  void turn(const Real* from, std::size_t, Real* to, std::size_t) const { *to = *from; }
};
#endif

/// In larger squares that stay in the nearest cache. Lengths are even.
template <class Real>
HWY_INLINE void turn(const FftTurn<Real>& t) {
  constexpr std::size_t large = 16, small = Square<Real>::side;
  const Square<Real> square;
  for (std::size_t r0 = 0; r0 < t.rows; r0 += large)
    for (std::size_t c0 = 0; c0 < t.columns; c0 += large) {
      const std::size_t r1 = std::min(t.rows, r0 + large), c1 = std::min(t.columns, c0 + large);
      for (std::size_t c = c0; c < c1; c += small)
        for (std::size_t r = r0; r < r1; r += small) {
          if (c + small <= c1 && r + small <= r1) {
            square.turn(t.from + r * t.stride + c, t.stride, t.to + c * t.to_stride + r, t.to_stride);
            continue;
          }
          for (std::size_t i = c; i < std::min(c1, c + small); ++i)
            for (std::size_t j = r; j < std::min(r1, r + small); ++j)
              t.to[i * t.to_stride + j] = t.from[j * t.stride + i];
        }
    }
  for (std::size_t c = 0; c < t.columns; ++c)
    std::fill(t.to + c * t.to_stride + t.rows, t.to + (c + 1) * t.to_stride, Real(0));
}

void TurnDouble(const FftTurn<double>& t) {
  turn(t);
}

void TurnFloat(const FftTurn<float>& t) {
  turn(t);
}

void Combine(const float* factors, const float* const* t, float* const* out, std::size_t count) {
  const Tag<float> d;
  using Number = Complex<float>;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const Number from[3] = {{hn::Load(d, t[0] + i), hn::Load(d, t[1] + i)},
                            {hn::Load(d, t[2] + i), hn::Load(d, t[3] + i)},
                            {hn::Load(d, t[4] + i), hn::Load(d, t[5] + i)}};
    const auto product = [&](std::size_t k) HWY_ATTR {
      Number sum{hn::Zero(d), hn::Zero(d)};
      for (std::size_t c = 0; c < 3; ++c) {
        const Lanes<float> f = hn::Load(d, factors + (3 * k + c) * count + i);
        sum = {hn::MulAdd(f, from[c].re, sum.re), hn::MulAdd(f, from[c].im, sum.im)};
      }
      return sum;
    };
    const Number plane = product(0), axial = product(1), shear = product(2), along = product(3);
    hn::Store(plane.re - axial.im, d, out[0] + i);
    hn::Store(plane.im + axial.re, d, out[1] + i);
    hn::Store(shear.re, d, out[2] + i);
    hn::Store(shear.im, d, out[3] + i);
    hn::Store(hn::Zero(d) - along.im, d, out[4] + i);
    hn::Store(along.re, d, out[5] + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(PassDouble);
HWY_EXPORT(PassFloat);
HWY_EXPORT(TurnDouble);
HWY_EXPORT(TurnFloat);
HWY_EXPORT(Combine);

namespace {

/// To whole cache lines.
template <class Real>
std::size_t padded(int n) {
  constexpr std::size_t line = 64 / sizeof(Real);
  return (static_cast<std::size_t>(n) + line - 1) / line * line;
}

void do_pass(const FftPass<double>& pass) {
  HWY_DYNAMIC_DISPATCH(PassDouble)(pass);
}
void do_pass(const FftPass<float>& pass) {
  HWY_DYNAMIC_DISPATCH(PassFloat)(pass);
}

void do_turn(const FftTurn<double>& turn) {
  HWY_DYNAMIC_DISPATCH(TurnDouble)(turn);
}
void do_turn(const FftTurn<float>& turn) {
  HWY_DYNAMIC_DISPATCH(TurnFloat)(turn);
}

template <class Real>
void transpose(const AlignedVector<Real>& from, std::size_t rows, std::size_t columns, std::size_t stride,
               std::size_t to_stride, AlignedVector<Real>& to) {
  to.resize(columns * to_stride);
  do_turn(FftTurn<Real>{from.data(), rows, columns, stride, to_stride, to.data()});
}

}  // namespace

template <class Real>
Fft2<Real>::Fft2(int around, int along)
    : around_(around),
      along_(along),
      around_stride_(padded<Real>(around)),
      along_stride_(padded<Real>(along)),
      over_around_(plan(around)),
      over_along_(plan(along)) {
  simd_target();
}

template <class Real>
std::vector<typename Fft2<Real>::Pass> Fft2<Real>::plan(int length) {
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
        pass.cos.push_back(static_cast<Real>(std::cos(turn)));
        pass.sin.push_back(static_cast<Real>(std::sin(turn)));
      }
    out.push_back(std::move(pass));
    done *= radix;
  }
  return out;
}

/// Transforms over the rows, all columns at a time.
template <class Real>
void Fft2<Real>::transform(const std::vector<Pass>& plan, Real sign, std::size_t stride, ComplexRows<Real>& rows,
                           ComplexRows<Real>& room) {
  room.resize(rows.re.size());
  for (const Pass& pass : plan) {
    do_pass(FftPass<Real>{pass.radix, pass.done, pass.left, stride, pass.cos.data(), pass.sin.data(), sign,
                          rows.re.data(), rows.im.data(), room.re.data(), room.im.data()});
    std::swap(rows.re, room.re);
    std::swap(rows.im, room.im);
  }
}

template <class Real>
void Fft2<Real>::forward(ComplexRows<Real>& field, ComplexRows<Real>& room) const {
  require(field.re.size() == fields() && field.im.size() == fields(), "Fft2: the field has another size");
  transform(over_along_, Real(-1), around_stride_, field, room);
  transpose(field.re, at(along_), at(around_), around_stride_, along_stride_, room.re);
  transpose(field.im, at(along_), at(around_), around_stride_, along_stride_, room.im);
  std::swap(field, room);
  transform(over_around_, Real(-1), along_stride_, field, room);
}

template <class Real>
void Fft2<Real>::inverse(ComplexRows<Real>& modes, ComplexRows<Real>& room) const {
  require(modes.re.size() == this->modes() && modes.im.size() == this->modes(), "Fft2: the modes have another size");
  transform(over_around_, Real(1), along_stride_, modes, room);
  transpose(modes.re, at(around_), at(along_), along_stride_, around_stride_, room.re);
  transpose(modes.im, at(around_), at(along_), along_stride_, around_stride_, room.im);
  std::swap(modes, room);
  transform(over_along_, Real(1), around_stride_, modes, room);
}

template class Fft2<double>;
template class Fft2<float>;

void combine_modes(const float* factors, const std::array<const float*, 6>& t, const std::array<float*, 6>& out,
                   std::size_t count) {
  HWY_DYNAMIC_DISPATCH(Combine)(factors, t.data(), out.data(), count);
}

}  // namespace pillardd
#endif
