#include <Eigen/QR>
#include <algorithm>
#include <vector>

#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// How far a point may lie off a plane it has to be on [nm].
constexpr double on_plane = 1e-7;

/// Planes so near to each other are one [nm]; and by how much arms may be tilted for it, any and a long one.
constexpr double one_plane = 1e-3, most_tilt = 5e-5, tilt_of_long = 1e-5;

struct Plane {
  Vector3 normal;
  double offset;            ///< along the normal, from the first node
  double slack = on_plane;  ///< how far a point may lie off it [nm]
};

void add_planes(const MeetingSide& side, const Vector3& base, const Network& network, std::vector<Plane>& out) {
  const Vector3 x = network.separation(base, side.x);
  for (const Vector3& n : side.normals) out.push_back({n, n.dot(x)});
}

/// Planes through the far ends of the arms of n but that to `other`, each as wide as its arm may be put off it.
void add_planes_of_ends(const Network& network, Slot n, Slot other, const Vector3& base, std::vector<Plane>& out) {
  for (const Slot s : network.node(n).arms) {
    const Slot end = network.other_end(s, n);
    const Vector3& normal = network.segment(s).normal;
    if (end == other || is_zero(network.segment(s).plane)) continue;
    out.push_back({normal, normal.dot(network.separation(base, network.node(end).x)), plane_slack(network.length(s))});
  }
}

bool satisfies(const std::vector<Plane>& planes, const Vector3& y) {
  for (const Plane& p : planes)
    if (std::abs(p.normal.dot(y) - p.offset) > p.slack) return false;
  return true;
}

/// Whether node n lies inside a straight screw.
bool inside_screw(const Network& network, Slot n) {
  const Node& node = network.node(n);
  return node.kind == NodeKind::free && node.arms.size() == 2 && is_near_screw(network, node.arms[0]) &&
         is_near_screw(network, node.arms[1]);
}

/// Two planes that leave the screw through the side its own line; base is the origin of the offsets.
void add_screw_line(const MeetingSide& side, const Vector3& base, const Network& network, std::vector<Plane>& out) {
  const Vector3 u = side.screw->unitOrthogonal(), x = network.separation(base, side.x);
  for (const Vector3& across : {u, Vector3(side.screw->cross(u))}) out.push_back({across, across.dot(x)});
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

std::optional<Vector3> meet_on(const std::vector<Plane>& planes, const Model& model, const Network& network,
                               const MeetingSide& one, const MeetingSide& two, double reach) {
  const Vector3 base = one.x, gap = network.separation(base, two.x);
  if (one.still && two.still) return std::nullopt;
  Vector3 y = 0.5 * gap;
  if (one.still || (one.surface && !two.surface)) y = Vector3::Zero();
  if (two.still || (two.surface && !one.surface)) y = gap;
  const bool fixed = one.still || two.still || one.surface != two.surface;
  if (!fixed) y = project(planes, y);
  if (!fixed && one.screw.has_value() != two.screw.has_value()) {
    // The line that can wait does: a screw is met where it lies.
    std::vector<Plane> held = planes;
    add_screw_line(one.screw ? one : two, base, network, held);
    const Vector3 there = project(held, 0.5 * gap);
    if (satisfies(held, there) && there.norm() <= reach && (there - gap).norm() <= reach) y = there;
  }
  if (one.surface && two.surface && !fixed) {
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

}  // namespace

double plane_slack(double length) {
  return std::max(tilt_of_long * length, std::min(most_tilt * length, one_plane));
}

MeetingSide meeting_side(const Network& network, Slot n, Slot other) {
  const Node& node = network.node(n);
  MeetingSide side{node.x, {}, !network.mobile(n), node.kind == NodeKind::surface, std::nullopt};
  for (const Slot s : node.arms)
    if (network.other_end(s, n) != other && !is_zero(network.segment(s).plane))
      side.normals.push_back(network.segment(s).normal);
  if (inside_screw(network, n)) side.screw = network.segment(node.arms[0]).burgers_nm.normalized();
  return side;
}

MeetingSide meeting_side_within(const Network& network, Slot s, double fraction) {
  const Segment& segment = network.segment(s);
  MeetingSide side{network.start(s) + fraction * network.line(s), {}, segment.sessile, false, std::nullopt};
  if (!is_zero(segment.plane)) side.normals.push_back(segment.normal);
  if (is_near_screw(network, s)) side.screw = segment.burgers_nm.normalized();
  return side;
}

std::optional<Vector3> meeting_point(const Model& model, const Network& network, const MeetingSide& one,
                                     const MeetingSide& two, double reach) {
  std::vector<Plane> planes;
  add_planes(one, one.x, network, planes);
  add_planes(two, one.x, network, planes);
  return meet_on(planes, model, network, one, two, reach);
}

std::optional<Vector3> meeting_point(const Model& model, const Network& network, Slot n, Slot m, double reach) {
  const MeetingSide one = meeting_side(network, n, m), two = meeting_side(network, m, n);
  if (std::optional<Vector3> exact = meeting_point(model, network, one, two, reach)) return exact;
  std::vector<Plane> planes;
  add_planes_of_ends(network, n, m, one.x, planes);
  add_planes_of_ends(network, m, n, one.x, planes);
  return meet_on(planes, model, network, one, two, reach);
}

}  // namespace pillardd
