#pragma once
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "ddd/base/random.hpp"
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd::testing {

/// Closed loops as bare segments; ends[s] are the nodes of segment s.
struct Loops {
  std::vector<StraightSegment> segments;
  std::vector<std::array<std::size_t, 2>> ends;
  std::size_t nodes = 0;

  std::vector<Vector3> nodal(const std::vector<std::array<Vector3, 2>>& on_ends) const {
    std::vector<Vector3> sum(nodes, Vector3::Zero());
    for (std::size_t s = 0; s < ends.size(); ++s)
      for (std::size_t e = 0; e < 2; ++e) sum[ends[s][e]] += on_ends[s][e];
    return sum;
  }
};

/// `count` loops of `sides` sides and about `radius` nm, `jitter` of it at random, at random places of a box. Burgers
/// vectors of 0.2728 nm along <111>; loops lie across theirs (`prismatic`) or in planes that hold it.
inline Loops random_loops(std::size_t count, std::size_t sides, double radius, double jitter, const Vector3& box,
                          bool prismatic) {
  Loops out;
  for (std::size_t l = 0; l < count; ++l) {
    const RandomStream random(11, RandomPurpose::loops, l);
    std::uint64_t draw = 0;
    const auto uniform = [&] { return random.uniform(draw++); };
    const Vector3 center(box.x() * uniform(), box.y() * uniform(), box.z() * uniform());
    const Vector3 burgers =
        0.2728 / std::sqrt(3.0) * Vector3(uniform() < 0.5 ? -1 : 1, uniform() < 0.5 ? -1 : 1, uniform() < 0.5 ? -1 : 1);
    const Vector3 across = burgers.cross(Vector3(burgers.y(), -burgers.x(), 0.0)).normalized();
    const Vector3 first = prismatic ? across : burgers.normalized();
    const Vector3 second = prismatic ? across.cross(burgers).normalized() : across;
    std::vector<Vector3> x;
    for (std::size_t k = 0; k < sides; ++k) {
      const double angle = 2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(sides);
      const double r = radius * (1.0 + jitter * (2.0 * uniform() - 1.0));
      x.push_back(center + r * (std::cos(angle) * first + std::sin(angle) * second));
    }
    for (std::size_t k = 0; k < sides; ++k) {
      out.segments.push_back({x[k], x[(k + 1) % sides], burgers});
      out.ends.push_back({out.nodes + k, out.nodes + (k + 1) % sides});
    }
    out.nodes += sides;
  }
  return out;
}

}  // namespace pillardd::testing
