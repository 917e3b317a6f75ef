#include "ddd/dynamics/thermal_noise.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "ddd/base/constants.hpp"
#include "ddd/base/random.hpp"

namespace pillardd {

namespace {

/// Three of four standard normal numbers of one step; Box & Muller, Ann. Math. Stat. 29 (1958) 610.
Vector3 normal_numbers(const RandomStream& stream, std::uint64_t step) {
  const double r = std::sqrt(-2.0 * std::log1p(-stream.uniform(4 * step)));
  const double s = std::sqrt(-2.0 * std::log1p(-stream.uniform(4 * step + 2)));
  const double p = 2.0 * std::numbers::pi * stream.uniform(4 * step + 1);
  const double q = 2.0 * std::numbers::pi * stream.uniform(4 * step + 3);
  return {r * std::cos(p), r * std::sin(p), s * std::cos(q)};
}

/// M with M M^T = P (P^T B P)^-1 P^T: the columns of P times L^-T, zero where the node is not free.
Matrix3 root_of_mobility(const Freedom& freedom, const Matrix3& drag) {
  Matrix3 root = Matrix3::Zero();
  if (freedom.rank == 0) return root;
  const Eigen::MatrixXd p = freedom.basis.leftCols(freedom.rank);
  const Eigen::LLT<Eigen::MatrixXd> factor(p.transpose() * drag * p);
  root.leftCols(freedom.rank) = factor.matrixU().solve<Eigen::OnTheRight>(p);
  return root;
}

bool moves(const Network& network, std::size_t n) {
  return network.nodes()[n].alive && network.mobile(static_cast<Slot>(n));
}

/// Direction of the line at a node with two arms; zero elsewhere. Motion along a line is none: no noise is given to it.
Vector3 line_at(const Network& network, Slot n) {
  const std::vector<Slot>& arms = network.node(n).arms;
  if (arms.size() != 2) return Vector3::Zero();
  const Vector3 before = network.node(network.other_end(arms[0], n)).x,
                after = network.node(network.other_end(arms[1], n)).x;
  const Vector3 chord = network.separation(network.node(n).x, after) - network.separation(network.node(n).x, before);
  return chord.norm() > 0.0 ? Vector3(chord.normalized()) : Vector3(Vector3::Zero());
}

/// The node's freedom less its line's direction.
Freedom less_line(const Freedom& freedom, const Vector3& line) {
  std::vector<Vector3> constraints;
  if (freedom.rank == 2) constraints.push_back(freedom.basis.col(0).cross(freedom.basis.col(1)));
  if (freedom.rank < 2 || line.isZero(0.0)) return freedom;
  constraints.push_back(line);
  return freedom_from(constraints);
}

Matrix3 root_at(const Model& model, const Network& network, const NodalMotion& motion, std::size_t n) {
  const Slot slot = static_cast<Slot>(n);
  const Freedom freedom = node_freedom(model, network, slot, motion.velocity[n]);
  return root_of_mobility(less_line(freedom, line_at(network, slot)), motion.drag[n]);
}

}  // namespace

std::vector<Vector3> thermal_velocities(const Model& model, const Network& network, const NodalMotion& motion,
                                        std::uint64_t step) {
  std::vector<Vector3> out(network.nodes().size(), Vector3::Zero());
  const double scale = std::sqrt(2.0 * boltzmann * model.temperature);
  for (std::size_t n = 0; n < out.size(); ++n) {
    if (!moves(network, n)) continue;
    const RandomStream stream(model.seed, RandomPurpose::thermal_noise, network.nodes()[n].id);
    out[n] = scale * (root_at(model, network, motion, n) * normal_numbers(stream, step));
  }
  return out;
}

double thermal_time_step(const Model& model, const Network& network, const NodalMotion& motion, double reach) {
  double fastest = 0.0;
  for (std::size_t n = 0; n < network.nodes().size(); ++n)
    if (moves(network, n)) fastest = std::max(fastest, root_at(model, network, motion, n).squaredNorm());
  const double rate = 2.0 * boltzmann * model.temperature * fastest;
  return rate > 0.0 ? reach * reach / rate : std::numeric_limits<double>::infinity();
}

}  // namespace pillardd
