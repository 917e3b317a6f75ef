#include "ddd/elasticity/half_space_slabs.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"
#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/far_grid.hpp"
#include "ddd/elasticity/point_blocks.hpp"

namespace pillardd {

namespace {

constexpr std::size_t order = 6, stress_size = stress_rows * block_points, node_blocks = blocks_of(cube(order)),
                      values_size = node_blocks * stress_size;

/// From where on sources are far, in half widths of the body: along x the interpolation errs by rho^-order of their
/// stress, rho = s + sqrt(s^2 + 1), 8e-4 here, and by less along z.
constexpr double far_ratio = 1.5;

/// Gauss points for the accuracy of the grids: rho^-2n/s is 1e-3 at these s = 2 gap/length (HalfSpaceField::points_at).
int points_at(double gap, double length) {
  const double s = 2.0 * gap / length;
  return s > 6.3 ? 1 : s > 2.2 ? 2 : s > 1.42 ? 3 : s > 1.1 ? 4 : 0;
}

Matrix3 from_rows(const float* rows, std::size_t i) {
  const auto value = [&](std::size_t row) { return static_cast<double>(rows[row * block_points + i]); };
  Matrix3 m;
  m << value(0), value(3), value(5), value(3), value(1), value(4), value(5), value(4), value(2);
  return m;
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
  const double index = std::floor((z + into_period(z, period_) - body_.low.z()) / thickness_);
  return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(slabs_.size() - 1)));
}

/// use(up, near) of the copies -1, 0 and 1 of what is at z, `into` from which it is in the period.
template <class Use>
void HalfSpaceSlabs::each_copy(double at_z, double into, std::size_t slab, const Use& use) const {
  const int images = period_ > 0.0 ? FarCopies::walked : 0;
  for (int k = -images; k <= images; ++k) {
    const double up = into + k * period_, z = at_z + up;
    use(up, std::max(low(slab) - z, z - low(slab) - thickness_) < reach_);
  }
}

void HalfSpaceSlabs::list(const HalfSpaceField& field) {
  for (Slab& slab : slabs_) {
    slab.lines.clear();
    slab.exits.clear();
  }
  const auto list_near = [&](const auto& from, std::vector<Near> Slab::*to) {
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      const double into = into_period(from[i].at_z, period_);
      for (std::size_t slab = 0; slab < slabs_.size(); ++slab)
        each_copy(from[i].at_z, into, slab, [&](double up, bool near) {
          if (near) (slabs_[slab].*to).push_back({i, up});
        });
    }
  };
  list_near(field.lines(), &Slab::lines);
  list_near(field.exits(), &Slab::exits);
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
}

void HalfSpaceSlabs::add_near(const HalfSpaceField& field, std::size_t slab, const float* rows, const Vector3& center,
                              double radius, float* out) const {
  std::vector<HalfSpaceElement> elements;
  for (const Near& near : slabs_[slab].lines) {
    const HalfSpaceField::Line& line = field.lines()[near.index];
    const double length = line.exact.length();
    const Vector3 shift = line.middle + Vector3(0.0, 0.0, near.up) - center;
    const int points = points_at(shift.norm() - radius - 0.5 * length, length);
    if (points > 0)
      field.put_elements(line, points, center, near.up, 1.0, elements);
    else
      field.add_line(line, rows, center, near.up, out);
  }
  field.add_elements(elements, rows, 1, out);
  for (const Near& near : slabs_[slab].exits) {
    field.add_end(field.exits()[near.index], rows, center, near.up, 1.0, out);
    field.add_bend(field.exits()[near.index], rows, center, near.up, out);
  }
}

void HalfSpaceSlabs::add_stress(std::span<const Part> parts, std::span<const Vector3> points, std::span<Matrix3> to) {
  if (parts.empty()) return;
  const HalfSpaceSlabs& first = *parts.front().slabs;
  std::vector<std::vector<std::uint32_t>> members(first.slabs_.size());
  for (std::uint32_t i = 0; i < points.size(); ++i) members[first.slab_of(points[i].z())].push_back(i);
  struct Task {
    std::size_t slab, block;
  };
  std::vector<PointBlocks> blocks(members.size());
  std::vector<AlignedVector<float>> far(members.size());
  std::vector<Task> tasks;
  std::vector<Vector3> inside;
  for (std::size_t slab = 0; slab < members.size(); ++slab) {
    if (members[slab].empty()) continue;
    inside.clear();
    for (const std::uint32_t i : members[slab]) inside.push_back(points[i]);
    blocks[slab].build(inside, first.period_);
    far[slab].assign(values_size, 0.0F);
    for (const Part& part : parts) {
      const AlignedVector<float>& values = part.slabs->slabs_[slab].values;
      for (std::size_t v = 0; v < values.size(); ++v) far[slab][v] += values[v];
    }
    for (std::size_t b = 0; b < blocks[slab].blocks().size(); ++b) tasks.push_back({slab, b});
  }
  Matrix3 uniform = Matrix3::Zero();
  for (const Part& part : parts) uniform += part.slabs->uniform_;
  const auto count = static_cast<std::ptrdiff_t>(tasks.size());
#pragma omp parallel for schedule(dynamic, 4)
  for (std::ptrdiff_t k = 0; k < count; ++k) {
    const Task task = tasks[static_cast<std::size_t>(k)];
    const PointBlocks& of = blocks[task.slab];
    const PointBlock& block = of.blocks()[task.block];
    alignas(64) float sum[stress_size] = {};
    for (const Part& part : parts)
      part.slabs->add_near(*part.field, task.slab, of.rows(task.block), block.center, block.radius, sum);
    interpolate(far[task.slab].data(), first.half_.data(), order, of.rows(task.block),
                in_floats(block.center - first.center(task.slab)).data(), 1, sum);
    for (std::uint32_t i = 0; i < block.count(); ++i)
      to[members[task.slab][of.order()[block.begin + i]]] += from_rows(sum, i) + uniform;
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
  }
}

}  // namespace pillardd
