// Nucleation: the clock, sites and systems, insertion and its books, limits of the model. Oracles: closed forms; the
// Kolmogorov-Smirnov distribution; recounts of the network. Scales stated at each.
#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/crystal/slip_systems.hpp"
#include "ddd/dynamics/model_limits.hpp"
#include "ddd/dynamics/nucleation.hpp"
#include "ddd/dynamics/nucleation_loop.hpp"
#include "ddd/network/invariants.hpp"
#include "tests/support/pillar.hpp"

using namespace pillardd;

namespace {

/// A perfect tungsten wire.
std::string wire(const std::string& shape, const std::string& loading, const std::string& nucleation = "") {
  return "seed: 7\npillar: {" + shape +
         ", height: 60 nm, axis: [1, 1, 2], side: [1, -1, 0], ends: periodic}\n"
         "material: W\ntemperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: arrhenius, site_spacing: 6 nm" +
         nucleation + "}}\nloading: [" + loading +
         "]\nnumerics: {core_radius: 0.28 nm, segment_max: 2 nm, segment_min: 0.7 nm, collision_distance: 0.5 nm, "
         "tolerance: 0.05 nm, time_step_max: 1e6 s}\noutput: {network: false}\n";
}
const std::string round_wire = "shape: cylinder, diameter: 21 nm", square_wire = "shape: prism, width: 20 nm, depth: 20 nm";
const std::string held = "{mode: compression, stress: 17 GPa, until: {time: 1e9 s}}";
/// 8.8 GPa resolved: loops within a tenth of a picosecond.
const std::string near_ideal = "{mode: compression, stress: 21.5 GPa, until: {time: 1 s}}";
const std::string ramp = "{mode: compression, strain_rate: 1e-3 /s, until: {strain: 8 %}}";

/// The first events of nucleation.
std::vector<Event> first_events(TestPillar& pillar, std::size_t count, int steps) {
  std::vector<Event> out;
  for (int k = 0; k < steps && out.size() < count; ++k)
    for (const Event& e : pillar.step())
      if (e.kind == EventKind::nucleation) out.push_back(e);
  return out;
}

}  // namespace

TEST_CASE("clock: the first passage is exact for a constant and for an exponential rate") {
  const RateAt constant = [](double) { return 0.25; };
  CHECK(*first_passage(constant, 100.0, 3.0) == doctest::Approx(12.0).epsilon(1e-12));
  CHECK_FALSE(first_passage(constant, 11.0, 3.0));
  CHECK(*first_passage(constant, INFINITY, 3.0) == doctest::Approx(12.0).epsilon(1e-12));
  const RateAt growing = [](double t) { return 1e-30 * std::exp(t); };
  // e^t - 1 = 3e30
  CHECK(*first_passage(growing, 1e4, 3.0) == doctest::Approx(std::log(3e30)).epsilon(1e-9));
  CHECK(integrated_rate(growing, 60.0, 1.0) == doctest::Approx(1e-30 * std::expm1(60.0)).epsilon(1e-9));
}

TEST_CASE("clock: the passage of a rate that is neither, against fine quadrature, and in one step or in many") {
  const RateAt rate = [](double t) { return std::exp(-100.0 * std::pow(std::max(0.0, 1.0 - t), 1.5)); };
  const double whole = *first_passage(rate, 2.0, 0.05);
  double sum = 0.0;
  const int parts = 200000;
  for (int i = 0; i < parts; ++i) sum += rate(whole * (i + 0.5) / parts) * whole / parts;
  CHECK(sum == doctest::Approx(0.05).epsilon(1e-4));
  double hazard = 0.0, t = 0.0;
  for (;; t += 0.013) {
    const RateAt from = [&](double s) { return rate(t + s); };
    if (const auto last = first_passage(from, 0.013, 0.05 - hazard)) {
      CHECK(t + *last == doctest::Approx(whole).epsilon(1e-4));
      break;
    }
    hazard += integrated_rate(from, 0.013, 0.05);
  }
}

TEST_CASE("10 000 waiting times at a constant rate are exponential") {
  std::vector<double> times;
  for (std::uint64_t k = 0; k < 10000; ++k)
    times.push_back(*first_passage([](double) { return 2.0; }, INFINITY, drawn_hazard(3, k)));
  std::sort(times.begin(), times.end());
  double distance = 0.0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double expected = -std::expm1(-2.0 * times[i]);
    distance = std::max({distance, std::abs(expected - static_cast<double>(i) / 1e4),
                         std::abs(expected - static_cast<double>(i + 1) / 1e4)});
  }
  MESSAGE("Kolmogorov-Smirnov: sqrt(n) D = ", 100.0 * distance);
  CHECK(100.0 * distance < 1.63);  // exceeded by chance in 1 of 100 seeds
}

// Oracle: the mean and deviation of the law's own distribution (theory page, 7a), within three standard errors of 2000 draws.
TEST_CASE("the first event of a ramp: the clock's draws have the law's distribution, up to near its disordering") {
  const TestPillar pillar(wire(round_wire, ramp));
  const NucleationModel& law = *pillar.model().nucleation;
  std::vector<double> factors;
  for (std::size_t i = 0; i < 12; ++i) factors.push_back(schmid_factor(bcc_slip_systems()[i], {1, 1, 2}));
  const double schmid = *std::max_element(factors.begin(), factors.end()), modulus = 410.0, strain_rate = 1e-12;
  for (const double temperature : {300.0, 900.0}) {
    CAPTURE(temperature);
    const double sites = 5e4, per_time = modulus * strain_rate * schmid;
    const FirstEvent expected =
        first_event(law, NucleationPlace::surface, {sites, schmid, modulus, strain_rate, temperature}, factors);
    const RateAt rate = [&](double t) {
      double sum = 0.0;
      for (const double s : factors) sum += sites * law.rate(NucleationPlace::surface, t * per_time * s / schmid, temperature);
      return sum;
    };
    const int draws = 2000;
    double mean = 0.0, square = 0.0;
    for (std::uint64_t k = 0; k < draws; ++k) {
      const double shear = per_time * *first_passage(rate, 12.0 / per_time, drawn_hazard(11, k));
      mean += shear / draws;
      square += shear * shear / draws;
    }
    const double deviation = std::sqrt(square - mean * mean);
    MESSAGE(temperature, " K: mean ", mean, " (", expected.mean, "), deviation ", deviation, " (", expected.deviation, ") GPa");
    CHECK(std::abs(mean - expected.mean) < 3.0 * expected.deviation / std::sqrt(draws));
    CHECK(deviation == doctest::Approx(expected.deviation).epsilon(0.1));
  }
}

TEST_CASE("sites are drawn in proportion to their rates") {
  const TestPillar pillar(wire(round_wire, held, ", roughness: 0.02"));
  const std::vector<Matrix3> none(pillar.model().sites.sites().size(), Matrix3::Zero());
  std::vector<double> drawn(pillar.model().sites.sites().size(), 0.0), share(drawn.size(), 0.0);
  const double axial = -17.0, total = total_nucleation_rate(pillar.model(), pillar.state(), none, axial);
  for (std::size_t i = 0; i < share.size(); ++i)
    for (const LoopSystem& s : pillar.model().sites.systems()) {
      const NucleationSite& site = pillar.model().sites.sites()[i];
      if (!pillar.model().sites.allowed(site, s)) continue;
      const double shear = site.concentration * s.driving_shear(pillar.model().applied_stress(axial, site.x));
      share[i] += site.atoms * pillar.model().nucleation->rate(site.place, shear, 300.0) / total;
    }
  // Even steps in place of random numbers: each count is right to one.
  const int draws = 300;
  for (int k = 0; k < draws; ++k) drawn[draw_site(pillar.model(), pillar.state(), none, axial, (k + 0.5) / draws)->site] += 1.0;
  for (std::size_t i = 0; i < share.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(drawn[i] - draws * share[i]) < 1.0 + static_cast<double>(pillar.model().sites.systems().size()));
  }
}

TEST_CASE("the grid holds the whole surface, edges are sites of their own, and roughness follows the seed") {
  const TestPillar round(wire(round_wire, held)), square(wire(square_wire, held, ", edge_factor: 1.2"));
  const double b = round.lattice().burgers_magnitude();
  double atoms = 0.0, edges = 0.0;
  for (const NucleationSite& s : round.model().sites.sites()) atoms += s.atoms;
  CHECK(atoms == doctest::Approx(std::numbers::pi * 21.0 * 60.0 / (b * b)).epsilon(0.02));  // facets of 6 nm
  for (const NucleationSite& s : square.model().sites.sites())
    if (s.place == NucleationPlace::edge) {
      edges += s.atoms;
      CHECK(s.concentration == 1.2);
      CHECK(std::abs(std::abs(s.x.x()) - 10.0) + std::abs(std::abs(s.x.y()) - 10.0) < 1e-9);
    }
  CHECK(edges == doctest::Approx(4.0 * 60.0 / b).epsilon(1e-12));
}

// Oracle: geometry of the circle, the recount of the ledgers (1e-12), and the Peach-Koehler sense (it grows).
TEST_CASE("a loop that is put in closes the books, strains the pillar by its area and grows") {
  for (const std::string& shape : {round_wire, square_wire}) {
    CAPTURE(shape);
    TestPillar pillar(wire(shape, held));
    const std::vector<Event> events = first_events(pillar, 1, 3);
    REQUIRE(events.size() == 1);
    CHECK(pillar.state().nucleation.inserted == 1);
    CHECK(broken_invariants(pillar.network(), false, 1e-6).empty());
    const Audit audit = audit_ledger(pillar.state());
    CHECK(std::abs(audit.length) < 1e-12);
    CHECK(std::abs(audit.swept) < 1e-12);
    const Vector3 n = pillar.lattice().plane_normal(events[0].plane), s = pillar.lattice().direction(events[0].burgers);
    const double expected = -pillar.lattice().burgers_magnitude() * std::abs(s.z() * n.z()) * events[0].area /
                            pillar.model().boundary->volume();
    CHECK(pillar.state().load.plastic_strain.total() == doctest::Approx(expected).epsilon(1e-6));
    const double before = pillar.state().load.plastic_strain.total(), length = pillar.network().total_length();
    for (int k = 0; k < 5; ++k) pillar.step();
    CHECK(pillar.state().load.plastic_strain.total() < before);
    CHECK(pillar.network().total_length() > length);
  }
}

TEST_CASE("the half loop's area is that of the half circle, less the surface's curvature") {
  const TestPillar pillar(wire(square_wire, held));
  const NucleationSite site{{10.0, 0.0, 30.0}, Vector3::UnitX(), NucleationPlace::surface, 1.0, 1.0};
  for (const LoopSystem& system : pillar.model().sites.systems()) {
    const Matrix3 stress = pillar.model().applied_stress(-17.0, site.x);
    if (!pillar.model().sites.allowed(site, system) || system.driving_shear(stress) == 0.0) continue;
    const auto loop = loop_shape(pillar.model(), pillar.lattice(), site, system, stress, 1.6);
    REQUIRE(loop);
    const auto sides = static_cast<double>(loop->corners.size() - 1);
    const double area = 0.5 * 1.6 * 1.6 * sides * std::sin(std::numbers::pi / sides);
    const Vector3 swept = area_of_loop(*pillar.model().boundary, *loop, system.normal).area;
    CHECK(swept.norm() == doctest::Approx(area).epsilon(1e-9));
    // Positive work:  b . sigma . n dA > 0.
    CHECK(pillar.lattice().burgers(loop->burgers).dot(stress * swept) > 0.0);
  }
}

TEST_CASE("a loop near a line is not put in") {
  TestPillar pillar(wire(round_wire, held));
  first_events(pillar, 1, 3);
  const Vector3 x = pillar.network().nodes().front().x;
  LoopShape loop;
  loop.corners = {x + Vector3(0.1, 0, 0), x + Vector3(0.1, 1, 0), x + Vector3(0.1, 0, 1)};
  loop.centre = x;
  CHECK(near_lines(pillar.network(), loop, 0.28));
  loop.corners = {x + Vector3(0, 0, 59.9), x + Vector3(0, 1, 60), x + Vector3(0, 0, 61)};  // the copy one period up
  CHECK(near_lines(pillar.network(), loop, 0.28));
  loop.corners = {x + Vector3(0, 0, 30), x + Vector3(0, 1, 30), x + Vector3(0, 0, 31)};
  CHECK_FALSE(near_lines(pillar.network(), loop, 0.28));
}

// Oracle: (6a) of docs/theory/nucleation.md, int rate dt <= (rate_0 + rate_1) dt, of the sites out of the shadow at each end.
TEST_CASE("a line that leaves within the step takes its near field with it") {
  TestPillar pillar(wire(round_wire, held));
  Path path;
  path.burgers = {1, -1, 1};
  const Vector3 down = 10.0 * Vector3::UnitZ();  // beside the surface, along the axis
  for (int i = 0; i <= 2; ++i) {
    path.corners.push_back(Vector3(i == 1 ? 9.5 : 10.5, 0, 30) + (i - 1) * down);
    path.kinds.push_back(i == 1 ? NodeKind::free : NodeKind::surface);
    if (i > 0) path.legs.push_back({{0, 0, 0}, false});
  }
  pillar.add(path);
  pillar.begin();
  State& state = pillar.state();
  NucleationStep step(pillar.model(), state);
  const double before = total_nucleation_rate(pillar.model(), state, state.site_stress, state.load.stress);
  Edit edit(pillar.network());
  for (std::size_t s = 0; s < 2; ++s) edit.remove_segment(static_cast<Slot>(s), Cause::escape);
  edit.compact();
  state.dt = 1e-9;
  Timers timers;
  const auto integrator = make_trapezoid(timers);
  std::vector<Event> events;
  step.finish(*integrator, events);
  const double after = total_nucleation_rate(pillar.model(), state, state.site_stress, state.load.stress);
  CHECK(before > 0.0);
  CHECK(after > 0.0);
  CHECK(events.empty());
  CHECK(state.nucleation.hazard.total() <= (before + after) * state.dt * (1.0 + 1e-6));
}

TEST_CASE("a perfect wire at a laboratory rate reaches its nucleation stress in a few steps") {
  TestPillar pillar(wire(round_wire, ramp));
  const std::vector<Event> events = first_events(pillar, 1, 20);
  REQUIRE(events.size() == 1);
  CHECK(events[0].step < 5);
  // Calibrated to 7.2 GPa: S = 0.408; the waiting scatters by kT/Omega = 0.05 GPa.
  CHECK(events[0].time * 1e-12 * pillar.model().axial_modulus * 0.408 == doctest::Approx(7.2).epsilon(0.03));
}

TEST_CASE("the same loops on 1, 2 and 4 threads") {
  std::vector<Event> first;
  for (const int threads : {1, 2, 4}) {
    omp_set_num_threads(threads);
    TestPillar pillar(wire(round_wire, near_ideal));
    const std::vector<Event> events = first_events(pillar, 3, 200);
    REQUIRE(events.size() == 3);
    if (threads == 1) first = events;
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(events[i].time == first[i].time);
      CHECK(events[i].x == first[i].x);
      CHECK(events[i].burgers == first[i].burgers);
    }
  }
  omp_set_num_threads(2);
}

// The step tolerance moves the lines, not the draws.
TEST_CASE("half the step tolerance: the same sites and systems, times within 1 %") {
  TestPillar coarse(wire(round_wire, near_ideal)), fine(wire(round_wire, near_ideal), {"numerics.tolerance=0.025 nm"});
  const std::vector<Event> a = first_events(coarse, 3, 200), b = first_events(fine, 3, 400);
  REQUIRE(a.size() == 3);
  REQUIRE(b.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(a[i].x == b[i].x);
    CHECK(a[i].plane == b[i].plane);
    CHECK(a[i].time == doctest::Approx(b[i].time).epsilon(0.01));
  }
}

// Oracle: geometry. Along [001] all {112} share S = 0.4714 in tension (twinning sense), half that in compression.
TEST_CASE("limits: twinning is easier under tension along [001] than under compression") {
  const Lattice lattice({0, 0, 1}, {1, 0, 0}, 0.3165);
  Matrix3 sigma = Matrix3::Zero();
  sigma(2, 2) = 10.0;
  const LimitShears tension = limit_shears(lattice, sigma), compression = limit_shears(lattice, -sigma);
  CHECK(tension.twinning == doctest::Approx(10.0 * std::sqrt(2.0) / 3.0).epsilon(1e-12));
  CHECK(compression.twinning == doctest::Approx(10.0 * std::sqrt(2.0) / 6.0).epsilon(1e-12));
  CHECK(tension.largest == doctest::Approx(5.0).epsilon(1e-12));
  CHECK(compression.largest == doctest::Approx(5.0).epsilon(1e-12));
}
