#include "ddd/dynamics/slip_steps.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/solid_angles.hpp"

namespace pillardd {

namespace {

constexpr int section_rings = 4;

Vector3 outward(const Model& model, const Vector3& x) {
  return model.boundary->nearest_surface(x).normal;
}

/// The patches as triangles, brought by whole periods to where the pillar is.
std::vector<SlippedTriangle> triangles_of(const Model& model, const std::vector<SweptPatch>& patches) {
  std::vector<SlippedTriangle> out;
  const double period = model.boundary->period();
  for (const SweptPatch& p : patches) {
    const Vector3 shift(0.0, 0.0, period > 0.0 ? -period * std::floor(p.a.z() / period) : 0.0);
    const Vector3 a = p.a + shift, b = p.b + shift, c = p.c + shift;
    if (p.kind == SweptPatch::Kind::triangle) {
      out.push_back({p.burgers, {{{a}, {b}, {c}}}});
      continue;
    }
    const SlippedCorner from{outward(model, a), true}, to{outward(model, b), true};
    out.push_back({p.burgers, {{{a}, from, to}}});
    out.push_back({p.burgers, {{{a}, to, {b}}}});
  }
  return out;
}

/// A periodic pillar is slipped in every period: the copies next to it are added, what is farther cancels in pairs.
void add(const Model& model, const std::vector<SweptPatch>& patches, std::vector<Vector3>& slip) {
  if (patches.empty()) return;
  const std::vector<SlippedTriangle> triangles = triangles_of(model, patches);
  const SlipPoints& points = model.slip_points;
  const double period = model.boundary->period(), height = model.boundary->height();
  const int count = static_cast<int>(slip.size());
#pragma omp parallel for schedule(static)
  for (int first = 0; first < count; first += slip_lanes) {
    const int many = std::min(slip_lanes, count - first);
    SlipRows at;
    for (int k = 0; k < slip_lanes; ++k) {
      const Vector3 x = points.at(static_cast<std::size_t>(first + std::min(k, many - 1)), height);
      at.x[k] = x.x(), at.y[k] = x.y(), at.z[k] = x.z();
    }
    const SlipRows u = slipped(at, triangles, period > 0.0 ? 1 : 0, period);
    for (int k = 0; k < many; ++k) slip[static_cast<std::size_t>(first + k)] += Vector3(u.x[k], u.y[k], u.z[k]);
  }
}

/// Mean of u_z over the section z = H less that over z = 0.
double mean_elongation(const SlipPoints& points, const std::vector<Vector3>& u) {
  double sum = 0.0;
  const std::size_t bottom = points.mesh.vertices.size(), top = bottom + points.section.size();
  for (std::size_t i = 0; i < points.section.size(); ++i)
    sum += points.weight[i] * (u[top + i].z() - u[bottom + i].z());
  return sum;
}

}  // namespace

Vector3 SlipPoints::at(std::size_t i, double height) const {
  if (i < mesh.vertices.size()) return mesh.vertices[i];
  const std::size_t k = i - mesh.vertices.size();
  return k < section.size() ? section[k] : Vector3(section[k - section.size()] + Vector3(0.0, 0.0, height));
}

SlipPoints slip_points(const Boundary& boundary, double spacing) {
  SlipPoints out;
  out.mesh = boundary.mesh(spacing);
  std::size_t rim = 0;  // the mesh begins with the ring at z = 0
  while (rim < out.mesh.vertices.size() && out.mesh.vertices[rim].z() == 0.0) ++rim;
  double sum = 0.0;
  for (std::size_t i = 0; i < rim; ++i) {
    const Vector3 &p = out.mesh.vertices[i], &q = out.mesh.vertices[(i + 1) % rim];
    for (int ring = 0; ring < section_rings; ++ring) {
      const double scale = std::sqrt((ring + 0.5) / section_rings);  // rings of equal area
      out.section.push_back(0.5 * scale * (p + q));
      out.weight.push_back(p.cross(q).z());
      sum += out.weight.back();
    }
  }
  for (double& w : out.weight) w /= sum;
  return out;
}

void keep_slip(SlipPoints points, Model& model, State& state) {
  model.slip_points = std::move(points);
  state.slip.assign(model.slip_points.size(), Vector3::Zero());
  state.ledger.patch_distance = model.numerics.segment_min;
  Edit(state.network).hand_on_all();
}

void add_slip(const Model& model, State& state) {
  add(model, state.ledger.patches, state.slip);
  state.ledger.patches.clear();
}

SlipDisplacement slip_displacement(const Model& model, const State& state) {
  SlipDisplacement out{state.slip, 0.0};
  Network network = state.network;
  Ledger pending;
  pending.patches = state.ledger.patches;
  pending.patch_distance = state.ledger.patch_distance;
  Edit(network, &pending).hand_on_all();
  add(model, pending.patches, out.u);
  const SurfaceMesh& mesh = model.slip_points.mesh;
  const double height = model.boundary->height();
  const double plastic = state.ledger.swept_total()(2, 2) / model.boundary->volume();
  out.stretch = plastic - mean_elongation(model.slip_points, out.u) / height;
  out.u.resize(mesh.vertices.size());
  for (std::size_t i = 0; i < out.u.size(); ++i) out.u[i].z() += out.stretch * (mesh.vertices[i].z() - 0.5 * height);
  return out;
}

}  // namespace pillardd
