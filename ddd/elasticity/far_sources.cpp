#include "ddd/elasticity/far_sources.hpp"

#include <cmath>
#include <numbers>

#include "ddd/elasticity/far_rules.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {
namespace {

/// Of placing one [ns].
constexpr double time_of_cluster = 800.0;

/// Eq. 3: the strength of an element dl with Burgers vector b.
PointSource strength(const Vector3& b, const Vector3& dl, const ElasticConstants& elastic) {
  const double k = elastic.shear / (8.0 * std::numbers::pi);
  const Vector3 u = 2.0 * k / (1.0 - elastic.poisson) * b.cross(dl);
  const Matrix3 q = -k * b * dl.transpose();
  PointSource out{};
  for (int i = 0; i < 3; ++i) out.u[i] = static_cast<float>(u[i]);
  const double parts[9] = {q(2, 0), q(1, 0),           q(0, 1),           q(2, 1),          q(1, 2),
                           q(0, 2), q(0, 0) - q(1, 1), q(1, 1) - q(2, 2), q(2, 2) - q(0, 0)};
  for (int i = 0; i < 9; ++i) out.q[i] = static_cast<float>(parts[i]);
  return out;
}

void set_position(PointSource& source, const Vector3& x) {
  for (int i = 0; i < 3; ++i) source.x[i] = static_cast<float>(x[i]);
}

/// Eq. 3a: c = 2/R^3 and what W and v have in R put together; zz follows from the trace.
SharpSource without_core(const PointSource& s) {
  const float zx = s.q[0], yx = s.q[1], xy = s.q[2], zy = s.q[3], yz = s.q[4], xz = s.q[5];
  const float ux = s.u[0], uy = s.u[1], uz = s.u[2];
  return {{{-2.0F * ux, 4.0F * zx, -4.0F * yx},
           {-4.0F * zy, -2.0F * uy, 4.0F * xy},
           {-2.0F * zx - uy, 2.0F * zy - ux, 2.0F * s.q[6]},
           {2.0F * s.q[7], -2.0F * xy - uz, 2.0F * xz - uy},
           {2.0F * yx - uz, 2.0F * s.q[8], -2.0F * yz - ux}},
          {3.0F * ux, 3.0F * uy, 3.0F * uz},
          {s.x[0], s.x[1], s.x[2]}};
}

}  // namespace

SharpSource sharp_source(const StraightSegment& segment, const Vector3& origin, const ElasticConstants& elastic) {
  PointSource whole = strength(segment.burgers, segment.b - segment.a, elastic);
  set_position(whole, 0.5 * (segment.a + segment.b) - origin);
  return without_core(whole);
}

void FarSources::build(const SegmentTree& tree, const ElasticConstants& elastic, const NearReach& reach,
                       bool on_segments, int threads) {
  const std::size_t clusters = tree.cluster_count(), padded = clusters * SegmentTree::cluster_size;
  two_.resize(2 * padded);
  one_.resize(on_segments ? 0 : padded);
  sharp_.resize(on_segments ? padded : 0);
  targets_.resize(point_rows * block_points * clusters);
  middle_.resize(tree.places());
  center_.resize(clusters);
  if (clusters == 0) return;
  if (threads == 0) threads = worth_threads(time_of_cluster * static_cast<double>(clusters));
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
  for (std::size_t c = 0; c < clusters; ++c) place(tree, elastic, reach, c);
}

void FarSources::place(const SegmentTree& tree, const ElasticConstants& elastic, const NearReach& reach,
                       std::size_t cluster) {
  constexpr std::size_t size = SegmentTree::cluster_size;
  const TreeCell& cell = tree.cells()[tree.cell_of_cluster(cluster)];
  for (std::size_t p = cell.begin; p < cell.end; ++p) {
    const StraightSegment s = tree.segment(p);
    const std::array<float, 3> x = in_floats(0.5 * (s.a + s.b) - tree.cells()[0].center);
    const auto r = static_cast<float>(reach.of((s.b - s.a).norm()));
    middle_[p] = {{x[0], x[1], x[2]}, r * r};
  }
  float* targets = targets_.data() + point_rows * block_points * cluster;
  center_[cluster] = cell.center;
  for (std::size_t s = 0; s < size; ++s) {
    const std::size_t at = cluster * size + s;
    const bool real = at < cell.end;
    const StraightSegment segment = tree.segment(real ? at : cell.begin);
    const Vector3 line = segment.b - segment.a, middle = 0.5 * (segment.a + segment.b) - cell.center;
    const Vector3 burgers = real ? segment.burgers : Vector3::Zero();
    PointSource whole = strength(burgers, line, elastic);
    set_position(whole, middle);
    if (sharp_.empty())
      one_[at] = whole;
    else
      sharp_[at] = without_core(whole);
    for (std::size_t g = 0; g < 2; ++g) {
      const Vector3 x = middle + (g == 0 ? -gauss_offset : gauss_offset) * line;
      two_[2 * at + g] = strength(burgers, 0.5 * line, elastic);
      set_position(two_[2 * at + g], x);
      for (std::size_t i = 0; i < point_rows; ++i)
        targets[i * block_points + g * size + s] = static_cast<float>(x[static_cast<Eigen::Index>(i)]);
    }
  }
}

}  // namespace pillardd
