// The batches' forces and stresses against the scalar closed forms, one pair or point at a time.
#include <doctest/doctest.h>

#include <numeric>

#include "ddd/elasticity/gauss_rules.hpp"
#include "ddd/elasticity/line_forces.hpp"
#include "tests/verify/segment_pairs.hpp"

using namespace pillardd;
using namespace pillardd::testing;

namespace {

const ElasticConstants elastic{130.0, 0.31, 0.5};

StraightSegment random_segment(std::uint64_t number) {
  Draws draw(number);
  const Vector3 a = 60.0 * draw.direction();
  return {a, a + draw.log_uniform(1.0, 30.0) * draw.direction(), 0.27 * draw.direction()};
}

SegmentBatch random_batch(std::size_t n) {
  SegmentBatch out(n);
  for (std::size_t i = 0; i < n; ++i) out.set(i, random_segment(i));
  return out;
}

double difference(const ForceBatch& f, const ForceBatch& g) {
  double worst = 0.0;
  for (std::size_t i = 0; i < f.size(); ++i)
    worst = std::max({worst, (f.on_a(i) - g.on_a(i)).norm(), (f.on_b(i) - g.on_b(i)).norm()});
  return worst;
}

/// Runs `check` on every SIMD target of this machine.
template <class Check>
void for_each_target(const Check& check) {
  for (const std::string& target : simd_targets()) {
    CAPTURE(target);
    use_simd_target(target);
    check();
  }
  use_simd_target(simd_target());
}

/// One row against columns, as a block and as a list from the last column to the first.
void compare_blocks_and_lists(const SegmentBatch& batch) {
  for (const double period : {0.0, 75.0})
    for (const std::size_t first : {std::size_t{1}, std::size_t{2}, std::size_t{9}})
      for (const std::size_t last : {first, first + 1, first + 8, first + 11, std::size_t{43}}) {
        const PairBlock block{batch, 0, batch, first, last, period};
        std::vector<PairIndex> pairs;
        for (std::size_t j = last; j-- > first;) pairs.push_back({0, static_cast<std::uint32_t>(j)});
        ForceBatch expected(43), by_block(43), by_list(43);
        plain::batch_pair_forces(block, elastic, expected, expected);
        batch_pair_forces(block, elastic, by_block, by_block);
        batch_pair_forces(PairList{batch, pairs, period}, elastic, by_list);
        // The scale is the force of one pair at the core, mu b^2: rounding is 1e-11 of it.
        const double scale = elastic.shear * 0.27 * 0.27;
        CHECK(difference(by_block, expected) < 1e-9 * scale);
        CHECK(difference(by_list, expected) < 1e-9 * scale);
        if (first == last) continue;
        CHECK(by_block.on_a(0).norm() > 1e-6 * scale);
        CHECK(by_list.on_b(last - 1).norm() > 1e-6 * scale);
      }
}

/// A hexagon with four segments a side and a square beside it with two: neighbours on one line, opposite sides, right
/// angles.
SegmentBatch polygons() {
  std::vector<StraightSegment> lines;
  const auto add = [&](int sides, int parts, double radius, const Vector3& center) {
    const auto corner = [&](int k) {
      const double angle = 2.0 * 3.14159265358979323846 * k / sides;
      return Vector3(center + radius * Vector3(std::cos(angle), std::sin(angle), 0.3 * std::cos(angle)));
    };
    for (int k = 0; k < sides; ++k)
      for (int p = 0; p < parts; ++p) {
        const Vector3 step = (corner(k + 1) - corner(k)) / parts;
        lines.push_back({corner(k) + p * step, corner(k) + (p + 1) * step, Vector3(0.1, 0.15, -0.2)});
      }
  };
  add(6, 4, 20.0, Vector3::Zero());
  add(4, 2, 9.0, {1.0, 2.0, 3.0});
  SegmentBatch out(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) out.set(i, lines[i]);
  return out;
}

std::vector<PairIndex> all_pairs(std::size_t n) {
  std::vector<PairIndex> out;
  for (std::uint32_t i = 0; i < n; ++i)
    for (std::uint32_t j = i + 1; j < n; ++j) out.push_back({i, j});
  return out;
}

}  // namespace

TEST_CASE("a segment comes back from the batch to a rounding error") {
  SegmentBatch batch = random_batch(5);
  batch.resize(3);
  batch.set(2, random_segment(7));
  const StraightSegment in = random_segment(7), out = batch.segment(2);
  CHECK(batch.size() == 3);
  CHECK(batch.stride() % simd_padding == 0);
  CHECK(out.a == in.a);
  CHECK(out.burgers == in.burgers);
  CHECK((out.b - in.b).norm() < 1e-13 * in.b.norm());
}

TEST_CASE("blocks of any start and length, and lists, give the forces of their pairs and of no others") {
  const SegmentBatch batch = random_batch(43);
  for_each_target([&] { compare_blocks_and_lists(batch); });
}

// Oracle: the scalar closed forms; scale: mu b^2. Pairs in every branch: at an angle, parallel, collinear, far.
TEST_CASE("a list of all pairs of polygons, parallel and collinear sides among them") {
  const SegmentBatch batch = polygons();
  const std::size_t n = batch.size();
  ForceBatch expected(n);
  for (std::size_t i = 0; i + 1 < n; ++i)
    plain::batch_pair_forces(PairBlock{batch, i, batch, i + 1, n}, elastic, expected, expected);
  const double scale = elastic.shear * 0.27 * 0.27;
  for_each_target([&] {
    ForceBatch by_list(n);
    batch_pair_forces(PairList{batch, all_pairs(n)}, elastic, by_list);
    CHECK(difference(by_list, expected) < 1e-8 * scale);
  });
}

// Oracle: the same pairs as they were; scale: mu b^2 (rounding of positions, times the levers). Forces on a pair's two
// segments sum to zero: their stresses are each other's.
TEST_CASE("vector kernels: rotation and translation; row and column exchanged; both Burgers vectors reversed") {
  const std::size_t n = 30;
  const Matrix3 turn = Eigen::AngleAxisd(0.7, Vector3(1, 2, -1).normalized()).toRotationMatrix();
  const Vector3 shift(40, -30, 70);
  const SegmentBatch batch = random_batch(n);
  SegmentBatch moved(n), reversed(n), flipped(n);
  for (std::size_t i = 0; i < n; ++i) {
    const StraightSegment s = random_segment(i), back = random_segment(n - 1 - i);
    moved.set(i, {turn * s.a + shift, turn * s.b + shift, turn * s.burgers});
    reversed.set(i, back);
    flipped.set(i, {s.b, s.a, -s.burgers});
  }
  const double scale = elastic.shear * 0.27 * 0.27;
  for_each_target([&] {
    ForceBatch still(n), after(n), exchanged(n), other_sense(n);
    batch_pair_forces(PairList{batch, all_pairs(n)}, elastic, still);
    batch_pair_forces(PairList{moved, all_pairs(n)}, elastic, after);
    batch_pair_forces(PairList{reversed, all_pairs(n)}, elastic, exchanged);
    batch_pair_forces(PairList{flipped, all_pairs(n)}, elastic, other_sense);
    for (std::size_t i = 0; i < n; ++i) {
      CHECK((turn.transpose() * after.on_a(i) - still.on_a(i)).norm() < 1e-9 * scale);
      CHECK((turn.transpose() * after.on_b(i) - still.on_b(i)).norm() < 1e-9 * scale);
      CHECK((exchanged.on_a(n - 1 - i) - still.on_a(i)).norm() < 1e-9 * scale);
      CHECK((exchanged.on_b(n - 1 - i) - still.on_b(i)).norm() < 1e-9 * scale);
      CHECK((other_sense.on_b(i) - still.on_a(i)).norm() < 1e-9 * scale);
    }
  });
}

TEST_CASE("stress of segments and half lines at points adds to what is there") {
  const SegmentBatch batch = random_batch(21);
  std::vector<HalfLine> lines;
  for (std::uint64_t i = 0; i < 5; ++i) {
    const StraightSegment s = random_segment(100 + i);
    lines.push_back({s.a, (s.b - s.a).normalized(), s.burgers});
  }
  for (const std::size_t n : {1u, 7u, 8u, 29u}) {
    std::vector<Vector3> points;
    for (std::size_t p = 0; p < n; ++p) points.push_back(random_segment(1000 + p).b);
    std::vector<Matrix3> expected(n, Matrix3::Identity());
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t i = 0; i < batch.size(); ++i)
        expected[p] += segment_stress(points[p], batch.segment(i), elastic);
      for (const HalfLine& l : lines)
        expected[p] += half_line_stress(points[p], l.origin, l.direction, l.burgers, elastic);
    }
    for_each_target([&] {
      std::vector<Matrix3> out(n, Matrix3::Identity());
      batch_stress(points, batch, elastic, out);
      batch_half_line_stress(points, lines, elastic, out);
      for (std::size_t p = 0; p < n; ++p)
        CHECK((out[p] - expected[p]).norm() < 1e-11 * elastic.shear * 0.27 / elastic.core_radius);
    });
  }
}

// Oracle: 200 copies on either side in the pair's closed form (sources), or by 12 Gauss points (half lines); scale: the
// largest force. Two Gauss points on segments up to a tenth of the period, and one for half lines' copies, err by 1e-4
// and 1e-3 of what the copies do.
TEST_CASE("forces of half lines and of periodic copies on segments") {
  const double period = 300.0;
  SegmentBatch on(11);
  std::vector<HalfLine> lines;
  for (std::uint64_t i = 0; i < 11; ++i) on.set(i, random_segment(i));
  for (std::uint64_t i = 0; i < 4; ++i) {
    const Vector3 through = random_segment(i).a;
    lines.push_back({0.8 * through, through.normalized(), random_segment(200 + i).burgers});
  }
  const auto close = [&](std::size_t i, const HalfLine& l) {
    const StraightSegment s = on.segment(i);
    const Vector3 d = 0.5 * (s.a + s.b) - l.origin;
    return (d - std::max(0.0, d.dot(l.direction)) * l.direction).norm() < 2.0 * (s.b - s.a).norm();
  };
  std::vector<NearHalfLine> expected_near;
  ForceBatch expected(11), of_copies(11);
  double scale = 0.0, copy_scale = 0.0;
  for (std::size_t i = 0; i < 11; ++i) {
    const StraightSegment s = on.segment(i);
    for (std::size_t l = 0; l < lines.size(); ++l) {
      if (close(i, lines[l])) {
        expected_near.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(l)});
        continue;
      }
      constexpr detail::GaussRule<12> rule;
      for (std::size_t g = 0; g < 12; ++g) {
        const double x = 0.5 * (1.0 + rule.node[g]);
        const Vector3 f =
            0.5 * rule.weight[g] *
            (half_line_stress(s.a + x * (s.b - s.a), lines[l].origin, lines[l].direction, lines[l].burgers, elastic) *
             s.burgers)
                .cross(s.b - s.a);
        expected.add(i, (1.0 - x) * f, x * f);
      }
    }
    scale = std::max(scale, expected.on_b(i).norm());
    for (std::size_t j = 0; j < 11; ++j)
      for (int k = -200; k <= 200; ++k) {
        if (k == 0) continue;
        StraightSegment from = on.segment(j);
        const Vector3 shift(0.0, 0.0, k * period);
        from.a += shift, from.b += shift;
        const PairForces f = pair_forces(s, from, elastic);
        of_copies.add(i, f.a1, f.b1);
      }
    copy_scale = std::max(copy_scale, of_copies.on_b(i).norm());
  }
  REQUIRE(!expected_near.empty());
  for_each_target([&] {
    ForceBatch whole(11), part(11), copied(11), others(11);
    std::vector<NearHalfLine> near, first, last;
    batch_half_line_forces({on, 0, 11}, lines, {}, 2.0, elastic, whole, others, near);
    batch_half_line_forces({on, 0, 8}, lines, {}, 2.0, elastic, part, others, first);
    batch_half_line_forces({on, 8, 11}, lines, {}, 2.0, elastic, part, others, last);
    CHECK(difference(whole, part) == 0.0);
    REQUIRE(near.size() == expected_near.size());
    CHECK(first.size() + last.size() == near.size());
    for (std::size_t k = 0; k < near.size(); ++k) {
      CHECK(near[k].on == expected_near[k].on);
      CHECK(near[k].line == expected_near[k].line);
    }
    CHECK(difference(whole, expected) < 1e-4 * scale);
    batch_copy_forces({on, 0, 11}, on, {period, 5}, elastic, copied);
    CHECK(difference(copied, of_copies) < 1e-3 * copy_scale);
  });
}

TEST_CASE("the same call gives the same bits, and a point's stress does not depend on the points beside it") {
  const SegmentBatch batch = random_batch(64);
  for_each_target([&] {
    ForceBatch once(64), twice(64);
    for (std::size_t i = 0; i < 64; ++i) {
      batch_pair_forces(PairBlock{batch, i, batch, i + 1, 64}, elastic, once, once);
      batch_pair_forces(PairBlock{batch, i, batch, i + 1, 64}, elastic, twice, twice);
    }
    CHECK(difference(once, twice) == 0.0);
    std::vector<Vector3> points;
    for (std::size_t p = 0; p < 11; ++p) points.push_back(random_segment(1000 + p).b);
    std::vector<Matrix3> together(11, Matrix3::Zero()), alone(1, Matrix3::Zero());
    batch_stress(points, batch, elastic, together);
    batch_stress(std::span<const Vector3>(points).subspan(9, 1), batch, elastic, alone);
    CHECK(together[9] == alone[0]);
  });
}
