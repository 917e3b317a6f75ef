#pragma once
#include <Eigen/Core>
#include <Eigen/Geometry>
#include <array>
#include <cstdint>
#include <limits>

namespace pillardd {

/// Internal units everywhere: nm, ns, GPa, K. Hence force nN, energy aJ, velocity nm/ns = m/s, drag GPa ns = Pa s.
using Vector3 = Eigen::Vector3d;
using Matrix3 = Eigen::Matrix3d;
using Integer3 = std::array<int, 3>;

/// Identity of a node or segment: given once, never reused.
using Id = std::uint64_t;

inline constexpr double unset = std::numeric_limits<double>::quiet_NaN();

}  // namespace pillardd
