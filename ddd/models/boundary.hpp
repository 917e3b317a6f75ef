#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ddd/base/registry.hpp"
#include "ddd/base/types.hpp"
#include "ddd/models/load_mode.hpp"

namespace pillardd {

enum class Ends { periodic, platens, free };

struct SurfacePoint {
  Vector3 x;       ///< [nm], on the surface
  Vector3 normal;  ///< outward, unit
};

/// A triangulated surface for pictures. Shapes: vertices (n), triangles (m).
struct SurfaceMesh {
  std::vector<Vector3> vertices;
  std::vector<std::array<int, 3>> triangles;
};

/// The pillar's shape. The surface through which lines leave is the side surface and, for free ends, the end faces.
/// The body is convex.
class Boundary {
 public:
  virtual ~Boundary() = default;
  virtual double signed_distance(const Vector3& x) const = 0;  ///< [nm], negative inside; exact near the surface
  virtual SurfacePoint nearest_surface(const Vector3& x) const = 0;
  virtual SectionShape section() const = 0;
  virtual double bounding_radius() const = 0;  ///< of the cross-section, from the axis [nm]
  virtual SurfaceMesh mesh(double spacing) const = 0;
  virtual std::string name() const = 0;

  double cross_section() const { return section().area; }  ///< A [nm^2]
  double height() const { return height_; }                ///< H [nm]
  Ends ends() const { return ends_; }
  double period() const { return ends_ == Ends::periodic ? height_ : 0.0; }
  double volume() const { return cross_section() * height_; }

  /// Fraction along p -> q where the line leaves the body for good (p inside or on, q outside), by bisection on the
  /// convex body to the last bit; nullopt when q is not outside.
  std::optional<double> exit_fraction(const Vector3& p, const Vector3& q) const;

  /// The point of the surface reached from x along the in-plane direction of steepest approach: x stays on its glide
  /// plane of unit normal `n` (zero: along the surface normal). nullopt when the plane does not cut the surface nearby.
  std::optional<SurfacePoint> onto_surface(const Vector3& x, const Vector3& n) const;

 protected:
  Boundary(double height, Ends ends) : height_(height), ends_(ends) {}
  double height_;
  Ends ends_;
};

using MakeBoundary = std::unique_ptr<Boundary> (*)(const Settings& pillar);

}  // namespace pillardd
