#include <cmath>
#include <numbers>

#include "boundaries/extrusion.hpp"
#include "boundaries/models.hpp"

namespace pillardd {

namespace {

/// A circular cylinder around z; see docs/theory/surfaces.md.
class Cylinder final : public Boundary {
 public:
  Cylinder(double radius, double height, Ends ends) : Boundary(height, ends), radius_(radius) {}

  double signed_distance(const Vector3& x) const override {
    const double side = axis_distance(x) - radius_;
    return ends_ == Ends::free ? joined_distance(side, beyond_ends(x.z(), height_)) : side;
  }

  SurfacePoint nearest_surface(const Vector3& x) const override {
    const double r = axis_distance(x), side = r - radius_;
    // On the axis every direction is nearest: x is taken.
    const Vector3 normal = r > 0 ? Vector3(x.x() / r, x.y() / r, 0) : Vector3(Vector3::UnitX());
    const SurfacePoint on_side{{radius_ * normal.x(), radius_ * normal.y(), x.z()}, normal};
    if (ends_ != Ends::free) return on_side;
    const double beyond = beyond_ends(x.z(), height_);
    if (side <= 0 || beyond <= 0) return side >= beyond ? on_side : nearest_on_ends(x, height_);
    const Vector3 rim(on_side.x.x(), on_side.x.y(), nearest_on_ends(x, height_).x.z());
    return {rim, (x - rim).normalized()};
  }

  SectionShape section() const override {
    const double area = std::numbers::pi * radius_ * radius_, second = 0.25 * area * radius_ * radius_;
    return {area, radius_, radius_, second, second, 2.0 * second};
  }
  double bounding_radius() const override { return radius_; }
  std::string name() const override { return "cylinder"; }

  SurfaceMesh mesh(double spacing) const override {
    const int n = std::max(12, parts(2 * std::numbers::pi * radius_, spacing));
    std::vector<Vector3> perimeter;
    for (int i = 0; i < n; ++i) {
      const double angle = 2 * std::numbers::pi * i / n;
      perimeter.push_back({radius_ * std::cos(angle), radius_ * std::sin(angle), 0});
    }
    return extruded_mesh(perimeter, height_, spacing, ends_ != Ends::periodic);
  }

 private:
  static double axis_distance(const Vector3& x) { return std::sqrt(x.x() * x.x() + x.y() * x.y()); }
  double radius_;
};

}  // namespace

Section cylinder_parameters() {
  Section s;
  s.name = "pillar.cylinder";
  s.sentence = "A circular cylinder around z.";
  s.rows = {row::quantity("diameter", dimension::length, "Diameter of the cylinder.").above(0)};
  return s;
}

std::unique_ptr<Boundary> make_cylinder(const Settings& pillar) {
  return std::make_unique<Cylinder>(0.5 * pillar.number("diameter"), pillar.number("height"), ends_of(pillar));
}

}  // namespace pillardd
