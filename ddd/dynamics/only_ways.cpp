#include "ddd/dynamics/only_ways.hpp"

#include <algorithm>

#include "ddd/dynamics/surface.hpp"

namespace pillardd {

namespace {

/// How far nodes are displaced [nm]: far fields vary over segment_max and more.
constexpr double displacement = 0.3;

}  // namespace

std::vector<Vector3> only_ways(const Model& model, const Network& network, const std::vector<Vector3>& smooth,
                               const std::vector<char>& stopped) {
  std::vector<Vector3> out(network.nodes().size(), Vector3::Zero());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Node& node = network.nodes()[i];
    if (!node.alive || stopped[i] || !smooth[i].isZero(0.0)) continue;
    const Freedom freedom = node_freedom(model, network, static_cast<Slot>(i), Vector3::Zero());
    if (freedom.rank == 1) out[i] = freedom.basis.col(0);
  }
  return out;
}

std::vector<double> far_stiffness(const Model& model, Network& network, double axial_stress, ForceEvaluator& evaluator,
                                  LocalForces& local, const FarForces& far, const std::vector<Vector3>& ways) {
  std::vector<double> out(ways.size(), 0.0);
  const auto is_none = [](const Vector3& way) { return way.isZero(0.0); };
  if (std::all_of(ways.begin(), ways.end(), is_none)) return out;
  Positions x(ways.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = network.nodes()[i].x;
    if (!is_none(ways[i])) x[i] = allowed_position(model, network, static_cast<Slot>(i), x[i] + displacement * ways[i]);
  }
  const PlacedNodes placed(network, x);
  std::vector<EndForces> near;
  local.evaluate(model, network, near);
  const FarForces there =
      far_part(model, network, axial_stress, evaluator.evaluate(model, network, axial_stress), near);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (is_none(ways[i])) continue;
    const Slot n = static_cast<Slot>(i);
    Vector3 change = Vector3::Zero();
    for (const Slot s : network.node(n).arms) {
      const std::size_t end = network.segment(s).b == n, arm = static_cast<std::size_t>(s);
      change += there.internal[arm][end] - far.internal[arm][end];
    }
    out[i] = -change.dot(ways[i]) / displacement;
  }
  return out;
}

}  // namespace pillardd
