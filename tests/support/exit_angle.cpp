#include "tests/support/exit_angle.hpp"

#include <cmath>
#include <numbers>

#include "ddd/base/text.hpp"

namespace pillardd {

std::string unloaded_body(const std::string& pillar, const std::string& image, double segment_max_nm) {
  const auto nm = [](double x) { return to_text(x) + " nm"; };
  return "seed: 1\npillar: " + pillar +
         "\nmaterial: W\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\nsurface: {image_stress: " +
         image +
         ", nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: " +
         nm(segment_max_nm) + ", segment_min: " + nm(0.4 * segment_max_nm) +
         ", collision_distance: " + nm(0.2 * segment_max_nm) + ", tolerance: " + nm(0.02 * segment_max_nm) +
         "}\noutput: {network: false}\n";
}

double least_energy_angle(double phi, double nu) {
  constexpr double degree = std::numbers::pi / 180.0;
  double best = 0.0, least = 1e300;
  for (double alpha = -60.0 * degree; alpha < 60.0 * degree; alpha += 0.01 * degree) {
    const double c = std::cos(phi - alpha), value = (1.0 - nu * c * c) / std::cos(alpha);
    if (value < least) least = value, best = alpha;
  }
  return best;
}

ExitAngles relaxed_exit(TestPillar& pillar, const Vector3& back, const Vector3& exit, const Vector3& normal,
                        const Vector3& toward_b, double start) {
  constexpr double depth = 180.0, last = 60.0;
  Path path;
  path.burgers = {1, 1, 1};
  path.corners = {back, exit - depth * normal, exit + depth * std::tan(start) * toward_b};
  path.kinds = {NodeKind::surface, NodeKind::pinned, NodeKind::surface};
  path.legs = {{{1, -1, 0}, true}, {{1, -1, 0}, false}};
  pillar.add(path);
  ExitAngles out{unset, unset, 0};
  while (out.steps < 1200 && (out.steps < 5 || pillar.fastest() > 5.0)) {
    pillar.step();
    ++out.steps;
  }
  const Network& net = pillar.network();
  for (std::size_t n = 0; n < net.nodes().size(); ++n) {
    const Node& node = net.nodes()[n];
    if (!node.alive || node.kind != NodeKind::surface || (node.x - exit).dot(normal) < -depth) continue;
    Slot at = static_cast<Slot>(n), arm = node.arms.front();
    const Vector3 top = node.x;
    const auto angle = [&](const Vector3& x) { return std::atan2((top - x).dot(toward_b), (top - x).dot(normal)); };
    at = net.other_end(arm, at);
    out.first = angle(net.node(at).x);
    while ((top - net.node(at).x).dot(normal) < last && net.node(at).arms.size() == 2) {
      arm = net.node(at).arms.front() == arm ? net.node(at).arms.back() : net.node(at).arms.front();
      at = net.other_end(arm, at);
    }
    out.line = angle(net.node(at).x);
  }
  return out;
}

}  // namespace pillardd
