#include "ddd/network/segment_distance.hpp"

#include <algorithm>

namespace pillardd {

double segment_distance(const Vector3& p1, const Vector3& p2, const Vector3& q1, const Vector3& q2) {
  const Vector3 u = p2 - p1, v = q2 - q1, w = p1 - q1;
  const double a = u.dot(u), e = v.dot(v), f = v.dot(w), c = u.dot(w), b = u.dot(v);
  const double denominator = a * e - b * b;
  // Parallel lines: any s will do, the clamping below finds the ends.
  double s = denominator > 1e-12 * a * e ? std::clamp((b * f - c * e) / denominator, 0.0, 1.0) : 0.0;
  double t = (b * s + f) / e;
  if (t < 0.0) {
    t = 0.0;
    s = std::clamp(-c / a, 0.0, 1.0);
  } else if (t > 1.0) {
    t = 1.0;
    s = std::clamp((b - c) / a, 0.0, 1.0);
  }
  return (w + s * u - t * v).norm();
}

}  // namespace pillardd
