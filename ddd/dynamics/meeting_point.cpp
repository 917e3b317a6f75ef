#include <Eigen/QR>
#include <vector>

#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// How far a point may lie off a plane it has to be on [nm].
constexpr double on_plane = 1e-7;

struct Plane {
  Vector3 normal;
  double offset;  ///< along the normal, from the first node
};

void add_planes(const Network& network, Slot of, Slot other, const Vector3& base, std::vector<Plane>& out) {
  for (const Slot s : network.node(of).arms) {
    if (network.other_end(s, of) == other || is_zero(network.segment(s).plane)) continue;
    const Vector3& n = network.segment(s).normal;
    out.push_back({n, n.dot(network.separation(base, network.node(of).x))});
  }
}

bool satisfies(const std::vector<Plane>& planes, const Vector3& y) {
  for (const Plane& p : planes)
    if (std::abs(p.normal.dot(y) - p.offset) > on_plane) return false;
  return true;
}

/// Whether node n lies inside a straight screw.
bool inside_screw(const Network& network, Slot n) {
  const Node& node = network.node(n);
  return node.kind == NodeKind::free && node.arms.size() == 2 && is_near_screw(network, node.arms[0]) &&
         is_near_screw(network, node.arms[1]);
}

/// Two planes that leave the screw through node n its own line; base is the origin of the offsets.
void add_screw_line(const Network& network, Slot n, const Vector3& base, std::vector<Plane>& out) {
  const Vector3 xi = network.segment(network.node(n).arms[0]).burgers_nm.normalized();
  const Vector3 u = xi.unitOrthogonal(), x = network.separation(base, network.node(n).x);
  for (const Vector3& across : {u, Vector3(xi.cross(u))}) out.push_back({across, across.dot(x)});
}

/// The point nearest to `wish` on all planes, by the minimum-norm correction.
Vector3 project(const std::vector<Plane>& planes, const Vector3& wish) {
  if (planes.empty()) return wish;
  Eigen::MatrixXd a(static_cast<Eigen::Index>(planes.size()), 3);
  Eigen::VectorXd r(static_cast<Eigen::Index>(planes.size()));
  for (std::size_t i = 0; i < planes.size(); ++i) {
    a.row(static_cast<Eigen::Index>(i)) = planes[i].normal.transpose();
    r(static_cast<Eigen::Index>(i)) = planes[i].offset - planes[i].normal.dot(wish);
  }
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
  solver.setThreshold(1e-6);
  solver.compute(a);
  return wish + solver.solve(r);
}

}  // namespace

std::optional<Vector3> meeting_point(const Model& model, const Network& network, Slot n, Slot m, double reach) {
  const Vector3 base = network.node(n).x, gap = network.separation(base, network.node(m).x);
  const bool n_still = !network.mobile(n), m_still = !network.mobile(m);
  const bool n_surface = network.node(n).kind == NodeKind::surface,
             m_surface = network.node(m).kind == NodeKind::surface;
  if (n_still && m_still) return std::nullopt;
  std::vector<Plane> planes;
  add_planes(network, n, m, base, planes);
  add_planes(network, m, n, base, planes);
  Vector3 y = 0.5 * gap;
  if (n_still || (n_surface && !m_surface)) y = Vector3::Zero();
  if (m_still || (m_surface && !n_surface)) y = gap;
  const bool fixed = n_still || m_still || n_surface != m_surface;
  if (!fixed) y = project(planes, y);
  if (const bool n_screw = inside_screw(network, n); !fixed && n_screw != inside_screw(network, m)) {
    // The line that can wait does: a screw is met where it lies.
    std::vector<Plane> held = planes;
    add_screw_line(network, n_screw ? n : m, base, held);
    const Vector3 there = project(held, 0.5 * gap);
    if (satisfies(held, there) && there.norm() <= reach && (there - gap).norm() <= reach) y = there;
  }
  if (n_surface && m_surface && !fixed) {
    const std::optional<SurfacePoint> p =
        model.boundary->onto_surface(base + y, planes.empty() ? Vector3(Vector3::Zero()) : planes.front().normal);
    if (!p) return std::nullopt;
    y = p->x - base;
  }
  if (!satisfies(planes, y) || y.norm() > reach || (y - gap).norm() > reach) return std::nullopt;
  if (model.boundary->signed_distance(base + y) > 1e-6) return std::nullopt;
  const double z = base.z() + y.z();
  if (model.boundary->ends() == Ends::platens && (z < 0.0 || z > model.boundary->height())) return std::nullopt;
  return base + y;
}

}  // namespace pillardd
