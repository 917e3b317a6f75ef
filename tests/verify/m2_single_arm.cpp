// M2: a single-arm source whose screw does not move (B_s = 1e8 B_e) stops in its screw orientation, and holds to twice
// the load. Oracle: the continuum. A point of the line with its tangent along b has no speed, so no point can pass the
// straight screw through the pin. Scale: the kink height h: nowhere may the line lie ahead of that screw by more than
// h.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/dynamics/screw_lines.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/stiff_screw_law.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, -1, 0};

/// The glide plane is a cross-section: x along b, y across, the pin on the axis, the mobile arm from there to the rim.
std::string input(double tolerance) {
  return "seed: 1\npillar: {shape: cylinder, diameter: 300 nm, height: 400 nm, axis: [1, -1, 0], side: [1, 1, 1], "
         "ends: "
         "free}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e4 Pa s, climb_drag: 1e4 Pa s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, tolerance: " +
         std::to_string(tolerance) + " nm}\noutput: {network: false}\n";
}

class SingleArm {
 public:
  explicit SingleArm(const std::vector<std::string>& sets = {}, double tolerance = 0.5) : pillar_(input(tolerance), sets) {
    const double angle = -std::numbers::pi / 3.0;
    Path path;
    path.burgers = burgers;
    path.corners = {Vector3(0, 0, 400), Vector3(0, 0, 200),
                    Vector3(150.0 * std::cos(angle), 150.0 * std::sin(angle), 200)};
    path.kinds = {NodeKind::surface, NodeKind::free, NodeKind::surface};
    path.legs = {{{1, 1, -2}, true}, {plane, false}};
    pillar_.add(path);
  }

  TestPillar& pillar() { return pillar_; }

  /// How far the foremost point of the mobile arm lies ahead of the screw through the pin [nm]; negative: all lag.
  double foremost() const {
    double y = -1e9;
    for (const Segment& s : pillar_.network().segments())
      if (s.alive && !s.sessile)
        for (const Slot n : {s.a, s.b})
          if (pillar_.network().mobile(n)) y = std::max(y, pillar_.network().node(n).x.y());
    return y;
  }
  double hindmost() const {
    double y = 1e9;
    for (const Segment& s : pillar_.network().segments())
      if (s.alive && !s.sessile)
        for (const Slot n : {s.a, s.b}) y = std::min(y, pillar_.network().node(n).x.y());
    return y;
  }

  void run(double tau, double time, double& worst) {
    // The sense that drives the arm towards +y.
    pillar_.resolve(tau, burgers, plane);
    const double until = pillar_.state().load.time.total() + time;
    while (pillar_.state().load.time.total() < until) {
      pillar_.step(until - pillar_.state().load.time.total());
      worst = std::max(worst, foremost());
      REQUIRE(worst < 20.0);
      ++steps;
    }
  }
  long steps = 0;

 private:
  TestPillar pillar_;
};

void check_stop(SingleArm& arm) {
  const double h = kink_height(arm.pillar().lattice());
  const double edge_speed = 0.6 * arm.pillar().lattice().burgers_magnitude() / 1e-4;
  double worst = -1e9;
  arm.run(0.6, 600.0 / edge_speed, worst);  // edges would have gone four radii
  MESSAGE("0.6 GPa: from ", arm.hindmost(), " to ", arm.foremost(), " nm ahead of the screw, worst ", worst, ", steps ",
          arm.steps);
  CHECK(worst < h);
  CHECK(arm.hindmost() > -0.1 * 150.0);
  arm.run(1.2, 600.0 / edge_speed, worst);
  MESSAGE("1.2 GPa: from ", arm.hindmost(), " to ", arm.foremost(), " nm ahead of the screw, worst ", worst, ", steps ",
          arm.steps);
  CHECK(worst < h);
  CHECK(arm.hindmost() > -0.1 * 150.0);
}

}  // namespace

TEST_CASE("linear: a source of immobile screws stops and holds at twice the load") {
  SingleArm arm;
  check_stop(arm);
}

TEST_CASE("quadratic: a source of immobile screws stops and holds at twice the load") {
  SingleArm arm;
  arm.pillar().model().law = std::make_unique<StiffScrewLaw>(1e-4, 1e4);
  check_stop(arm);
}

TEST_CASE("implicit, linear: a source of immobile screws stops and holds at twice the load") {
  SingleArm arm({"numerics.integrator=implicit"});
  check_stop(arm);
}

TEST_CASE("implicit, quadratic: a source of immobile screws stops and holds at twice the load") {
  SingleArm arm({"numerics.integrator=implicit"});
  arm.pillar().model().law = std::make_unique<StiffScrewLaw>(1e-4, 1e4);
  check_stop(arm);
}
