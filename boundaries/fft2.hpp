#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "ddd/base/simd.hpp"

namespace pillardd {

/// Complex numbers in rows, their real and imaginary parts apart.
template <class Real>
struct ComplexRows {
  AlignedVector<Real> re, im;
  void assign(std::size_t size) {
    re.assign(size, Real(0));
    im.assign(size, Real(0));
  }
  void resize(std::size_t size) {
    re.resize(size);
    im.resize(size);
  }
};

/// Discrete Fourier transforms of complex fields f(theta_i, z_j), both ways without a factor:
///   forward   F_nq = sum_ij f_ij e^(-2 pi i (n i/around + q j/along)),   inverse with the opposite sign.
/// Stockham's algorithm with factors 2 to 5, all rows of a pass at a time in vectors; both lengths have no other prime
/// factors than 2, 3 and 5. Fields have a row for each z, modes one for each n; rows are padded to whole vectors with
/// zeros. In double or single precision.
template <class Real>
class Fft2 {
 public:
  Fft2(int around, int along);
  std::size_t point(int i, int j) const { return at(j) * around_stride_ + at(i); }
  std::size_t mode(int n, int q) const { return at(n) * along_stride_ + at(q); }
  std::size_t fields() const { return at(along_) * around_stride_; }  ///< size of a field
  std::size_t modes() const { return at(around_) * along_stride_; }   ///< size of its modes
  std::size_t mode_stride() const { return along_stride_; }
  /// Leave the modes in the field's place and the other way round; room: to work in, of any size.
  void forward(ComplexRows<Real>& field, ComplexRows<Real>& room) const;
  void inverse(ComplexRows<Real>& modes, ComplexRows<Real>& room) const;

 private:
  struct Pass {
    int radix;
    std::size_t done, left;      ///< lengths already transformed, and rows between neighbours of a transform
    std::vector<Real> cos, sin;  ///< of 2 pi j r/(done radix), [j * radix + r]
  };
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  static std::vector<Pass> plan(int length);
  static void transform(const std::vector<Pass>& plan, Real sign, std::size_t stride, ComplexRows<Real>& rows,
                        ComplexRows<Real>& room);

  int around_, along_;
  std::size_t around_stride_, along_stride_;
  std::vector<Pass> over_around_, over_along_;
};

extern template class Fft2<double>;
extern template class Fft2<float>;

/// One row of modes: out_k += sum_c f_kc t_c of three tractions t, k in the order of the rows of `factors`:
///   out[0] = f_0 t + i f_1 t,   out[1] = f_2 t,   out[2] = i f_3 t,   f_k t = f_k0 t_0 + f_k1 t_1 + f_k2 t_2
/// factors: 12 rows of `count` numbers; t, out: real and imaginary parts of `count` numbers, whole cache lines.
void combine_modes(const float* factors, const std::array<const float*, 6>& t, const std::array<float*, 6>& out,
                   std::size_t count);

}  // namespace pillardd
