#pragma once
#include <span>

#include "ddd/base/types.hpp"
#include "ddd/network/network.hpp"

namespace pillardd {

/// The part of an image stress that is known in closed form: half-space terms of lines that end on the surface or lie
/// close to it. A model on a grid subtracts their traction beforehand, solves what is left, which is smooth, and adds
/// them again where it is evaluated.
class SurfaceTerms {
 public:
  virtual ~SurfaceTerms() = default;
  virtual void update(const Network& network) = 0;
  /// Adds their stress at points in and on the body [GPa], periodic copies included; in equilibrium there.
  virtual void add_stress(std::span<const Vector3> points, std::span<Matrix3> to) const = 0;
};

}  // namespace pillardd
