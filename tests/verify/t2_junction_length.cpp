// T2: length of a binary <100> junction against the angle of its lines.
// Two lines through one point, pinned at both ends, at +phi in their planes to the direction in which these meet, join
// along it. Oracle: the energy of nine straight pieces (arms with a knee each, and the junction between the triple
// nodes at
// +-L/2) by quadrature over all pairs, with its core part, at its least over L and the knees.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "ddd/crystal/lattice.hpp"
#include "ddd/dynamics/topology.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

constexpr double line_length = 300.0;
const Vector3 centre(0, 0, 2000);
const Integer3 b1{1, 1, 1}, b2{1, -1, -1}, plane1{1, -1, 0}, plane2{1, 0, 1};

struct Directions {
  Vector3 along, one, two;
};

Directions directions(const Lattice& lattice, double degrees) {
  const Vector3 n1 = lattice.plane_normal(plane1), n2 = lattice.plane_normal(plane2);
  const Vector3 along = n1.cross(n2).normalized();
  const double phi = degrees * std::numbers::pi / 180.0;
  return {along, Eigen::AngleAxisd(phi, n1) * along, Eigen::AngleAxisd(phi, n2) * along};
}

/// Shape of the joined lines: length of the junction, and how far the arms of each line bow out in its plane at `bend`
/// of their way from the triple node [nm].
using Shape = std::array<double, 3>;
constexpr double bend = 0.3;

/// Energy of two lines joined in their middle [aJ]; the same about both triple nodes.
double joined_energy(const Model& model, const Lattice& lattice, const Directions& d, const Shape& shape) {
  const Vector3 t = 0.5 * shape[0] * d.along, burgers1 = lattice.burgers(b1), burgers2 = lattice.burgers(b2);
  const auto knee = [&](const Vector3& end, const Integer3& plane, double out) {
    return Vector3(t + bend * (end - t) + out * lattice.plane_normal(plane).cross(end - t).normalized());
  };
  const Vector3 end1 = 0.5 * line_length * d.one, end2 = 0.5 * line_length * d.two;
  const Vector3 knee1 = knee(end1, plane1, shape[1]), knee2 = knee(end2, plane2, shape[2]);
  const std::vector<StraightSegment> pieces = {
      {-end1, -knee1, burgers1}, {-knee1, -t, burgers1},    {t, knee1, burgers1},
      {knee1, end1, burgers1},   {-end2, -knee2, burgers2}, {-knee2, -t, burgers2},
      {t, knee2, burgers2},      {knee2, end2, burgers2},   {-t, t, burgers1 + burgers2}};
  double energy = 0.0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    energy += core_energy(pieces[i], model.numerics.core_cutoff, model.elastic);
    for (std::size_t j = i; j < pieces.size(); ++j)
      energy += (i == j ? 0.5 : 1.0) * pair_energy(pieces[i], pieces[j], model.elastic, 1e-5);
  }
  return energy;
}

/// The shape of least energy: by golden section along each parameter in turn.
Shape least(const Model& model, const Lattice& lattice, const Directions& d) {
  const double ratio = 0.5 * (std::sqrt(5.0) - 1.0);
  Shape shape{0.5 * line_length, 0.0, 0.0};
  for (double width = 0.4 * line_length; width > 2.0; width *= 0.25)
    for (std::size_t k = 0; k < shape.size(); ++k) {
      const double reach = k == 0 ? width : 0.1 * width;
      double low = shape[k] - reach, high = shape[k] + reach;
      const auto at = [&](double x) {
        Shape s = shape;
        s[k] = x;
        return joined_energy(model, lattice, d, s);
      };
      while (high - low > 0.2 * reach) {
        const double a = high - ratio * (high - low), b = low + ratio * (high - low);
        if (at(a) < at(b))
          high = b;
        else
          low = a;
      }
      shape[k] = 0.5 * (low + high);
    }
  return shape;
}

Path pinned_line(const Integer3& burgers, const Integer3& plane, const Vector3& middle, const Vector3& d) {
  Path path;
  path.burgers = burgers;
  path.corners = {middle - 0.5 * line_length * d, middle + 0.5 * line_length * d};
  path.kinds = {NodeKind::pinned, NodeKind::pinned};
  path.legs = {{plane, false}};
  return path;
}

/// Junction length after the lines have come to rest [nm].
double relaxed_length(double degrees) {
  TestPillar pillar(free_body(4000.0, 1.0, 10.0));
  const Directions d = directions(pillar.lattice(), degrees);
  pillar.add(pinned_line(b1, plane1, centre, d.one));
  pillar.add(pinned_line(b2, plane2, centre + 0.5 * d.along.unitOrthogonal(), d.two));
  pillar.model().open_ends = true;
  double before = -1.0, now = junction_length(pillar.network());
  for (int k = 0; k < 3000 && (now <= 0.0 || std::abs(now - before) > 0.02); ++k) {
    before = now;
    for (int i = 0; i < 40; ++i) pillar.step();
    now = junction_length(pillar.network());
    if (k > 10 && now <= 0.0) break;
  }
  return now;
}

}  // namespace

TEST_CASE("a <100> junction is as long as its energy says") {
  const TestPillar body(free_body(4000.0, 1.0, 10.0));
  for (const double degrees : {20.0, 40.0}) {
    const Shape shape = least(body.model(), body.lattice(), directions(body.lattice(), degrees));
    const double expected = shape[0];
    const double found = relaxed_length(degrees);
    MESSAGE("at ", degrees, " degrees: least energy at ", expected, " nm, relaxed to ", found, " nm of ", line_length,
            ", bowed out ", shape[1], ", ", shape[2]);
    CHECK(found == doctest::Approx(expected).epsilon(0.05));
  }
}
