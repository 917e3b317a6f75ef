#include "ddd/crystal/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numeric>

#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

Vector3 as_vector(const Integer3& v) {
  return Vector3(v[0], v[1], v[2]);
}

std::int64_t wide_dot(const Integer3& a, const Integer3& b) {
  std::int64_t s = 0;
  for (std::size_t i = 0; i < 3; ++i) s += static_cast<std::int64_t>(a[i]) * b[i];
  return s;
}

}  // namespace

Lattice::Lattice(const Integer3& axis, const Integer3& side, double lattice_parameter) : a_(lattice_parameter) {
  if (is_zero(axis)) throw InputError("axis: [0, 0, 0] is not a direction");
  if (is_zero(side)) throw InputError("side: [0, 0, 0] is not a direction");
  if (wide_dot(axis, side) != 0) throw InputError("side: must be perpendicular to axis");
  if (!(lattice_parameter > 0)) throw InputError("lattice_parameter: must be above 0");
  const Vector3 z = as_vector(axis).normalized(), x = as_vector(side).normalized();
  rotation_.row(0) = x;
  rotation_.row(1) = z.cross(x).normalized();
  rotation_.row(2) = z;
}

Vector3 Lattice::burgers(const Integer3& half_indices) const {
  return 0.5 * a_ * (rotation_ * as_vector(half_indices));
}

Vector3 Lattice::direction(const Integer3& indices) const {
  require(!is_zero(indices), "Lattice::direction: zero indices");
  return rotation_ * as_vector(indices).normalized();
}

Vector3 Lattice::plane_normal(const Integer3& plane) const {
  return is_zero(plane) ? Vector3(Vector3::Zero()) : direction(plane);
}

int dot(const Integer3& a, const Integer3& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Integer3 negated(const Integer3& a) {
  return {-a[0], -a[1], -a[2]};
}

Integer3 sum(const Integer3& a, const Integer3& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

Integer3 canonical_plane(const Integer3& plane) {
  const int divisor = std::gcd(std::gcd(plane[0], plane[1]), plane[2]);
  if (divisor == 0) return plane;
  const auto first = std::find_if(plane.begin(), plane.end(), [](int i) { return i != 0; });
  const int signed_divisor = *first > 0 ? divisor : -divisor;
  return {plane[0] / signed_divisor, plane[1] / signed_divisor, plane[2] / signed_divisor};
}

BurgersFamily burgers_family(const Integer3& half_indices) {
  Integer3 m = {std::abs(half_indices[0]), std::abs(half_indices[1]), std::abs(half_indices[2])};
  std::sort(m.begin(), m.end());
  if (m == Integer3{1, 1, 1}) return BurgersFamily::half_111;
  if (m == Integer3{0, 0, 2}) return BurgersFamily::full_100;
  return BurgersFamily::other;
}

const char* family_name(BurgersFamily family) {
  switch (family) {
    case BurgersFamily::half_111:
      return "1/2<111>";
    case BurgersFamily::full_100:
      return "<100>";
    case BurgersFamily::other:
      break;
  }
  return "other";
}

}  // namespace pillardd
