// E3 with image stress: the work of the image force is a change of energy. Oracles: a closed excursion does none; over
// an open one it is -dE of E = 1/2 integral over the loop's area of b . sigma_image . n, which knows no forces on lines
// (docs/theory/energy.md, 8). Scale: the change of energy on the way.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/support/image_pillar.hpp"

using namespace pillardd;

namespace {

constexpr double R = 100.0, H = 400.0, radius = 20.0, pi = std::numbers::pi;
const std::string upright_100 = "axis: [0, 0, 1], side: [1, 0, 0]";
const Vector3 normal = Vector3(1, -1, 1).normalized();

class Excursion {
 public:
  explicit Excursion(const std::string& settings) : pillar_(R, H, upright_100, settings, 2) {
    pillar_.add(polygon({1, 1, 1}, centre_, normal, radius, 24));
    pillar_.update();
  }

  /// Moves the loop rigidly to `to` in steps; work of the image force at the middle of each [aJ].
  double work_to(const Vector3& to, int steps) {
    const Vector3 step = (to - centre_) / steps;
    double work = 0.0;
    for (int k = 0; k < steps; ++k) {
      shift(0.5 * step);
      work += force().dot(step);
      shift(0.5 * step);
    }
    centre_ = to;
    return work;
  }

  /// 1/2 int b.sigma.n dA over the triangles between centre and sides, by seven points on each.
  double energy() {
    const Network& net = pillar_.network();
    std::vector<Vector3> points;
    std::vector<double> weights;
    for (std::size_t s = 0; s < net.segments().size(); ++s) {
      const Vector3 a = net.start(static_cast<Slot>(s)), b = net.end(static_cast<Slot>(s));
      const double area = 0.5 * (a - centre_).cross(b - centre_).norm();
      const auto put = [&](double u, double v, double weight) {
        points.push_back(centre_ + u * (a - centre_) + v * (b - centre_));
        weights.push_back(weight * area);
      };
      const double near = 0.797426985353087, far = 0.101286507323456, p = 0.059715871789770, q = 0.470142064105115;
      put(1.0 / 3.0, 1.0 / 3.0, 0.225);
      for (const auto& [u, v] : {std::pair{near, far}, {far, near}, {far, far}}) put(u, v, 0.125939180544827);
      for (const auto& [u, v] : {std::pair{p, q}, {q, p}, {q, q}}) put(u, v, 0.132394152788506);
    }
    const std::vector<Matrix3> stress = pillar_.image_part(points);
    double sum = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) sum += 0.5 * weights[i] * (stress[i] * burgers()).dot(normal);
    return sum;
  }

 private:
  Vector3 burgers() const { return pillar_.lattice().burgers({1, 1, 1}); }
  void shift(const Vector3& by) {
    for (std::size_t n = 0; n < pillar_.network().nodes().size(); ++n)
      pillar_.network().set_position(static_cast<Slot>(n), pillar_.network().nodes()[n].x + by);
    pillar_.update();
  }
  /// On the whole loop, three Gauss points a side.
  Vector3 force() {
    constexpr std::array<double, 3> at{0.1127016653792583, 0.5, 0.8872983346207417},
        weight{5.0 / 18, 8.0 / 18, 5.0 / 18};
    const Network& net = pillar_.network();
    std::vector<Vector3> points;
    for (std::size_t s = 0; s < net.segments().size(); ++s)
      for (const double f : at) points.push_back(net.start(static_cast<Slot>(s)) + f * net.line(static_cast<Slot>(s)));
    const std::vector<Matrix3> stress = pillar_.image_part(points);
    Vector3 sum = Vector3::Zero();
    for (std::size_t i = 0; i < points.size(); ++i)
      sum += weight[i % 3] * (stress[i] * burgers()).cross(net.line(static_cast<Slot>(i / 3)));
    return sum;
  }

  Vector3 centre_{10.0, 5.0, 150.0};
  ImagePillar pillar_;
};

/// int b.sigma_image.n dA over a triangle, by seven points.
double image_on(const ImagePillar& pillar, const Vector3& o, const Vector3& a, const Vector3& b, const Vector3& burgers,
                const Vector3& area) {
  const double near = 0.797426985353087, far = 0.101286507323456, p = 0.059715871789770, q = 0.470142064105115;
  std::vector<Vector3> points;
  for (const auto& [u, v] : {std::pair{1.0 / 3, 1.0 / 3}, {near, far}, {far, near}, {far, far}, {p, q}, {q, p}, {q, q}})
    points.push_back(o + u * (a - o) + v * (b - o));
  const std::vector<Matrix3> stress = pillar.image_part(points);
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i)
    sum += (i == 0 ? 0.225 : i < 4 ? 0.125939180544827 : 0.132394152788506) * (stress[i] * burgers).dot(area);
  return sum;
}

}  // namespace

TEST_CASE("a loop that comes near the surface: energy falls, and by the work of the image force") {
  for (const char* settings : {"", ", near_surface: half_space"}) {
    Excursion loop(settings);
    const Vector3 away(std::cos(0.7), std::sin(0.7), 0.3);
    double energy = loop.energy(), work = 0.0;
    const double start = energy;
    for (const double out : {30.0, 50.0, 60.0}) {
      work += loop.work_to(Vector3(10.0, 5.0, 150.0) + out * away, 6);
      const double now = loop.energy();
      CHECK(now < energy);
      energy = now;
    }
    MESSAGE(std::string(settings), " energy from ", start, " to ", energy, " aJ, work ", work, ", misses ",
            (work + energy - start) / (start - energy));
    CHECK(start < 0.0);
    CHECK(std::abs(work + energy - start) < 0.01 * (start - energy));
  }
}

TEST_CASE("a closed excursion does no work") {
  struct Case {
    const char* settings;
    double allowed;
    int shifts;  ///< a side
  };
  // What is kept lags behind the lines, the same way on the way out and back.
  for (const Case& c : {Case{"", 0.01, 8}, Case{", near_surface: half_space", 0.01, 8},
                        Case{", near_surface: half_space, update_tolerance: 0.02", 0.01, 24},
                        Case{", near_surface: half_space, update_tolerance: 0.05", 0.025, 24},
                        Case{", near_surface: half_space, update_tolerance: 0.1", 0.04, 24},
                        Case{", near_surface: half_space, update_tolerance: 0.2", 0.08, 24}}) {
    Excursion loop(c.settings);
    const std::array<Vector3, 4> corners{
        {{55.0, 5.0, 150.0}, {55.0, 35.0, 165.0}, {10.0, 35.0, 165.0}, {10.0, 5.0, 150.0}}};
    double net = 0.0, gross = 0.0;
    for (const Vector3& corner : corners) {
      const double work = loop.work_to(corner, c.shifts);
      net += work;
      gross = std::max(gross, std::abs(work));
    }
    MESSAGE(std::string(c.settings), " net ", net, " of ", gross, " aJ");
    CHECK(std::abs(net) < c.allowed * gross);
  }
}

// The balance: 0.2 % here, up to 1.1 % on other paths, once 2 %. The energy that the loop had is another route to both:
// forces near the surface, which the grid does not resolve, make up to 4 % of it on other paths
// (docs/validation/image-spectral.md).
TEST_CASE("a loop beside the surface goes out through it: what drag takes is the energy that it had") {
  const Integer3 burgers{1, 1, 1}, plane{1, -1, 0};
  const double loop_radius = 30.0;
  ImagePillar pillar(R, H, upright_100, ", near_surface: half_space, update_tolerance: 0.1", 2);
  pillar.model().numerics.segment_max = 8.0;
  pillar.model().numerics.segment_min = 3.0;
  pillar.model().numerics.tolerance *= 0.1;
  const Vector3 across = pillar.lattice().plane_normal(plane).cross(Vector3::UnitZ());
  const Vector3 centre = (R - loop_radius - 2.5) * (across.x() > 0 ? across : Vector3(-across)) + Vector3(0, 0, 150);
  pillar.add(glide_loop(pillar.lattice(), burgers, plane, centre, loop_radius, 24));
  pillar.update();
  const Vector3 b = pillar.lattice().burgers(burgers);
  double image = 0.0;
  for (std::size_t s = 0; s < pillar.network().segments().size(); ++s) {
    const Vector3 a = pillar.network().start(static_cast<Slot>(s)), c = pillar.network().end(static_cast<Slot>(s));
    image += 0.5 * image_on(pillar, centre, a, c, b, 0.5 * (a - centre).cross(c - centre));
  }
  const double energy = line_energy(pillar.model(), pillar.network()) + image;
  int steps = 0, escapes = 0;
  while (pillar.network().alive_segments() > 0 && ++steps < 3000)
    for (const Event& e : pillar.step()) escapes += e.kind == EventKind::escape ? 1 : 0;
  const Ledger& ledger = pillar.state().ledger;
  const double dissipated = ledger.dissipated.total(),
               lines = ledger.energy_topology.total() - ledger.work_internal.total();
  MESSAGE("energy ", energy, " aJ, of which image ", image, "; dissipated ", dissipated, ", lines ", lines,
          ", topology ", ledger.energy_topology.total(), "; ", escapes, " escapes, ", steps, " steps");
  CHECK(pillar.network().alive_segments() == 0);
  CHECK(escapes > 0);
  CHECK(std::abs(lines + dissipated) < 0.02 * energy);
  CHECK(std::abs(dissipated - energy) < 0.05 * energy);
}
