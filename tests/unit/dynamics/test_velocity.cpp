#include <doctest/doctest.h>

#include <Eigen/LU>
#include <cmath>

#include "ddd/dynamics/drag_rows.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Vector3 ex = Vector3::UnitX(), ey = Vector3::UnitY(), ez = Vector3::UnitZ();

/// A small pillar under 1 GPa with one straight line from side to side.
std::string pillar_text(const std::string& axis_side, const std::string& ends) {
  return "seed: 1\npillar: {shape: cylinder, diameter: 200 nm, height: 500 nm, " + axis_side + ", ends: " + ends +
         "}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 3e-4 Pa s, climb_drag: 10 Pa s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 1 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm}\noutput: {network: false}\n";
}

using Long3 = Eigen::Matrix<long double, 3, 1>;
using Long33 = Eigen::Matrix<long double, 3, 3>;

struct SteepArm {
  Vector3 tangent, normal;
  double glide, climb, line, weight;

  ArmState state() const {
    ArmState arm;
    arm.tangent = tangent;
    arm.normal = normal;
    return arm;
  }
  /// As the laws answer: the drag in one matrix, in which the small values may be lost; dv/df, in which the large may.
  ArmResponse response() const {
    const Vector3 m = normal.cross(tangent), n = tangent.cross(m);
    const Matrix3 mm = m * m.transpose(), nn = n * n.transpose(), tt = tangent * tangent.transpose();
    return {glide * mm + climb * nn + line * tt, mm / glide + nn / climb + tt / line,
            Eigen::Matrix<double, 3, 6>::Zero()};
  }
};

/// V of B V = F for two arms in 64-bit mantissas: the first arm's glide term w d d^T is kept apart (Sherman, Morrison),
/// so that no sum holds it; the part along d and the rest are returned each for itself.
struct Split {
  double along;
  Vector3 across;
};
Split exact_velocity(const SteepArm& first, const SteepArm& second, const Vector3& force) {
  const auto wide = [](const Vector3& v) { return Long3(v.cast<long double>()); };
  Long33 rest = Long33::Zero();
  const auto add = [&](const Vector3& d, long double w) { rest += w * wide(d) * wide(d).transpose(); };
  const Vector3 d = first.normal.cross(first.tangent), m = second.normal.cross(second.tangent);
  add(first.tangent.cross(d), first.weight * first.climb);
  add(first.tangent, first.weight * first.line);
  add(m, second.weight * second.glide);
  add(second.tangent.cross(m), second.weight * second.climb);
  add(second.tangent, second.weight * second.line);
  const Long33 inverse = rest.inverse();
  const Long3 u = inverse * wide(d), free = inverse * wide(force);
  const long double w = static_cast<long double>(first.weight) * first.glide, uu = wide(d).dot(u);
  const long double along = wide(d).dot(free) / (1 + w * uu), pushed = w * along;
  Long3 v = free - pushed * u;
  v -= wide(d) * wide(d).dot(v);
  return {static_cast<double>(along), v.cast<double>()};
}

}  // namespace

// Oracle: the same system solved with 64-bit mantissas and the large term apart. Scale: 1e-6 of the speed along the
// frozen direction, and of that across it, each for itself, though the first may be 1e-26 of the second.
TEST_CASE("small drags count beside a screw at rest, to 1e20 Pa s") {
  const Vector3 s = Vector3(1, 1, 1).normalized(), n = Vector3(1, -1, 0).normalized();
  for (const double glide : {1e-2, 1e3, 1e7, 1e10, 1e13, 1e16, 1e20})
    for (const double angle : {0.02, 0.6, 1.5, 2.8})
      for (const bool other_plane : {false, true}) {
        CAPTURE(glide);
        CAPTURE(angle);
        CAPTURE(other_plane);
        const Vector3 plane = other_plane ? Vector3(Vector3(0, 1, -1).normalized()) : n;
        const SteepArm screw{s, n, glide, 1e3, 6.9e-6, 10.0};
        const SteepArm mixed{Eigen::AngleAxisd(angle, plane) * s, plane, 6.9e-4, 1e3, 6.9e-6, 4.0};
        const Vector3 force(0.02, -0.05, 0.03), d = n.cross(s);
        DragRows rows;
        for (const SteepArm& arm : {screw, mixed}) append_rows(arm.response(), arm.state(), arm.weight, rows);
        const Vector3 v = solve_velocity(Freedom{}, rows, force);
        const Split exact = exact_velocity(screw, mixed, force);
        REQUIRE(v.allFinite());
        CHECK(std::abs(v.dot(d) - exact.along) <= 1e-6 * std::abs(exact.along) + 1e-15 * v.norm());
        CHECK((v - d * d.dot(v) - exact.across).norm() <= 1e-6 * exact.across.norm());
      }
}

// Oracle: V = P (P^T B P)^-1 P^T F written out by hand for B = diag(1, 2, 4), F = (1, 1, 1).
TEST_CASE("velocity under one, two and three constraints") {
  const Matrix3 drag = Vector3(1.0, 2.0, 4.0).asDiagonal();
  const Vector3 force(1.0, 1.0, 1.0);
  CHECK((solve_velocity(freedom_from({}), drag, force) - Vector3(1.0, 0.5, 0.25)).norm() < 1e-15);
  CHECK((solve_velocity(freedom_from({ez}), drag, force) - Vector3(1.0, 0.5, 0.0)).norm() < 1e-15);
  CHECK((solve_velocity(freedom_from({ez, ex}), drag, force) - Vector3(0.0, 0.5, 0.0)).norm() < 1e-15);
  CHECK(solve_velocity(freedom_from({ez, ex, ey}), drag, force).norm() == 0.0);
  CHECK(freedom_from({ez, -ez, (1.0 + 1e-9) * ez}).rank == 2);
  // Along the line in which two oblique planes meet: v = p (p.F)/(p.B p), p = (1, 1, 0)/sqrt 2.
  const Freedom line = freedom_from({ez, (ex - ey).normalized()});
  CHECK((solve_velocity(line, drag, force) - Vector3(2.0 / 3.0, 2.0 / 3.0, 0.0)).norm() < 1e-15);
  // Across a line: a plane more, or within a plane the one way across.
  CHECK((solve_velocity(across_line(freedom_from({}), ez), drag, force) - Vector3(1.0, 0.5, 0.0)).norm() < 1e-15);
  CHECK((solve_velocity(across_line(freedom_from({}), ex), drag, force) - Vector3(0.0, 0.5, 0.25)).norm() < 1e-15);
  CHECK((solve_velocity(across_line(freedom_from({ez}), ex), drag, force) - Vector3(0.0, 0.5, 0.0)).norm() < 1e-15);
  CHECK(across_line(line, ex).rank == 1);
}

// Oracle: the resolved stress on a line that feels nothing else; v = tau b/B_e. Scale: that speed.
TEST_CASE("a straight edge moves at tau b over B in its plane") {
  TestPillar pillar(pillar_text("axis: [0, 0, 1], side: [1, 0, 0]", "periodic"));
  const Integer3 b{1, 1, 1}, n{1, -1, 0};
  Edit edit(pillar.network());
  const Vector3 d = pillar.lattice().plane_normal(n).cross(pillar.lattice().direction(b));
  const Slot p = edit.add_node(Vector3(0, 0, 250) - 10.0 * d, NodeKind::pinned);
  const Slot m = edit.add_node({0, 0, 250}), q = edit.add_node(Vector3(0, 0, 250) + 10.0 * d, NodeKind::pinned);
  edit.add_segment(p, m, b, n);
  edit.add_segment(m, q, b, n);
  pillar.resolve(1e3, b, n);  // drowns the line's own forces, which vanish on the straight line but for rounding
  const Vector3 v = pillar.velocities()[static_cast<std::size_t>(m)];
  const double expected = 1e3 * pillar.lattice().burgers_magnitude() / 1e-4;
  CHECK(v.norm() == relative(expected, 1e-9));
  CHECK(std::abs(v.dot(pillar.lattice().direction(b))) == relative(expected, 1e-9));
  const Vector3 peach_koehler = (pillar.model().uniform_stress * pillar.lattice().burgers(b)).cross(d);
  CHECK(v.dot(peach_koehler) == relative(v.norm() * peach_koehler.norm(), 1e-9));
}

// Oracle: v = tau b/(B_e + B_l) along the screw, by hand: the edge glides there, the screw arm is dragged along itself
// with B_l = B_e/100; nothing moves across. In one sum with 1e20 Pa s the small drags are below its rounding.
TEST_CASE("the end of a screw at rest goes along it as the small drags say") {
  TestPillar pillar(pillar_text("axis: [1, 2, 3], side: [-2, 1, 0]", "periodic"), {"mobility.screw_drag=1e20 Pa s"});
  const Integer3 b{1, 1, 1}, n{1, -1, 0};
  Edit edit(pillar.network());
  const Vector3 screw = pillar.lattice().direction(b), across = pillar.lattice().plane_normal(n).cross(screw);
  const Vector3 middle(0, 0, 250);
  const Slot p = edit.add_node(middle - 10.0 * screw, NodeKind::pinned), m = edit.add_node(middle);
  const Slot q = edit.add_node(middle + 10.0 * across, NodeKind::pinned);
  edit.add_segment(p, m, b, n);
  edit.add_segment(m, q, b, n);
  pillar.resolve(1e10, b, n);  // drowns the forces of the bent line on itself, 1e-10 of it
  const Vector3 v = pillar.velocities()[static_cast<std::size_t>(m)];
  const double expected = 1e10 * pillar.lattice().burgers_magnitude() / 1.01e-4;
  CHECK(std::abs(v.dot(screw)) == relative(expected, 1e-6));
  CHECK(std::abs(v.dot(across)) < 1e-8 * expected);
}

// Oracle: geometry. The direction is fixed by the two normals.
TEST_CASE("a surface node glides along the line of its plane and the surface") {
  TestPillar pillar(pillar_text("axis: [0, 0, 1], side: [1, 0, 0]", "periodic"));
  const Vector3 from(100.0 * std::cos(0.4), 100.0 * std::sin(0.4), 0.0);
  const Vector3 n = pillar.lattice().plane_normal({0, 1, 1});
  Path path;
  path.burgers = {1, 1, -1};
  path.corners = {Vector3(from.x(), from.y(), 250.0 - from.y()), Vector3(-from.x(), -from.y(), 250.0 + from.y())};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {{{0, 1, 1}, false}};
  pillar.add(path);
  const std::vector<Vector3> v = pillar.velocities();
  int seen = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const Node& node = pillar.network().nodes()[i];
    CHECK(std::abs(v[i].dot(n)) < 1e-12 * v[i].norm());
    if (node.kind != NodeKind::surface) continue;
    CHECK(v[i].norm() > 0.0);
    CHECK(std::abs(v[i].dot(pillar.model().boundary->nearest_surface(node.x).normal)) < 1e-12 * v[i].norm());
    ++seen;
  }
  CHECK(seen == 2);
  pillar.advance();
  for (const Node& node : pillar.network().nodes())
    if (node.kind == NodeKind::surface) CHECK(std::abs(pillar.model().boundary->signed_distance(node.x)) < 1e-10);
}

// Oracle: the platen's z; the node slides along it in its plane.
TEST_CASE("a line pressed against a platen stays on it") {
  TestPillar pillar(pillar_text("axis: [0, 0, 1], side: [1, 0, 0]", "platens"));
  pillar.add(glide_loop(pillar.lattice(), {1, 1, 1}, {1, 0, -1}, {0, 0, 470}, 25.0, 12));
  pillar.resolve(-3.0, {1, 1, 1}, {1, 0, -1});  // the sense that drives this loop outward
  bool touched = false;
  for (int k = 0; k < 120; ++k) {
    pillar.advance();
    for (const Node& n : pillar.network().nodes()) {
      CHECK(n.x.z() <= 500.0);
      touched = touched || n.x.z() > 500.0 - 1e-6;
    }
  }
  CHECK(touched);
  const Vector3 normal = pillar.lattice().plane_normal({1, 0, -1});
  for (const Node& n : pillar.network().nodes()) CHECK(std::abs(normal.dot(n.x - Vector3(0, 0, 470))) < 1e-8);
}

// Oracle: frame independence. The same crystal, the same stress in the crystal frame, another choice of lab axes.
TEST_CASE("speeds do not depend on the lab frame") {
  std::vector<std::vector<double>> speeds;
  for (const char* frame :
       {"axis: [0, 0, 1], side: [1, 0, 0]", "axis: [1, 1, 0], side: [0, 0, 1]", "axis: [1, 2, 3], side: [3, 0, -1]"}) {
    TestPillar pillar(pillar_text(frame, "free"));
    pillar.add(glide_loop(pillar.lattice(), {1, 1, 1}, {1, 1, -2}, {0, 0, 250}, 30.0, 14));
    pillar.add(glide_loop(pillar.lattice(), {1, -1, 1}, {0, 1, 1}, {0, 0, 250}, 70.0, 20));
    pillar.resolve(1.0, {1, 1, 1}, {1, 1, -2});
    // The second loop sits where the first does in the crystal: both centres are on the axis.
    std::vector<double> v;
    for (const Vector3& x : pillar.velocities()) v.push_back(x.norm());
    speeds.push_back(v);
  }
  for (std::size_t k = 1; k < speeds.size(); ++k) {
    REQUIRE(speeds[k].size() == speeds[0].size());
    for (std::size_t i = 0; i < speeds[0].size(); ++i) CHECK(speeds[k][i] == relative(speeds[0][i], 1e-9));
  }
}

TEST_CASE("the heat of a step whose drag changes is that of the motion made") {
  const Freedom plane = freedom_from({ez});
  const double dt = 0.5;
  Matrix3 mixed = Vector3(3, 7, 2).asDiagonal();
  mixed(0, 1) = mixed(1, 0) = 1.5;
  const Vector3 way(0.3, -0.2, 0.0);
  SUBCASE("one drag: V.B V dt") {
    CHECK(least_heat(plane, mixed, mixed, way, dt) == doctest::Approx(way.dot(mixed * way) / dt).epsilon(1e-14));
  }
  SUBCASE("at rest under one and moving under the other: half a step's V.B V") {
    const Matrix3 rest = 1e13 * mixed;
    const Vector3 velocity = 2.0 / dt * way;
    CHECK(least_heat(plane, rest, mixed, way, dt) == doctest::Approx(0.5 * dt * velocity.dot(mixed * velocity)).epsilon(1e-9));
  }
  SUBCASE("one force under two drags: the trapezoid of the power") {
    const Matrix3 other = Vector3(40, 0.1, 9).asDiagonal();
    const Vector3 force(2.0, -1.0, 0.0);
    const Vector3 v0 = solve_velocity(plane, mixed, force), v1 = solve_velocity(plane, other, force);
    CHECK(least_heat(plane, mixed, other, 0.5 * dt * (v0 + v1), dt) ==
          doctest::Approx(0.5 * dt * force.dot(v0 + v1)).epsilon(1e-13));
  }
}
