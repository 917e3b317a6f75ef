#include <cmath>

#include "boundaries/extrusion.hpp"
#include "boundaries/models.hpp"

namespace pillardd {

namespace {

/// A rectangular prism around z, faces normal to x and y; see docs/theory/surfaces.md.
class Prism final : public Boundary {
 public:
  Prism(double width, double depth, double height, Ends ends)
      : Boundary(height, ends), half_x_(0.5 * width), half_y_(0.5 * depth) {}

  double signed_distance(const Vector3& x) const override {
    const double side = joined_distance(std::abs(x.x()) - half_x_, std::abs(x.y()) - half_y_);
    return ends_ == Ends::free ? joined_distance(side, beyond_ends(x.z(), height_)) : side;
  }

  SurfacePoint nearest_surface(const Vector3& x) const override {
    const SurfacePoint on_side = nearest_side(x);
    if (ends_ != Ends::free) return on_side;
    const double side = joined_distance(std::abs(x.x()) - half_x_, std::abs(x.y()) - half_y_);
    const double beyond = beyond_ends(x.z(), height_);
    if (side <= 0 || beyond <= 0) return side >= beyond ? on_side : nearest_on_ends(x, height_);
    const Vector3 rim(on_side.x.x(), on_side.x.y(), nearest_on_ends(x, height_).x.z());
    return {rim, (x - rim).normalized()};
  }

  SectionShape section() const override {
    const double area = 4 * half_x_ * half_y_;
    return {area, half_x_, half_y_, area * half_x_ * half_x_ / 3, area * half_y_ * half_y_ / 3, unset};
  }
  double bounding_radius() const override { return std::sqrt(half_x_ * half_x_ + half_y_ * half_y_); }
  std::string name() const override { return "prism"; }

  SurfaceMesh mesh(double spacing) const override {
    const int nx = parts(2 * half_x_, spacing), ny = parts(2 * half_y_, spacing);
    std::vector<Vector3> perimeter;
    const auto along = [&perimeter](const Vector3& from, const Vector3& to, int n) {
      for (int i = 0; i < n; ++i) perimeter.push_back(from + (to - from) * i / n);
    };
    const Vector3 a(half_x_, -half_y_, 0), b(half_x_, half_y_, 0);
    along(a, b, ny);
    along(b, -a, nx);
    along(-a, -b, ny);
    along(-b, a, nx);
    return extruded_mesh(perimeter, height_, spacing, ends_ != Ends::periodic);
  }

 private:
  /// Inside, the nearer of the faces (that normal to x where both are); outside, the point of the closed rectangle.
  SurfacePoint nearest_side(const Vector3& x) const {
    const double dx = std::abs(x.x()) - half_x_, dy = std::abs(x.y()) - half_y_;
    const double sx = std::copysign(1.0, x.x()), sy = std::copysign(1.0, x.y());
    if (dx > 0 && dy > 0) {
      const Vector3 edge(sx * half_x_, sy * half_y_, x.z());
      return {edge, (x - edge).normalized()};
    }
    if (dx >= dy) return {{sx * half_x_, x.y(), x.z()}, sx * Vector3::UnitX()};
    return {{x.x(), sy * half_y_, x.z()}, sy * Vector3::UnitY()};
  }

  double half_x_, half_y_;
};

}  // namespace

Section prism_parameters() {
  Section s;
  s.name = "pillar.prism";
  s.sentence = "A rectangular prism around z.";
  s.rows = {row::quantity("width", dimension::length, "Edge along x.").above(0),
            row::quantity("depth", dimension::length, "Edge along y.").above(0)};
  return s;
}

std::unique_ptr<Boundary> make_prism(const Settings& pillar) {
  return std::make_unique<Prism>(pillar.number("width"), pillar.number("depth"), pillar.number("height"),
                                 ends_of(pillar));
}

}  // namespace pillardd
