#include "ddd/dynamics/slip_steps.hpp"

#include <cmath>
#include <numbers>

namespace pillardd {

namespace {

constexpr int section_rings = 4;

/// Corners of a patch as seen from a point: a place, or a direction when it lies at infinity.
struct Corner {
  Vector3 x;
  bool far = false;
  Vector3 seen_from(const Vector3& p) const { return far ? x : Vector3(x - p); }
};

struct Triangle {
  Vector3 burgers;
  Corner a, b, c;
};

/// atan2(y, x); where y/x is small, as for almost all pairs of a patch and a point, by its series to 1e-17.
double angle_of(double y, double x) {
  if (!(std::abs(y) < 0.03 * x)) return std::atan2(y, x);
  const double t = y / x, q = t * t;
  return t * (1.0 - q * (1.0 / 3.0 - q * (1.0 / 5.0 - q * (1.0 / 7.0 - q * (1.0 / 9.0 - q / 11.0)))));
}

/// tan(Omega/2) = R1.(R2 x R3) / [R1 R2 R3 + (R1.R2) R3 + (R2.R3) R1 + (R3.R1) R2],  R1, R2, R3 from x to the corners,
///   of any length where a corner is at infinity
///   van Oosterom & Strackee, IEEE Trans. Biomed. Eng. 30 (1983) 125. Omega > 0 where the corners run clockwise.
double fraction(const Vector3& x, const Triangle& t) {
  const Vector3 r1 = t.a.seen_from(x), r2 = t.b.seen_from(x), r3 = t.c.seen_from(x);
  const double n1 = r1.norm(), n2 = r2.norm(), n3 = r3.norm(), triple = r1.dot(r2.cross(r3));
  if (!(std::abs(triple) > 1e-14 * n1 * n2 * n3)) return 0.0;
  const double sum = n1 * n2 * n3 + r1.dot(r2) * n3 + r2.dot(r3) * n1 + r3.dot(r1) * n2;
  return -angle_of(triple, sum) / (2.0 * std::numbers::pi);
}

Vector3 outward(const Model& model, const Vector3& x) {
  return model.boundary->nearest_surface(x).normal;
}

/// The patches as triangles, brought by whole periods to where the pillar is.
std::vector<Triangle> triangles_of(const Model& model, const std::vector<SweptPatch>& patches) {
  std::vector<Triangle> out;
  const double period = model.boundary->period();
  for (const SweptPatch& p : patches) {
    const Vector3 shift(0.0, 0.0, period > 0.0 ? -period * std::floor(p.a.z() / period) : 0.0);
    const Vector3 a = p.a + shift, b = p.b + shift, c = p.c + shift;
    if (p.kind == SweptPatch::Kind::triangle) {
      out.push_back({p.burgers, {a}, {b}, {c}});
      continue;
    }
    const Corner from{outward(model, a), true}, to{outward(model, b), true};
    out.push_back({p.burgers, {a}, from, to});
    out.push_back({p.burgers, {a}, to, {b}});
  }
  return out;
}

/// A periodic pillar is slipped in every period: the copies next to it are added, what is farther cancels in pairs.
Vector3 displacement_at(const Vector3& x, const std::vector<Triangle>& triangles, double period) {
  Vector3 u = Vector3::Zero();
  const int copies = period > 0.0 ? 1 : 0;
  for (const Triangle& t : triangles) {
    double part = 0.0;
    for (int k = -copies; k <= copies; ++k) part += fraction(x - Vector3(0.0, 0.0, k * period), t);
    u += part * t.burgers;
  }
  return u;
}

void add(const Model& model, const std::vector<SweptPatch>& patches, std::vector<Vector3>& slip) {
  if (patches.empty()) return;
  const std::vector<Triangle> triangles = triangles_of(model, patches);
  const SlipPoints& points = model.slip_points;
  const double period = model.boundary->period(), height = model.boundary->height();
  const int count = static_cast<int>(slip.size());
#pragma omp parallel for schedule(static)
  for (int i = 0; i < count; ++i) {
    const auto n = static_cast<std::size_t>(i);
    slip[n] += displacement_at(points.at(n, height), triangles, period);
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

double slip_fraction(const Vector3& x, const Vector3& a, const Vector3& b, const Vector3& c) {
  return fraction(x, {Vector3::Zero(), {a}, {b}, {c}});
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
