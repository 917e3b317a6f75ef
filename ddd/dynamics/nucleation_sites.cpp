#include "ddd/dynamics/nucleation_sites.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "ddd/base/random.hpp"
#include "ddd/crystal/slip_systems.hpp"

namespace pillardd {

namespace {

/// Least sine between a plane and the surface: a flatter half loop would be longer than it is deep.
constexpr double least_sine = 0.2;
/// Faces that meet at more than 40 degrees have an edge between them; a cylinder's own facets meet at 30 at most.
const double edge_cosine = std::cos(40.0 * std::numbers::pi / 180.0);

struct Face {
  Vector3 middle, area;  ///< area vector, outward [nm^2]
};

Face face_of(const SurfaceMesh& mesh, const std::array<int, 3>& t) {
  const Vector3 &a = mesh.vertices[static_cast<std::size_t>(t[0])], &b = mesh.vertices[static_cast<std::size_t>(t[1])],
                &c = mesh.vertices[static_cast<std::size_t>(t[2])];
  return {(a + b + c) / 3.0, 0.5 * (b - a).cross(c - a)};
}

/// End faces that are no free surface.
bool closed_off(const Boundary& boundary, const Face& face) {
  return boundary.ends() != Ends::free && std::abs(face.area.normalized().z()) > 0.999;
}

/// The unit normal that makes s.sigma.n positive turned by 60 degrees about s into the twinning sense: of m = n + n_1
/// and s the largest component of m has one sign in both, s taken as -s (and n as -n) where it has not (docs/theory/
/// mobility-kink-pair.md). Crystal axes; both senses leave s.sigma.n as it is.
Vector3 twin_side(const Vector3& s, const Vector3& n) {
  const auto turned = [](const Vector3& about, const Vector3& v) {
    return Vector3(Eigen::AngleAxisd(std::numbers::pi / 3.0, about) * v);
  };
  const Vector3 n1 = turned(s, n), m = n + n1;
  Eigen::Index largest = 0;
  m.cwiseAbs().maxCoeff(&largest);
  // With (-s, -n) the shear s.sigma.n_1 becomes that of -n_1' = -R(-s) (-n).
  return m[largest] * s[largest] >= 0.0 ? n1 : Vector3(-turned(-s, -n));
}

Matrix3 outer(const Vector3& s, const Vector3& n) {
  return s * n.transpose();
}

LoopSystem loop_system(const SlipSystem& system, const Lattice& lattice, double non_schmid) {
  LoopSystem out;
  out.burgers = system.burgers;
  out.plane = system.plane;
  out.direction = lattice.direction(system.burgers);
  out.normal = lattice.plane_normal(system.plane);
  const Matrix3& to_lab = lattice.rotation();
  const Vector3 s = to_lab.transpose() * out.direction, n = to_lab.transpose() * out.normal;
  out.forward = outer(out.direction, out.normal + non_schmid * (to_lab * twin_side(s, n)));
  out.backward = outer(out.direction, -out.normal + non_schmid * (to_lab * twin_side(s, -n)));
  return out;
}

}  // namespace

double LoopSystem::driving_shear(const Matrix3& stress) const {
  const Matrix3& sense = schmid_shear(stress) >= 0.0 ? forward : backward;
  return std::max(0.0, sense.cwiseProduct(stress).sum());
}

NucleationSites::NucleationSites(const Boundary& boundary, const Lattice& lattice, const NucleationOptions& options,
                                 double spacing, std::uint64_t seed)
    : burgers_(lattice.burgers_magnitude()), spacing_(spacing) {
  const std::vector<SlipSystem>& all = bcc_slip_systems();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i < 12 ? options.with_110 : options.with_112)
      systems_.push_back(loop_system(all[i], lattice, options.non_schmid));
  if (options.surface) {
    const SurfaceMesh mesh = boundary.mesh(spacing);
    add_faces(boundary, mesh);
    add_edges(boundary, mesh, options.edge_factor);
    roughen(options.roughness, seed);
  }
  if (options.bulk) add_bulk(boundary, spacing);
}

void NucleationSites::add_faces(const Boundary& boundary, const SurfaceMesh& mesh) {
  for (const std::array<int, 3>& t : mesh.triangles) {
    const Face face = face_of(mesh, t);
    if (closed_off(boundary, face)) continue;
    const SurfacePoint at = boundary.nearest_surface(face.middle);
    sites_.push_back({at.x, at.normal, NucleationPlace::surface,
                      atomic_sites(NucleationPlace::surface, face.area.norm(), burgers_), 1.0});
  }
}

/// Sides of triangles between two faces that meet at an angle; the periodic seam has none, being of one face.
void NucleationSites::add_edges(const Boundary& boundary, const SurfaceMesh& mesh, double factor) {
  std::map<std::pair<int, int>, std::vector<Vector3>> normals;  // of the faces at each side, by its corners
  for (const std::array<int, 3>& t : mesh.triangles) {
    const Face face = face_of(mesh, t);
    if (closed_off(boundary, face)) continue;
    for (std::size_t k = 0; k < 3; ++k) normals[std::minmax(t[k], t[(k + 1) % 3])].push_back(face.area.normalized());
  }
  for (const auto& [side, faces] : normals) {
    if (faces.size() != 2 || faces[0].dot(faces[1]) > edge_cosine) continue;
    const Vector3 &a = mesh.vertices[static_cast<std::size_t>(side.first)],
                  &b = mesh.vertices[static_cast<std::size_t>(side.second)];
    sites_.push_back({0.5 * (a + b), (faces[0] + faces[1]).normalized(), NucleationPlace::edge,
                      atomic_sites(NucleationPlace::edge, (b - a).norm(), burgers_), factor});
  }
}

void NucleationSites::add_bulk(const Boundary& boundary, double spacing) {
  const double r = boundary.bounding_radius(), h = boundary.height();
  const int across = std::max(1, static_cast<int>(std::ceil(2.0 * r / spacing)));
  const int up = std::max(1, static_cast<int>(std::ceil(h / spacing)));
  const std::size_t first = sites_.size();
  for (int i = 0; i < across; ++i)
    for (int j = 0; j < across; ++j)
      for (int k = 0; k < up; ++k) {
        const Vector3 x(2.0 * r * (i + 0.5) / across - r, 2.0 * r * (j + 0.5) / across - r, h * (k + 0.5) / up);
        if (boundary.signed_distance(x) < 0.0) sites_.push_back({x, Vector3::Zero(), NucleationPlace::bulk, 0.0, 1.0});
      }
  const double cell = boundary.volume() / static_cast<double>(sites_.size() - first);
  for (std::size_t i = first; i < sites_.size(); ++i)
    sites_[i].atoms = atomic_sites(NucleationPlace::bulk, cell, burgers_);
}

/// k = 1 + r e, e exponential with mean 1, on top of an edge's own.
void NucleationSites::roughen(double roughness, std::uint64_t seed) {
  if (roughness == 0.0) return;
  for (std::size_t i = 0; i < sites_.size(); ++i)
    sites_[i].concentration *= 1.0 + roughness * RandomStream(seed, RandomPurpose::roughness, i).exponential(0);
}

bool NucleationSites::allowed(const NucleationSite& site, const LoopSystem& system) const {
  if (site.place == NucleationPlace::bulk) return true;
  return site.normal.cross(system.normal).norm() > least_sine;
}

std::vector<LoopSystem> twinning_systems(const Lattice& lattice) {
  std::vector<LoopSystem> out;
  const std::vector<SlipSystem>& all = bcc_slip_systems();
  for (std::size_t i = 12; i < all.size(); ++i) {
    LoopSystem system = loop_system(all[i], lattice, 0.0);
    // Slip along s on n twins where the 2 of n and the same component of s have one sign: [-1-11] on (112), as under
    // tension along [001].
    const Vector3 s = lattice.rotation().transpose() * system.direction;
    const Vector3 n = lattice.rotation().transpose() * system.normal;
    Eigen::Index largest = 0;
    n.cwiseAbs().maxCoeff(&largest);
    if (n[largest] * s[largest] < 0.0) system.normal = -system.normal;
    out.push_back(system);
  }
  return out;
}

}  // namespace pillardd
