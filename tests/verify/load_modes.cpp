// Bending, torsion and frames with lines that move.
// Oracles: C_ij rotated as a tensor; the geometry of a line that leaves; work = line energy + dissipation with the
// lines' energy recounted by quadrature; springs in series. Scales are stated with each check.
#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

#include "ddd/base/text.hpp"
#include "ddd/simulation/snapshot.hpp"
#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, 0, -1};

std::string input(double diameter, double height, const std::string& axis, const std::string& side) {
  return "seed: 1\npillar: {shape: cylinder, diameter: " + std::to_string(diameter) +
         " nm, height: " + std::to_string(height) + " nm, axis: " + axis + ", side: " + side +
         ", ends: periodic}\nmaterial: Mo\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 2e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\nsurface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 GPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 1 nm, segment_max: 20 nm, segment_min: 8 nm, tolerance: 0.5 nm}\n"
         "output: {network: false}\n";
}

std::string along_001(double diameter, double height) {
  return input(diameter, height, "[0, 0, 1]", "[1, 0, 0]");
}

std::string loading(const std::string& stage) {
  return "loading=[{" + stage + "}]";
}

/// Where a glide plane through the middle of a cylinder of radius 100 nm meets its side, `degrees` about the axis.
Vector3 on_side(const Vector3& normal, double degrees) {
  const double angle = degrees * std::numbers::pi / 180.0;
  Vector3 d(std::cos(angle), std::sin(angle), 0.0);
  d.z() = -(normal.x() * d.x() + normal.y() * d.y()) / normal.z();
  return Vector3(0, 0, 250) + 100.0 * d;
}

constexpr double from = 20.0, to = 120.0;  // ends of the line about the axis [degrees]

void add_line(TestPillar& pillar, const Integer3& b, const Integer3& n) {
  const Vector3 normal = pillar.lattice().plane_normal(n);
  Path path;
  path.burgers = b;
  path.corners = {on_side(normal, from), on_side(normal, to)};
  path.kinds = {NodeKind::surface, NodeKind::surface};
  path.legs = {{n, false}};
  pillar.add(path);
}

void drive_out(TestPillar& pillar) {
  for (int steps = 0; pillar.network().alive_segments() > 0; ++steps) {
    REQUIRE(steps < 4000);
    pillar.step();
  }
}

}  // namespace

// Strain of s m(x) under the crystal's own compliance, its twist and curvature by differences: exact for a linear
// field.
TEST_CASE("elastic moments follow from C_ij along any axis") {
  struct Axis {
    std::string axis, side;
  };
  for (const Axis& a : {Axis{"[0, 0, 1]", "[1, 0, 0]"}, Axis{"[1, 1, 1]", "[1, -1, 0]"}, Axis{"[1, 1, 0]", "[0, 0, 1]"},
                        Axis{"[1, 2, 3]", "[2, -1, 0]"}}) {
    for (const std::string mode : {"torsion", "bending, neutral_axis: y", "bending, neutral_axis: x"}) {
      TestPillar pillar(input(200, 500, a.axis, a.side),
                        {loading("mode: " + mode + ", strain: 1 %, until: {time: 1 s}")});
      const Model& model = pillar.model();
      const Matrix3 to_crystal = pillar.lattice().rotation().transpose();
      const double c11 = 463.7, c12 = 157.8, c44 = 109.2;
      const auto strain = [&](const Vector3& x) -> Matrix3 {
        const Matrix3 s = to_crystal * model.applied_stress(pillar.state().load.stress, x) * to_crystal.transpose();
        const Matrix3 cubic = Matrix3::Constant(c12) + (c11 - c12) * Matrix3::Identity();
        const Vector3 diagonal = cubic.inverse() * s.diagonal();
        Matrix3 e = s / (2.0 * c44);
        e.diagonal() = diagonal;
        return to_crystal.transpose() * e * to_crystal;
      };
      const Vector3 o(0, 0, 250), ex(1, 0, 0), ey(0, 1, 0);
      const Matrix3 dx = strain(o + ex) - strain(o), dy = strain(o + ey) - strain(o);
      const double rate = mode == "torsion" ? dx(1, 2) - dy(0, 2) : mode.back() == 'y' ? dx(2, 2) : dy(2, 2);
      const HistoryRow row = history_row(model, pillar.state());
      CHECK(row.curvature == relative(0.01 / 100.0, 1e-12));
      CHECK(rate == relative(row.curvature, 1e-9));
      CHECK(row.angle == relative(row.curvature * 500, 1e-12));
      // Simpson's rule is exact for r^3, 8 angles for the rest.
      double moment = 0.0;
      for (const auto& [r, weight] : {std::pair(50.0, 4.0), std::pair(100.0, 1.0)})
        for (int k = 0; k < 8; ++k) {
          const double t = 2 * std::numbers::pi * (k + 0.3) / 8;
          const Vector3 x(r * std::cos(t), r * std::sin(t), 100);
          const Matrix3 s = model.applied_stress(pillar.state().load.stress, x);
          const double lever = mode.back() == 'x' ? x.y() : x.x();
          moment += weight * 100.0 / 6.0 * r * 2 * std::numbers::pi / 8 *
                    (mode == "torsion" ? x.x() * s(1, 2) - x.y() * s(0, 2) : lever * s(2, 2));
        }
      CHECK(row.moment == relative(moment, 1e-12));
      CHECK(row.stress_zz == 0.0);
    }
  }
  TestPillar twisted(along_001(200, 500), {loading("mode: torsion, strain: 1 %, until: {time: 1 s}")});
  const double j = 0.5 * std::numbers::pi * 1e8;
  CHECK(history_row(twisted.model(), twisted.state()).moment == relative(109.2 * j * 1e-4, 1e-12));  // C44 J theta/H
}

// A line leaves on a plane; the segment of the section that it swept has the first moment (2/3) R^3 sin^3(angle/2)
// towards its middle. Scale: the sum itself.
TEST_CASE("plastic curvature and twist of a line that leaves") {
  for (const std::string mode : {"torsion", "bending, neutral_axis: y", "bending, neutral_axis: x"}) {
    TestPillar pillar(along_001(200, 500), {loading("mode: " + mode + ", stress: 0 GPa, until: {time: 1 s}")});
    const Integer3 b{1, 1, -1}, n{0, 1, 1};
    add_line(pillar, b, n);
    pillar.model().uniform_stress_given = true;
    pillar.model().uniform_stress(2, 2) = 3.0;
    drive_out(pillar);
    const double half = 0.5 * (to - from) * std::numbers::pi / 180, middle = 0.5 * (to + from) * std::numbers::pi / 180;
    const double moment = -(2.0 / 3.0) * 1e6 * std::pow(std::sin(half), 3);
    const double x = moment * std::cos(middle), y = moment * std::sin(middle);  // int x dS_z, int y dS_z
    const Vector3 bv = pillar.lattice().burgers(b), nv = pillar.lattice().plane_normal(n);
    const double sum = mode == "torsion" ? x * bv.y() - y * bv.x() + bv.z() * (x * nv.y() - y * nv.x()) / nv.z()
                                         : bv.z() * (mode.back() == 'y' ? x : y);
    const double second = std::numbers::pi * 1e8 * (mode == "torsion" ? 0.5 : 0.25);
    CHECK(pillar.state().load.plastic_strain.total() == relative(100.0 * sum / (second * 500), 1e-6));
    CHECK(pillar.state().load.strain.total() == pillar.state().load.plastic_strain.total());
  }
}

// Work of the load on a loop that lies across the neutral axis: by the amplitude and its plastic strain, by the forces
// on the nodes, and as line energy plus dissipation. Scale: the largest of the terms; 1 %.
TEST_CASE("the balance of energy closes in bending and torsion, and held strain relaxes") {
  for (const std::string mode : {"torsion", "bending, neutral_axis: y"}) {
    TestPillar pillar(along_001(600, 500), {loading("mode: " + mode + ", strain: 4 %, until: {time: 1 s}")});
    pillar.add(glide_loop(pillar.lattice(), burgers, plane, {70, 40, 250}, 80.0, 32));
    const double energy = line_energy(pillar.model(), pillar.network()), start = pillar.state().load.stress;
    while (pillar.state().load.time.total() < 0.02) pillar.step(0.02 - pillar.state().load.time.total());
    const Ledger& ledger = pillar.state().ledger;
    const double lines = line_energy(pillar.model(), pillar.network()) - energy, load = ledger.work_load.total(),
                 heat = ledger.dissipated.total(), scale = std::max({std::abs(load), std::abs(lines), heat});
    MESSAGE(mode, ": load ", load, ", lines ", lines, ", dissipated ", heat, " aJ; residual/scale ",
            (load - lines - heat) / scale, "; applied - load ", ledger.work_applied.total() - load);
    CHECK(load > 0.0);
    CHECK(std::abs(load - lines - heat) < 0.01 * scale);
    CHECK(std::abs(ledger.work_applied.total() - load) < 0.01 * scale);
    const LoadState& after = pillar.state().load;
    CHECK(after.plastic_strain.total() > 0.0);
    CHECK(after.stress < start);
    CHECK(start - after.stress ==
          relative(pillar.model().loading->mode().modulus * after.plastic_strain.total(), 1e-9));
    CHECK(after.strain.total() == 0.04);
  }
}

// A line leaves a pillar loaded to 2 GPa whose drive stands still. Scale: the burst's strain and its work.
TEST_CASE("a burst drops the load of a stiff frame and moves a soft one, with the same heat") {
  struct Burst {
    double stress, strain, plastic, heat;
  };
  const auto burst = [](const std::string& stiffness) {
    TestPillar pillar(along_001(200, 500), {loading("mode: tension, displacement_rate: 0 nm/s, frame: {stiffness: " +
                                                    stiffness + " N/m}, initial_stress: 2 GPa, until: {time: 1 s}")});
    add_line(pillar, {1, 1, -1}, {0, 1, 1});
    const Model& model = pillar.model();
    const LoadState first = pillar.state().load;
    const double u = model.loading->displacement(first);
    while (pillar.network().alive_segments() > 0) {
      pillar.step();
      const LoadState& load = pillar.state().load;  // after every step, its topology included
      REQUIRE(model.loading->displacement(load) == relative(u, 1e-9));
      REQUIRE(load.stress == relative(model.axial_modulus * (load.strain.total() - load.plastic_strain.total()), 1e-9));
    }
    const LoadState& load = pillar.state().load;
    return Burst{load.stress - first.stress, load.strain.total() - first.strain.total(), load.plastic_strain.total(),
                 pillar.state().ledger.dissipated.total()};
  };
  const Burst stiff = burst("1e9"), soft = burst("1e-2");
  MESSAGE("stiff: ", stiff.stress, " GPa, strain ", stiff.strain, ", heat ", stiff.heat, " aJ; soft: ", soft.stress,
          " GPa, strain ", soft.strain, ", heat ", soft.heat, " aJ");
  CHECK(stiff.plastic == relative(soft.plastic, 1e-6));
  const double modulus = TestPillar(along_001(200, 500)).model().axial_modulus;
  CHECK(stiff.stress == relative(-modulus * stiff.plastic, 1e-3));
  CHECK(std::abs(stiff.strain) < 1e-3 * stiff.plastic);
  CHECK(std::abs(soft.stress) < 1e-3 * modulus * soft.plastic);
  CHECK(soft.strain == relative(soft.plastic, 1e-3));
  CHECK(stiff.heat == relative(soft.heat, 0.05));
}

// Creep to a strain that the line reaches half way: what is beyond is 1e-3 of the last step, its scale, and what slivers
// and topology sweep at its end: under 5e-3.
TEST_CASE("a stage that ends by a strain ends there") {
  const double modulus = TestPillar(along_001(200, 500)).model().axial_modulus, plastic = 2e-5;
  TestPillar pillar(
      along_001(200, 500),
      {loading("mode: tension, stress: 2 GPa, until: {strain: " + to_text(2.0 / modulus + plastic) + "}")});
  add_line(pillar, {1, 1, -1}, {0, 1, 1});
  double last = 0.0;
  while (!pillar.model().loading->stage_done(pillar.state().load)) {
    REQUIRE(pillar.network().alive_segments() > 0);
    last = pillar.state().load.strain.total();
    pillar.step();
  }
  last = pillar.state().load.strain.total() - last;
  const double beyond = pillar.state().load.strain.total() - (2.0 / modulus + plastic);
  MESSAGE("beyond the end by ", beyond / last, " of the last step, ", beyond / plastic, " of the plastic strain");
  CHECK(beyond >= -1e-12);
  CHECK(beyond < 5e-3 * last);
}
