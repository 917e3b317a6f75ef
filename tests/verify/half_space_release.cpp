// Image field of loops in a half space. Oracle: the loop's traction on the plane, released point by point with the
// stress of forces on the surface (Boussinesq's and Cerruti's solutions; K. L. Johnson, Contact Mechanics, 1985,
// eqs. 3.19 and 3.76), summed by the trapezoidal rule. Scale: the largest image stress of the loop among the points.
#include <doctest/doctest.h>

#include <numbers>
#include <vector>

#include "ddd/elasticity/half_space.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

constexpr double mu = 120.0, nu = 0.28;

Matrix3 symmetric(double xx, double yy, double zz, double xy, double yz, double zx) {
  Matrix3 m;
  m << xx, xy, zx, xy, yy, yz, zx, yz, zz;
  return m;
}

/// Stress at x of the body z > 0 under the force f along z at the origin.
Matrix3 boussinesq(const Vector3& x, double f) {
  const double r2 = x.x() * x.x() + x.y() * x.y(), R = x.norm(), z = x.z(), k = 1.0 - 2.0 * nu;
  const double rr = -(3.0 * r2 * z / (R * R * R) - k * R / (R + z)) / (R * R);
  const double tt = k * (z / R - R / (R + z)) / (R * R), rz = -3.0 * z * z / std::pow(R, 5);
  const double cc = x.x() * x.x() / r2, ss = x.y() * x.y() / r2, cs = x.x() * x.y() / r2;
  return f / (2.0 * std::numbers::pi) *
         symmetric(rr * cc + tt * ss, rr * ss + tt * cc, -3.0 * z * z * z / std::pow(R, 5), (rr - tt) * cs, rz * x.y(),
                   rz * x.x());
}

/// The same under the force f along x.
Matrix3 cerruti(const Vector3& p, double f) {
  const double x = p.x(), y = p.y(), z = p.z(), R = p.norm(), k = 1.0 - 2.0 * nu, s = R + z;
  const double R3 = R * R * R, R5 = R3 * R * R, c = 1.0 / (R3 * s * s) + 2.0 / (R * R * s * s * s);
  return f / (2.0 * std::numbers::pi) *
         symmetric(-3.0 * x * x * x / R5 + k * (x / R3 - 3.0 * x / (R * s * s) + x * x * x * c),
                   -3.0 * x * y * y / R5 + k * (x / R3 - x / (R * s * s) + x * y * y * c), -3.0 * x * z * z / R5,
                   -3.0 * x * x * y / R5 + k * (-y / (R * s * s) + x * x * y * c), -3.0 * x * y * z / R5,
                   -3.0 * x * x * z / R5);
}

/// Under the force vector f: the force along y is that along x, turned.
Matrix3 surface_force(const Vector3& x, const Vector3& f) {
  Matrix3 turn;
  turn << 0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0;
  return boussinesq(x, f.z()) + cerruti(x, f.x()) + turn * cerruti(turn.transpose() * x, f.y()) * turn.transpose();
}

}  // namespace

TEST_CASE("loops of edge, screw and mixed lines: the traction released point by point, to 1e-5") {
  const FreePlane plane{Vector3::Zero(), -Vector3::UnitZ()};
  const ElasticConstants sharp{mu, nu, 1e-7};
  double worst = 0.0;
  for (int i = 0; i < 6; ++i) {
    Draws draw(i);
    const auto r = [&] { return 8.0 * draw.uniform() - 4.0; };
    std::vector<Vector3> corner, at;
    for (int k = 0; k < 3; ++k) corner.push_back(Vector3(r(), r(), 3.0 + 4.0 * draw.uniform()));
    for (int k = 0; k < 3; ++k) at.push_back(Vector3(r() + 0.013, r() + 0.017, 3.0 + 4.0 * draw.uniform()));
    const Vector3 b = 0.27 * draw.direction();
    std::vector<StraightSegment> loop;
    for (std::size_t k = 0; k < 3; ++k) loop.push_back({corner[k], corner[(k + 1) % 3], b});
    std::vector<Matrix3> released(at.size(), Matrix3::Zero());
    const int reach = 300;
    for (int p = -reach; p <= reach; ++p)
      for (int q = -reach; q <= reach; ++q) {
        const Vector3 y(p, q, 0.0);  // spacing 1: area 1
        Matrix3 stress = Matrix3::Zero();
        for (const StraightSegment& s : loop) stress += segment_stress(y, s, sharp);
        const Vector3 force = -(stress * plane.normal);
        for (std::size_t k = 0; k < at.size(); ++k) released[k] += surface_force(at[k] - y, force);
      }
    double scale = 0.0, error = 0.0;
    for (std::size_t k = 0; k < at.size(); ++k) {
      Matrix3 image = Matrix3::Zero();
      for (const StraightSegment& s : loop) image += HalfSpaceSegment(s, plane, {mu, nu, 0.0}).stress(at[k]);
      scale = std::max(scale, image.norm());
      error = std::max(error, (image - released[k]).norm());
    }
    CHECK(error < 1e-5 * scale);
    worst = std::max(worst, error / scale);
  }
  MESSAGE("largest relative difference ", worst);
}
