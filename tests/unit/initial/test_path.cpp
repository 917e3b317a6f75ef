#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "ddd/base/random.hpp"
#include "ddd/initial/path.hpp"
#include "fixture.hpp"

using namespace pillardd;

TEST_CASE("distance of segments, by hand") {
  const Vector3 o(0, 0, 0), x(1, 0, 0), y(0, 1, 0), z(0, 0, 1);
  CHECK(segment_distance(-x, x, -y + 2 * z, y + 2 * z) == doctest::Approx(2.0));            // crossing
  CHECK(segment_distance(o, x, 3 * x, 5 * x) == doctest::Approx(2.0));                      // in one line
  CHECK(segment_distance(o, x, y, y + x) == doctest::Approx(1.0));                          // parallel, beside
  CHECK(segment_distance(o, x, y + 4 * x, y + 5 * x) == doctest::Approx(std::sqrt(10.0)));  // parallel, apart
  CHECK(segment_distance(o, x, x, x + y) == doctest::Approx(0.0));                          // common end
}

TEST_CASE("distance of segments against a search over both parameters") {
  const RandomStream stream(1, RandomPurpose::lines, 1);
  for (std::uint64_t k = 0; k < 50; ++k) {
    Vector3 p[4];
    for (std::uint64_t i = 0; i < 12; ++i) p[i / 3][static_cast<int>(i % 3)] = stream.uniform(12 * k + i);
    double best = 1e300;
    const int n = 400;
    for (int i = 0; i <= n; ++i)
      for (int j = 0; j <= n; ++j)
        best = std::min(best, (p[0] + (p[1] - p[0]) * (double(i) / n) - p[2] - (p[3] - p[2]) * (double(j) / n)).norm());
    const double d = segment_distance(p[0], p[1], p[2], p[3]);
    CHECK(d <= best + 1e-12);
    CHECK(d >= best - 0.01);  // grid spacing 1/400 on segments shorter than sqrt(3)
  }
}

TEST_CASE("clearance sees lines through the periodic boundary") {
  Network network(molybdenum(), 600.0);
  Edit edit(network);
  const Slot a = edit.add_node({0, 0, 599}, NodeKind::surface), b = edit.add_node({50, 0, 599}, NodeKind::surface);
  edit.add_segment(a, b, {1, 1, 1}, {1, -1, 0});
  Path path;
  path.burgers = {1, 1, 1};
  path.corners = {Vector3(25, -20, 1), Vector3(25, 20, 1)};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {Leg{}};
  CHECK(near_network(path, network, 2.5));
  CHECK_FALSE(near_network(path, network, 1.5));  // 2 nm apart through the boundary
}

TEST_CASE("a path near its own image is seen") {
  Path path;
  path.corners = {Vector3(0, 0, 0), Vector3(0.5, 0, 99.5), Vector3(20, 0, 50)};
  path.legs = {Leg{}, Leg{}};
  CHECK(near_itself(path, 100.0, 1.0));  // its corner stands sqrt(0.5) nm from the image of its start
  CHECK_FALSE(near_itself(path, 0.0, 1.0));
  CHECK_FALSE(near_itself(path, 300.0, 1.0));
}

TEST_CASE("no segment of a periodic network spans half the period") {
  Network network(molybdenum(), 100.0);
  Edit edit(network);
  Path path;
  path.burgers = {1, 1, 1};
  path.corners = {Vector3(0, 0, 0), Vector3(5, 5, 260)};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {Leg{{1, -1, 0}, true}};
  add_path(edit, path, 15.0, 100.0);
  CHECK(network.segments().size() == 9);  // 260/(0.3 100) rounded up
  CHECK(network.total_length() == doctest::Approx(std::sqrt(50.0 + 260.0 * 260.0)).epsilon(1e-12));
}
