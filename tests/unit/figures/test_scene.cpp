#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/figures/line_colors.hpp"
#include "ddd/figures/run_frames.hpp"
#include "ddd/figures/scene.hpp"

using namespace pillardd;

namespace {

/// Side of an upright prism over a regular polygon of n corners, radius 1, height 2; open at both ends.
SurfaceMesh open_prism(int n) {
  SurfaceMesh out;
  for (int level = 0; level < 2; ++level)
    for (int i = 0; i < n; ++i) {
      const double angle = 2 * std::numbers::pi * i / n;
      out.vertices.push_back({std::cos(angle), std::sin(angle), 2.0 * level});
    }
  for (int i = 0; i < n; ++i) {
    const int j = (i + 1) % n;
    out.triangles.push_back({i, j, n + j});
    out.triangles.push_back({i, n + j, n + i});
  }
  return out;
}

int count(const std::vector<SceneEdge>& edges, bool hidden) {
  int n = 0;
  for (const SceneEdge& e : edges) n += e.hidden == hidden ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("projection: a right-handed orthonormal frame, z up on the page") {
  for (const View view : {View{0, 0}, View{30, 15}, View{-120, 80}}) {
    const Projection p(view);
    CHECK((p.right.cross(p.up) - p.towards).norm() < 1e-15);
    CHECK(std::abs(p.right.dot(p.up)) < 1e-15);
    CHECK(std::abs(p.up.norm() - 1) < 1e-15);
    CHECK(p.up.z() > 0);
  }
  // From +x, y runs to the right.
  CHECK((Projection(View{0, 0}).right - Vector3::UnitY()).norm() < 1e-15);
}

TEST_CASE("edges of an open square prism seen from a corner above") {
  // Counted by hand: 4 rim edges at the top, all seen; 4 at the bottom, of which the two in front are seen and the two
  // behind are not; 4 upright edges, of which the rearmost is hidden. The diagonals of the faces are no edges.
  const std::vector<SceneEdge> edges = visible_edges(open_prism(4), Projection(View{0, 20}));
  CHECK(edges.size() == 12);
  CHECK(count(edges, true) == 3);
}

TEST_CASE("edges of a round body: its rims and the outline only") {
  // 64 facets meet at 5.6 degrees, under the 25 that make an edge: 2 x 64 rim edges and two outlines.
  const std::vector<SceneEdge> edges = visible_edges(open_prism(64), Projection(View{1, 15}));
  CHECK(edges.size() == 2 * 64 + 2);
  CHECK(count(edges, true) == 32);  // the rear half of the bottom rim
}

TEST_CASE("colours: one for b and -b, one for each family of planes, grey for sessile arms") {
  DrawnNetwork n;
  n.segments = {{Vector3::Zero(), Vector3::UnitX(), {1, 1, -1}, {0, 1, 1}, 0.0, 1.0, false},
                {Vector3::Zero(), Vector3::UnitX(), {-1, -1, 1}, {1, 1, 2}, 90.0, 100.0, false},
                {Vector3::Zero(), Vector3::UnitX(), {2, 0, 0}, {0, 0, 0}, 45.0, 0.0, false},
                {Vector3::Zero(), Vector3::UnitX(), {1, 1, 1}, {0, 1, -1}, 45.0, 5000.0, true}};
  CHECK(top_speed(n) == 100.0);
  const ColoredLines by_burgers = color_lines(n, ColorBy::burgers, 100.0);
  REQUIRE(by_burgers.legend.size() == 3);
  CHECK(by_burgers.legend[0].label == "b = ½[1 1 -1]");
  CHECK(by_burgers.legend[1].label == "b = ⟨100⟩");
  CHECK(by_burgers.legend[2].label == "sessile arms");
  CHECK(by_burgers.lines[0].color.red == by_burgers.lines[1].color.red);
  CHECK(by_burgers.lines[3].thin);
  CHECK(color_lines(n, ColorBy::plane, 100.0).legend.size() == 4);
  const ColoredLines by_character = color_lines(n, ColorBy::character, 100.0);
  CHECK(by_character.bars.size() == 1);
  CHECK(by_character.lines[0].color.blue > by_character.lines[0].color.red);  // screw: blue end
  CHECK(by_character.lines[1].color.red > by_character.lines[1].color.blue);  // edge: yellow end
  // Two decades below the top stands half way up a scale of four.
  const ColoredLines by_speed = color_lines(n, ColorBy::velocity, 100.0);
  CHECK(by_speed.lines[0].color.red == doctest::Approx(0.486));
  CHECK(by_speed.lines[1].color.red == doctest::Approx(0.995));
  CHECK(by_speed.lines[2].color.red == doctest::Approx(0.0));
}

TEST_CASE("the ParaView script looks from the same side and colours by the same quantity") {
  FrameChoice choice;
  choice.view = {0.0, 0.0};
  choice.color = ColorBy::character;
  const std::string script = paraview_script(choice);
  CHECK(script.find("towards = [1, 0, 0]") != std::string::npos);
  CHECK(script.find("'character_deg'") != std::string::npos);
}
