#include "boundaries/section_resultants.hpp"

#include <cmath>
#include <numbers>

#include "ddd/elasticity/point_stress.hpp"

namespace pillardd {

namespace {

constexpr double pi = std::numbers::pi;

/// Of a path p:  S_z = 1/2 int (x dy - y dx),  int x dS_z = 1/2 int x^2 dy,  int y dS_z = -1/2 int y^2 dx,
/// int (x n_y - y n_x) dS = -1/2 int (x^2 + y^2 - R^2) dz;  the term in R^2 leaves paths along z on the surface without
/// a share.
struct AreaIntegrals {
  double area = 0.0, x_area = 0.0, y_area = 0.0, turning = 0.0;
};

double mean_square(double p, double q) {
  return (p * p + p * q + q * q) / 3.0;
}

AreaIntegrals straight(const Vector3& p, const Vector3& q, double radius) {
  const Vector3 d = q - p;
  const double x2 = mean_square(p.x(), q.x()), y2 = mean_square(p.y(), q.y());
  return {0.5 * (p.x() * q.y() - p.y() * q.x()), 0.5 * x2 * d.y(), -0.5 * y2 * d.x(),
          -0.5 * (x2 + y2 - radius * radius) * d.z()};
}

/// Along the surface at constant z from `angle` to 0.
AreaIntegrals arc_to_zero(double angle, double radius) {
  const double s = std::sin(angle), c = std::cos(angle), r3 = radius * radius * radius;
  return {-0.5 * radius * radius * angle, -0.5 * r3 * (s - s * s * s / 3.0),
          0.5 * r3 * (-2.0 / 3.0 + c - c * c * c / 3.0), 0.0};
}

/// Eq. 12-15: what lines of Burgers vector b with these integrals leave.
SectionResultants resultants(const AreaIntegrals& i, const Vector3& b, double period, const ElasticConstants& elastic) {
  const double modulus = 2.0 * elastic.shear * (1.0 + elastic.poisson) / period, shear = elastic.shear / period;
  return {modulus * b.z() * i.area, modulus * b.z() * i.x_area, modulus * b.z() * i.y_area,
          shear * (b.y() * i.x_area - b.x() * i.y_area + b.z() * i.turning)};
}

double angle_of(const Vector3& x) {
  return std::atan2(x.y(), x.x());
}

/// Corners of the path around lie apart by this at most, on its way to angle zero.
constexpr double chord = pi / 4;

std::size_t chords_of(double angle) {
  return static_cast<std::size_t>(std::max(1.0, std::ceil(std::abs(angle) / chord)));
}

/// The path of resultants_of_areas moved away from the body: radially to four radii, around to angle zero in chords
/// that stay outside, along z to z = 0, where all meet and their Burgers vectors sum to zero.
std::vector<StraightSegment> detour(const Vector3& exit, const Vector3& burgers, double radius) {
  const double far = 4.0 * radius, angle = angle_of(exit);
  std::vector<StraightSegment> out;
  Vector3 at = exit;
  const auto go = [&](const Vector3& to) {
    if (!(to - at).isZero(0)) out.push_back({at, to, burgers});
    at = to;
  };
  const std::size_t chords = chords_of(angle);
  for (std::size_t c = 0; c <= chords; ++c) {
    const double a = angle * static_cast<double>(chords - c) / static_cast<double>(chords);
    go({far * std::cos(a), far * std::sin(a), exit.z()});
  }
  go({far, 0.0, 0.0});
  return out;
}

/// Points of a field that is regular inside: circles of this radius around the axis, over one period. Harmonics that
/// the angles cannot tell from the mean have fallen to 0.35^9 of the surface's; along z, sources at the surface leave
/// exp(-2 pi 0.65/0.4).
constexpr double ring = 0.35, ring_step = 0.4;
constexpr int ring_angles = 10;

}  // namespace

std::vector<Vector3> ring_points(const PeriodicCylinder& body) {
  const int levels = static_cast<int>(std::ceil(body.period / (ring_step * body.radius)));
  const double r = ring * body.radius;
  std::vector<Vector3> points;
  for (int h = 0; h < levels; ++h)
    for (int a = 0; a < ring_angles; ++a) {
      const double angle = 2 * pi * a / ring_angles;
      points.push_back({r * std::cos(angle), r * std::sin(angle), body.period * (h + 0.5) / levels});
    }
  return points;
}

/// With the modes' mean elongation, curvature and twist at zero, a field that is regular inside leaves what its own
/// are: over a period along z its strain sums up to a rigid motion, so that
///   mean over z of E eps_zz = [sigma_zz - nu (sigma_xx + sigma_yy)] is linear in x and y,                        (14)
/// and the mean over a circle of sigma_theta z is mu r times the twist.
SectionResultants resultants_of_regular(std::span<const Vector3> ring_points, std::span<const Matrix3> stress,
                                        const PeriodicCylinder& body, double poisson) {
  const double area = pi * body.radius * body.radius, inertia = 0.25 * area * body.radius * body.radius;
  const double r2 = ring * ring * body.radius * body.radius, share = 1.0 / static_cast<double>(stress.size());
  SectionResultants sum;
  for (std::size_t p = 0; p < stress.size(); ++p) {
    const Vector3& x = ring_points[p];
    const Matrix3& s = stress[p];
    const double axial = share * (s(2, 2) - poisson * (s(0, 0) + s(1, 1))), bending = 2.0 * inertia / r2 * axial;
    sum = sum + SectionResultants{area * axial, bending * x.x(), bending * x.y(),
                                  2.0 * inertia / r2 * share * (x.x() * s(1, 2) - x.y() * s(0, 2))};
  }
  return sum;
}

SectionResultants resultants_of_areas(const Network& network, const PeriodicCylinder& body,
                                      const ElasticConstants& elastic, std::span<const Vector3> places) {
  SectionResultants sum;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    if (!network.segments()[s].alive) continue;
    const Slot slot = static_cast<Slot>(s);
    const AreaIntegrals i = straight(network.start(slot), network.end(slot), body.radius);
    sum = sum + resultants(i, network.segment(slot).burgers_nm, body.period, elastic);
  }
  for_each_exit(network, LineSet::all, [&](const SurfaceExit& e) {
    const double turns = places.empty() ? 0.0 : angle_of(places[static_cast<std::size_t>(e.node)]) - angle_of(e.x);
    const double angle = angle_of(e.x) + 2 * pi * std::nearbyint(turns / (2 * pi));
    sum = sum + resultants(arc_to_zero(angle, body.radius), e.burgers, body.period, elastic);
  });
  return sum;
}

SectionResultants resultants_of_continuation(const Vector3& exit, const Vector3& burgers, const PeriodicCylinder& body,
                                             const ElasticConstants& elastic) {
  const std::vector<Vector3> points = ring_points(body);
  std::vector<Matrix3> outside(points.size(), Matrix3::Zero()), detour_part = outside;
  PointStress line(points, body.period, elastic), around(points, body.period, elastic);
  const std::array<HalfLine, 1> to_infinity{{{exit, Vector3(exit.x(), exit.y(), 0.0).normalized(), burgers}}};
  line.add_half_lines(to_infinity);
  line.add_to(outside);
  around.add_segments(detour(exit, burgers, body.radius), 0.0);
  around.add_to(detour_part);
  for (std::size_t p = 0; p < points.size(); ++p) outside[p] -= detour_part[p];
  return resultants_of_regular(points, outside, body, elastic.poisson);
}

namespace {

/// Chebyshev's nodes on [0, 1].
double node_of(std::size_t k, std::size_t count) {
  return 0.5 - 0.5 * std::cos(pi * (static_cast<double>(k) + 0.5) / static_cast<double>(count));
}

Vector3 on_surface(double angle, double z, double radius) {
  return {radius * std::cos(angle), radius * std::sin(angle), z};
}

}  // namespace

ContinuationResultants::ContinuationResultants(const PeriodicCylinder& body, const ElasticConstants& elastic) {
  for (Eigen::Index b = 0; b < 3; ++b) {
    const auto at = [&](double angle, double z) {
      return resultants_of_continuation(on_surface(angle, z, body.radius), Vector3::Unit(b), body, elastic);
    };
    const auto i = static_cast<std::size_t>(b);
    for (std::size_t p = 0; p < pieces; ++p)
      for (std::size_t k = 0; k < nodes; ++k)
        by_angle_[p][k][i] = at(chord * (static_cast<double>(p) + node_of(k, nodes)), 0.0);
    per_z_[i] = (at(0.5 * chord, body.period) - at(0.5 * chord, 0.0)) * (1.0 / body.period);
  }
}

/// A mirror image has the Burgers vector the other way round, so that b_y alone keeps its sign.
SectionResultants ContinuationResultants::of(const Vector3& exit, const Vector3& burgers) const {
  const double angle = angle_of(exit), size = std::abs(angle);
  const bool mirrored = angle < 0.0;
  const Vector3 b = mirrored ? Vector3(-burgers.x(), burgers.y(), -burgers.z()) : burgers;
  const std::size_t piece = std::min(chords_of(angle) - 1, pieces - 1);
  const double place = size / chord - static_cast<double>(piece);
  SectionResultants sum;
  for (std::size_t i = 0; i < 3; ++i) sum = sum + per_z_[i] * (b[static_cast<Eigen::Index>(i)] * exit.z());
  for (std::size_t k = 0; k < nodes; ++k) {
    double share = 1.0;
    for (std::size_t j = 0; j < nodes; ++j)
      if (j != k) share *= (place - node_of(j, nodes)) / (node_of(k, nodes) - node_of(j, nodes));
    for (std::size_t i = 0; i < 3; ++i) sum = sum + by_angle_[piece][k][i] * (share * b[static_cast<Eigen::Index>(i)]);
  }
  return mirrored ? SectionResultants{sum.axial, sum.moment_x, -sum.moment_y, -sum.torque} : sum;
}

Matrix3 stress_of_resultants(const SectionResultants& r, const PeriodicCylinder& body, const Vector3& x) {
  const double area = pi * body.radius * body.radius, inertia = 0.25 * area * body.radius * body.radius;
  const double axial = r.axial / area + (r.moment_x * x.x() + r.moment_y * x.y()) / inertia;
  const double twist = r.torque / (2.0 * inertia);
  Matrix3 out = Matrix3::Zero();
  out(2, 2) = axial;
  out(0, 2) = out(2, 0) = -twist * x.y();
  out(1, 2) = out(2, 1) = twist * x.x();
  return out;
}

}  // namespace pillardd
