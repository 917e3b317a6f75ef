#include "ddd/models/boundary.hpp"

#include <cmath>

namespace pillardd {

namespace {

constexpr int search_steps = 200;
/// Sine of the angle between a glide plane and the surface below which the plane counts as tangent (0.06 degrees).
constexpr double tangent_sine = 1e-3;
/// Coordinates below this times the pillar's size are rounding: such a point is on the surface.
constexpr double rounding = 4e-16;

/// signed_distance along p + f d, a convex function of f because the body is convex.
struct Ray {
  const Boundary& body;
  Vector3 p, d;
  Vector3 at(double f) const { return p + f * d; }
  double distance(double f) const { return body.signed_distance(at(f)); }
};

/// Largest f in [inside, outside] with distance(f) <= 0, to the last bit.
double last_inside(const Ray& ray, double inside, double outside) {
  for (;;) {
    const double middle = inside + 0.5 * (outside - inside);
    if (!(middle > inside && middle < outside)) return inside;
    (ray.distance(middle) <= 0 ? inside : outside) = middle;
  }
}

/// 0 when the start is inside; otherwise a point inside, or where the convex function is least on [0, 1].
double deepest(const Ray& ray) {
  double low = 0, high = 1;
  for (int i = 0; i < search_steps && ray.distance(low) > 0; ++i) {
    const double left = low + (high - low) / 3, right = high - (high - low) / 3;
    if (ray.distance(left) <= 0) return left;
    if (ray.distance(left) < ray.distance(right))
      high = right;
    else
      low = left;
  }
  return low;
}

/// In-plane part of the outward normal; its length is the sine of the angle between plane and surface.
Vector3 in_plane(const Vector3& outward, const Vector3& n) {
  return outward - outward.dot(n) * n;
}

SurfacePoint surface_point(const Boundary& body, const Vector3& x) {
  return {x, body.nearest_surface(x).normal};
}

/// From x inside along the in-plane ascent: the distance is convex, so the tangent at x already bounds the crossing.
std::optional<Vector3> outward_crossing(const Boundary& body, const Vector3& x, const Vector3& ascent) {
  const Vector3 step = -body.signed_distance(x) / ascent.squaredNorm() * ascent;
  double reach = 1;
  while (body.signed_distance(x + reach * step) <= 0) {  // rounding may leave the tangent's root inside
    reach *= 2;
    if (reach > 4) return std::nullopt;
  }
  const Ray ray{body, x, step};
  return ray.at(last_inside(ray, 0, reach));
}

/// From x outside: steps to the root of the tangent, lengthened by a tenth so that the body is entered; then the
/// crossing between the last two points, which both lie on the plane.
std::optional<Vector3> inward_crossing(const Boundary& body, const Vector3& x, const Vector3& n) {
  Vector3 outside = x;
  for (int i = 0; i < search_steps; ++i) {
    const Vector3 ascent = in_plane(body.nearest_surface(outside).normal, n);
    if (ascent.norm() < tangent_sine) return std::nullopt;
    const double distance = body.signed_distance(outside) + rounding * body.bounding_radius();
    const Vector3 step = -1.1 * distance / ascent.squaredNorm() * ascent;
    const Ray back{body, outside + step, -step};
    if (back.distance(0) <= 0) return back.at(last_inside(back, 0, 1));
    outside += step;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> Boundary::exit_fraction(const Vector3& p, const Vector3& q) const {
  if (!(signed_distance(q) > 0)) return std::nullopt;
  const Ray ray{*this, p, q - p};
  const double inside = deepest(ray);
  if (ray.distance(inside) > 0) return 0.0;  // p is on the surface up to rounding, and the line leaves at once
  return last_inside(ray, inside, 1);
}

std::optional<SurfacePoint> Boundary::onto_surface(const Vector3& x, const Vector3& n) const {
  const SurfacePoint nearest = nearest_surface(x);
  if (n.isZero(0)) return nearest;
  const double distance = signed_distance(x);
  if (std::abs(distance) <= rounding * bounding_radius()) return SurfacePoint{x, nearest.normal};
  const Vector3 ascent = in_plane(nearest.normal, n);
  if (ascent.norm() < tangent_sine) return std::nullopt;
  const std::optional<Vector3> found = distance < 0 ? outward_crossing(*this, x, ascent) : inward_crossing(*this, x, n);
  if (!found || (*found - x).norm() > bounding_radius()) return std::nullopt;
  return surface_point(*this, *found);
}

}  // namespace pillardd
