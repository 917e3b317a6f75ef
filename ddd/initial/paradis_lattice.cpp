#include "ddd/initial/paradis_lattice.hpp"

#include <cmath>

#include "ddd/crystal/lattice.hpp"

namespace pillardd {

namespace {

constexpr double burgers_tolerance = 0.01;  ///< of an index
constexpr double index_tolerance = 1e-3;    ///< of a plane's index, the largest scaled to 1, 2 or 3
constexpr double line_tolerance = 1e-6;     ///< [rad], that of the invariants

std::optional<Integer3> nearest_integers(const Vector3& v, double tolerance) {
  Integer3 out{};
  for (int i = 0; i < 3; ++i) {
    if (!(std::abs(v[i]) < 1e6)) return std::nullopt;
    out[static_cast<std::size_t>(i)] = static_cast<int>(std::lround(v[i]));
  }
  const Vector3 rounded(out[0], out[1], out[2]);
  return (v - rounded).cwiseAbs().maxCoeff() < tolerance ? std::optional<Integer3>(out) : std::nullopt;
}

}  // namespace

std::optional<Integer3> lattice_burgers(const Vector3& burgers) {
  const std::optional<Integer3> b = nearest_integers(std::sqrt(3.0) * burgers, burgers_tolerance);
  if (!b || is_zero(*b)) return std::nullopt;
  const bool odd = (*b)[0] % 2 != 0;
  return ((*b)[1] % 2 != 0) == odd && ((*b)[2] % 2 != 0) == odd ? b : std::nullopt;
}

Integer3 lattice_plane(const Vector3& normal, const Integer3& burgers, const Vector3& line) {
  const double largest = normal.cwiseAbs().maxCoeff();
  if (!(largest > 0.0)) return {0, 0, 0};
  for (const double scale : {1.0, 2.0, 3.0}) {
    const std::optional<Integer3> n = nearest_integers(normal * (scale / largest), index_tolerance);
    if (!n || dot(*n, burgers) != 0) continue;
    const Vector3 unit = Vector3((*n)[0], (*n)[1], (*n)[2]).normalized();
    return std::abs(unit.dot(line)) <= line_tolerance * line.norm() ? canonical_plane(*n) : Integer3{0, 0, 0};
  }
  return {0, 0, 0};
}

}  // namespace pillardd
