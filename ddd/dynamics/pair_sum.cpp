#include "ddd/dynamics/pair_sum.hpp"

#include <algorithm>
#include <numeric>

#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

/// Rows are dealt to this many fixed blocks: partial sums, and so all bits, do not depend on threads.
constexpr std::size_t block_count = 16;

/// Near pairs listed before they are summed, at least: they stay in the cache.
constexpr std::size_t pairs_at_a_time = 2048;

/// What things cost, to tell how many threads they are worth [ns]: a pair in closed form, a segment's self force, one
/// far element of a copy.
constexpr double pair_time = 40.0, self_time = 100.0, copy_time = 5.0;

constexpr std::uint32_t no_place = ~std::uint32_t{0};

/// From how many segments on the far field takes over (docs/develop/forces.md). With periodic ends the direct sum has
/// two elements and a tail for each pair besides.
constexpr std::size_t far_from = 200, far_from_periodic = 60;

/// What the near and far parts of a direct sum are told apart by.
constexpr double usual_tolerance = 1e-4;

}  // namespace

Vector3 half_peach_koehler(const Matrix3& stress, const StraightSegment& s) {
  return 0.5 * (stress * s.burgers).cross(s.b - s.a);
}

Vector3 turned(const Vector3& force, const Vector3& from, const Vector3& to) {
  const Vector3 s = from.normalized(), t = to.normalized(), axis = s.cross(t);
  const double cosine = s.dot(t), stretch = to.norm() / from.norm();
  if (cosine < 0.0) return stretch * force;
  return stretch * (cosine * force + axis.cross(force) + axis * (axis.dot(force) / (1.0 + cosine)));
}

void PairSum::list(std::span<const StraightSegment> geometry, std::size_t mobile, const PairSettings& settings) {
  geometry_ = geometry;
  mobile_ = mobile;
  settings_ = settings;
  far_built_ = false;
  block_.resize(block_count);
  asked_block_.resize(block_count);
  near_.resize(block_count);
  every_.resize(mobile);
  std::iota(every_.begin(), every_.end(), 0u);
}

bool PairSum::uses_far_field() const {
  return settings_.far_tolerance > 0.0 && geometry_.size() >= (settings_.period > 0.0 ? far_from_periodic : far_from);
}

std::uint64_t PairSum::exact_pairs() const {
  const std::uint64_t m = mobile_, n = geometry_.size();
  return uses_far_field() ? far_.near_pairs() : m * (m - (m > 0 ? 1 : 0)) / 2 + m * (n - m);
}

void PairSum::add_all(std::span<EndForces> out) {
  if (!uses_far_field()) return add_direct(out);
  build_far(true);
  const int threads = far_.threads();
  start_near(threads);
  const std::size_t targets = far_.start_forces(threads), tasks = targets + block_count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
  for (std::size_t t = 0; t < tasks; ++t) {  // from one pool, the finest last
    if (t < targets)
      far_.add_target(t, out);
    else
      sum_near_block(t - targets);
  }
  add_near_and_self(out, threads);
}

void PairSum::add_near(std::span<EndForces> out) {
  build_far(false);
  const int threads = worth_threads(pair_time * static_cast<double>(far_.near_pairs()));
  start_near(threads);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
  for (std::size_t k = 0; k < block_count; ++k) sum_near_block(k);
  add_near_and_self(out, worth_threads(self_time * static_cast<double>(geometry_.size())));
}

void PairSum::add_far(std::span<EndForces> out) {
  build_far(true);
  if (uses_far_field()) return far_.add_forces(out);
  near_forces_.assign(geometry_.size(), {Vector3::Zero(), Vector3::Zero()});
  add_near(near_forces_);
  for (std::size_t i = 0; i < out.size(); ++i)
    for (std::size_t end = 0; end < 2; ++end) out[i][end] -= near_forces_[i][end];
  add_direct(out);
}

/// forces: those of the far field will be asked for.
void PairSum::build_far(bool forces) {
  if (far_built_) return;
  far_built_ = true;
  const double tolerance = settings_.far_tolerance > 0.0 ? settings_.far_tolerance : usual_tolerance;
  far_.build(geometry_, settings_.elastic, {tolerance, settings_.period, settings_.keep_copies},
             forces && uses_far_field());
}

void PairSum::add_direct(std::span<EndForces> out) {
  const std::size_t n = geometry_.size();
  batch_.resize(n);
  for (std::size_t i = 0; i < n; ++i) batch_.set(i, geometry_[i]);
#pragma omp parallel for schedule(dynamic, 1) num_threads(worth_threads(pair_time* static_cast <double>(exact_pairs())))
  for (std::size_t k = 0; k < block_count; ++k) {
    block_[k].assign(n);
    for (std::size_t i = k; i < mobile_; i += block_count)  // rows dealt in turn: long and short rows mix
      batch_pair_forces(PairBlock{batch_, i, batch_, i + 1, n, settings_.period}, settings_.elastic, block_[k],
                        block_[k]);
  }
  collect(out);
  add_self(every_, out);
  if (settings_.period > 0.0) add_copies(batch_, every_, out);
}

void PairSum::start_near(int threads) {
  near_work_.resize(static_cast<std::size_t>(threads));
  for (NearWork& work : near_work_)
    if (work.place.size() != far_.order().size()) work.place.assign(far_.order().size(), no_place);
}

/// A part of the near pairs, whose rows are neighbours in the tree. Places without a segment have none.
void PairSum::sum_near_block(std::size_t k) {
  const std::size_t n = far_.order().size(), begin = k * n / block_count, end = (k + 1) * n / block_count;
  NearWork& work = near_work_[static_cast<std::size_t>(omp_get_thread_num())];
  NearBlock& part = near_[k];
  number_near_block(k, work);
  work.batch.resize(part.segments.size());
  part.force.assign(part.segments.size());
  for (std::size_t i = 0; i < part.segments.size(); ++i) work.batch.set(i, far_.segment(part.segments[i]));
  work.pairs.clear();
  for (std::size_t p = begin; p < end; ++p) {
    for (const std::uint32_t q : far_.near_columns(p))
      if (far_.order()[p] < mobile_ || far_.order()[q] < mobile_) work.pairs.push_back({work.place[p], work.place[q]});
    if (work.pairs.size() < pairs_at_a_time && p + 1 < end) continue;
    batch_pair_forces(PairList{work.batch, work.pairs, settings_.period}, settings_.elastic, part.force);
    work.pairs.clear();
  }
  for (const std::uint32_t p : part.segments) work.place[p] = no_place;
}

/// Lists the segments in the part's pairs, and their places in the list.
void PairSum::number_near_block(std::size_t k, NearWork& work) {
  const std::size_t n = far_.order().size(), begin = k * n / block_count, end = (k + 1) * n / block_count;
  NearBlock& part = near_[k];
  part.segments.clear();
  const auto list = [&](std::uint32_t p) {
    if (work.place[p] == no_place) part.segments.push_back(p);
    work.place[p] = 0;
  };
  for (std::size_t p = begin; p < end; ++p)
    for (const std::uint32_t q : far_.near_columns(p)) {
      if (far_.order()[p] >= mobile_ && far_.order()[q] >= mobile_) continue;
      list(static_cast<std::uint32_t>(p));
      list(q);
    }
  std::sort(part.segments.begin(), part.segments.end());
  for (std::size_t i = 0; i < part.segments.size(); ++i) work.place[part.segments[i]] = static_cast<std::uint32_t>(i);
}

/// Each range of the tree's places gets the parts' sums in the order of the parts, and self forces.
void PairSum::add_near_and_self(std::span<EndForces> out, int threads) {
  const std::size_t n = far_.order().size();
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
  for (std::size_t k = 0; k < block_count; ++k) add_range(k * n / block_count, (k + 1) * n / block_count, out);
}

void PairSum::add_range(std::size_t begin, std::size_t end, std::span<EndForces> out) const {
  for (const NearBlock& part : near_) {
    const auto first = std::lower_bound(part.segments.begin(), part.segments.end(), begin);
    for (auto i = first; i != part.segments.end() && *i < end; ++i) {
      EndForces& to = out[far_.order()[*i]];
      const auto at = static_cast<std::size_t>(i - part.segments.begin());
      to[0] += part.force.on_a(at);
      to[1] += part.force.on_b(at);
    }
  }
  for (std::size_t p = begin; p < end; ++p) {
    const std::uint32_t segment = far_.order()[p];
    if (segment == SegmentTree::no_segment || segment >= mobile_) continue;
    const EndForces self = self_forces(geometry_[segment], settings_.elastic);
    for (std::size_t e = 0; e < 2; ++e) out[segment][e] += self[e];
  }
}

/// Adds up the blocks in their order.
void PairSum::collect(std::span<EndForces> out) const {
  for (std::size_t p = 0; p < geometry_.size(); ++p)
    for (const ForceBatch& sum : block_) {
      out[p][0] += sum.on_a(p);
      out[p][1] += sum.on_b(p);
    }
}

void PairSum::ask(std::span<const std::uint32_t> rows) {
  batch_.resize(geometry_.size());
  for (std::size_t i = 0; i < geometry_.size(); ++i) batch_.set(i, geometry_[i]);
  asked_.resize(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) asked_.set(r, geometry_[rows[r]]);
}

void PairSum::add_copies_on(std::span<const std::uint32_t> rows, std::span<EndForces> out) {
  if (rows.empty() || !(settings_.period > 0.0)) return;
  ask(rows);
  add_copies(asked_, rows, out);
}

void PairSum::add_nearest_on(std::span<const std::uint32_t> rows, std::span<EndForces> out) {
  const std::size_t n = geometry_.size();
  ask(rows);
  const double work = pair_time * static_cast<double>(rows.size() * n);
#pragma omp parallel for schedule(dynamic, 1) num_threads(worth_threads(work))
  for (std::size_t k = 0; k < std::min(block_count, rows.size()); ++k) {
    ForceBatch &others = block_[k], &own = asked_block_[k];
    others.assign(n);  // what the pairs do to the others: not asked for
    own.assign(rows.size());
    for (std::size_t r = k; r < rows.size(); r += block_count) {
      const std::size_t i = rows[r];
      batch_pair_forces(PairBlock{asked_, r, batch_, 0, i, settings_.period}, settings_.elastic, own, others);
      batch_pair_forces(PairBlock{asked_, r, batch_, i + 1, n, settings_.period}, settings_.elastic, own, others);
      out[i][0] += own.on_a(r);
      out[i][1] += own.on_b(r);
    }
  }
  add_self(rows, out);
}

void PairSum::add_self(std::span<const std::uint32_t> rows, std::span<EndForces> out) const {
#pragma omp parallel for schedule(static) num_threads(worth_threads(self_time* static_cast <double>(rows.size())))
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::array<Vector3, 2> f = self_forces(geometry_[rows[r]], settings_.elastic);
    out[rows[r]][0] += f[0];
    out[rows[r]][1] += f[1];
  }
}

/// Every segment's copies but the nearest one, its own included. `on`: the segments of `rows`, in their order.
void PairSum::add_copies(const SegmentBatch& on, std::span<const std::uint32_t> rows, std::span<EndForces> out) {
  const PeriodicCopies copies(settings_.period, settings_.images);
  copy_force_.assign(on.size());
  const double copied = static_cast<double>(rows.size() * geometry_.size()) * (2.0 * settings_.images + 4.0);
#pragma omp parallel for schedule(dynamic, 1) num_threads(worth_threads(copy_time* copied))
  for (std::size_t first = 0; first < rows.size(); first += simd_padding)
    batch_copy_forces({on, first, std::min(rows.size(), first + simd_padding)}, batch_, copies, settings_.elastic,
                      copy_force_);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    out[rows[r]][0] += copy_force_.on_a(r);
    out[rows[r]][1] += copy_force_.on_b(r);
  }
}

}  // namespace pillardd
