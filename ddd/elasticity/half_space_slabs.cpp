#include "ddd/elasticity/half_space_slabs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/base/errors.hpp"
#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

constexpr std::size_t order = 6, stress_size = stress_rows * block_points, node_blocks = blocks_of(cube(order)),
                      values_size = node_blocks * stress_size, rows_size = stress_rows * cube(order);

/// What a line makes at a point, among others [ns].
constexpr double point_time = 20.0;

/// From where on sources are far, in half widths of the body: along x the interpolation errs by rho^-order of their
/// stress, rho = s + sqrt(s^2 + 1), 8e-4 here, and by less along z.
constexpr double far_ratio = 1.5;

/// Points of a cell with nodes of its own, at most.
constexpr std::size_t cell_points = 256;

/// Fewer sources act point by point: interpolation costs as much as they do.
constexpr std::size_t worth_nodes = 12;

/// Gauss points for the accuracy of the grids: rho^-2n/s is 1e-3 at these s = 2 gap/length (HalfSpaceField::points_at).
int points_at(double gap, double length) {
  const double s = 2.0 * gap / length;
  return s > 6.3 ? 1 : s > 2.2 ? 2 : s > 1.42 ? 3 : s > 1.1 ? 4 : 0;
}

}  // namespace

HalfSpaceSlabs::HalfSpaceSlabs(const Box& body, double period) : body_(body), period_(period) {
  const Vector3 half = body.half();
  const double wide = std::max(half.x(), half.y());
  const double count = std::max(1.0, std::floor(2.0 * half.z() / wide));
  thickness_ = 2.0 * half.z() / count;
  reach_ = far_ratio * wide;
  half_ = in_floats({wide, wide, 0.5 * thickness_});
  slabs_.resize(static_cast<std::size_t>(count));
}

Vector3 HalfSpaceSlabs::center(std::size_t slab) const {
  const Vector3 middle = body_.center();
  return {middle.x(), middle.y(), low(slab) + 0.5 * thickness_};
}

std::size_t HalfSpaceSlabs::slab_of(double z) const {
  const double index = std::floor((z - body_.low.z()) / thickness_);
  return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(slabs_.size() - 1)));
}

/// use(up, near) of the copies -1, 0 and 1 of what is at z, `into` from which it is in the period.
template <class Use>
void HalfSpaceSlabs::each_copy(double at_z, double into, std::size_t slab, const Use& use) const {
  const int images = period_ > 0.0 ? FarCopies::walked : 0;
  for (int k = -images; k <= images; ++k) {
    const double up = into + k * period_;
    use(up, is_near(at_z + up, slab));
  }
}

void HalfSpaceSlabs::list(const HalfSpaceField& field) {
  for (Slab& slab : slabs_) {
    slab.near.lines.clear();
    slab.near.exits.clear();
  }
  const int images = period_ > 0.0 ? FarCopies::walked : 0, last = static_cast<int>(slabs_.size()) - 1;
  const auto list_near = [&](const auto& from, std::vector<Near> NearLists::*to) {
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const double into = into_period(from[i].at_z, period_);
      for (int k = -images; k <= images; ++k) {
        // One slab more than what is within reach, either way: near() has the last word.
        const double up = into + k * period_, z = from[i].at_z + up, at = (z - body_.low.z()) / thickness_;
        const double reach = reach_ / thickness_;
        const int begin = std::max(0, static_cast<int>(std::floor(at - reach)) - 1);
        const int end = std::min(last, static_cast<int>(std::floor(at + reach)) + 1);
        for (int slab = begin; slab <= end; ++slab)
          if (is_near(z, static_cast<std::size_t>(slab)))
            (slabs_[static_cast<std::size_t>(slab)].near.*to).push_back({i, up});
      }
    }
  };
  list_near(field.lines(), &NearLists::lines);
  list_near(field.exits(), &NearLists::exits);
}

void HalfSpaceSlabs::build(const HalfSpaceField& field) {
  HalfSpaceCopies copies;
  copies.build(field, body_, period_);
  uniform_ = copies.uniform();
  for (std::size_t slab = 0; slab < slabs_.size(); ++slab) build(field, copies, slab);
}

void HalfSpaceSlabs::build(const HalfSpaceField& field, const HalfSpaceCopies& copies, std::size_t slab) {
  AlignedVector<float>& values = slabs_[slab].values;
  values.assign(field.empty() ? 0 : values_size, 0.0F);
  if (field.empty()) return;
  AlignedVector<float> rows(node_blocks * point_rows * block_points);
  grid_targets(half_.data(), order, rows.data());
  const Vector3 middle = center(slab);
  const double radius = 0.5 * std::hypot(2.0 * half_[0], 2.0 * half_[1], 2.0 * half_[2]);
  std::vector<HalfSpaceElement> elements;
  for (const HalfSpaceField::Line& line : field.lines())
    each_copy(line.at_z, into_period(line.at_z, period_), slab, [&](double up, bool near) {
      if (near) return;
      const double length = line.exact.length(), gap = (line.middle - middle + up * Vector3::UnitZ()).norm();
      const int points = std::max(1, points_at(std::max(gap - radius, reach_) - 0.5 * length, length));
      field.put_elements(line, points, middle, up, 1.0, elements);
    });
  field.add_elements(elements, rows.data(), node_blocks, values.data());
  for (std::size_t block = 0; block < node_blocks; ++block) {
    const float* at = rows.data() + block * point_rows * block_points;
    float* out = values.data() + block * stress_size;
    copies.add_to(at, middle, out);
    for (const HalfSpaceField::Exit& exit : field.exits())
      each_copy(exit.at_z, into_period(exit.at_z, period_), slab, [&](double up, bool near) {
        if (near) return;
        field.add_end(exit, at, middle, up, 1.0, out);
        field.add_bend(exit, at, middle, up, out);
      });
  }
  set_rows(slab);
}

void HalfSpaceSlabs::set_rows(std::size_t slab) {
  Slab& of = slabs_[slab];
  of.rows.resize(of.values.empty() ? 0 : rows_size);
  if (!of.values.empty()) to_rows(of.values.data(), order, of.rows.data());
}

/// Of what is near the slab, what is far enough from the centre of a cell acts on its nodes; the rest is left.
void HalfSpaceSlabs::add_to_nodes(const HalfSpaceField& field, const NearLists& near, const PointCell& cell,
                                  std::vector<HalfSpaceElement>& elements, float* out, NearLists& left) const {
  left.lines.clear();
  left.exits.clear();
  elements.clear();
  for (const Near& n : near.lines) {
    const HalfSpaceField::Line& line = field.lines()[n.index];
    const double length = line.exact.length();
    const double gap = (line.middle + n.up * Vector3::UnitZ() - cell.center()).norm() - 0.5 * length;
    const int points = gap > cell.reach() ? points_at(gap - cell.radius(), length) : 0;
    if (points > 0)
      field.put_elements(line, points, cell.center(), n.up, 1.0, elements);
    else
      left.lines.push_back(n);
  }
  field.add_elements(elements, cell.nodes(), cell.node_blocks(), out);
  for (const Near& n : near.exits) {
    const HalfSpaceField::Exit& exit = field.exits()[n.index];
    if ((exit.exact.origin() + n.up * Vector3::UnitZ() - cell.center()).norm() <= cell.reach()) {
      left.exits.push_back(n);
      continue;
    }
    for (std::size_t block = 0; block < cell.node_blocks(); ++block) {
      const float* rows = cell.nodes() + block * point_rows * block_points;
      field.add_end(exit, rows, cell.center(), n.up, 1.0, out + block * stress_size);
      field.add_bend(exit, rows, cell.center(), n.up, out + block * stress_size);
    }
  }
}

void HalfSpaceSlabs::add_near(const HalfSpaceField& field, const NearLists& near, const float* rows,
                              const PointBlock& block, std::vector<HalfSpaceElement>& elements, float* out) {
  elements.clear();
  for (const Near& n : near.lines) {
    const HalfSpaceField::Line& line = field.lines()[n.index];
    const double length = line.exact.length();
    const Vector3 shift = line.middle + Vector3(0.0, 0.0, n.up) - block.center;
    const int points = points_at(shift.norm() - block.radius - 0.5 * length, length);
    if (points > 0)
      field.put_elements(line, points, block.center, n.up, 1.0, elements);
    else
      field.add_line(line, rows, block.center, n.up, out);
  }
  field.add_elements_at(elements, rows, block.count(), out);
  for (const Near& n : near.exits) {
    field.add_end(field.exits()[n.index], rows, block.center, n.up, 1.0, out);
    field.add_bend(field.exits()[n.index], rows, block.center, n.up, out);
  }
}

std::size_t HalfSpaceSlabs::sources(std::span<const Part> parts, std::size_t slab) {
  std::size_t sum = 0;
  for (const Part& part : parts)
    sum += part.slabs->slabs_[slab].near.lines.size() + part.slabs->slabs_[slab].near.exits.size();
  return sum;
}

/// The stress at the points of a cell in a slab, in the order given.
void HalfSpaceSlabs::add_stress(std::span<const Part> parts, const Task& task, Scratch& scratch,
                                std::span<Matrix3> to) {
  const HalfSpaceSlabs& first = *parts.front().slabs;
  const PointCell& cell = *task.cell;
  const Vector3 middle = first.center(task.slab);
  const bool by_nodes = cell.has_nodes() && sources(parts, task.slab) >= worth_nodes;
  if (by_nodes) scratch.at_nodes.assign(cell.node_blocks() * stress_size, 0.0F);
  scratch.left.resize(std::max(scratch.left.size(), parts.size()));
  float* const at_nodes = scratch.at_nodes.data();
  Matrix3 uniform = Matrix3::Zero();
  scratch.far.clear();
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const HalfSpaceSlabs& slabs = *parts[p].slabs;
    const Slab& from = slabs.slabs_[task.slab];
    if (scratch.far.empty())
      scratch.far.assign(from.rows.begin(), from.rows.end());
    else
      for (std::size_t v = 0; v < from.rows.size(); ++v) scratch.far[v] += from.rows[v];
    if (by_nodes) slabs.add_to_nodes(*parts[p].field, from.near, cell, scratch.elements, at_nodes, scratch.left[p]);
    uniform += slabs.uniform_;
  }
  const auto from_far = [&](const float* rows, const Vector3& center, std::size_t blocks, float* out) {
    if (!scratch.far.empty())
      interpolate_rows(scratch.far.data(), first.half_.data(), order, rows, in_floats(center - middle).data(), blocks,
                       out);
  };
  const bool far_at_nodes = by_nodes && cell.reach() < first.reach_ + 0.5 * first.thickness_;
  if (far_at_nodes) from_far(cell.nodes(), cell.center(), cell.node_blocks(), at_nodes);
  for (std::size_t b = 0; b < cell.blocks().blocks().size(); ++b) {
    const PointBlock& block = cell.blocks().blocks()[b];
    const float* rows = cell.blocks().rows(b);
    alignas(64) float sum[stress_size] = {};
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const NearLists& near = by_nodes ? scratch.left[p] : parts[p].slabs->slabs_[task.slab].near;
      add_near(*parts[p].field, near, rows, block, scratch.elements, sum);
    }
    if (by_nodes) cell.interpolate(at_nodes, b, sum);
    if (!far_at_nodes) from_far(rows, block.center, 1, sum);
    for (std::uint32_t i = 0; i < block.count(); ++i)
      to[task.members[cell.blocks().order()[block.begin + i]]] += from_rows(sum, i) + uniform;
  }
}

/// The points slab by slab, taken into the period, in parts that lie together.
void HalfSpaceSlabs::Room::cut(const HalfSpaceSlabs& body, std::span<const Vector3> points) {
  slab_.clear();
  ends_.assign(body.slabs_.size(), 0);
  points_.assign(points.begin(), points.end());
  for (Vector3& x : points_) {
    x.z() += into_period(x.z(), body.period_);
    slab_.push_back(body.slab_of(x.z()));
    ++ends_[slab_.back()];
  }
  placed_.assign(points.size(), {Vector3::Zero(), 0});
  std::size_t sum = 0;
  for (std::size_t& end : ends_) end = sum += end;
  for (std::size_t i = points.size(); i-- > 0;)
    placed_[--ends_[slab_[i]]] = {points_[i], static_cast<std::uint32_t>(i)};  // from here on where slabs begin
  cuts_.clear();
  for (std::size_t slab = 0; slab < body.slabs_.size(); ++slab) {
    const std::size_t begin = ends_[slab], end = slab + 1 < ends_.size() ? ends_[slab + 1] : placed_.size();
    parts_.clear();
    gather(std::span(placed_).subspan(begin, end - begin), cell_points, begin, parts_);
    for (const std::size_t part : parts_) cuts_.push_back({slab, cuts_.empty() ? 0 : cuts_.back().end, part});
  }
  sorted_.clear();
  members_.clear();
  for (const PlacedPoint& p : placed_) {
    sorted_.push_back(points_[p.place]);
    members_.push_back(p.place);
  }
}

void HalfSpaceSlabs::add_stress(std::span<const Part> parts, std::span<const Vector3> points, std::span<Matrix3> to,
                                Room& room) {
  if (parts.empty() || points.empty()) return;
  room.cut(*parts.front().slabs, points);
  const int threads =
      worth_threads(point_time * static_cast<double>(points.size() * sources(parts, room.cuts_.front().slab)));
  room.scratch_.resize(std::max(room.scratch_.size(), static_cast<std::size_t>(threads)));
  const auto count = static_cast<std::ptrdiff_t>(room.cuts_.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
  for (std::ptrdiff_t k = 0; k < count; ++k) {
    const Room::Cut& cut = room.cuts_[static_cast<std::size_t>(k)];
    Scratch& scratch = room.scratch_[static_cast<std::size_t>(omp_get_thread_num())];
    scratch.cell.build(std::span(room.sorted_).subspan(cut.begin, cut.end - cut.begin));
    const std::span<const std::uint32_t> members = std::span(room.members_).subspan(cut.begin, cut.end - cut.begin);
    add_stress(parts, {cut.slab, &scratch.cell, members}, scratch, to);
  }
}

std::vector<HalfSpaceSlabs::Patch> HalfSpaceSlabs::patches(double radius, int around, int along) const {
  const double z_step = (body_.high.z() - body_.low.z()) / along, angle_step = 2.0 * std::numbers::pi / around;
  const int across =
      std::clamp(static_cast<int>(std::ceil(2.0 * std::numbers::pi * radius / thickness_)), 4, std::max(4, around / 2));
  std::vector<Patch> out;
  for (int j = 0, end = 0; j < along; j = end) {
    const std::size_t slab = slab_of(j * z_step);
    for (end = j; end < along && slab_of(end * z_step) == slab;) ++end;
    for (int p = 0; p < across; ++p) {
      const int low = p * around / across, high = (p + 1) * around / across;
      const PointCell::Patch at{radius, low * angle_step, angle_step, body_.low.z() + j * z_step,
                                z_step, high - low,       end - j};
      Patch& patch = out.emplace_back(Patch{slab, PointCell(at), {}});
      for (int row = j; row < end; ++row)
        for (int i = low; i < high; ++i) patch.members.push_back(static_cast<std::uint32_t>(row * around + i));
    }
  }
  return out;
}

void HalfSpaceSlabs::add_stress(std::span<const Part> parts, std::span<const Patch> patches, std::span<Matrix3> to,
                                Room& room) {
  if (std::all_of(parts.begin(), parts.end(), [](const Part& p) { return p.field->empty() && p.slabs->is_empty(); }))
    return;
  const int threads = worth_threads(point_time * static_cast<double>(to.size() * sources(parts, patches.front().slab)));
  room.scratch_.resize(std::max(room.scratch_.size(), static_cast<std::size_t>(threads)));
  const auto count = static_cast<std::ptrdiff_t>(patches.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
  for (std::ptrdiff_t k = 0; k < count; ++k) {
    const Patch& patch = patches[static_cast<std::size_t>(k)];
    add_stress(parts, {patch.slab, &patch.cell, patch.members},
               room.scratch_[static_cast<std::size_t>(omp_get_thread_num())], to);
  }
}

std::size_t HalfSpaceSlabs::memory_size() const {
  return 10 + slabs_.size() * values_size;
}

std::vector<double> HalfSpaceSlabs::memory() const {
  std::vector<double> out{slabs_.front().values.empty() ? 1.0 : 0.0};
  out.insert(out.end(), uniform_.data(), uniform_.data() + 9);
  for (const Slab& slab : slabs_) out.insert(out.end(), slab.values.begin(), slab.values.end());
  out.resize(memory_size(), 0.0);
  return out;
}

void HalfSpaceSlabs::recall(std::span<const double> memory) {
  require(memory.size() == memory_size(), "HalfSpaceSlabs::recall: another size");
  std::copy_n(memory.begin() + 1, 9, uniform_.data());
  for (std::size_t slab = 0; slab < slabs_.size(); ++slab) {
    slabs_[slab].values.resize(memory[0] != 0.0 ? 0 : values_size);
    for (std::size_t i = 0; i < slabs_[slab].values.size(); ++i)
      slabs_[slab].values[i] = static_cast<float>(memory[10 + slab * values_size + i]);
    set_rows(slab);
  }
}

}  // namespace pillardd
