#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "ddd/base/random.hpp"
#include "ddd/base/simd.hpp"
#include "ddd/elasticity/far_basis.hpp"
#include "ddd/elasticity/far_expansion.hpp"
#include "ddd/elasticity/far_sources.hpp"
#include "ddd/elasticity/far_spherical.hpp"
#include "ddd/elasticity/far_translation.hpp"

using namespace pillardd;

// The oracle of all: the same sources by the point kernel (eq. 3), which knows nothing of expansions. Scale: the
// largest component of the stress there.
namespace {

/// Sixteen sources in a box about their own centre, sixteen points in a box about theirs.
struct Scene {
  AlignedVector<PointSource> sources;
  AlignedVector<float> points;
  double core = 0.0;

  explicit Scene(double half) : sources(16, PointSource{}), points(point_rows * block_points) {
    const RandomStream random(3, RandomPurpose::loops, 1);
    std::uint64_t draw = 0;
    const auto uniform = [&] { return static_cast<float>(2.0 * random.uniform(draw++) - 1.0); };
    const auto extent = static_cast<float>(half);
    for (PointSource& s : sources) {
      for (float& u : s.u) u = uniform();
      for (float& q : s.q) q = uniform();
      // u is the vector of q's antisymmetric part and the differences on its diagonal add up to zero: eq. 2, 3.
      s.u[0] = 1.5F * (s.q[3] - s.q[4]);
      s.u[1] = 1.5F * (s.q[5] - s.q[0]);
      s.u[2] = 1.5F * (s.q[1] - s.q[2]);
      s.q[8] = -s.q[6] - s.q[7];
      for (float& x : s.x) x = extent * uniform();
    }
    for (float& x : points) x = extent * uniform();
  }
};

using Stress = std::array<float, stress_rows * block_points>;

/// Sources' centre at `shift` from the points' [nm].
Stress by_points(const Scene& scene, const Vector3& shift) {
  alignas(64) Stress out{};
  const SourceRun run = run_of(scene.sources.data(), scene.sources.size(), shift);
  add_point_stress(scene.points.data(), 1, {&run, 1}, static_cast<float>(scene.core * scene.core), out.data());
  return out;
}

/// The same by moments about a centre `off` from the sources' and a field about one `off` from the points'.
Stress by_expansion(const Scene& scene, const Vector3& shift, const Vector3& off, std::size_t total) {
  const double unit = 4.0;
  const std::size_t degree = moment_degree(total), of_field = field_degree(total);
  const ExpansionScale scale{static_cast<float>(1.0 / unit),
                             static_cast<float>(scene.core * scene.core / (unit * unit)), -1.5F};
  const Vector3 origin(1.0, -2.0, 0.5);  // of S, from the points' centre
  AlignedVector<float> near(expansion_size(degree), 0.0F), moments(near);
  AlignedVector<float> turned(expansion_size(of_field), 0.0F), field(turned), own(turned);
  add_source_moments(run_of(scene.sources.data(), scene.sources.size(), Vector3::Zero()),
                     in_floats(shift - origin).data(), scale, degree, near.data());
  add_core_moments(scale, degree, near.data());
  shift_moments(near.data(), in_floats(-off / unit).data(), degree, moments.data());
  const SphericalMoments made =
      to_spherical(degree, in_floats((shift + off - origin) / unit).data(), scale.u_factor, moments.data());
  const std::array<float, 3> apart = in_floats(shift / unit);  // both centres are off by the same
  const MomentRun run{moments.data(), turned.data(), {apart[0], apart[1], apart[2]},
                      made.charge,    0.0F,          static_cast<std::uint32_t>(total)};
  add_moment_fields({&run, 1}, of_field);
  add_spherical(turned.data(), of_field, field.data());
  shift_field(field.data(), in_floats(-off / unit).data(), of_field, own.data());
  alignas(64) Stress out{};
  const FieldPoints block{scene.points.data(), {}, out.data()};
  add_field_stress(own.data(), in_floats(-origin / unit).data(), scale, of_field, {&block, 1});
  return out;
}

double error(const Stress& found, const Stress& exact) {
  float worst = 0.0F, largest = 0.0F;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    worst = std::max(worst, std::abs(found[i] - exact[i]));
    largest = std::max(largest, std::abs(exact[i]));
  }
  return worst / largest;
}

const std::array<Vector3, 4> ways{Vector3(12.0, 0.0, 0.0), Vector3(0.0, 0.0, 12.0), Vector3(-5.0, 8.0, 7.4),
                                  Vector3(7.0, 7.0, -7.0)};

}  // namespace

TEST_CASE("far expansion: every degree takes off its share of the error, on every target") {
  const Scene scene(1.0);
  for (const std::string& target : simd_targets()) {
    use_simd_target(target);
    for (const Vector3& way : ways) {
      const Stress exact = by_points(scene, way);
      double before = 1.0;
      for (std::size_t degree = 4; degree <= most_degree; degree += 2) {
        CAPTURE(target);
        CAPTURE(degree);
        const double now = error(by_expansion(scene, way, Vector3::Zero(), degree), exact);
        CHECK(now < std::max(0.2 * before, 3e-6));  // radii are 0.29 of the distance at most
        before = now;
      }
    }
  }
  use_simd_target(simd_targets().front());
}

// About centres moved by 0.61 of the radii the expansions' own error grows: in half the radii none of it is left.
TEST_CASE("far expansion: moments and fields move to other centres") {
  const Scene scene(0.5);
  for (const Vector3& way : ways) {
    const Stress exact = by_points(scene, way);
    CHECK(error(by_expansion(scene, way, Vector3(0.35, -0.2, 0.45), most_degree), exact) < 5e-6);
  }
}

TEST_CASE("far expansion: the core, to its square") {
  Scene scene(0.3);
  const Vector3 way = ways[2];
  const Stress sharp = by_points(scene, way);
  for (const double core : {0.5, 1.0}) {
    scene.core = core;
    const double ratio = std::pow(core / way.norm(), 4.0);
    const Stress exact = by_points(scene, way);
    CHECK(error(sharp, exact) > 20.0 * ratio);  // what the core does at all
    CHECK(error(by_expansion(scene, way, Vector3::Zero(), 10), exact) < 7.5 * ratio + 3e-6);
  }
}

// Rows of a turn are orthonormal; the factors are in single precision.
TEST_CASE("far expansion: turns") {
  for (std::size_t l = 1; l <= most_field; ++l)
    for (const bool sines : {false, true})
      for (const double theta : {0.4, 1.9, -3.1}) {
        CAPTURE(l);
        const std::size_t low = sines ? 1 : 0, rows = orders(l, most_degree) + 1 - low, width = l + 1 - low;
        const std::size_t count = turn_count(l, sines);
        std::vector<double> d(rows * width, 0.0);
        for (std::size_t k = 0; k < d.size() * count; ++k) {
          const std::size_t m = k / count / width, c = k / count % width;
          const double phase = static_cast<double>(turn_first(l, sines) + 2 * (k % count)) * theta;
          d[k / count] += turn_factors(l, sines)[k] * ((m + c) % 2 == 0 ? std::cos(phase) : std::sin(phase));
        }
        for (std::size_t m = 0; m < rows; ++m)
          for (std::size_t n = 0; n < rows; ++n) {
            double sum = 0.0;
            for (std::size_t c = 0; c < width; ++c) sum += d[m * width + c] * d[n * width + c];
            CHECK(sum == doctest::Approx(m == n ? 1.0 : 0.0).epsilon(2e-6).scale(1.0));
          }
      }
}

TEST_CASE("far expansion: terms of shifts") {
  for (const ShiftTable* table : {&moment_shifts(), &field_shifts()}) {
    CHECK(table->first.size() == harmonics(most_degree) + 1);
    for (const ShiftTerm& t : table->terms) {
      CHECK(t.source < harmonics(most_degree));
      CHECK(t.factor < 2 * harmonics(most_degree));
    }
  }
}
