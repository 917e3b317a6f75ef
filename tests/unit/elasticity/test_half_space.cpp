// The image field of lines in a half space. Oracles: zero traction and equilibrium, the closed forms for straight
// lines, and the quadrature of the plane's traction with the solutions of Boussinesq and Cerruti
// (verify/half_space_release).
#include <doctest/doctest.h>

#include <numbers>
#include <vector>

#include "ddd/elasticity/exit_curvature.hpp"
#include "ddd/elasticity/half_space.hpp"
#include "tests/support/relative.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

constexpr double mu = 120.0, nu = 0.28;
const ElasticConstants sharp{mu, nu, 1e-7};

struct Lines {
  std::vector<StraightSegment> segments;
  std::vector<StraightSegment> exits;  ///< a: the point, burgers: outward sense
};

Matrix3 network(const Lines& lines, const FreePlane& plane, const Vector3& x, const ElasticConstants& e) {
  Matrix3 sum = Matrix3::Zero();
  for (const StraightSegment& s : lines.segments) sum += segment_stress(x, s, e);
  for (const StraightSegment& s : lines.exits) sum += half_line_stress(x, s.a, plane.normal, s.burgers, e);
  return sum;
}

Matrix3 image(const Lines& lines, const FreePlane& plane, const Vector3& x, const ElasticConstants& e) {
  Matrix3 sum = Matrix3::Zero();
  for (const StraightSegment& s : lines.segments) sum += HalfSpaceSegment(s, plane, e).stress(x);
  for (const StraightSegment& s : lines.exits) sum += HalfSpaceExit(s.burgers, {s.a, plane.normal}, e).stress(x);
  return sum;
}

Lines closed_path(const std::vector<Vector3>& corners, const Vector3& b) {
  Lines out;
  for (std::size_t i = 0; i < corners.size(); ++i)
    out.segments.push_back({corners[i], corners[(i + 1) % corners.size()], b});
  return out;
}

/// From the surface point `p` through `inner` points to the surface point `q`.
Lines through(const std::vector<Vector3>& points, const Vector3& b) {
  Lines out;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) out.segments.push_back({points[i], points[i + 1], b});
  out.exits.push_back({points.front(), points.front(), -b});
  out.exits.push_back({points.back(), points.back(), b});
  return out;
}

Vector3 divergence(const auto& stress, const Vector3& x, double h) {
  Vector3 sum = Vector3::Zero();
  for (int k = 0; k < 3; ++k) {
    const Vector3 d = h * Vector3::Unit(k);
    sum += (8.0 * (stress(x + d) - stress(x - d)) - (stress(x + 2.0 * d) - stress(x - 2.0 * d))).col(k) / (12.0 * h);
  }
  return sum;
}

/// A plane in general position and points of it.
struct Place {
  FreePlane plane;
  Vector3 u, v;
  explicit Place(Draws& draw) : plane{10.0 * draw.direction(), draw.direction()} {
    u = plane.normal.cross(draw.direction()).normalized();
    v = plane.normal.cross(u);
  }
  Vector3 at(double x, double y, double depth) const { return plane.point + x * u + y * v - depth * plane.normal; }
};

}  // namespace

TEST_CASE("a loop and its image leave no traction on the plane: 1e-7 of the loop's own") {
  for (int i = 0; i < 100; ++i) {
    Draws draw(i);
    const Place place(draw);
    const auto r = [&] { return 10.0 * (2.0 * draw.uniform() - 1.0); };
    std::vector<Vector3> corners;
    for (int k = 0; k < 4; ++k) corners.push_back(place.at(r(), r(), draw.log_uniform(0.05, 10.0)));
    const Lines loop = closed_path(corners, 0.27 * draw.direction());
    double scale = 0.0, residual = 0.0;
    for (int k = 0; k < 20; ++k) {
      const Vector3 x = place.at(r(), r(), 0.0), t = network(loop, place.plane, x, sharp) * place.plane.normal;
      scale = std::max(scale, t.norm());
      residual = std::max(residual, (t + image(loop, place.plane, x, sharp) * place.plane.normal).norm());
    }
    CHECK(residual < 1e-7 * scale);
  }
}

TEST_CASE("lines that end on the plane leave no traction: 1e-7 of their own, point by point to 0.001 of the exit") {
  for (int i = 0; i < 100; ++i) {
    Draws draw(1000 + i);
    const Place place(draw);
    const auto r = [&] { return 10.0 * (2.0 * draw.uniform() - 1.0); };
    const Vector3 p = place.at(r(), r(), 0.0), q = place.at(r(), r(), 0.0);
    const Lines line = through({p, place.at(r(), r(), 5.0), place.at(r(), r(), 1.0), q}, 0.27 * draw.direction());
    for (int k = 0; k < 20; ++k) {
      const double angle = 6.28 * draw.uniform(), far = draw.log_uniform(1e-3, 10.0);
      const Vector3 x = p + far * (std::cos(angle) * place.u + std::sin(angle) * place.v);
      const Vector3 t = network(line, place.plane, x, sharp) * place.plane.normal;
      CHECK((t + image(line, place.plane, x, sharp) * place.plane.normal).norm() < 1e-7 * mu * 0.27 / far);
    }
  }
}

TEST_CASE("the image of a single segment is an equilibrium field: div sigma, 1e-6 of sigma over distance") {
  for (int i = 0; i < 50; ++i) {
    Draws draw(2000 + i);
    const Place place(draw);
    const auto r = [&] { return 10.0 * (2.0 * draw.uniform() - 1.0); };
    const Vector3 a = place.at(r(), r(), draw.log_uniform(0.1, 10.0)),
                  b = place.at(r(), r(), draw.log_uniform(0.1, 10.0));
    const HalfSpaceSegment segment({a, b, 0.27 * draw.direction()}, place.plane, {mu, nu, 0.0});
    const HalfSpaceExit exit(0.27 * draw.direction(), place.plane, {mu, nu, 0.0});
    const double depth = draw.log_uniform(0.5, 10.0);
    const Vector3 x = place.at(r(), r(), depth);
    const auto both = [&](const Vector3& y) -> Matrix3 { return segment.stress(y) + exit.stress(y); };
    CHECK(divergence(both, x, 1e-3 * depth).norm() < 1e-6 * both(x).norm() / depth);
    // Trace harmonic: compatibility.
    double laplacian = -6.0 * both(x).trace();
    for (int k = 0; k < 3; ++k)
      for (const double sign : {-1.0, 1.0}) laplacian += both(x + sign * 0.01 * depth * Vector3::Unit(k)).trace();
    CHECK(std::abs(laplacian) < 1e-6 * both(x).norm());
  }
}

TEST_CASE("force on straight lines parallel to the plane: mu b^2/(4 pi d), and over 1-nu for edges, to 1e-6") {
  const double d = 7.0, b = 0.27, far = 1e9;
  const FreePlane plane{Vector3::Zero(), Vector3::UnitX()};
  const Vector3 middle(-d, 0.0, 0.0);
  const auto toward_surface = [&](const Vector3& burgers) {
    const HalfSpaceSegment line({Vector3(-d, 0.0, -far), Vector3(-d, 0.0, far), burgers}, plane, {mu, nu, 0.0});
    return (line.stress(middle) * burgers).cross(Vector3::UnitZ()).x();
  };
  const double screw = mu * b * b / (4.0 * std::numbers::pi * d);
  CHECK(toward_surface(Vector3(0.0, 0.0, b)) == relative(screw, 1e-6));
  CHECK(toward_surface(Vector3(b, 0.0, 0.0)) == relative(screw / (1.0 - nu), 1e-6));
  CHECK(toward_surface(Vector3(0.0, b, 0.0)) == relative(screw / (1.0 - nu), 1e-6));
}

// Apollonius: the screw at R - d and its opposite at R^2/(R - d) leave no traction on the cylinder R.
TEST_CASE("the image of a screw along a cylinder, raised by d^2/(R - d), frees the cylinder in place of the plane: 1e-6") {
  const double radius = 100.0, depth = 20.0, far = 1e8;
  const StraightSegment screw{{radius - depth, 0.0, -far}, {radius - depth, 0.0, far}, {0.0, 0.0, 0.27}};
  const FreePlane plane{{radius, 0.0, 0.0}, Vector3::UnitX()};
  const HalfSpaceSegment mirror(screw, plane, sharp), raised(screw, plane, sharp, depth * depth / (radius - depth));
  double left = 0.0, flat = 0.0, scale = 0.0;
  for (const double angle : {-1.5, -0.6, -0.1, 0.0, 0.05, 0.3, 0.9, 1.4}) {
    const Vector3 normal(std::cos(angle), std::sin(angle), 0.0), x = radius * normal;
    const Matrix3 own = segment_stress(x, screw, sharp);
    left = std::max(left, ((own + raised.stress(x)) * normal).norm());
    flat = std::max(flat, ((own + mirror.stress(x)) * normal).norm());
    scale = std::max(scale, (own * normal).norm());
  }
  MESSAGE("left over the line's own ", left / scale, ", by the mirror image ", flat / scale);
  CHECK(left < 1e-6 * scale);
  CHECK(flat > 0.05 * scale);
}

TEST_CASE(
    "screw normal to the plane: sigma_rtheta = -(mu b/2 pi) r^2/[rho (rho+z)^2], sigma_thetaz = mu b z/(2 pi r rho)") {
  const double b = 0.27;
  const FreePlane plane{Vector3::Zero(), -Vector3::UnitZ()};  // body z > 0, as in the formula
  const Vector3 burgers(0.0, 0.0, b);                         // line sense +z: inward
  const HalfSpaceExit exit(-burgers, plane, {mu, nu, 0.0});
  const HalfSpaceSegment long_line({Vector3::Zero(), Vector3(0.0, 0.0, 1e4), burgers}, plane, {mu, nu, 0.0});
  for (const double r : {0.1, 1.0, 3.0})
    for (const double z : {0.0, 0.05, 1.0, 20.0}) {
      const Vector3 x(r, 0.0, z);
      const double rho = std::hypot(r, z), c = mu * b / (2.0 * std::numbers::pi);
      const Matrix3 image = exit.stress(x) + long_line.stress(x);
      CHECK(std::abs(image(0, 1) + c * r * r / (rho * (rho + z) * (rho + z))) < 1e-12 * c / rho);
      CHECK(std::abs(image(1, 2) + c / r - c * z / (r * rho)) < 1e-12 * c / r);
    }
}

namespace {

/// A line that comes up to the origin of the plane z = 0 along -inward, body z > 0, with its continuation and images.
Matrix3 ending(const Vector3& inward, const Vector3& burgers, const Vector3& x) {
  const FreePlane plane{Vector3::Zero(), -Vector3::UnitZ()};
  return half_line_stress(x, Vector3::Zero(), inward, -burgers, sharp) +
         half_line_stress(x, Vector3::Zero(), plane.normal, burgers, sharp) +
         HalfSpaceSegment({1e5 * inward, Vector3::Zero(), burgers}, plane, sharp).stress(x) +
         HalfSpaceExit(burgers, plane, sharp).stress(x);
}

}  // namespace

// Oracle: the traction of the line's field on a cylinder, by its own limit in R -> infinity along rays (scale: mu b/(2
// pi R)). Its mean over the angles is left to the grid. Inclinations to 0.4 rad: flatter lines need more than ten
// orders.
TEST_CASE("the traction that a bent surface leaves at an exit: 2e-3, and an equilibrium field below") {
  const ExitCurvature curvature(sharp);
  const double radius = 1e5;
  for (int i = 0; i < 12; ++i) {
    Draws draw(3000 + i);
    const double tilt = i < 2 ? 0.0 : 0.4 * draw.uniform(), azimuth = 6.28 * draw.uniform(),
                 bends = 6.28 * draw.uniform();
    const Vector3 inward(std::sin(tilt) * std::cos(azimuth), std::sin(tilt) * std::sin(azimuth), std::cos(tilt));
    const Vector3 burgers = 0.27 * draw.direction(), along(std::cos(bends), std::sin(bends), 0.0);
    const CurvatureAmplitudes amplitudes = curvature.amplitudes(inward, burgers, bends, 1.0 / radius);
    const auto taken = [&](const Vector3& x) -> Matrix3 { return curvature_stress(amplitudes, x, 1e7, sharp); };
    const int rays = 24;
    std::vector<Vector3> left, away;
    for (int k = 0; k < rays; ++k) {
      const double turn = 2.0 * std::numbers::pi * (k + 0.2) / rays;
      const Vector3 flat(std::cos(turn), std::sin(turn), 0.0);
      const double x = flat.dot(along);
      const Vector3 place = flat + x * x / (2.0 * radius) * Vector3::UnitZ();
      left.push_back(ending(inward, burgers, place) * (x / radius * along - Vector3::UnitZ()));
      away.push_back(taken(flat) * -Vector3::UnitZ());
    }
    Vector3 mean = Vector3::Zero(), other_mean = Vector3::Zero();
    for (int k = 0; k < rays; ++k) mean += left[k] / rays, other_mean += away[k] / rays;
    double worst = 0.0;
    for (int k = 0; k < rays; ++k) worst = std::max(worst, (left[k] - mean + away[k] - other_mean).norm());
    CHECK(worst < 2e-3 * mu * 0.27 / (2.0 * std::numbers::pi * radius));
    const auto cut = [&](const Vector3& x) -> Matrix3 { return curvature_stress(amplitudes, x, 2.0, {mu, nu, 0.0}); };
    const Vector3 x(1.3, -0.4, 0.9);
    CHECK(divergence(cut, x, 1e-3).norm() < 1e-6 * mu * 0.27 / radius);
    double laplacian = -6.0 * cut(x).trace();
    for (int k = 0; k < 3; ++k)
      for (const double sign : {-1.0, 1.0}) laplacian += cut(x + sign * 0.01 * Vector3::Unit(k)).trace();
    CHECK(std::abs(laplacian) < 1e-6 * mu * 0.27 / radius);
    // Falls as the inverse cube of the distance.
    CHECK(cut(100.0 * x).norm() < 3e-2 * cut(2.0 * x).norm());
  }
}
