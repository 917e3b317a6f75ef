#pragma once
#include <array>
#include <complex>
#include <vector>

#include "ddd/elasticity/elasticity.hpp"
#include "ddd/elasticity/half_space_kernel.hpp"

namespace pillardd {

/// Coefficients of what takes away the traction of order curvature that a line's exit leaves on a surface that bends
/// (docs/theory/half-space.md, 19), over the angle in the frame of the tangent plane, n = 0 ... orders [GPa]; those
/// with `minus` are of -n.
struct CurvatureAmplitudes {
  static constexpr std::size_t orders = HalfSpaceBend::orders, size = orders + 1;
  std::array<std::complex<double>, size> b{}, one{}, one_minus{}, one_z{}, one_z_minus{}, two{}, two_minus{}, two_z{},
      two_z_minus{};
  CurvatureAmplitudes& operator+=(const CurvatureAmplitudes& other);
};

/// The in-plane stress that a straight line and its image have on the plane where it ends, at distance one, for any
/// inclination: Fourier coefficients over the angle, by interpolation in a table. From it the amplitudes.
class ExitCurvature {
 public:
  explicit ExitCurvature(const ElasticConstants& elastic);

  /// inward: unit vector from the exit along the line, burgers: for the outward sense [nm], both in the frame of the
  /// plane (two tangents, the inward normal); bends: the angle in the frame of the direction in which the surface has
  /// the curvature [1/nm], flat across it.
  CurvatureAmplitudes amplitudes(const Vector3& inward, const Vector3& burgers, double bends, double curvature) const;

 private:
  static constexpr int harmonics = 12, nodes = 12;
  using Complex = std::complex<double>;
  /// Of sigma_xx + sigma_yy and of sigma_xx - sigma_yy + 2i sigma_xy, orders -harmonics ... harmonics [GPa nm].
  struct Harmonics {
    std::array<Complex, 2 * harmonics + 1> sum{}, two{};
  };
  Harmonics on_plane(const Vector3& inward, const Vector3& burgers) const;
  Harmonics interpolated(double slope, const Vector3& burgers) const;

  ElasticConstants elastic_;
  std::array<double, nodes> slope_{};                    ///< tan of half the inclination
  std::array<std::array<Harmonics, 3>, nodes> table_{};  ///< for unit Burgers vectors along the axes
};

/// Their stress at a point in the frame of the plane, origin at the exit, z >= 0 the depth [GPa]; smooth: the length
/// below which they act [nm].
Matrix3 curvature_stress(const CurvatureAmplitudes& amplitudes, const Vector3& x, double smooth,
                         const ElasticConstants& elastic);

}  // namespace pillardd
