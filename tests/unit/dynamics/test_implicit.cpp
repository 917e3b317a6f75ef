#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "ddd/dynamics/implicit_stage.hpp"
#include "ddd/dynamics/smooth_nodes.hpp"
#include "ddd/dynamics/surface.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/stiff_screw_law.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, 0, -1};

/// A regular polygon in the slip plane; of_arms: the plane that its arms bear.
TestPillar polygon(int sides, const Integer3& of_arms) {
  TestPillar pillar(free_body(400.0, 1.0, 30.0), {});
  Path path = glide_loop(pillar.lattice(), burgers, plane, {0, 0, 200}, 60.0, sides);
  for (Leg& leg : path.legs) leg.plane = of_arms;
  Edit edit(pillar.network());
  add_path(edit, path, 1e9, 0.0);
  pillar.begin();
  return pillar;
}

/// A triangle: all its segments are neighbours, so the local derivative leaves nothing out.
TestPillar triangle(const std::vector<std::string>& sets) {
  TestPillar pillar(free_body(400.0, 1.0, 30.0), sets);
  Path path = glide_loop(pillar.lattice(), burgers, plane, {0, 0, 200}, 60.0, 3);
  path.corners[1] += 17.0 * pillar.lattice().direction(burgers);
  Edit edit(pillar.network());
  add_path(edit, path, 1e9, 0.0);
  pillar.begin();
  return pillar;
}

/// A line from a pin on the axis of a cylinder to its surface, which it meets at an angle.
TestPillar line_to_surface() {
  TestPillar pillar(
      "title: line to the surface\nseed: 1\n"
      "pillar: {shape: cylinder, diameter: 100 nm, height: 200 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: free}\n"
      "material: Mo\ntemperature: 300 K\ndislocations: []\n"
      "mobility: {law: linear, edge_drag: 1e-4 Pa s, screw_drag: 1e-3 Pa s, climb_drag: 1e-2 Pa s, cross_slip: none}\n"
      "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
      "loading:\n  - {mode: tension, strain_rate: 1e6 /s, until: {strain: 1 %}}\n"
      "numerics: {segment_max: 60 nm, segment_min: 20 nm, core_radius: 1 nm}\noutput: {every: {strain: 0.1 %}}\n");
  const Vector3 b = pillar.lattice().direction(burgers), e = pillar.lattice().plane_normal(plane).cross(b);
  const Vector3 pin = Vector3(0, 0, 100) + 5.0 * b, inner = Vector3(0, 0, 100) + 25.0 * e,
                out = inner + 200.0 * (e + 0.4 * b);
  Edit edit(pillar.network());
  const Slot first = edit.add_node(pin, NodeKind::pinned), second = edit.add_node(inner, NodeKind::free);
  const double fraction = *pillar.model().boundary->exit_fraction(inner, out);
  const Slot last = edit.add_node(inner + fraction * (out - inner), NodeKind::surface);
  edit.add_segment(first, second, burgers, plane);
  edit.add_segment(second, last, burgers, plane);
  pillar.begin();
  pillar.state().load.stress = 1.0;
  return pillar;
}

/// Largest difference between the Jacobian and central differences of the residual, relative to the largest entry of
/// its row; of all forces, or of the local ones in both. Node 0 moves across its line only, where it moves.
double jacobian_fault(TestPillar& pillar, double dt, bool local_only = false) {
  Timers timers;
  ForceEvaluator evaluator;
  const ScrewSet screws = screw_set(pillar.network());
  std::vector<Vector3> mesh(pillar.network().nodes().size(), Vector3::Zero());
  mesh[0] = pillar.lattice().plane_normal(plane).cross(pillar.network().node(0).x - Vector3(0, 0, 200)).normalized();
  LocalForces local;
  local.list(pillar.model(), pillar.network(), {1e9, 1e9});
  const std::vector<char> stopped(pillar.network().nodes().size(), 0);
  StartJacobian at_start;
  ImplicitStage stage(pillar.model(), pillar.state(), evaluator, local, nullptr, screws, mesh, stopped, at_start, timers);
  Positions base, x;
  for (const Node& n : pillar.network().nodes()) base.push_back(n.x);
  const std::vector<Vector3> v = pillar.velocities();
  for (std::size_t n = 0; n < base.size(); ++n)
    x.push_back(allowed_position(pillar.model(), pillar.network(), static_cast<Slot>(n), base[n] + 0.7 * dt * v[n]));
  evaluator.begin_step(pillar.model(), pillar.network(), pillar.state().load.stress, pillar.state().kept_image);
  stage.begin(base, dt, dt);
  StagePoint point, ahead, behind;
  stage.evaluate(x, point);
  const auto evaluate = [&](const Positions& at, StagePoint& there) {
    local_only ? stage.evaluate_local(at, there) : stage.evaluate(at, there);
  };
  StageJacobian jacobian;
  stage.jacobian(point, jacobian);
  Eigen::MatrixXd dense = -jacobian.by_stress * jacobian.slope * jacobian.by_strain.transpose();
  for (const StageJacobian::Entry& e : jacobian.entries) dense(e.row(), e.col()) += e.value();
  double worst = 0.0;
  Eigen::MatrixXd expected(point.unknowns, point.unknowns);
  const double step = 1e-4;
  for (int c = 0; c < point.unknowns; ++c) {
    evaluate(stage.moved(point, step * Unknowns::Unit(point.unknowns, c)), ahead);
    evaluate(stage.moved(point, -step * Unknowns::Unit(point.unknowns, c)), behind);
    expected.col(c) = (behind.residual - ahead.residual) / (2.0 * step);
  }
  for (int r = 0; r < point.unknowns; ++r)
    worst =
        std::max(worst, (dense.row(r) - expected.row(r)).cwiseAbs().maxCoeff() / expected.row(r).cwiseAbs().maxCoeff());
  return worst;
}

}  // namespace

// Oracle: central differences of the residual; scale: the largest entry of each row.
TEST_CASE("Jacobian of a stage: linear drags, the load's border in it") {
  TestPillar pillar = triangle({"mobility.screw_drag=1e-3 Pa s", "mobility.climb_drag=1e-2 Pa s",
                                "loading.0={mode: tension, strain_rate: 1e6 /s, until: {strain: 1 %}}"});
  pillar.state().load.stress = 1.0;
  const double fault = jacobian_fault(pillar, 0.02);
  MESSAGE("fault ", fault);
  CHECK(fault < 1e-5);
}

TEST_CASE("nodes of smooth lines have a tangent, with a plane or without; corners have none") {
  for (const Integer3& of_arms : {plane, Integer3{0, 0, 0}})
    for (const int sides : {3, 4, 5, 12}) {  // turns of 120, 90, 72 and 30 degrees
      TestPillar pillar = polygon(sides, of_arms);
      const Network& network = pillar.network();
      ForceEvaluator evaluator;
      std::vector<Vector3> tangents;
      smooth_tangents(pillar.model(), network, evaluator.evaluate(pillar.model(), network, 0.0),
                      screw_set(network).lines, tangents);
      for (std::size_t n = 0; n < tangents.size(); ++n) {
        const Vector3 radius = (network.node(static_cast<Slot>(n)).x - Vector3(0, 0, 200)).normalized();
        const Vector3 along = pillar.lattice().plane_normal(plane).cross(radius);
        CHECK(std::abs(std::abs(along.dot(tangents[n])) - (sides < 5 ? 0.0 : 1.0)) < 1e-6);
      }
    }
}

TEST_CASE("Jacobian of a stage: mobility that depends on the orientation") {
  TestPillar pillar = triangle({"loading.0.stress=1 GPa"});
  pillar.model().law = std::make_unique<StiffScrewLaw>(10.0, 1e4);
  const double fault = jacobian_fault(pillar, 0.02);
  MESSAGE("fault ", fault);
  CHECK(fault < 1e-5);
}

TEST_CASE("Jacobian of a stage: thermally activated screws") {
  TestPillar pillar =
      triangle({"material=W", "mobility={law: kink_pair, set: experimental, climb_drag: 1e-2 Pa s, cross_slip: none}",
                "loading.0={mode: tension, strain_rate: 1e6 /s, until: {strain: 1 %}}"});
  pillar.state().load.stress = 2.0;
  const double fault = jacobian_fault(pillar, 0.5);
  MESSAGE("fault ", fault);
  CHECK(fault < 1e-5);
}

// As above; the four arms of one straight screw move by their mean force and stress.
TEST_CASE("Jacobian of a stage: a straight screw of several arms") {
  TestPillar pillar(
      free_body(400.0, 1.0, 30.0),
      {"material=W", "mobility={law: kink_pair, set: experimental, climb_drag: 1e-2 Pa s, cross_slip: none}",
       "loading.0={mode: tension, strain_rate: 1e6 /s, until: {strain: 1 %}}"});
  const Vector3 b = pillar.lattice().direction(burgers), e = pillar.lattice().plane_normal(plane).cross(b);
  Edit edit(pillar.network());
  const double along[5] = {0.0, 15.0, 33.0, 45.0, 60.0}, across[5] = {0.0, 0.02, -0.03, 0.05, 0.01};
  std::vector<Slot> nodes;
  for (std::size_t i = 0; i < 5; ++i)
    nodes.push_back(edit.add_node(Vector3(0, 0, 200) + along[i] * b + across[i] * e,
                                  i == 0 || i == 4 ? NodeKind::pinned : NodeKind::free));
  for (std::size_t i = 1; i < nodes.size(); ++i) edit.add_segment(nodes[i - 1], nodes[i], burgers, plane);
  pillar.begin();
  pillar.state().load.stress = 2.0;
  CHECK(screw_lines(pillar.network()).stretch(1).size() == 4);
  const double fault = jacobian_fault(pillar, 0.5);
  MESSAGE("fault ", fault);
  CHECK(fault < 1e-5);
}

// As above; the node's way along the surface and the continuation outside turn as it goes, and the arm lies so that
// what pulls across that way is not small. Beyond its own arms the continuation acts from afar, so only the local
// forces are compared.
TEST_CASE("Jacobian of a stage: a line that ends on a curved surface") {
  TestPillar pillar = line_to_surface();
  const double fault = jacobian_fault(pillar, 0.5, true);
  MESSAGE("fault ", fault);
  CHECK(fault < 1e-5);
}

// Oracle: central differences along the surface; scale: the change itself. The continuation outside turns with its
// node.
TEST_CASE("local forces on a line that ends on a curved surface") {
  TestPillar pillar = line_to_surface();
  Network& net = pillar.network();
  LocalForces local;
  local.list(pillar.model(), net, {1e9, 1e9});
  const Slot last = 2, arm = 1;
  const Vector3 x = net.node(last).x, way = node_freedom(pillar.model(), net, last, Vector3::Zero()).basis.col(0);
  Matrix3 slope = Matrix3::Zero();
  for (const ArmDerivativeBlock& block : local.derivative(pillar.model(), net))
    if (block.segment == arm && block.end_b && block.column == last) slope += block.value;
  const double step = 1e-3;
  std::vector<EndForces> ahead, behind;
  net.set_position(last, allowed_position(pillar.model(), net, last, x + step * way));
  local.evaluate(pillar.model(), net, ahead);
  net.set_position(last, allowed_position(pillar.model(), net, last, x - step * way));
  local.evaluate(pillar.model(), net, behind);
  const Vector3 expected = (ahead[arm][1] - behind[arm][1]) / (2.0 * step);
  const double fault = (slope * way - expected).norm() / expected.norm();
  MESSAGE("fault ", fault);
  CHECK(fault < 1e-5);
}

// Oracle: all forces; scale: the far forces that a displacement of 0.6 nm leaves out where nothing of them was learnt.
TEST_CASE("far forces learnt along one way are those of all lines") {
  TestPillar pillar(free_body(2000.0, 1.0, 20.0));
  const Vector3 b = pillar.lattice().direction(burgers), e = pillar.lattice().plane_normal(plane).cross(b),
                o = pillar.lattice().plane_normal({0, 1, -1}).cross(b), x = {0, 0, 1000};
  Edit edit(pillar.network());
  const Slot first = edit.add_node(x - 15.0 * b + 3.0 * e, NodeKind::pinned), corner = edit.add_node(x),
             last = edit.add_node(x + 15.0 * b - 4.0 * o, NodeKind::pinned);
  edit.add_segment(first, corner, burgers, plane);
  edit.add_segment(corner, last, burgers, {0, 1, -1});
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, x + 80.0 * e + 25.0 * b, 30.0, 12));
  pillar.begin();
  LocalForces local;
  local.list(pillar.model(), pillar.network(), {30.0, 30.0});
  ForceEvaluator evaluator;
  Timers timers;
  const ScrewSet screws = screw_set(pillar.network());
  const std::size_t nodes = pillar.network().nodes().size();
  const std::vector<char> stopped(nodes, 0);
  StartJacobian at_start;
  ImplicitStage stage(pillar.model(), pillar.state(), evaluator, local, nullptr, screws,
                      std::vector<Vector3>(nodes, Vector3::Zero()), stopped, at_start, timers);
  Positions from;
  for (const Node& n : pillar.network().nodes()) from.push_back(n.x);
  StagePoint point, all, without, with;
  stage.begin(from, 1.0, 1.0);
  stage.evaluate(from, point);
  const FarForces far = stage.far();
  Unknowns change = Unknowns::Zero(point.unknowns), effect;
  change[point.first[static_cast<std::size_t>(corner)]] = 0.6;
  const Positions there = stage.moved(point, change);
  stage.evaluate(there, all);
  stage.hold_far(far);
  stage.evaluate_local(there, without);
  CHECK(stage.learn_far(point, change, 1e-6, effect));
  CHECK_FALSE(stage.learn_far(point, 2.0 * change, 1e-6, effect));
  stage.evaluate_local(there, with);
  const double scale = (without.residual - all.residual).norm(), left = (with.residual - all.residual).norm();
  MESSAGE("left ", left, " of ", scale, " nN");
  CHECK(left < 0.05 * scale);
  StageJacobian jacobian;
  stage.jacobian(point, jacobian);
  REQUIRE(jacobian.far_way.size() == 1);
  CHECK((jacobian.far_change[0] - effect).norm() == 0.0);
  CHECK(jacobian.far_way[0].dot(change) == relative(0.6, 1e-9));
}

// Oracle: the matrix formed anew, the same bits. A screw, an edge and a node on a curved surface, whose way
// turns; a step of 1 ns after one of 0.01 ns, the load gone on.
TEST_CASE("the matrix where a step begins is shared by attempts of other lengths") {
  TestPillar pillar = line_to_surface();
  Timers timers;
  ForceEvaluator evaluator;
  LocalForces local;
  local.list(pillar.model(), pillar.network(), {1e9, 1e9});
  const ScrewSet screws = screw_set(pillar.network());
  const std::size_t nodes = pillar.network().nodes().size();
  const std::vector<char> stopped(nodes, 0);
  Positions from;
  for (const Node& n : pillar.network().nodes()) from.push_back(n.x);
  const auto matrix = [&](StartJacobian& at_start, double dt) {
    ImplicitStage stage(pillar.model(), pillar.state(), evaluator, local, nullptr, screws,
                        std::vector<Vector3>(nodes, Vector3::Zero()), stopped, at_start, timers);
    StagePoint point;
    stage.begin(from, dt, dt);
    stage.hold_far(
        {std::vector<EndForces>(pillar.network().segments().size(), {Vector3::Zero(), Vector3::Zero()}), {}, from});
    stage.evaluate_local(from, point);
    StageJacobian jacobian;
    stage.jacobian(point, jacobian);
    Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(point.unknowns, point.unknowns);
    for (const StageJacobian::Entry& e : jacobian.entries) dense(e.row(), e.col()) += e.value();
    return dense;
  };
  StartJacobian shared, anew;
  const Eigen::MatrixXd quick = matrix(shared, 0.01), slow = matrix(shared, 1.0), expected = matrix(anew, 1.0);
  const double scale = expected.cwiseAbs().maxCoeff();
  CHECK(shared.known);
  CHECK((quick - expected).cwiseAbs().maxCoeff() > 0.1 * scale);
  CHECK((slow - expected).norm() == 0.0);
}
