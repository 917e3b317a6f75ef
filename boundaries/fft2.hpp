#pragma once
#include <complex>
#include <memory>
#include <vector>

namespace pillardd {

/// Discrete Fourier transforms of complex fields f(theta_i, z_j) stored as [j * around + i], both ways without a
/// factor:
///   forward   F_nq = sum_ij f_ij e^(-2 pi i (n i/around + q j/along)),   inverse with the opposite sign.
class Fft2 {
 public:
  Fft2(int around, int along);
  ~Fft2();
  void forward(std::vector<std::complex<double>>& field) const { transform(field, false); }
  void inverse(std::vector<std::complex<double>>& field) const { transform(field, true); }

 private:
  void transform(std::vector<std::complex<double>>& field, bool inverse) const;
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace pillardd
