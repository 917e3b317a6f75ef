// Far forces followed within a step. Oracle: all forces worked out anew, less the local ones; in glide planes, where a
// line moves. Scale: the rms change.
#include <doctest/doctest.h>

#include <cmath>

#include "ddd/dynamics/far_change.hpp"
#include "ddd/dynamics/implicit_stage.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

std::string sources(int count, const std::string& law, const std::string& image = "none") {
  return "seed: 4\npillar: {shape: cylinder, diameter: 200 nm, height: 400 nm, axis: [0, 0, 1], side: [1, 0, 0], "
         "ends: periodic}\nmaterial: Mo\ntemperature: 300 K\n"
         "dislocations:\n  - frank_read: {count: " +
         std::to_string(count) + ", length: [60 nm, 100 nm], arms: surface}\nmobility: {law: " + law +
         "}\nsurface: {image_stress: {method: " + image +
         "}, nucleation: {model: none}}\n"
         "numerics: {segment_max: 20 nm, segment_min: 8 nm, integrator: implicit}\noutput: {network: false}\n";
}

/// The far part of all forces with the nodes where they are.
FarForces anew(TestPillar& pillar, LocalForces& local) {
  ForceEvaluator evaluator;
  std::vector<EndForces> near;
  local.evaluate(pillar.model(), pillar.network(), near);
  return far_part(pillar.model(), pillar.network(), 0.0, evaluator.evaluate(pillar.model(), pillar.network(), 0.0),
                  near);
}

/// What is not along the normal of the segment's glide plane, summed in squares.
double in_glide_planes(const Network& network, const std::vector<EndForces>& f, const std::vector<EndForces>& g) {
  double sum = 0.0;
  for (std::size_t s = 0; s < f.size(); ++s) {
    const Slot slot = static_cast<Slot>(s);
    if (!network.segment(slot).alive || network.segment(slot).sessile) continue;
    const Vector3 normal = network.line(slot).cross(network.segment(slot).burgers_nm);
    for (std::size_t end = 0; end < 2; ++end) {
      const Vector3 d = f[s][end] - g[s][end];
      sum += normal.norm() > 1e-6 ? d.cross(normal.normalized()).squaredNorm() : d.squaredNorm();
    }
  }
  return sum;
}

/// Nodes bow out in their glide planes, each by up to `most`.
void bow(TestPillar& pillar, double most) {
  const std::vector<Vector3> v = pillar.velocities();
  double fastest = 0.0;
  for (const Vector3& w : v) fastest = std::max(fastest, w.norm());
  REQUIRE(fastest > 0.0);
  for (std::size_t n = 0; n < v.size(); ++n)
    pillar.network().set_position(static_cast<Slot>(n), pillar.network().nodes()[n].x + most / fastest * v[n]);
}

constexpr double reach = 20.0;  ///< nm, of local pairs

}  // namespace

TEST_CASE("far forces followed: what motion in a step changes") {
  for (const std::string law : {"linear", "kink_pair, set: experimental, kinetics: finite_length, cross_slip: none"}) {
    TestPillar pillar(sources(14, law));
    pillar.state().load.stress = 1.0;
    LocalForces local;
    local.list(pillar.model(), pillar.network(), {reach, reach});
    const FarForces before = anew(pillar, local);
    FarChange change;
    change.begin(pillar.model(), pillar.network(), local, before);
    FarForces at_start;
    change.follow(pillar.model(), pillar.network(), at_start);
    CHECK(in_glide_planes(pillar.network(), at_start.internal, before.internal) < 1e-24);
    bow(pillar, 4.0);
    REQUIRE(change.serves(pillar.model(), pillar.network()));
    FarForces after;
    change.follow(pillar.model(), pillar.network(), after);
    const FarForces expected = anew(pillar, local);
    const double error = std::sqrt(in_glide_planes(pillar.network(), after.internal, expected.internal) /
                                   in_glide_planes(pillar.network(), before.internal, expected.internal));
    MESSAGE(law, ": ", pillar.network().segments().size(), " segments, error of the change ", error);
    CHECK(error < 0.03);
    double wrong = 0.0, all = 0.0;
    for (std::size_t s = 0; s < expected.stress.size(); ++s) {
      const Segment& segment = pillar.network().segments()[s];
      if (!segment.alive || segment.sessile) continue;
      wrong += (after.stress[s] - expected.stress[s]).squaredNorm();
      all += (before.stress[s] - expected.stress[s]).squaredNorm();
    }
    CHECK(expected.stress.empty() == (law == "linear"));
    if (all > 0.0) MESSAGE("of the stress ", std::sqrt(wrong / all));
    CHECK(wrong <= 0.03 * 0.03 * all);
  }
}

// The image stress's part is taken where the nodes are, and is no part of what is followed.
TEST_CASE("far forces followed beside an image stress") {
  TestPillar pillar(sources(14, "linear", "spectral"));
  pillar.state().load.stress = 1.0;
  LocalForces local;
  local.list(pillar.model(), pillar.network(), {reach, reach});
  ForceEvaluator evaluator;
  std::vector<EndForces> near;
  local.evaluate(pillar.model(), pillar.network(), near);
  const FarForces before =
      far_part(pillar.model(), pillar.network(), 0.0, evaluator.evaluate(pillar.model(), pillar.network(), 0.0), near);
  FarForces beside = before;
  add(beside, evaluator.image_part(), -1.0);
  CHECK(in_glide_planes(pillar.network(), beside.internal, before.internal) > 0.0);
  FarChange change;
  change.begin(pillar.model(), pillar.network(), local, beside);
  bow(pillar, 4.0);
  FarForces after;
  change.follow(pillar.model(), pillar.network(), after);
  const FarForces expected = anew(pillar, local);
  add(after, evaluator.image_in_step(pillar.model(), pillar.network(), nullptr, true), 1.0);
  const double error = std::sqrt(in_glide_planes(pillar.network(), after.internal, expected.internal) /
                                 in_glide_planes(pillar.network(), before.internal, expected.internal));
  MESSAGE("error of the change ", error);
  CHECK(error < 0.03);
}

// Two parallel lines 24 nm apart, beyond the reach of local pairs; the second one comes 12, then 15 nm nearer.
TEST_CASE("far forces are not followed where lines come near that were not") {
  TestPillar pillar(free_body(400.0, 1.0, 20.0));
  const Integer3 b{1, 1, 1}, plane{1, 0, -1};
  const Vector3 t = pillar.lattice().direction(b), across = pillar.lattice().plane_normal(plane).cross(t);
  Edit edit(pillar.network());
  std::vector<Slot> second;
  for (const double off : {0.0, 24.0}) {
    std::vector<Slot> nodes;
    for (int k = 0; k < 5; ++k)
      nodes.push_back(edit.add_node(Vector3(0, 0, 200) + off * across + 18.0 * (k - 2) * t,
                                    k == 0 || k == 4 ? NodeKind::pinned : NodeKind::free));
    for (int k = 0; k < 4; ++k) edit.add_segment(nodes[k], nodes[k + 1], b, plane);
    second = nodes;
  }
  pillar.begin();
  LocalForces local;
  local.list(pillar.model(), pillar.network(), {reach, reach});
  FarChange change;
  change.begin(pillar.model(), pillar.network(), local, anew(pillar, local));
  const Vector3 from = pillar.network().node(second[2]).x;
  CHECK(change.serves(pillar.model(), pillar.network()));
  pillar.network().set_position(second[2], from - 12.0 * across);
  CHECK(change.serves(pillar.model(), pillar.network()));
  pillar.network().set_position(second[2], from - 15.0 * across);
  CHECK_FALSE(change.serves(pillar.model(), pillar.network()));
  pillar.network().set_position(second[2], from + 15.0 * across);
  CHECK(change.serves(pillar.model(), pillar.network()));
}
