// Surface nodes near a platen. Oracle: the geometry, the node is on the surface, on its glide plane, between the platens.
#include <doctest/doctest.h>

#include <cmath>

#include "ddd/base/random.hpp"
#include "ddd/dynamics/surface.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

TEST_CASE("a surface node asked to go past a platen stops at it") {
  const std::string input =
      "seed: 3\npillar: {shape: prism, width: 90 nm, depth: 75 nm, height: 60 nm, axis: [1, 2, 3], side: [3, 0, -1], ends: "
      "platens}\nmaterial: Mo\ntemperature: 300 K\ndislocations:\n  - lines: {count: 6}\nmobility: {law: linear}\nsurface: "
      "{image_stress: {method: none}, nucleation: {model: none}}\nloading: [{mode: tension, stress: 0 GPa, until: {time: 1 "
      "s}}]\noutput: {network: false}\n";
  TestPillar pillar(input);
  const Network& net = pillar.network();
  const RandomStream stream(5, RandomPurpose::lines, 7);
  std::uint64_t draw = 0;
  int stopped = 0;
  for (std::size_t i = 0; i < net.nodes().size(); ++i) {
    const Node& node = net.nodes()[i];
    if (node.kind != NodeKind::surface) continue;
    const Vector3& normal = net.segment(node.arms.front()).normal;
    for (int k = 0; k < 200; ++k) {
      Vector3 shift;
      for (int c = 0; c < 3; ++c) shift[c] = 80.0 * stream.uniform(draw++) - 40.0;
      shift -= normal * normal.dot(shift);
      const Vector3 to = allowed_position(pillar.model(), net, static_cast<Slot>(i), node.x + shift);
      CHECK_FALSE(beyond_platen(pillar.model(), to.z()));
      CHECK(std::abs(pillar.model().boundary->signed_distance(to)) < 1e-9 * 90.0);
      CHECK(std::abs(normal.dot(to - node.x)) < 1e-9 * 90.0);
      stopped += to.z() < 1e-3 || to.z() > 60.0 - 1e-3 ? 1 : 0;
    }
  }
  CHECK(stopped > 20);
}
