#include "ddd/dynamics/near_pairs.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

constexpr double to_spare = 1e-9;

/// Of x, y and, where it is not periodic, z.
int widest_axis(std::span<const Ball> balls, double period) {
  Vector3 low = balls[0].centre, high = low;
  for (const Ball& b : balls) {
    low = low.cwiseMin(b.centre);
    high = high.cwiseMax(b.centre);
  }
  Vector3 spread = high - low;
  if (period > 0.0) spread.z() = -1.0;
  int axis = 0;
  spread.maxCoeff(&axis);
  return axis;
}

bool near(const Ball& one, const Ball& two, double reach, double period) {
  Vector3 gap = one.centre - two.centre;
  if (period > 0.0) gap.z() -= period * std::round(gap.z() / period);
  const double bound = (one.radius + two.radius + reach) * (1.0 + to_spare);
  return gap.squaredNorm() <= bound * bound;
}

}  // namespace

std::vector<NearPair> near_pairs(std::span<const Ball> balls, double reach, double period) {
  std::vector<NearPair> out;
  if (balls.empty()) return out;
  const int axis = widest_axis(balls, period);
  struct Side {
    double low, high;
    std::uint32_t index;
  };
  std::vector<Side> sides;
  sides.reserve(balls.size());
  for (std::size_t i = 0; i < balls.size(); ++i) {
    const double x = balls[i].centre[axis], r = (balls[i].radius + 0.5 * reach) * (1.0 + 2.0 * to_spare);
    sides.push_back({x - r, x + r, static_cast<std::uint32_t>(i)});
  }
  std::sort(sides.begin(), sides.end(), [](const Side& p, const Side& q) {
    return std::make_pair(p.low, p.index) < std::make_pair(q.low, q.index);
  });
  for (auto one = sides.begin(); one != sides.end(); ++one)
    for (auto two = one + 1; two != sides.end() && two->low <= one->high; ++two)
      if (near(balls[one->index], balls[two->index], reach, period))
        out.emplace_back(std::min(one->index, two->index), std::max(one->index, two->index));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace pillardd
