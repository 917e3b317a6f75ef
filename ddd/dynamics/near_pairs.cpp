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

/// A ball on the axis of the sweep, and across it; z within the period.
struct Side {
  double low, high, x, y, z, radius;
  std::uint32_t index;
  bool still;
};

Side side_of(const Ball& ball, std::uint32_t index, int axis, double reach, double period) {
  const double x = ball.centre[axis], r = (ball.radius + 0.5 * reach) * (1.0 + 2.0 * to_spare);
  const double z = period > 0.0 ? ball.centre.z() - period * std::floor(ball.centre.z() / period) : ball.centre.z();
  return {x - r, x + r, ball.centre.x(), ball.centre.y(), z, ball.radius, index, ball.still};
}

bool near(const Side& one, const Side& two, double reach, double period) {
  const double x = one.x - two.x, y = one.y - two.y, bound = (one.radius + two.radius + reach) * (1.0 + to_spare);
  double z = std::abs(one.z - two.z);
  if (period > 0.0) z = std::min(z, period - z);
  return x * x + y * y + z * z <= bound * bound;
}

}  // namespace

std::vector<NearPair> near_pairs(std::span<const Ball> balls, double reach, double period) {
  std::vector<NearPair> out;
  if (balls.empty()) return out;
  const int axis = widest_axis(balls, period);
  std::vector<Side> sides;
  sides.reserve(balls.size());
  for (std::size_t i = 0; i < balls.size(); ++i)
    sides.push_back(side_of(balls[i], static_cast<std::uint32_t>(i), axis, reach, period));
  std::sort(sides.begin(), sides.end(), [](const Side& p, const Side& q) {
    return std::make_pair(p.low, p.index) < std::make_pair(q.low, q.index);
  });
  for (auto one = sides.begin(); one != sides.end(); ++one)
    for (auto two = one + 1; two != sides.end() && two->low <= one->high; ++two)
      if (!(one->still && two->still) && near(*one, *two, reach, period))
        out.emplace_back(std::min(one->index, two->index), std::max(one->index, two->index));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace pillardd
