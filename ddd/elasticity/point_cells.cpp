#include "ddd/elasticity/point_cells.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/elasticity/far_sources.hpp"

namespace pillardd {

namespace {

constexpr std::size_t patch_order = 4;
static_assert(patch_order * patch_order == block_points);

/// Of the stress that acts on the nodes rho^-4 is lost: 1e-3 at this distance over the longest half side.
constexpr double reach_ratio = 3.6;

/// Points along a side of a patch.
constexpr double patch_side = 8.0;

double node(std::size_t k) {
  return std::cos(std::numbers::pi * (2.0 * static_cast<double>(k) + 1.0) / (2.0 * patch_order));
}

/// Weight of each node at x in [-1, 1]: Lagrange's.
std::array<double, patch_order> weights_at(double x) {
  std::array<double, patch_order> w{};
  for (std::size_t k = 0; k < patch_order; ++k) {
    w[k] = 1.0;
    for (std::size_t j = 0; j < patch_order; ++j)
      if (j != k) w[k] *= (x - node(j)) / (node(k) - node(j));
  }
  return w;
}

Vector3 on_cylinder(double radius, double angle, double z) {
  return {radius * std::cos(angle), radius * std::sin(angle), z};
}

}  // namespace

void PointCell::build(std::span<const Vector3> points) {
  blocks_.build(points, 0.0);
  const Vector3 half = blocks_.box().half().cwiseMax(1.0);
  center_ = blocks_.box().center();
  radius_ = half.norm();
  reach_ = reach_ratio * half.maxCoeff();
  half_ = in_floats(half);
  nodes_.clear();
  if (blocks_.blocks().size() <= blocks_of(cube(order))) return;
  nodes_.resize(blocks_of(cube(order)) * point_rows * block_points);
  grid_targets(half_.data(), order, nodes_.data());
}

PointCell::PointCell(const Patch& patch) {
  const double half_angle = 0.5 * patch.angle_step * std::max(1, patch.around - 1);
  const double half_z = 0.5 * patch.z_step * std::max(1, patch.along - 1);
  const double angle = patch.angle + half_angle, z = patch.z + half_z;
  std::vector<Vector3> points;
  std::vector<std::array<double, patch_order>> by_angle, by_z;
  for (int j = 0; j < patch.along; ++j)
    for (int i = 0; i < patch.around; ++i) {
      const double to = patch.angle + i * patch.angle_step, up = patch.z + j * patch.z_step;
      points.push_back(on_cylinder(patch.radius, to, up));
      by_angle.push_back(weights_at((to - angle) / half_angle));
      by_z.push_back(weights_at((up - z) / half_z));
    }
  blocks_.build(points, 0.0);
  weights_.assign(blocks_.blocks().size() * order * order * block_points, 0.0F);
  for (std::size_t b = 0; b < blocks_.blocks().size(); ++b) {
    const PointBlock& block = blocks_.blocks()[b];
    for (std::uint32_t i = 0; i < block.count(); ++i) {
      const std::uint32_t p = blocks_.order()[block.begin + i];
      for (std::size_t k = 0; k < order * order; ++k)
        weights_[(b * order * order + k) * block_points + i] =
            static_cast<float>(by_angle[p][k / order] * by_z[p][k % order]);
    }
  }
  center_ = on_cylinder(patch.radius, angle, z);
  radius_ = std::hypot(patch.radius * half_angle, half_z);
  reach_ = reach_ratio * std::max(patch.radius * half_angle, half_z);
  if (blocks_.blocks().size() < 2) return;
  nodes_.resize(point_rows * block_points);
  for (std::size_t k = 0; k < order * order; ++k) {
    const Vector3 x =
        on_cylinder(patch.radius, angle + half_angle * node(k / order), z + half_z * node(k % order)) - center_;
    for (std::size_t row = 0; row < point_rows; ++row)
      nodes_[row * block_points + k] = static_cast<float>(x[static_cast<Eigen::Index>(row)]);
  }
}

void PointCell::interpolate(const float* values, std::size_t block, float* out) const {
  const PointBlock& of = blocks_.blocks()[block];
  if (weights_.empty()) {
    pillardd::interpolate(values, half_.data(), order, blocks_.rows(block), in_floats(of.center - center_).data(), 1,
                          out);
    return;
  }
  add_weighted(weights_.data() + block * order * order * block_points, values, out);
}

CylinderPatches::CylinderPatches(double radius, double period, int around, int along)
    : size_(static_cast<std::size_t>(around) * static_cast<std::size_t>(along)) {
  const double angle_step = 2.0 * std::numbers::pi / around, z_step = period / along;
  const double wide = patch_side * std::sqrt(z_step / (radius * angle_step));
  const auto parts = [](int points, double each) {
    return std::clamp(static_cast<int>(std::lround(points / each)), 4, points / 2);
  };
  const int columns = parts(around, wide), rows = parts(along, patch_side * patch_side / wide);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      const int left = c * around / columns, right = (c + 1) * around / columns;
      const int low = r * along / rows, high = (r + 1) * along / rows;
      Patch& patch =
          patches_.emplace_back(Patch{PointCell(PointCell::Patch{radius, left * angle_step, angle_step, low * z_step,
                                                                 z_step, right - left, high - low}),
                                      {}});
      for (int j = low; j < high; ++j)
        for (int i = left; i < right; ++i) patch.members.push_back(static_cast<std::uint32_t>(j * around + i));
      if (patches_.size() == 1) box_ = patch.cell.blocks().box();
      box_.cover(patch.cell.blocks().box());
    }
}

void gather(std::span<PlacedPoint> points, std::size_t most, std::size_t begin, std::vector<std::size_t>& ends) {
  if (points.empty()) return;
  if (points.size() <= most) return ends.push_back(begin + points.size());
  const std::size_t middle = points.size() / 2;
  cut_across(points, middle);
  gather(points.first(middle), most, begin, ends);
  gather(points.subspan(middle), most, begin + middle, ends);
}

}  // namespace pillardd
