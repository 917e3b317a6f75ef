// pillar.hold: twist and bending that the ends keep come back with the crystal's moduli, from when the ends took hold.
// Oracles: the closed form of a screw in a cylinder (twist held, free), and the elastic answer of a load that holds its
// own strain at zero, -M e_p from the swept area. Scale: the force with twist held; the resultants themselves.
#include <doctest/doctest.h>

#include <numbers>

#include "ddd/models/load_mode.hpp"
#include "ddd/network/edit.hpp"
#include "tests/support/image_pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

constexpr double R = 100.0, H = 300.0, mu = 100.0, pi = std::numbers::pi;
const std::string upright_111 = "axis: [1, 1, 1], side: [1, -1, 0]";

void shift(ImagePillar& pillar, const Vector3& by) {
  for (std::size_t n = 0; n < pillar.network().nodes().size(); ++n)
    pillar.network().set_position(static_cast<Slot>(n), pillar.network().nodes()[n].x + by);
  pillar.update();
}

/// Q of a mode over a rigid shift of all lines, by their swept area.
double work_area(const ImagePillar& pillar, const LoadMode& mode, const Vector3& by) {
  double sum = 0.0;
  for (std::size_t i = 0; i < pillar.network().segments().size(); ++i) {
    const Slot s = static_cast<Slot>(i);
    const Vector3 a = pillar.network().start(s), b = pillar.network().end(s);
    sum += mode.work_area(swept_sums(pillar.network().segment(s).burgers_nm, swept(a, b, a + by, b + by)));
  }
  return sum;
}

}  // namespace

// The ends take hold of a screw at xi_0; from there on the torque of its way stays:
//   F = (mu b^2 xi/2 pi)[1/(R^2 - xi^2) - 2 (R^2 - xi_0^2)/R^4]
TEST_CASE("a screw whose twist is held from where it was at the start") {
  ImagePillar held(R, H, upright_111 + ", hold: [twist]"), free(R, H, upright_111);
  const Vector3 b = held.lattice().burgers({1, 1, 1});
  const double from = 0.6 * R, to = 0.3 * R;
  for (ImagePillar* pillar : {&held, &free}) {
    pillar->add(line_along_z({1, 1, 1}, from, 0.0, H));
    pillar->update();
    shift(*pillar, {to - from, 0.0, 0.0});
  }
  const double scale = mu * b.squaredNorm() * to / (2 * pi), image = scale / (R * R - to * to);
  const auto twist = [&](double xi) { return 2 * scale * (R * R - xi * xi) / std::pow(R, 4); };
  const Vector3 at(to, 0.0, 0.4 * H);
  const double with = held.image_force(at, b, Vector3::UnitZ()).x(), without = free.image_force(at, b, Vector3::UnitZ()).x();
  MESSAGE("held ", (with - (image - twist(from))) / image, ", free ", (without - (image - twist(to))) / image);
  CHECK(std::abs(with - (image - twist(from))) < 1e-3 * image);
  CHECK(std::abs(without - (image - twist(to))) < 1e-3 * image);
}

// What is kept is what a load of the same kind would do that holds its strain at zero: s = -M Q/(g V), M of the crystal.
TEST_CASE("what is held is the elastic answer to the swept area, with the crystal's moduli") {
  // Iron's: along [111], 1/E and 1/G from the compliances by hand (docs/theory/loading.md, 13).
  constexpr double c11 = 226.0, c12 = 140.0, c44 = 116.0;
  constexpr double s11 = (c11 + c12) / ((c11 - c12) * (c11 + 2 * c12)), s12 = -c12 / ((c11 - c12) * (c11 + 2 * c12)),
                   anisotropy = s11 - s12 - 0.5 / c44;
  constexpr double young = 1.0 / (s11 - 2.0 * anisotropy / 3.0), torsion = 1.0 / (1.0 / c44 + 4.0 * anisotropy / 3.0);
  ImagePillar pillar(R, H, upright_111 + ", hold: [bending, twist]", "", 3,
                     "C11: 226 GPa, C12: 140 GPa, C44: 116 GPa");
  pillar.add(line_along_z({1, 1, 1}, 20.0, 30.0, H));
  pillar.add(polygon({1, 1, 1}, {25, 15, 100}, Vector3(0.2, 0.1, 1.0).normalized(), 30.0, 24));
  pillar.update();
  CHECK(pillar.image().held().torque == 0.0);
  const Vector3 by(15.0, -8.0, 3.0);
  const double volume = pi * R * R * H, inertia = pi * std::pow(R, 4) / 4;
  const LoadMode twist{LoadMode::Field::torsion, torsion, R, 0.5}, bend_x{LoadMode::Field::bending_x, young, R, 0.25},
      bend_y{LoadMode::Field::bending_y, young, R, 0.25};
  const auto answer = [&](const LoadMode& mode) {
    return -mode.modulus * work_area(pillar, mode, by) / (mode.share * volume);
  };
  const double torque = answer(twist) * 2 * inertia / R, moment_x = answer(bend_x) * inertia / R,
               moment_y = answer(bend_y) * inertia / R;
  shift(pillar, by);
  const SectionResultants& held = pillar.image().held();
  MESSAGE("torque ", held.torque / torque - 1, ", moments ", held.moment_x / moment_x - 1, " ",
          held.moment_y / moment_y - 1);
  CHECK(held.torque == relative(torque, 1e-9));
  CHECK(held.moment_x == relative(moment_x, 1e-9));
  CHECK(held.moment_y == relative(moment_y, 1e-9));
  CHECK(held.axial == 0.0);
}
