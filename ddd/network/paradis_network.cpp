#include "ddd/network/paradis_network.hpp"

#include <Eigen/LU>
#include <cmath>
#include <map>

#include "ddd/base/errors.hpp"
#include "ddd/network/network.hpp"

namespace pillardd {
namespace {

constexpr double burgers_tolerance = 1e-4;  ///< of components in units of |1/2<111>|

bool opposite(const Vector3& a, const Vector3& b) {
  return (a + b).cwiseAbs().maxCoeff() < burgers_tolerance;
}

/// Walks along arms that no line has yet.
class Chains {
 public:
  explicit Chains(const ParadisNetwork& network) : nodes_(network.nodes) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      index_[nodes_[i].tag] = i;
      used_.emplace_back(nodes_[i].arms.size(), false);
    }
  }

  std::vector<std::vector<std::size_t>> take() {
    for (const bool closed : {false, true})
      for (std::size_t n = 0; n < nodes_.size(); ++n)
        for (std::size_t arm = 0; (closed || !passes(n)) && arm < nodes_[n].arms.size(); ++arm)
          if (!used_[n][arm]) out_.push_back(walk(n, arm));
    return std::move(out_);
  }

 private:
  /// A line goes through the node with its Burgers vector kept.
  bool passes(std::size_t n) const {
    const std::vector<ParadisArm>& arms = nodes_[n].arms;
    return arms.size() == 2 && opposite(arms[0].burgers, arms[1].burgers);
  }

  std::vector<std::size_t> walk(std::size_t start, std::size_t arm) {
    std::vector<std::size_t> line = {start};
    for (std::size_t n = start;;) {
      const ParadisArm& leaving = nodes_[n].arms[arm];
      used_[n][arm] = true;
      const std::size_t to = index_.at(leaving.to);
      const std::size_t back = arm_back(to, nodes_[n].tag, leaving.burgers);
      used_[to][back] = true;
      line.push_back(to);
      if (to == start || !passes(to) || used_[to][1 - back]) return line;
      n = to;
      arm = 1 - back;
    }
  }

  std::size_t arm_back(std::size_t node, const ParadisTag& to, const Vector3& burgers) const {
    const std::vector<ParadisArm>& arms = nodes_[node].arms;
    for (std::size_t i = 0; i < arms.size(); ++i)
      if (!used_[node][i] && arms[i].to == to && opposite(arms[i].burgers, burgers)) return i;
    throw InvariantBroken("an arm of node " + to.text() + " has none that comes back");
  }

  const std::vector<ParadisNode>& nodes_;
  std::map<ParadisTag, std::size_t> index_;
  std::vector<std::vector<bool>> used_;
  std::vector<std::vector<std::size_t>> out_;
};

ParadisConstraint constraint_of(NodeKind kind) {
  return kind == NodeKind::surface  ? ParadisConstraint::surface
         : kind == NodeKind::pinned ? ParadisConstraint::pinned
                                    : ParadisConstraint::free;
}

Vector3 as_vector(const Integer3& v) {
  return {static_cast<double>(v[0]), static_cast<double>(v[1]), static_cast<double>(v[2])};
}

}  // namespace

std::string ParadisTag::text() const {
  return std::to_string(domain) + "," + std::to_string(index);
}

double CrystalFrame::lattice_parameter() const {
  return 0.1 * std::cbrt(orientation.determinant());
}

// A crystal under load is a little strained: the rotation is that of the unit quaternion nearest to its axes.
Matrix3 CrystalFrame::rotation() const {
  const Matrix3 axes = orientation / (10.0 * lattice_parameter());
  return Eigen::Quaterniond(axes).normalized().toRotationMatrix();
}

Vector3 CrystalFrame::nearest_image(const Vector3& x, const Vector3& of) const {
  Vector3 turns = cell.inverse() * (x - of);
  for (int i = 0; i < 3; ++i) turns[i] = periodic[static_cast<std::size_t>(i)] ? std::round(turns[i]) : 0.0;
  return turns.isZero(0.0) ? x : Vector3(x - cell * turns);
}

std::vector<std::vector<std::size_t>> lines_of(const ParadisNetwork& network) {
  return network.lines.empty() ? Chains(network).take() : network.lines;
}

void set_box(ParadisNetwork& network, const CrystalFrame& frame, double unit) {
  for (int corner = 0; corner < 8; ++corner) {
    const Vector3 at(corner & 1, corner >> 1 & 1, corner >> 2 & 1);
    const Vector3 x = frame.rotation().transpose() * (frame.origin + frame.cell * at) * (0.1 / unit);
    network.min = corner == 0 ? x : Vector3(network.min.cwiseMin(x));
    network.max = corner == 0 ? x : Vector3(network.max.cwiseMax(x));
  }
}

ParadisNetwork paradis_network(const Network& network) {
  ParadisNetwork out;
  out.version = 4;
  const Matrix3 to_crystal = network.lattice().rotation().transpose();
  std::map<Slot, int> index;
  for (std::size_t i = 0; i < network.nodes().size(); ++i)
    if (network.nodes()[i].alive) index.emplace(static_cast<Slot>(i), static_cast<int>(index.size()));
  for (const auto& entry : index) {
    const Node& n = network.node(entry.first);
    ParadisNode node;
    node.tag = {0, entry.second};
    node.x = to_crystal * n.x / network.lattice().burgers_magnitude();
    node.constraint = constraint_of(n.kind);
    for (const Slot s : n.arms) {
      const Vector3 plane = as_vector(network.segment(s).plane);
      node.arms.push_back({{0, index.at(network.other_end(s, entry.first))},
                           as_vector(network.burgers_from(s, entry.first)) / std::sqrt(3.0),
                           plane.isZero(0.0) ? plane : Vector3(plane.normalized()),
                           0});
    }
    out.nodes.push_back(node);
  }
  return out;
}

}  // namespace pillardd
