#pragma once
#include <span>
#include <vector>

#include "ddd/base/types.hpp"
#include "ddd/models/image_stress.hpp"
#include "ddd/network/network.hpp"

namespace pillardd {

/// The part of an image stress that is known in closed form: half-space terms of lines that end on the surface or lie
/// close to it. A model on a grid subtracts their traction beforehand, solves what is left, which is smooth, and adds
/// them again where it is evaluated.
class SurfaceTerms {
 public:
  virtual ~SurfaceTerms() = default;
  /// By slot of the nodes: `places`, where they are for the choice of segments; `far_places`, for that of what is far.
  /// They act from where they are now.
  virtual void update(const Network& network, std::span<const Vector3> places, std::span<const Vector3> far_places) = 0;
  /// Works out the part of lines and copies far from where they act, which stays as it is until the next call.
  virtual void keep_far(LineSet lines) = 0;
  /// Adds their stress at points in and on the body [GPa], periodic copies included; in equilibrium there.
  virtual void add_stress(std::span<const Vector3> points, std::span<Matrix3> to,
                          LineSet lines = LineSet::all) const = 0;
  /// The same at around x along points of the side surface, equally spaced from angle 0 and z = 0 on, angles running
  /// first.
  virtual void add_surface_stress(int around, int along, std::span<Matrix3> to, LineSet lines) const = 0;
  /// How far images are raised for the bend of the surface, of the most: 0 to 1, by the depth of the segment [nm].
  virtual double bend_share(double depth) const = 0;
  virtual double reach() const = 0;  ///< depth up to which segments that move are taken [nm]
  /// What keep_far worked out; recall takes its part from the front.
  virtual std::vector<double> memory() const = 0;
  virtual void recall(std::span<const double>& memory) = 0;
};

}  // namespace pillardd
