// Stress of many sources at many points. Oracles: the closed forms, one source, one point and one copy at a time; sums
// of 300 copies on either side for what is periodic. Scale: the root mean square of the stress at the points.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "ddd/elasticity/half_space_slabs.hpp"
#include "ddd/elasticity/point_stress.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

const ElasticConstants elastic{120.0, 0.28, 1.0};
constexpr double radius = 100.0, period = 600.0;

/// Anywhere in a cylinder less `margin` deep.
Vector3 place(Draws& draw, double margin) {
  const double r = (radius - margin) * std::sqrt(draw.uniform()), angle = 2.0 * std::numbers::pi * draw.uniform();
  return {r * std::cos(angle), r * std::sin(angle), period * draw.uniform()};
}

std::vector<StraightSegment> loops(int count, unsigned seed) {
  std::vector<StraightSegment> out;
  for (int l = 0; l < count; ++l) {
    Draws draw(seed + static_cast<unsigned>(l));
    const Vector3 center = place(draw, 25.0), n = draw.direction(), u = n.unitOrthogonal(), v = n.cross(u);
    const Vector3 b = 0.27 * draw.direction();
    const auto corner = [&](int k) {
      const double angle = 2.0 * std::numbers::pi * k / 12;
      return Vector3(center + 20.0 * (std::cos(angle) * u + std::sin(angle) * v));
    };
    for (int k = 0; k < 12; ++k) out.push_back({corner(k), corner(k + 1), b});
  }
  return out;
}

std::vector<Vector3> points(int count, double margin, unsigned seed) {
  Draws draw(seed);
  std::vector<Vector3> out;
  for (int i = 0; i < count; ++i) out.push_back(place(draw, margin));
  for (int i = 0; i < count; ++i) {
    const double angle = 2.0 * std::numbers::pi * draw.uniform();
    out.push_back({radius * std::cos(angle), radius * std::sin(angle), period * draw.uniform()});
  }
  return out;
}

struct Error {
  double worst, rms;
};
Error compare(const std::vector<Matrix3>& got, const std::vector<Matrix3>& expected) {
  double squares = 0.0, errors = 0.0, worst = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    squares += expected[i].squaredNorm();
    errors += (got[i] - expected[i]).squaredNorm();
    worst = std::max(worst, (got[i] - expected[i]).norm());
  }
  const double n = static_cast<double>(got.size()), rms = std::sqrt(squares / n);
  return {worst / rms, std::sqrt(errors / n) / rms};
}

template <class Stress>
std::vector<Matrix3> each(const std::vector<Vector3>& points, const Stress& stress) {
  std::vector<Matrix3> out;
  for (const Vector3& x : points) out.push_back(stress(x));
  return out;
}

Vector3 up(double z) {
  return {0.0, 0.0, z};
}

}  // namespace

TEST_CASE("segments without a period: a thousandth of the stress, and less for a tighter tolerance") {
  const std::vector<StraightSegment> lines = loops(20, 10);
  const std::vector<Vector3> at = points(120, 0.0, 1);
  const std::vector<Matrix3> expected = each(at, [&](const Vector3& x) {
    Matrix3 sum = Matrix3::Zero();
    for (const StraightSegment& s : lines) sum += segment_stress(x, s, elastic);
    return sum;
  });
  double before = 1.0;
  for (const double tolerance : {1e-3, 1e-4, 1e-5}) {
    PointStress sum(at, 0.0, elastic);
    sum.add_segments(lines, tolerance);
    std::vector<Matrix3> got(at.size(), Matrix3::Zero());
    sum.add_to(got);
    const Error e = compare(got, expected);
    MESSAGE("tolerance ", tolerance, ": rms ", e.rms, ", worst ", e.worst);
    CHECK(e.worst < 5.0 * tolerance);
    CHECK(e.rms < 0.6 * before);
    before = e.rms;
  }
}

TEST_CASE("loops with all their copies, against 300 copies on either side") {
  const std::vector<StraightSegment> lines = loops(4, 20);
  const std::vector<Vector3> at = points(20, 0.0, 2);
  const std::vector<Matrix3> expected = each(at, [&](const Vector3& x) {
    Matrix3 sum = Matrix3::Zero();
    for (const StraightSegment& s : lines)
      for (int k = -300; k <= 300; ++k) sum += segment_stress(x - up(k * period), s, elastic);
    return sum;
  });
  PointStress sum(at, period, elastic);
  sum.add_segments(lines, 1e-4);
  std::vector<Matrix3> got(at.size(), Matrix3::Zero());
  sum.add_to(got);
  const Error e = compare(got, expected);
  MESSAGE("rms ", e.rms, ", worst ", e.worst);
  CHECK(e.worst < 5e-4);
}

TEST_CASE("points of a cylinder: what is far from a patch acts on its nodes, in any order the same points") {
  const int around = 32, along = 48;
  const CylinderPatches patches(radius, period, around, along);
  std::vector<Vector3> at;
  for (int j = 0; j < along; ++j)
    for (int i = 0; i < around; ++i) {
      const double angle = 2.0 * std::numbers::pi * i / around;
      at.push_back({radius * std::cos(angle), radius * std::sin(angle), period * j / along});
    }
  REQUIRE(patches.size() == at.size());
  const std::vector<StraightSegment> lines = loops(12, 60);
  const std::vector<HalfLine> rays{{{radius, 0.0, 130.0}, Vector3::UnitX(), {0.1, 0.2, 0.1}},
                                   {{0.0, -radius, 410.0}, -Vector3::UnitY(), {-0.2, 0.1, 0.1}}};
  const auto summed = [&](PointStress&& sum, double tolerance) {
    sum.add_segments(lines, tolerance);
    sum.add_half_lines(rays, tolerance);
    std::vector<Matrix3> out(at.size(), Matrix3::Zero());
    sum.add_to(out);
    return out;
  };
  const std::vector<Matrix3> expected = summed(PointStress(at, period, elastic), 1e-5);
  for (const double tolerance : {1e-3, 1e-4}) {
    const Error e = compare(summed(PointStress(patches, period, elastic), tolerance), expected);
    const Error plain = compare(summed(PointStress(at, period, elastic), tolerance), expected);
    MESSAGE("tolerance ", tolerance, ": rms ", e.rms, ", worst ", e.worst, "; point by point ", plain.rms);
    CHECK(e.rms < 1.3 * plain.rms);
    CHECK(e.rms < 1.5 * tolerance);
    CHECK(e.worst < 8.0 * tolerance);
  }
}

TEST_CASE("half lines and ends on free planes with all their copies, less the uniform part of each") {
  struct End {
    Vector3 origin, normal, burgers;
  };
  std::vector<End> ends;
  for (unsigned k = 0; k < 3; ++k) {
    Draws draw(k);
    const double angle = 6.28 * draw.uniform();
    const Vector3 normal(std::cos(angle), std::sin(angle), 0.0);
    ends.push_back({radius * normal + up(period * draw.uniform()), normal, 0.27 * draw.direction()});
  }
  const std::vector<Vector3> at = points(20, 0.0, 3);
  PointStress lines(at, period, elastic), single(at, period, elastic), image(at, period, elastic);
  HalfSpaceField field(elastic);
  std::vector<HalfLine> rays;
  for (const End& e : ends) {
    rays.push_back({e.origin, e.normal, e.burgers});
    field.add_exit(e.burgers, {e.origin, e.normal});
  }
  lines.add_half_lines(rays);
  single.add_half_lines(rays, 1e-4);
  image.add_half_spaces(field);
  std::vector<Matrix3> got_lines(at.size(), Matrix3::Zero()), got_image = got_lines, got_single = got_lines;
  lines.add_to(got_lines);
  single.add_to(got_single);
  image.add_to(got_image);
  const ElasticConstants sharp{elastic.shear, elastic.poisson, 0.0};
  const auto periodic = [&](const auto& stress, const auto& at_one) {
    return each(at, [&](const Vector3& x) {
      Matrix3 sum = Matrix3::Zero();
      for (const End& e : ends) {
        const double nearest = period * std::round((x - e.origin).z() / period);
        sum += stress(e, x - up(nearest));
        for (int k = 1; k <= 300; ++k)
          for (const double way : {1.0, -1.0})
            sum += stress(e, x - up(nearest + way * k * period)) - at_one(e, -way) / (k * period);
      }
      return sum;
    });
  };
  const Error e_lines = compare(
      got_lines, periodic([&](const End& e,
                              const Vector3& x) { return half_line_stress(x, e.origin, e.normal, e.burgers, elastic); },
                          [&](const End& e, double z) {
                            return half_line_stress(up(z), Vector3::Zero(), e.normal, e.burgers, sharp);
                          }));
  const Error e_image =
      compare(got_image, periodic(
                             [&](const End& e, const Vector3& x) {
                               return HalfSpaceExit(e.burgers, {e.origin, e.normal}, elastic).stress(x);
                             },
                             [&](const End& e, double z) {
                               return HalfSpaceExit(e.burgers, {Vector3::Zero(), e.normal}, sharp).stress(up(z));
                             }));
  MESSAGE("half lines: rms ", e_lines.rms, ", worst ", e_lines.worst);
  MESSAGE("ends: rms ", e_image.rms, ", worst ", e_image.worst);
  CHECK(e_lines.worst < 2e-3);
  const Error e_single = compare(got_single, got_lines);
  MESSAGE("half lines in single precision: rms ", e_single.rms, ", worst ", e_single.worst);
  CHECK(e_single.worst < 1e-5);
  CHECK(e_image.worst < 2e-3);
}

TEST_CASE("segments near free planes, against the integral of each") {
  HalfSpaceField field(elastic);
  std::vector<HalfSpaceSegment> exact;
  for (unsigned k = 0; k < 60; ++k) {
    Draws draw(100 + k);
    const double angle = 6.28 * draw.uniform();
    const Vector3 normal(std::cos(angle), std::sin(angle), 0.0);
    const FreePlane plane{radius * normal, normal};
    const Vector3 a = (radius - 20.0 * draw.uniform()) * normal + up(period * draw.uniform());
    const StraightSegment s{a, a - 10.0 * normal + 10.0 * draw.direction(), 0.27 * draw.direction()};
    const double raised = k % 2 == 0 ? 0.0 : 5.0 * draw.uniform();
    field.add(s, plane, 0.0, raised);
    exact.push_back(HalfSpaceSegment(s, plane, elastic, raised));
  }
  const std::vector<Vector3> at = points(200, 0.0, 5);
  const std::vector<Matrix3> expected = each(at, [&](const Vector3& x) {
    Matrix3 sum = Matrix3::Zero();
    for (const HalfSpaceSegment& s : exact) sum += s.stress(x);
    return sum;
  });
  PointStress sum(at, 0.0, elastic);
  sum.add_half_spaces(field);
  std::vector<Matrix3> got(at.size(), Matrix3::Zero());
  sum.add_to(got);
  const Error e = compare(got, expected);
  MESSAGE("rms ", e.rms, ", worst ", e.worst);
  CHECK(e.worst < 1e-3);
  CHECK(e.rms < 1e-4);
}

TEST_CASE("what a bent surface adds at ends, against the plain version") {
  HalfSpaceField field(elastic), flat(elastic);
  const ExitCurvature curvature(elastic);
  struct Bent {
    CurvatureAmplitudes amplitudes;
    Matrix3 frame;
    Vector3 origin;
  };
  std::vector<Bent> ends;
  for (unsigned k = 0; k < 20; ++k) {
    Draws draw(700 + k);
    const double angle = 6.28 * draw.uniform();
    const Vector3 normal(std::cos(angle), std::sin(angle), 0.0), burgers = 0.27 * draw.direction();
    const FreePlane plane{radius * normal + up(period * draw.uniform()), normal};
    const HalfSpaceExit exact(burgers, plane, elastic);
    const Vector3 inward = (Vector3::UnitZ() + 0.5 * draw.direction()).normalized();
    ends.push_back(
        {curvature.amplitudes(inward, exact.burgers(), draw.uniform(), 1.0 / radius), exact.frame(), plane.point});
    for (HalfSpaceField* f : {&field, &flat}) f->add_exit(burgers, plane);
    field.bend_last_exit(ends.back().amplitudes, 20.0);
  }
  std::vector<Vector3> at = points(100, 0.0, 5);
  for (const Bent& e : ends) at.push_back(e.origin - 0.02 * e.origin + up(1.0));
  const auto summed = [&](const HalfSpaceField& f) {
    PointStress sum(at, 0.0, elastic);
    sum.add_half_spaces(f);
    std::vector<Matrix3> out(at.size(), Matrix3::Zero());
    sum.add_to(out);
    return out;
  };
  const std::vector<Matrix3> with = summed(field), without = summed(flat);
  std::vector<Matrix3> got, expected;
  for (std::size_t i = 0; i < at.size(); ++i) {
    got.push_back(with[i] - without[i]);
    expected.push_back(Matrix3::Zero());
    for (const Bent& e : ends) {
      Vector3 x = e.frame * (at[i] - e.origin);
      x.z() = std::max(0.0, x.z());
      expected.back() += e.frame.transpose() * curvature_stress(e.amplitudes, x, 20.0, elastic) * e.frame;
    }
  }
  const Error e = compare(got, expected);
  MESSAGE("rms ", e.rms, ", worst ", e.worst);
  CHECK(e.worst < 1e-3);
  CHECK(e.rms < 1e-4);
}

TEST_CASE("the same by slabs: what is far of each on one grid of its own, kept while lines move a little") {
  const auto lines = [](const Vector3& shift) {
    HalfSpaceField field(elastic);
    for (unsigned k = 0; k < 60; ++k) {
      Draws draw(100 + k);
      const double angle = 6.28 * draw.uniform();
      const Vector3 normal(std::cos(angle), std::sin(angle), 0.0);
      const FreePlane plane{radius * normal, normal};
      const Vector3 a = (radius - 20.0 * draw.uniform()) * normal + up(period * draw.uniform()) + shift;
      field.add({a, a - 10.0 * normal + 10.0 * draw.direction(), 0.27 * draw.direction()}, plane, shift.z());
      if (k % 10 == 0) field.add_exit(0.27 * draw.direction(), {plane.point + up(period * draw.uniform()), normal});
    }
    return field;
  };
  const std::vector<Vector3> at = points(100, 0.0, 5);
  const auto summed = [&](const HalfSpaceField& field) {
    PointStress sum(at, period, elastic);
    sum.add_half_spaces(field);
    std::vector<Matrix3> out(at.size(), Matrix3::Zero());
    sum.add_to(out);
    return out;
  };
  HalfSpaceSlabs slabs({{-radius, -radius, 0.0}, {radius, radius, period}}, period);
  HalfSpaceSlabs::Room room;
  const HalfSpaceField then = lines(Vector3::Zero()), now = lines({0.0, 0.0, 2.0});
  const auto by_slabs = [&](const HalfSpaceField& field) {
    const HalfSpaceSlabs::Part part{&field, &slabs};
    std::vector<Matrix3> out(at.size(), Matrix3::Zero());
    HalfSpaceSlabs::add_stress(std::span(&part, 1), at, out, room);
    return out;
  };
  slabs.list(then);
  slabs.build(then);
  const Error kept = compare(by_slabs(then), summed(then));
  slabs.list(now);
  const Error moved = compare(by_slabs(now), summed(now));
  MESSAGE("rms ", kept.rms, ", worst ", kept.worst, "; moved by 2 nm: rms ", moved.rms, ", worst ", moved.worst);
  CHECK(kept.rms < 2e-3);
  CHECK(moved.rms < 2e-3);
  HalfSpaceSlabs other({{-radius, -radius, 0.0}, {radius, radius, period}}, period);
  other.recall(slabs.memory());
  other.list(now);
  const std::vector<Matrix3> first = by_slabs(now);
  slabs = other;
  const std::vector<Matrix3> second = by_slabs(now);
  CHECK(std::memcmp(first.data(), second.data(), first.size() * sizeof(Matrix3)) == 0);
}

// Oracle: the plain sum; no worse than each point by itself, whose Gauss rules err by 1e-3 of each segment's stress.
TEST_CASE("many points of a slab: what is far acts on nodes of cells, inside and on the surface") {
  HalfSpaceField field(elastic);
  for (unsigned k = 0; k < 40; ++k) {
    Draws draw(300 + k);
    const double angle = 6.28 * draw.uniform();
    const Vector3 normal(std::cos(angle), std::sin(angle), 0.0);
    const FreePlane plane{radius * normal, normal};
    const double depth = 20.0 * draw.uniform(), height = period * draw.uniform();
    const Vector3 a = (radius - depth) * normal + up(height), b = a - 10.0 * normal + 10.0 * draw.direction();
    const Vector3 burgers = 0.27 * draw.direction();
    field.add({a, b, burgers}, plane);
    const Vector3 exit_burgers = 0.27 * draw.direction();
    if (k % 10 == 0) field.add_exit(exit_burgers, {plane.point + up(period * draw.uniform()), normal});
  }
  HalfSpaceSlabs slabs({{-radius, -radius, 0.0}, {radius, radius, period}}, period);
  slabs.list(field);
  slabs.build(field);
  const HalfSpaceSlabs::Part part{&field, &slabs};
  HalfSpaceSlabs::Room room;
  const auto one_by_one = [&](const std::vector<Vector3>& at) {
    std::vector<Matrix3> out(at.size(), Matrix3::Zero());
    for (std::size_t i = 0; i < at.size(); ++i)
      HalfSpaceSlabs::add_stress(std::span(&part, 1), std::span(&at[i], 1), std::span(&out[i], 1), room);
    return out;
  };
  const auto summed = [&](const std::vector<Vector3>& at) {
    PointStress sum(at, period, elastic);
    sum.add_half_spaces(field);
    std::vector<Matrix3> out(at.size(), Matrix3::Zero());
    sum.add_to(out);
    return out;
  };
  const std::vector<Vector3> inside = points(900, 0.0, 6);
  std::vector<Matrix3> got(inside.size(), Matrix3::Zero());
  HalfSpaceSlabs::add_stress(std::span(&part, 1), inside, got, room);
  const Error e = compare(got, summed(inside)), alone = compare(one_by_one(inside), summed(inside));
  const int around = 32, along = 40;
  std::vector<Vector3> side;
  for (int j = 0; j < along; ++j)
    for (int i = 0; i < around; ++i) {
      const double angle = 2.0 * std::numbers::pi * i / around;
      side.push_back({radius * std::cos(angle), radius * std::sin(angle), period * j / along});
    }
  std::vector<Matrix3> surface(side.size(), Matrix3::Zero());
  HalfSpaceSlabs::add_stress(std::span(&part, 1), slabs.patches(radius, around, along), surface, room);
  const Error on_side = compare(surface, summed(side)), side_alone = compare(one_by_one(side), summed(side));
  MESSAGE("inside: rms ", e.rms, ", worst ", e.worst, ", point by point ", alone.rms, "; on the surface: rms ",
          on_side.rms, ", worst ", on_side.worst, ", point by point ", side_alone.rms);
  CHECK(e.rms < std::min(alone.rms, 3e-3));
  CHECK(on_side.rms < std::min(side_alone.rms, 3e-3));
}

// Oracle: the same elements at a whole block, point by point in the vectors. Scale: the largest stress.
TEST_CASE("closed forms at few points: elements side by side, upright planes or not, on all targets") {
  for (const double tilt : {0.0, 0.3}) {
    HalfSpaceField field(elastic);
    for (unsigned k = 0; k < 37; ++k) {
      Draws draw(700 + k);
      const double angle = 6.28 * draw.uniform();
      const Vector3 normal = Vector3(std::cos(angle), std::sin(angle), k % 3 == 0 ? tilt : 0.0).normalized();
      const Vector3 a = (radius - 5.0) * normal + up(period * draw.uniform()), burgers = 0.27 * draw.direction();
      field.add({a, a - 10.0 * normal + 5.0 * draw.direction(), burgers}, {radius * normal + up(a.z()), normal});
    }
    std::vector<HalfSpaceElement> elements;
    for (const HalfSpaceField::Line& line : field.lines()) field.put_elements(line, 3, up(300.0), 0.0, 1.0, elements);
    constexpr std::size_t size = stress_rows * block_points;
    alignas(64) float rows[point_rows * block_points];
    Draws draw(41);
    for (std::size_t i = 0; i < block_points; ++i) {
      const Vector3 x = 40.0 * draw.direction();
      for (Eigen::Index axis = 0; axis < 3; ++axis)
        rows[static_cast<std::size_t>(axis) * block_points + i] = static_cast<float>(x[axis]);
    }
    for (const std::string& target : simd_targets()) {
      CAPTURE(target);
      use_simd_target(target);
      alignas(64) float whole[size] = {};
      field.add_elements(elements, rows, 1, whole);
      double largest = 0.0;
      for (const float s : whole) largest = std::max(largest, std::abs(static_cast<double>(s)));
      for (const std::size_t count : {std::size_t{1}, std::size_t{3}, block_points})
        for (const std::size_t some : {std::size_t{1}, std::size_t{20}, elements.size()}) {
          alignas(64) float few[size] = {}, all[size] = {};
          const auto part = std::span(elements).first(some);
          field.add_elements_at(part, rows, count, few);
          field.add_elements(part, rows, 1, all);
          for (std::size_t row = 0; row < stress_rows; ++row)
            for (std::size_t i = 0; i < count; ++i)
              CHECK(std::abs(static_cast<double>(few[row * block_points + i] - all[row * block_points + i])) <
                    2e-6 * largest);
        }
    }
    use_simd_target(simd_target());
  }
}

TEST_CASE("room of an earlier sum, of other points and sources, leaves nothing behind") {
  const std::vector<StraightSegment> many = loops(12, 900), few = loops(2, 950);
  const CylinderPatches patches(radius, period, 32, 48);
  const std::vector<Vector3> at = points(150, 5.0, 8);
  const std::vector<HalfLine> rays{{{radius, 0.0, 100.0}, Vector3::UnitX(), {0.1, 0.2, -0.1}}};
  const auto sum_into = [&](PointStress& sum, bool by_patches) {
    if (by_patches)
      sum.start(patches, period, elastic);
    else
      sum.start(at, period, elastic);
    sum.add_segments(by_patches ? many : few, by_patches ? 1e-3 : 1e-5);
    sum.add_half_lines(rays, 1e-3);
    std::vector<Matrix3> out(by_patches ? patches.size() : at.size(), Matrix3::Zero());
    sum.add_to(out);
    return out;
  };
  PointStress used;
  sum_into(used, true);
  for (const bool by_patches : {false, true}) {
    PointStress fresh;
    const std::vector<Matrix3> expected = sum_into(fresh, by_patches), got = sum_into(used, by_patches);
    CHECK(std::memcmp(expected.data(), got.data(), got.size() * sizeof(Matrix3)) == 0);
  }
}
