#include "ddd/dynamics/moving_segments.hpp"

#include <algorithm>
#include <cmath>

namespace pillardd {

namespace {

Approach nearest_points(const Vector3& a, const Vector3& u, const Vector3& c, const Vector3& w, double time) {
  const double uu = u.squaredNorm(), ww = w.squaredNorm(), uw = u.dot(w);
  const Vector3 d = c - a;
  const double det = uu * ww - uw * uw;
  double s = det > 1e-12 * uu * ww ? std::clamp((d.dot(u) * ww - d.dot(w) * uw) / det, 0.0, 1.0) : 0.5;
  double t = std::clamp((s * uw - d.dot(w)) / ww, 0.0, 1.0);
  s = std::clamp((t * uw + d.dot(u)) / uu, 0.0, 1.0);
  t = std::clamp((s * uw - d.dot(w)) / ww, 0.0, 1.0);
  return {s, t, (a + s * u - c - t * w).norm(), time};
}

Approach approach_at(const Moving& one, const Moving& two, double time) {
  return nearest_points(one.a(time), one.b(time) - one.a(time), two.a(time), two.b(time) - two.a(time), time);
}

}  // namespace

double segment_distance(const Vector3& a, const Vector3& b, const Vector3& c, const Vector3& d) {
  return nearest_points(a, b - a, c, d - c, 0.0).distance;
}

double Moving::radius() const {
  const Vector3 m = middle();
  return std::sqrt(
      std::max({(a0 - m).squaredNorm(), (b0 - m).squaredNorm(), (a1 - m).squaredNorm(), (b1 - m).squaredNorm()}));
}

double Moving::travel() const {
  return std::max((a1 - a0).norm(), (b1 - b0).norm());
}

void Moving::shift(double dz) {
  for (Vector3* x : {&a0, &b0, &a1, &b1}) x->z() += dz;
}

bool pass_apart(const Moving& one, const Moving& two, double reach) {
  return (one.middle() - two.middle()).norm() > one.radius() + two.radius() + reach;
}

double start_distance(const Moving& one, const Moving& two) {
  return approach_at(one, two, 0.0).distance;
}

std::optional<Approach> first_contact(const Moving& one, const Moving& two, double reach) {
  const double speed = one.travel() + two.travel();
  const Approach start = approach_at(one, two, 0.0), end = approach_at(one, two, 1.0);
  if (start.distance <= reach) {
    if (end.distance >= start.distance) return std::nullopt;
    return end;
  }
  if (start.distance - speed > reach) return std::nullopt;
  double time = 0.0;
  Approach now = start;
  while (time < 1.0) {
    time = std::min(1.0, time + std::max((now.distance - reach) / speed, 1e-4));
    now = approach_at(one, two, time);
    if (now.distance <= reach) return now;
  }
  return std::nullopt;
}

}  // namespace pillardd
