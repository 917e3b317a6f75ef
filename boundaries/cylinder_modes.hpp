#pragma once
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// Stress at a radius per unit traction on the surface, of one mode e^{i(n theta + k z)}; real because of the phases
/// taken out:  rows rr, tt, zz, rt/i, rz/i, tz  of the stress,  columns rr, rt/i, rz/i  of the traction at r = R.
using ModeStress = Eigen::Matrix<double, 6, 3>;

/// Elastic modes of a cylinder, docs/theory/image-spectral.md eq. 3-9.
class CylinderModes {
 public:
  CylinderModes(double radius, double period, double poisson) : radius_(radius), period_(period), nu_(poisson) {}

  /// For n = 0 .. n_max and k = 2 pi q/period, q >= 0, at radius r in (0, R]. Negative n and k follow by `mirrored`.
  std::vector<ModeStress> stress_by_traction(int n_max, int q, double r) const;

  /// The mode of -n and/or -k from that of (n, k): components odd in theta or z change sign.
  static ModeStress mirrored(const ModeStress& mode, bool minus_n, bool minus_k);

 private:
  std::vector<ModeStress> oscillating(int n_max, double k, double r) const;
  std::vector<ModeStress> uniform_along_z(int n_max, double r) const;
  ModeStress columns(int n, double s, double a, double beta) const;

  double radius_, period_, nu_;
};

}  // namespace pillardd
