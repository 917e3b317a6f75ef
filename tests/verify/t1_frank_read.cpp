// T1: static activation stress of a Frank-Read source against its length.
// Oracle: the logarithmic law  tau = (mu b/(2 pi L)) c [ln(L/r_c) + B].  The lines' energy per length is K(theta)
// ln(size), with K = (mu b^2/4 pi)(cos^2 + sin^2/(1-nu)); in local line tension the critical bow-out is half the shape
// of least energy, and its widest chord is 2 E(end) long, the ends turned by 90 degrees:  tau_c = 2 E(end)/(b L).  So
// d(tau L)/d ln L = mu b c/2 pi with c = 1 for an edge source (its ends are screws) and c = 1/(1-nu) for a screw
// source; B is the theory's own. Foreman, Phil. Mag. 15 (1967) 1011. Scale: the slope (5 %); the stress itself for mesh
// and core radius (1 %).
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/support/pillar.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

const Integer3 burgers{1, 1, 1}, plane{1, -1, 0};
constexpr double resolution = 2e-3;  ///< of the stress, relative

/// A source closed by a square of sessile arms, all lengths in proportion.
class Source {
 public:
  Source(double length, int segments, double core_radius, bool screw)
      : length_(length), pillar_(free_body(40.0 * length, core_radius, length / segments)) {
    const Lattice& lattice = pillar_.lattice();
    normal_ = lattice.plane_normal(plane);
    const Vector3 s = lattice.direction(burgers), d = screw ? s : Vector3(normal_.cross(s));
    bow_ = normal_.cross(d);
    centre_ = Vector3(0, 0, 20.0 * length);
    pillar_.add(frank_read_loop(lattice, burgers, plane, centre_, length * d, {1, 1, -2}));
  }

  /// tau_c L/(mu b): the stress rises from stable shape to stable shape until none is left.
  double activation() {
    const double unit = pillar_.model().elastic.shear * pillar_.lattice().burgers_magnitude() / length_;
    double tau = 0.6 * std::log(length_ / pillar_.model().numerics.core_cutoff) / (2.0 * std::numbers::pi) * unit;
    double step = 0.1 * tau;
    State stable = pillar_.state();
    while (step > resolution * tau) {
      if (settles(tau)) {
        stable = pillar_.state();
      } else {
        pillar_.state() = stable;
        tau -= step;
        step *= 0.4;
      }
      tau += step;
    }
    return (tau - 0.5 * step) / unit;
  }

 private:
  double area() const {
    const Vector3 b = pillar_.lattice().burgers(burgers);
    return std::abs(b.dot(pillar_.state().ledger.swept_total() * normal_)) / b.squaredNorm();
  }

  bool ran_away() const {
    for (const Node& n : pillar_.network().nodes())
      if (n.alive && std::abs(bow_.dot(n.x - centre_)) > 0.8 * length_) return true;
    return false;
  }

  /// Whether the mean speed of the line falls below 1e-3 of tau b/B before it is bowed out beyond return.
  bool settles(double tau) {
    pillar_.resolve(tau, burgers, plane);
    const double speed = tau * pillar_.lattice().burgers_magnitude() / 1e-4;
    double before = area(), then = pillar_.state().load.time.total();
    for (int k = 1; k < 20000; ++k) {
      pillar_.step();
      if (ran_away()) return false;
      if (k % 10 != 0) continue;
      const double now = pillar_.state().load.time.total();
      if (area() - before < 1e-3 * speed * length_ * (now - then)) return true;
      before = area();
      then = now;
    }
    FAIL("the source neither settles nor runs away");
    return false;
  }

  double length_;
  TestPillar pillar_;
  Vector3 normal_, bow_, centre_;
};

void check_slope(bool screw) {
  const std::vector<double> lengths{100.0, 200.0, 400.0, 800.0};
  double sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
  std::vector<double> x, y;
  for (const double length : lengths) {
    x.push_back(std::log(length));
    y.push_back(Source(length, 10, 1.0, screw).activation());
    sx += x.back();
    sy += y.back();
    sxx += x.back() * x.back();
    sxy += x.back() * y.back();
  }
  const double n = static_cast<double>(lengths.size());
  const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), level = (sy - slope * sx) / n;
  double scatter = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) scatter = std::max(scatter, std::abs(level + slope * x[i] - y[i]) / y[i]);
  const double poisson = 0.293, expected = (screw ? 1.0 / (1.0 - poisson) : 1.0) / (2.0 * std::numbers::pi);
  MESSAGE(std::string(screw ? "screw" : "edge"), " source: slope ", slope, ", theory ", expected, ", ratio ",
          slope / expected, ", scatter ", scatter);
  CHECK(slope == relative(expected, 0.05));
  CHECK(scatter < 0.01);
}

}  // namespace

TEST_CASE("the activation stress of edge sources follows the logarithmic law") {
  check_slope(false);
}
TEST_CASE("the activation stress of screw sources follows the logarithmic law") {
  check_slope(true);
}

TEST_CASE("mesh and core radius leave the activation stress where it is") {
  const double reference = Source(200.0, 8, 1.0, false).activation();
  const double finer = Source(200.0, 16, 1.0, false).activation();
  const double wider = Source(200.0, 8, 2.0, false).activation(), narrower = Source(200.0, 8, 0.5, false).activation();
  MESSAGE("tau L/(mu b): 8 segments ", reference, ", 16 segments ", finer, ", 2 a ", wider, ", a/2 ", narrower);
  CHECK(finer == relative(reference, 0.01));
  CHECK(wider == relative(reference, 0.01));
  CHECK(narrower == relative(reference, 0.01));
}
