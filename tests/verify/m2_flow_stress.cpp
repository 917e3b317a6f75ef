// M2 at a laboratory's strain rate, 1e-3 /s: a single-arm source turns through its screw orientation. Oracles: the same
// way with segments of half the length, and without topology and remeshing; and the law: the line makes its plastic
// strain at no less than the stress that its screw would need for that alone (its tension comes on top). Scale: that
// stress. By hand, other arms are shown, without the last:
//   PILLARDD_FLOW_METAL=W PILLARDD_FLOW_MOBILITY='set: atomistic, kinetics: finite_length' PILLARDD_FLOW_RATE=1
//   PILLARDD_FLOW_RADIUS=75 PILLARDD_FLOW_SEGMENT=20 test_m2_flow_stress -s
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <numbers>

#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{0, 1, -1};

std::string asked(const char* name, const std::string& otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : text;
}

const double radius = std::stod(asked("PILLARDD_FLOW_RADIUS", "150"));  // [nm]
const double height = 400.0 / 150.0 * radius;

std::string input(const std::string& metal, const std::string& mobility, const std::string& rate) {
  return "seed: 1\npillar: {shape: cylinder, diameter: " + std::to_string(2.0 * radius) +
         " nm, height: " + std::to_string(height) +
         " nm, axis: [0, 0, 1], side: [1, 0, 0], ends: free}\nmaterial: " + metal +
         "\ntemperature: 300 K\ndislocations: []\nmobility: {law: kink_pair, cross_slip: none, " + mobility +
         "}\nsurface: {image_stress: {method: none}, nucleation: {model: none}}\nloading: [{mode: tension, "
         "strain_rate: " +
         rate +
         " /s, until: {strain: 2 %}}]\nnumerics: {integrator: implicit, core_radius: 1 nm, tolerance: 0.1 nm, "
         "time_step_max: 1e10 ns}\noutput: {network: false}\n";
}

/// From 60 degrees before the screw, which tension drives it to; the pin is on the axis.
class Arm {
 public:
  Arm(const std::string& text, const std::string& longest, const std::string& shortest)
      : pillar_(text, {"numerics.segment_max=" + longest, "numerics.segment_min=" + shortest}) {
    b_ = pillar_.lattice().direction(burgers);
    e_ = pillar_.lattice().plane_normal(plane).cross(b_);
    const double angle = std::numbers::pi / 3.0;
    const Vector3 pin(0, 0, 0.5 * height), way = std::cos(angle) * b_ + std::sin(angle) * e_;
    Path path;
    path.burgers = burgers;
    path.corners = {Vector3(0, 0, height), pin, pin + radius / way.head<2>().norm() * way};
    path.kinds = {NodeKind::surface, NodeKind::free, NodeKind::surface};
    path.legs = {{{1, -1, 0}, true}, {plane, false}};
    pillar_.add(path);
  }

  struct Passage {
    double stress = 0.0,
           needed = 0.0;  ///< at its end, between two steps; by the screw alone for the plastic rate since `from` [GPa]
    double mean = 0.0;    ///< over the plastic strain since `from` [GPa]
  };

  /// Until the whole line has gone `to` beyond the screw through the pin [nm].
  Passage pass(double from, double to, bool remeshed) {
    const LoadState& load = pillar_.state().load;
    Passage out;
    double begin = 0.0, time = 0.0, before = 0.0, work = 0.0, behind = 0.0, stress = 0.0;
    while (hindmost() > -to) {
      behind = hindmost();
      stress = load.stress;
      if (remeshed)
        pillar_.step();
      else
        pillar_.advance();
      const double plastic = load.plastic_strain.total();
      if (hindmost() > -from) {
        begin = plastic;
        time = load.time.total();
      } else {
        work += load.stress * (plastic - before);
      }
      before = plastic;
    }
    out.stress = stress + (load.stress - stress) * (behind + to) / (behind - hindmost());
    out.mean = work / (before - begin);
    out.needed = screw_limited((before - begin) / (load.time.total() - time));
    MESSAGE("to ", hindmost(), " nm in ", pillar_.state().steps.made(), " steps: ", out.stress, " GPa; mean from -",
            from, " nm on ", out.mean, ", needed ", out.needed);
    return out;
  }

  /// Stress [GPa] at which the screw from the pin to the surface carries the strain rate [1/ns].
  double screw_limited(double rate) const {
    const double length = radius / b_.head<2>().norm(), schmid = 1.0 / std::sqrt(6.0);
    const double wanted =
        rate * std::numbers::pi * radius * radius * height / (pillar_.lattice().burgers_magnitude() * schmid * length);
    double low = 1e-3, high = 20.0;
    for (int k = 0; k < 100; ++k) (speed(0.5 * (low + high), length) < wanted ? low : high) = 0.5 * (low + high);
    return low;
  }

 private:
  /// How far the hindmost of the mobile nodes still is before the screw through the pin [nm].
  double hindmost() const {
    double y = 1e9;
    for (const Segment& s : pillar_.network().segments())
      if (s.alive && !s.sessile)
        for (const Slot n : {s.a, s.b})
          if (pillar_.network().mobile(n))
            y = std::min(y, e_.dot(pillar_.network().node(n).x - Vector3(0, 0, 0.5 * height)));
    return y;
  }

  double speed(double stress, double length) const {
    ArmState arm;
    arm.stress = Matrix3::Zero();
    arm.stress(2, 2) = stress;
    arm.burgers = pillar_.lattice().burgers(burgers);
    arm.tangent = b_;
    arm.normal = pillar_.lattice().plane_normal(plane);
    arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
    arm.straight_length = length;
    arm.temperature = 300;
    arm.to_crystal = pillar_.lattice().rotation().transpose();
    const Vector3 m = arm.normal.cross(arm.tangent), force = m * m.dot(arm.force);
    return std::abs(m.dot(pillar_.model().law->respond(arm).drag.inverse() * force));
  }

  TestPillar pillar_;
  Vector3 b_, e_;
};

}  // namespace

TEST_CASE("Mo, 1e-3 /s: a single-arm source passes its screw no sooner than the screw does") {
  const std::string text = input(asked("PILLARDD_FLOW_METAL", "Mo"),
                                 asked("PILLARDD_FLOW_MOBILITY", "set: experimental, kinetics: long_line"),
                                 asked("PILLARDD_FLOW_RATE", "1e-3"));
  const double longest = std::stod(asked("PILLARDD_FLOW_SEGMENT", "20"));
  const auto nm = [](double x) { return std::to_string(x) + " nm"; };
  Arm plain(text, nm(longest), nm(0.4 * longest)), halved(text, nm(0.5 * longest), nm(0.2 * longest)),
      still(text, nm(longest), nm(0.4 * longest));
  const Arm::Passage one = plain.pass(5.0, 25.0, true), fixed = still.pass(5.0, 25.0, false),
                     fine = halved.pass(5.0, 25.0, true);
  CHECK(fine.stress == relative(one.stress, 0.05));
  CHECK(fixed.stress == relative(one.stress, 0.05));
  if (std::getenv("PILLARDD_FLOW_METAL") != nullptr) return;
  for (const Arm::Passage& p : {one, fine, fixed}) CHECK(p.mean > p.needed);
}
