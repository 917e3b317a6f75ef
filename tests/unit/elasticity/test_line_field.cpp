// Forces of many lines on many short segments. Oracle: pairs in closed form where they are near, else five Gauss points
// of closed forms, one line and one copy at a time; of what falls as 1/|z| the sums to 40 and 80 copies, extrapolated.
// Scale: the root mean square of the forces.
#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "ddd/elasticity/followed_field.hpp"
#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/line_field.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

using Ends = std::array<Vector3, 2>;

const ElasticConstants elastic{120.0, 0.28, 0.3};
constexpr double radius = 100.0, height = 600.0, ray = 200.0 * radius, near_ratio = 2.0;

Vector3 place(Draws& draw) {
  const double r = 0.85 * radius * std::sqrt(draw.uniform()), angle = 2.0 * std::numbers::pi * draw.uniform();
  return {r * std::cos(angle), r * std::sin(angle), height * draw.uniform()};
}

std::vector<StraightSegment> short_segments(std::size_t count) {
  Draws draw(3);
  std::vector<StraightSegment> out;
  for (std::size_t i = 0; i < count; ++i) {
    const Vector3 x = place(draw), half = (2.0 + 4.0 * draw.uniform()) * draw.direction();
    out.push_back({x - half, x + half, 0.27 * draw.direction()});
  }
  return out;
}

/// As many half lines that leave the cylinder as segments across it.
std::vector<ActingLine> lines(std::size_t count) {
  Draws draw(8);
  std::vector<ActingLine> out;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = 2.0 * std::numbers::pi * draw.uniform();
    const Vector3 n(std::cos(angle), std::sin(angle), 0.0);
    out.push_back({radius * n + Vector3(0.0, 0.0, height * draw.uniform()), n, 0.27 * draw.direction()});
    const Vector3 a = place(draw), b = place(draw);
    const double length = std::min((b - a).norm(), 80.0);
    out.push_back({a, (b - a).normalized(), 0.27 * draw.direction(), length});
  }
  return out;
}

Vector3 up(double z) {
  return {0.0, 0.0, z};
}

Matrix3 stress_of(const ActingLine& line, const Vector3& x, double z) {
  const Vector3 from = line.origin + up(z);
  if (line.is_half()) return half_line_stress(x, from, line.direction, line.burgers, elastic);
  return segment_stress(x, {from, from + line.length * line.direction, line.burgers}, elastic);
}

Ends by_gauss(const StraightSegment& on, const ActingLine& line, double z) {
  static constexpr detail::GaussRule<5> rule;
  Ends out{Vector3::Zero(), Vector3::Zero()};
  for (std::size_t g = 0; g < rule.node.size(); ++g) {
    const double at = 0.5 * (1.0 + rule.node[g]);
    const Vector3 f =
        0.5 * rule.weight[g] * (stress_of(line, on.a + at * (on.b - on.a), z) * on.burgers).cross(on.b - on.a);
    out[0] += (1.0 - at) * f;
    out[1] += at * f;
  }
  return out;
}

Ends by_pair(const StraightSegment& on, const ActingLine& line, double z) {
  const Vector3 from = line.origin + up(z), to = from + (line.is_half() ? ray : line.length) * line.direction;
  const PairForces f = pair_forces(on, {from, to, line.burgers}, elastic);
  if (!line.is_half()) return {f.a1, f.b1};
  const Matrix3 rest = half_line_stress(0.5 * (on.a + on.b), to, line.direction, line.burgers, elastic);
  const Vector3 more = 0.5 * (rest * on.burgers).cross(on.b - on.a);
  return {f.a1 + more, f.b1 + more};
}

bool is_near(const StraightSegment& on, const ActingLine& line, double z) {
  const Vector3 d = 0.5 * (on.a + on.b) - line.origin - up(z);
  return (d - std::clamp(d.dot(line.direction), 0.0, line.length) * line.direction).norm() <
         near_ratio * (on.b - on.a).norm();
}

/// Stress of the copies from the third to the last, and of all without what is uniform in them.
Matrix3 far_copies(const Vector3& x, const ActingLine& line, int last) {
  const ElasticConstants sharp{elastic.shear, elastic.poisson, 0.0};
  Matrix3 sum = Matrix3::Zero();
  for (int k = 1; k <= last; ++k)
    for (const double way : {1.0, -1.0}) {
      if (k > 2) sum += stress_of(line, x, way * k * height);
      if (line.is_half())
        sum -= half_line_stress(-way * Vector3::UnitZ(), Vector3::Zero(), line.direction, line.burgers, sharp) /
               (k * height);
    }
  return sum;
}

/// What is left falls as the rest of sum 1/k^2 beyond K, 1/(K + 1/2) to its third power.
Matrix3 all_far_copies(const Vector3& x, const ActingLine& line) {
  const Matrix3 to_40 = far_copies(x, line, 40), to_80 = far_copies(x, line, 80);
  return to_80 + (to_80 - to_40) / (80.5 / 40.5 - 1.0);
}

std::vector<Ends> expected(const std::vector<StraightSegment>& on, const std::vector<ActingLine>& from, double period) {
  std::vector<Ends> out;
  for (const StraightSegment& s : on) {
    Ends sum{Vector3::Zero(), Vector3::Zero()};
    for (const ActingLine& line : from) {
      for (int k = period > 0.0 ? -2 : 0; k <= (period > 0.0 ? 2 : 0); ++k) {
        const Ends f = is_near(s, line, k * height) ? by_pair(s, line, k * height) : by_gauss(s, line, k * height);
        for (std::size_t e = 0; e < 2; ++e) sum[e] += f[e];
      }
      if (period <= 0.0) continue;
      static constexpr detail::GaussRule<2> rule;
      for (std::size_t g = 0; g < rule.node.size(); ++g) {
        const double at = 0.5 * (1.0 + rule.node[g]);
        const Vector3 line_vector = s.b - s.a;
        const Vector3 f = 0.5 * (all_far_copies(s.a + at * line_vector, line) * s.burgers).cross(line_vector);
        sum[0] += (1.0 - at) * f;
        sum[1] += at * f;
      }
    }
    out.push_back(sum);
  }
  return out;
}

LineFieldSettings settings(double period, double tolerance, bool keep = false) {
  return {elastic, period, tolerance, ray, keep};
}

std::vector<Ends> forces(LineField& field, const std::vector<StraightSegment>& on, const std::vector<ActingLine>& from,
                         const LineFieldSettings& how) {
  std::vector<Ends> out(on.size(), {Vector3::Zero(), Vector3::Zero()});
  field.add_forces(on, from, how, out);
  return out;
}

double rms(const std::vector<Ends>& f) {
  double sum = 0.0;
  for (const Ends& e : f) sum += (e[0] + e[1]).squaredNorm();
  return std::sqrt(sum / static_cast<double>(f.size()));
}

double largest_difference(const std::vector<Ends>& f, const std::vector<Ends>& g) {
  double worst = 0.0;
  for (std::size_t i = 0; i < f.size(); ++i)
    for (std::size_t e = 0; e < 2; ++e) worst = std::max(worst, (f[i][e] - g[i][e]).norm());
  return worst;
}

}  // namespace

TEST_CASE("forces of lines that act only are within the tolerance of closed forms") {
  const std::vector<StraightSegment> on = short_segments(330);
  const std::vector<ActingLine> from = lines(12);
  for (const double period : {0.0, height}) {
    const std::vector<Ends> exact = expected(on, from, period);
    for (const double tolerance : {1e-3, 1e-4, 1e-5}) {
      if (period > 0.0 && tolerance < 1e-4) continue;  // the oracle's sum over copies is good to 1e-5
      LineField field;
      const double error = largest_difference(forces(field, on, from, settings(period, tolerance)), exact) / rms(exact);
      MESSAGE("period ", period, ", tolerance ", tolerance, ": largest error ", error);
      CHECK(error < tolerance);
    }
  }
}

// Oracle: the field with all copies where they are; scale: the rms force. A period away a shift of 1 nm of the lines
// changes little.
TEST_CASE("copies two periods away and more are those of the last sum where they are kept") {
  const std::vector<StraightSegment> on = short_segments(100);
  std::vector<ActingLine> from = lines(10);
  LineField field, other;
  const std::vector<Ends> before = forces(field, on, from, settings(height, 1e-4));
  CHECK(largest_difference(forces(field, on, from, settings(height, 1e-4, true)), before) == 0.0);
  for (ActingLine& line : from) line.origin += up(1.0);
  const std::vector<Ends> kept = forces(field, on, from, settings(height, 1e-4, true)),
                          anew = forces(other, on, from, settings(height, 1e-4));
  CHECK(largest_difference(kept, anew) > 0.0);
  CHECK(largest_difference(kept, anew) < 2e-3 * rms(anew));
}

TEST_CASE("lines that act only: the same bits on 1, 2 and 4 threads") {
  const std::vector<StraightSegment> on = short_segments(700);
  const std::vector<ActingLine> from = lines(60);
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  LineField one;
  const std::vector<Ends> expected = forces(one, on, from, settings(height, 1e-4));
  for (const int count : {2, 4}) {
    omp_set_num_threads(count);
    LineField more;
    const std::vector<Ends> got = forces(more, on, from, settings(height, 1e-4));
    CHECK(std::memcmp(got.data(), expected.data(), got.size() * sizeof(Ends)) == 0);
  }
  omp_set_num_threads(threads);
}

namespace {

/// Segments and what acts on them: themselves, then lines that act only.
struct Moving {
  std::vector<StraightSegment> on;
  std::vector<ActingLine> lines;

  explicit Moving(std::size_t segments, std::size_t others) : on(short_segments(segments)) {
    for (const StraightSegment& s : on) lines.push_back({s.a, (s.b - s.a).normalized(), s.burgers, (s.b - s.a).norm()});
    for (const ActingLine& line : ::lines(others)) lines.push_back(line);
  }
  /// Each segment by up to 2 nm; its ends apart by up to `turn`.
  void move(double turn) {
    Draws draw(21);
    for (std::size_t i = 0; i < on.size(); ++i) {
      StraightSegment& s = on[i];
      const Vector3 way = 1.5 * draw.uniform() * draw.direction();
      s.a += way + 0.5 * turn * draw.uniform() * draw.direction();
      s.b += way + 0.5 * turn * draw.uniform() * draw.direction();
      lines[i] = {s.a, (s.b - s.a).normalized(), s.burgers, (s.b - s.a).norm()};
    }
  }
};

/// What comes nearer than 20 nm to a segment, in the copy that does.
std::vector<LeftOut> near_ones(const Moving& all, double period) {
  std::vector<LeftOut> out;
  for (std::uint32_t i = 0; i < all.on.size(); ++i)
    for (std::uint32_t l = 0; l < all.lines.size(); ++l)
      for (int k = period > 0.0 ? -1 : 0; k <= (period > 0.0 ? 1 : 0); ++k) {
        const ActingLine& line = all.lines[l];
        const Vector3 d = 0.5 * (all.on[i].a + all.on[i].b) - line.origin - up(k * period);
        if ((d - std::clamp(d.dot(line.direction), 0.0, line.length) * line.direction).norm() < 25.0)
          out.push_back({i, l, k});
      }
  return out;
}

std::vector<Ends> one_by_one(const Moving& all, const std::vector<LeftOut>& left_out, double period, int copies) {
  std::vector<Ends> out;
  for (std::uint32_t i = 0; i < all.on.size(); ++i) {
    Ends sum{Vector3::Zero(), Vector3::Zero()};
    for (std::uint32_t l = 0; l < all.lines.size(); ++l)
      for (int k = -copies; k <= copies; ++k) {
        if (std::any_of(left_out.begin(), left_out.end(),
                        [&](const LeftOut& p) { return p.on == i && p.line == l && p.copy == k; }))
          continue;
        const Ends f = by_gauss(all.on[i], all.lines[l], k * period);
        for (std::size_t e = 0; e < 2; ++e) sum[e] += f[e];
      }
    out.push_back(sum);
  }
  return out;
}

std::vector<Ends> less(std::vector<Ends> f, const std::vector<Ends>& g) {
  for (std::size_t i = 0; i < f.size(); ++i)
    for (std::size_t e = 0; e < 2; ++e) f[i][e] -= g[i][e];
  return f;
}

std::vector<Ends> followed(FollowedField& field, const Moving& at, std::vector<Matrix3>& stress) {
  std::vector<Ends> out(at.on.size());
  field.evaluate(at.on, at.lines, out, stress);
  return out;
}

}  // namespace

// Oracle: closed forms at five Gauss points, with two copies on either side. Scale: the rms change of a force, and of
// the stress. Segments go up to 2 nm; with copies they do not turn: the force of those left out turns with them.
TEST_CASE("a followed field tells what motion changes") {
  for (const double period : {0.0, height}) {
    Moving all(60, 6);
    const std::vector<LeftOut> left_out = near_ones(all, period);
    REQUIRE(left_out.size() > all.on.size());
    FollowedField field;
    field.list(all.on, all.lines, left_out, {elastic, period, true});
    const int copies = period > 0.0 ? 2 : 0;
    std::vector<Matrix3> stress_before(all.on.size()), stress_after(all.on.size());
    const auto stress_at = [&](std::vector<Matrix3> out) {
      for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].setZero();
        for (const ActingLine& line : all.lines)
          for (int k = -copies; k <= copies; ++k)
            out[i] += stress_of(line, 0.5 * (all.on[i].a + all.on[i].b), k * period);
      }
      return out;
    };
    const std::vector<Ends> before = followed(field, all, stress_before),
                            exact_before = one_by_one(all, left_out, period, copies);
    const std::vector<Matrix3> exact_stress_before = stress_at(stress_before);
    all.move(period > 0.0 ? 0.0 : 1.0);
    const std::vector<Ends> after = followed(field, all, stress_after),
                            exact_after = one_by_one(all, left_out, period, copies);
    const std::vector<Matrix3> exact_stress_after = stress_at(stress_after);
    const std::vector<Ends> change = less(exact_after, exact_before);
    const double error = rms(less(less(after, before), change)) / rms(change);
    double wrong = 0.0, all_of_it = 0.0;
    for (std::size_t i = 0; i < all.on.size(); ++i) {
      const Matrix3 exact = exact_stress_after[i] - exact_stress_before[i];
      wrong += (stress_after[i] - stress_before[i] - exact).squaredNorm();
      all_of_it += exact.squaredNorm();
    }
    MESSAGE("period ", period, ": error of the change of forces ", error, ", of the stress ",
            std::sqrt(wrong / all_of_it));
    CHECK(error < 0.02);
    CHECK(std::sqrt(wrong / all_of_it) < 0.02);
  }
}

TEST_CASE("a followed field: the same bits on 1, 2 and 4 threads") {
  const int threads = omp_get_max_threads();
  const Moving all(700, 60);
  std::vector<Matrix3> none;
  std::vector<Ends> expected;
  for (const int count : {1, 2, 4}) {
    omp_set_num_threads(count);
    FollowedField field;
    field.list(all.on, all.lines, {}, {elastic, height, false});
    const std::vector<Ends> here = followed(field, all, none);
    if (expected.empty()) expected = here;
    CHECK(std::memcmp(here.data(), expected.data(), here.size() * sizeof(Ends)) == 0);
  }
  omp_set_num_threads(threads);
}
