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

struct Exit {
  Slot node;
  Vector3 x, burgers;  ///< FS/RH for the sense outward
};

std::vector<Exit> exits(const Network& network, LineSet lines) {
  std::vector<Exit> out;
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const Node& n = network.nodes()[i];
    if (!n.alive || n.kind != NodeKind::surface) continue;
    if (lines != LineSet::all && (lines == LineSet::sessile) != ends_sessile(network, static_cast<Slot>(i))) continue;
    const Integer3 leaving = negated(network.burgers_sum(static_cast<Slot>(i)));
    if (!is_zero(leaving)) out.push_back({static_cast<Slot>(i), n.x, network.lattice().burgers(leaving)});
  }
  return out;
}

double angle_of(const Vector3& x) {
  return std::atan2(x.y(), x.x());
}

/// The paths of resultants_of_areas moved away from the body: radially to four radii, around to angle zero in chords
/// that stay outside, along z to z = 0, where all meet and their Burgers vectors sum to zero.
std::vector<StraightSegment> detour(const std::vector<Exit>& exits, double radius) {
  const double far = 4.0 * radius;
  std::vector<StraightSegment> out;
  for (const Exit& e : exits) {
    Vector3 at = e.x;
    const auto go = [&](const Vector3& to) {
      if (!(to - at).isZero(0)) out.push_back({at, to, e.burgers});
      at = to;
    };
    const double angle = angle_of(e.x);
    const int chords = std::max(1, static_cast<int>(std::ceil(std::abs(angle) / (pi / 4))));
    for (int c = 0; c <= chords; ++c) {
      const double a = angle * (chords - c) / chords;
      go({far * std::cos(a), far * std::sin(a), e.x.z()});
    }
    go({far, 0.0, 0.0});
  }
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
  for (const Exit& e : exits(network, LineSet::all)) {
    const double turns = places.empty() ? 0.0 : angle_of(places[static_cast<std::size_t>(e.node)]) - angle_of(e.x);
    const double angle = angle_of(e.x) + 2 * pi * std::nearbyint(turns / (2 * pi));
    sum = sum + resultants(arc_to_zero(angle, body.radius), e.burgers, body.period, elastic);
  }
  return sum;
}

SectionResultants resultants_of_continuations(const Network& network, const NetworkField& field,
                                              const PeriodicCylinder& body, const ElasticConstants& elastic,
                                              LineSet lines) {
  const std::vector<Exit> ends = exits(network, lines);
  if (ends.empty()) return {};
  const std::vector<Vector3> points = ring_points(body);
  std::vector<Matrix3> outside(points.size()), detour_part(points.size(), Matrix3::Zero());
  field.outside_stress(points, outside, lines);
  PointStress detours(points, network.period(), elastic);
  detours.add_segments(detour(ends, body.radius), 0.0);
  detours.add_to(detour_part);
  for (std::size_t p = 0; p < points.size(); ++p) outside[p] -= detour_part[p];
  return resultants_of_regular(points, outside, body, elastic.poisson);
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
