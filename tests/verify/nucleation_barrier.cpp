// Energies of half and full loops in the code itself against the line-tension form that sizes and rates loops.
// Oracle: E(R) = K' R [ln(8 m R/r_0) - 2] (docs/theory/nucleation.md, 1); scale: 2 % for R >= 20 core radii.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/base/text.hpp"
#include "ddd/elasticity/loop_energy.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

constexpr Integer3 burgers{1, 1, 1}, plane{1, -1, 0};
constexpr double height = 4000.0, pi = std::numbers::pi;

/// W under a half-space image, the top face z = height far from the sides.
std::string input(double segment) {
  const std::string h = to_text(segment);
  return "seed: 1\npillar: {shape: prism, width: 8000 nm, depth: 8000 nm, height: 4000 nm, axis: [0, 0, 1], side: [1, "
         "-1, 0], ends: free}\nmaterial: W\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\nsurface: {image_stress: {method: half_space}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, core_cutoff: 1 nm, far_tolerance: 0, segment_max: " +
         h + " nm, segment_min: " + to_text(0.4 * segment) + " nm, collision_distance: " + to_text(0.2 * segment) +
         " nm}\noutput: {network: false}\n";
}

/// Half of a polygon with the area of the circle, its ends on the top face.
Path half_loop(const Lattice& lattice, double radius, int sides) {
  const double step = pi / sides, r = radius * std::sqrt(step / std::sin(step));
  const Vector3 n = lattice.plane_normal(plane), x = n.cross(Vector3::UnitZ());
  Path path;
  path.burgers = burgers;
  for (int i = 0; i <= sides; ++i) {
    Vector3 at = height * Vector3::UnitZ() + r * (std::cos(i * step) * x - std::sin(i * step) * Vector3::UnitZ());
    if (i == 0 || i == sides) at.z() = height;
    path.corners.push_back(at);
    path.kinds.push_back(i == 0 || i == sides ? NodeKind::surface : NodeKind::free);
    if (i > 0) path.legs.push_back({plane, false});
  }
  return path;
}

/// Minus the work of the nodal forces in a uniform growth about the centre, per change of radius: dE/dR [aJ/nm].
double slope(TestPillar& pillar, const Vector3& centre, double radius) {
  Timers timers;
  const auto integrator = make_trapezoid(timers);
  std::vector<Vector3> force, velocity;
  integrator->evaluate(pillar.model(), pillar.state(), force, velocity);
  double work = 0.0;
  for (std::size_t n = 0; n < force.size(); ++n) work += force[n].dot(pillar.network().nodes()[n].x - centre);
  return -work / radius;
}

/// The loop at one radius in the code: half in the half space, full in a free body.
double slope_at(bool half, double radius, LoopLineTension& form) {
  TestPillar pillar(half ? input(2.0 * radius) : free_body(8000.0, 1.0, 2.0 * radius));
  pillar.model().elastic = {160.0, 0.28, 1.0};
  pillar.model().numerics.core_cutoff = 1.0;
  const double b = pillar.lattice().burgers_magnitude();
  form = {160.0 * b * b * 1.72 / (8.0 * 0.72), loop_core(1.0, 0.28), half ? mean_image_factor(0.28) : 1.0, half, b};
  const Vector3 centre(0, 0, half ? height : 4000.0);
  const double step = pi / 32.0;
  if (half)
    pillar.add(half_loop(pillar.lattice(), radius, 32));
  else
    pillar.add(glide_loop(pillar.lattice(), burgers, plane, centre, radius * std::sqrt(step / std::sin(step)), 64));
  return slope(pillar, centre, radius);
}

/// Where the code's own dE/dR falls to tau b dA/dR, and E - tau b A there: from 5 core radii on integrated, the form's
/// below (under a sixth of it all).
LoopSaddle saddle_in_code(bool half, double shear, double guess) {
  LoopLineTension form;
  const double per_radius = shear * 0.5 * std::sqrt(3.0) * 0.31652 * (half ? pi : 2.0 * pi);
  const auto excess = [&](double radius) { return slope_at(half, radius, form) - per_radius * radius; };
  LoopSaddle out;
  double low = 0.7 * guess, high = 1.4 * guess;
  REQUIRE(excess(low) > 0.0);
  REQUIRE(excess(high) < 0.0);
  while (high - low > 1e-3 * guess) (excess(0.5 * (low + high)) > 0.0 ? low : high) = 0.5 * (low + high);
  out.radius = 0.5 * (low + high);
  const double first = 5.0;
  out.energy = form.energy(first) - 0.5 * per_radius * first * first;
  const int points = 12;  // Simpson: dE/dR goes as a logarithm
  const double h = (out.radius - first) / points;
  for (int i = 0; i <= points; ++i)
    out.energy += h / 3.0 * (i == 0 || i == points ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0)) * excess(first + i * h);
  return out;
}

}  // namespace

// Asked: 10 % away from zero barrier. The rates' form has the mean of m over the directions of b.
TEST_CASE("critical radius and barrier of the code's own forces, against the saddle that rates use") {
  for (const bool half : {true, false}) {
    LoopLineTension form;
    slope_at(half, 40.0, form);
    const double shear = form.slope(40.0) / ((half ? pi : 2.0 * pi) * form.burgers * 40.0);
    const LoopSaddle expected = loop_saddle(form, shear), found = saddle_in_code(half, shear, expected.radius);
    CHECK(expected.radius == doctest::Approx(40.0).epsilon(1e-6));
    MESSAGE((half ? "half" : "full"), " loop at ", 1e3 * shear, " MPa: R_c ", found.radius, " of ", expected.radius,
            " nm, barrier ", found.energy, " of ", expected.energy, " aJ");
    CHECK(found.radius == doctest::Approx(expected.radius).epsilon(0.1));
    CHECK(found.energy == doctest::Approx(expected.energy).epsilon(0.1));
  }
}

TEST_CASE("half loops: dE/dR within 2 % of the form with the computed image factor") {
  for (const double radius : {20.0, 80.0}) {
    TestPillar pillar(input(2.0 * radius));
    pillar.add(half_loop(pillar.lattice(), radius, 32));
    const Vector3 centre = height * Vector3::UnitZ();
    const double found = slope(pillar, centre, radius), nu = pillar.model().elastic.poisson;
    const double b = pillar.lattice().burgers_magnitude();
    const double angle = std::acos(std::abs(pillar.lattice().direction(burgers).z()));
    const LoopLineTension form{pillar.model().elastic.shear * b * b * (2.0 - nu) / (8.0 * (1.0 - nu)),
                               loop_core(1.0, nu), half_loop_image_factor(nu, angle), true, b};
    MESSAGE("half loop, R = ", radius, " core radii: dE/dR over the form ", found / form.slope(radius));
    CHECK(found == doctest::Approx(form.slope(radius)).epsilon(0.02));
    // The mean over the directions of b is what rates use: it is off by what ln m varies.
    LoopLineTension mean = form;
    mean.image_factor = mean_image_factor(nu);
    CHECK(found == doctest::Approx(mean.slope(radius)).epsilon(0.08));
  }
}

TEST_CASE("full loops: energy and dE/dR within 2 % of the form") {
  for (const double radius : {20.0, 80.0}) {
    TestPillar pillar(free_body(8000.0, 1.0, 2.0 * radius));
    pillar.model().elastic = {160.0, 0.28, 1.0};
    pillar.model().numerics.core_cutoff = 1.0;
    const Vector3 centre(0, 0, 4000);
    const int sides = 64;
    const double step = 2.0 * pi / sides;
    pillar.add(glide_loop(pillar.lattice(), burgers, plane, centre, radius * std::sqrt(step / std::sin(step)), sides));
    const double b = pillar.lattice().burgers_magnitude();
    const LoopLineTension form{160.0 * b * b * 1.72 / (8.0 * 0.72), loop_core(1.0, 0.28), 1.0, false, b};
    const double energy = line_energy(pillar.model(), pillar.network(), 1e-5);
    MESSAGE("full loop, R = ", radius, " core radii: E over the form ", energy / form.energy(radius), ", dE/dR ",
            slope(pillar, centre, radius) / form.slope(radius));
    CHECK(energy == doctest::Approx(form.energy(radius)).epsilon(0.02));
    CHECK(slope(pillar, centre, radius) == doctest::Approx(form.slope(radius)).epsilon(0.02));
  }
}
