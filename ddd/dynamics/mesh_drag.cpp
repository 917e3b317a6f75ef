#include "ddd/dynamics/mesh_drag.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

/// Cosine of the sharpest turn, and the largest ratio of glide drags, of a smooth line.
constexpr double sharpest = 0.5, contrast = 10.0;

bool is_smooth(const Network& net, Slot n) {
  const Node& node = net.node(n);
  if (!node.alive || node.kind != NodeKind::free || node.arms.size() != 2 || !net.mobile(n)) return false;
  const Segment &s = net.segment(node.arms[0]), &t = net.segment(node.arms[1]);
  return s.plane == t.plane && !is_zero(s.plane) &&
         net.burgers_from(node.arms[0], n) == negated(net.burgers_from(node.arms[1], n));
}

}  // namespace

std::vector<SmoothNode> smooth_nodes(const Model& model, const Network& network, const Forces& forces,
                                     const ScrewLines& lines) {
  std::vector<SmoothNode> out(network.nodes().size());
  std::vector<double> glide(network.segments().size(), 0.0);
  for (std::size_t i = 0; i < glide.size(); ++i) {
    const Slot s = static_cast<Slot>(i);
    const Segment& segment = network.segments()[i];
    if (!segment.alive || segment.sessile || is_zero(segment.plane)) continue;
    const Vector3 m = segment.normal.cross(network.line(s)).normalized();
    glide[i] = 2.0 / network.length(s) * m.dot(arm_drag(model, network, forces, lines, s) * m);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Slot n = static_cast<Slot>(i);
    if (!is_smooth(network, n)) continue;
    const Slot s = network.node(n).arms[0], t = network.node(n).arms[1];
    const double one = glide[static_cast<std::size_t>(s)], two = glide[static_cast<std::size_t>(t)];
    if (std::max(one, two) > contrast * std::min(one, two)) continue;
    SmoothNode node{std::min(one, two), network.other_end(s, n), network.other_end(t, n)};
    const MeshDrag mesh = mesh_drag(network, n, node);
    if (mesh.in.dot(mesh.on) >= sharpest) out[i] = node;
  }
  return out;
}

MeshDrag mesh_drag(const Network& network, Slot n, const SmoothNode& node) {
  MeshDrag out;
  out.in = network.separation(network.node(node.before).x, network.node(n).x);
  out.on = network.separation(network.node(n).x, network.node(node.after).x);
  out.length_in = out.in.norm();
  out.length_on = out.on.norm();
  out.in /= out.length_in;
  out.on /= out.length_on;
  out.bend = (out.in + out.on).norm();
  out.tangent = (out.in + out.on) / out.bend;
  out.matrix = node.drag * (out.length_in + out.length_on) * out.tangent * out.tangent.transpose();
  return out;
}

std::array<Matrix3, 2> mesh_drag_slope(const MeshDrag& mesh, const SmoothNode& node, const Vector3& w) {
  const Matrix3 one = Matrix3::Identity();
  const Vector3& t = mesh.tangent;
  const Matrix3 by_tangent = node.drag * (mesh.length_in + mesh.length_on) / mesh.bend *
                             (t.dot(w) * one + t * w.transpose()) * (one - t * t.transpose());
  const Vector3 by_length = node.drag * t.dot(w) * t;
  return {
      Matrix3(by_tangent * (one - mesh.in * mesh.in.transpose()) / mesh.length_in + by_length * mesh.in.transpose()),
      Matrix3(by_tangent * (one - mesh.on * mesh.on.transpose()) / mesh.length_on + by_length * mesh.on.transpose())};
}

}  // namespace pillardd
