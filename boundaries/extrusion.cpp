#include "boundaries/extrusion.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

/// Builds the mesh ring by ring; every ring has as many points as the perimeter.
class RingMesh {
 public:
  explicit RingMesh(const std::vector<Vector3>& perimeter) : perimeter_(perimeter) {}

  /// The perimeter scaled about the axis, at height z; returns the index of its first vertex.
  int add_ring(double scale, double z) {
    const int first = static_cast<int>(mesh_.vertices.size());
    for (const Vector3& p : perimeter_) mesh_.vertices.push_back({scale * p.x(), scale * p.y(), z});
    return first;
  }

  /// Two triangles a quadrilateral between rings; outward when `to` lies above `from` on the side.
  void join(int from, int to) {
    for (int i = 0; i < size(); ++i) {
      const int j = (i + 1) % size();
      mesh_.triangles.push_back({from + i, from + j, to + j});
      mesh_.triangles.push_back({from + i, to + j, to + i});
    }
  }

  /// An end face inside the ring `rim`, which lies at height z.
  void close(int rim, double z, int rings, bool upward) {
    int outer = rim;
    for (int r = rings - 1; r > 0; --r) {
      const int inner = add_ring(static_cast<double>(r) / rings, z);
      upward ? join(outer, inner) : join(inner, outer);
      outer = inner;
    }
    const int centre = static_cast<int>(mesh_.vertices.size());
    mesh_.vertices.push_back({0, 0, z});
    for (int i = 0; i < size(); ++i) {
      const int j = (i + 1) % size();
      upward ? mesh_.triangles.push_back({outer + i, outer + j, centre})
             : mesh_.triangles.push_back({outer + j, outer + i, centre});
    }
  }

  SurfaceMesh take() { return std::move(mesh_); }

 private:
  int size() const { return static_cast<int>(perimeter_.size()); }
  const std::vector<Vector3>& perimeter_;
  SurfaceMesh mesh_;
};

double largest_radius(const std::vector<Vector3>& perimeter) {
  double r = 0;
  for (const Vector3& p : perimeter) r = std::max(r, std::hypot(p.x(), p.y()));
  return r;
}

}  // namespace

double joined_distance(double outside_side, double outside_ends) {
  if (outside_side <= 0 || outside_ends <= 0) return std::max(outside_side, outside_ends);
  return std::sqrt(outside_side * outside_side + outside_ends * outside_ends);
}

double beyond_ends(double z, double height) {
  return std::max(-z, z - height);
}

SurfacePoint nearest_on_ends(const Vector3& x, double height) {
  if (x.z() - height > -x.z()) return {{x.x(), x.y(), height}, Vector3::UnitZ()};
  return {{x.x(), x.y(), 0}, -Vector3::UnitZ()};
}

int parts(double length, double spacing) {
  require(spacing > 0, "parts: spacing must be positive");
  return std::max(1, static_cast<int>(std::ceil(length / spacing)));
}

SurfaceMesh extruded_mesh(const std::vector<Vector3>& perimeter, double height, double spacing, bool with_ends) {
  RingMesh mesh(perimeter);
  const int levels = parts(height, spacing), rings = parts(largest_radius(perimeter), spacing);
  const int bottom = mesh.add_ring(1, 0);
  int top = bottom;
  for (int level = 1; level <= levels; ++level) {
    const int next = mesh.add_ring(1, height * level / levels);
    mesh.join(top, next);
    top = next;
  }
  if (with_ends) {
    mesh.close(bottom, 0, rings, false);
    mesh.close(top, height, rings, true);
  }
  return mesh.take();
}

}  // namespace pillardd
