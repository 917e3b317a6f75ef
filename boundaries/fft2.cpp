#include "boundaries/fft2.hpp"

#include <unsupported/Eigen/FFT>

#include "ddd/base/errors.hpp"

namespace pillardd {

using Complex = std::complex<double>;

struct Fft2::Plan {
  std::size_t around, along;
  Eigen::FFT<double> fft;
  std::vector<Complex> line, result;
};

Fft2::Fft2(int around, int along) : plan_(std::make_unique<Plan>()) {
  plan_->around = static_cast<std::size_t>(around);
  plan_->along = static_cast<std::size_t>(along);
  plan_->fft.SetFlag(Eigen::FFT<double>::Unscaled);
}

Fft2::~Fft2() = default;

void Fft2::transform(std::vector<Complex>& field, bool inverse) const {
  Plan& p = *plan_;
  require(field.size() == p.around * p.along, "Fft2: the field has another size");
  const auto line = [&](std::size_t size) {
    if (inverse)
      p.fft.inv(p.result.data(), p.line.data(), static_cast<Eigen::Index>(size));
    else
      p.fft.fwd(p.result.data(), p.line.data(), static_cast<Eigen::Index>(size));
  };
  p.line.resize(p.around);
  p.result.resize(p.around);
  for (std::size_t j = 0; j < p.along; ++j) {
    Complex* row = field.data() + j * p.around;
    std::copy(row, row + p.around, p.line.begin());
    line(p.around);
    std::copy(p.result.begin(), p.result.end(), row);
  }
  p.line.resize(p.along);
  p.result.resize(p.along);
  for (std::size_t i = 0; i < p.around; ++i) {
    for (std::size_t j = 0; j < p.along; ++j) p.line[j] = field[j * p.around + i];
    line(p.along);
    for (std::size_t j = 0; j < p.along; ++j) field[j * p.around + i] = p.result[j];
  }
}

}  // namespace pillardd
