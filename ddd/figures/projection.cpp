#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include "ddd/figures/scene.hpp"

namespace pillardd {
namespace {

/// Neighbouring faces that meet at more than 25 degrees make an edge of the body, not of its triangulation.
constexpr double sharp_cosine = 0.906;

/// The faces on either side of an edge; the second is -1 at a rim.
struct EdgeFaces {
  std::array<int, 2> face{-1, -1};
};

Vector3 corner(const SurfaceMesh& s, int triangle, int i) {
  return s
      .vertices[static_cast<std::size_t>(s.triangles[static_cast<std::size_t>(triangle)][static_cast<std::size_t>(i)])];
}

Vector3 face_normal(const SurfaceMesh& s, int t) {
  return (corner(s, t, 1) - corner(s, t, 0)).cross(corner(s, t, 2) - corner(s, t, 0)).normalized();
}

std::map<std::array<int, 2>, EdgeFaces> edges_of(const SurfaceMesh& s) {
  std::map<std::array<int, 2>, EdgeFaces> out;
  for (int t = 0; t < static_cast<int>(s.triangles.size()); ++t)
    for (std::size_t i = 0; i < 3; ++i) {
      const std::array<int, 3>& v = s.triangles[static_cast<std::size_t>(t)];
      const int p = v[i], q = v[(i + 1) % 3];
      EdgeFaces& e = out[{std::min(p, q), std::max(p, q)}];
      (e.face[0] < 0 ? e.face[0] : e.face[1]) = t;
    }
  return out;
}

/// Normal of the lid that would close an open mesh at a rim: out of the body, in the plane of the face, across the
/// edge.
Vector3 lid_normal(const SurfaceMesh& s, int face, const Vector3& a, const Vector3& b) {
  const Vector3 middle = (corner(s, face, 0) + corner(s, face, 1) + corner(s, face, 2)) / 3.0;
  const Vector3 across = (b - a).cross(face_normal(s, face)).normalized();
  return across.dot(0.5 * (a + b) - middle) > 0 ? across : Vector3(-across);
}

}  // namespace

Projection::Projection(const View& view) {
  const double az = view.azimuth * std::numbers::pi / 180.0, el = view.elevation * std::numbers::pi / 180.0;
  right = {-std::sin(az), std::cos(az), 0.0};
  up = {-std::sin(el) * std::cos(az), -std::sin(el) * std::sin(az), std::cos(el)};
  towards = {std::cos(el) * std::cos(az), std::cos(el) * std::sin(az), std::sin(el)};
}

std::vector<SceneEdge> visible_edges(const SurfaceMesh& surface, const Projection& projection) {
  std::vector<SceneEdge> out;
  for (const auto& [ends, faces] : edges_of(surface)) {
    const Vector3& a = surface.vertices[static_cast<std::size_t>(ends[0])];
    const Vector3& b = surface.vertices[static_cast<std::size_t>(ends[1])];
    const Vector3 n0 = face_normal(surface, faces.face[0]);
    const bool rim = faces.face[1] < 0;
    const Vector3 n1 = rim ? lid_normal(surface, faces.face[0], a, b) : face_normal(surface, faces.face[1]);
    const bool front0 = n0.dot(projection.towards) > 0, front1 = n1.dot(projection.towards) > 0;
    if (rim || front0 != front1 || n0.dot(n1) < sharp_cosine) out.push_back({a, b, !front0 && !front1});
  }
  return out;
}

}  // namespace pillardd
