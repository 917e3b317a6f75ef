#include "ddd/elasticity/half_space_copies.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/far_copies.hpp"
#include "ddd/elasticity/far_grid.hpp"

namespace pillardd {

namespace {

constexpr std::size_t stress_size = stress_rows * block_points;

/// Copies are a period away at least: along z they err by 5.8^-order of their stress, across by less in a tall body.
std::size_t order_for(const Box& box, double period) {
  return period > 2.0 * (box.half().x() + box.half().y()) ? 6 : most_order;
}

}  // namespace

double into_period(double z, double period) {
  return period > 0.0 ? -period * std::floor(z / period) : 0.0;
}

/// Never quite flat.
void HalfSpaceCopies::set_box(const Box& box) {
  const Vector3 half = box.half(), widest = Vector3::Constant(std::max(1.0, 0.01 * half.norm()));
  center_ = box.center();
  half_ = in_floats(half.cwiseMax(widest));
}

void HalfSpaceCopies::build(const HalfSpaceField& field, const Box& box, double period) {
  none_ = period <= 0.0 || field.empty();
  uniform_.setZero();
  order_ = order_for(box, period);
  const std::size_t blocks = blocks_of(cube(order_));
  values_.assign(none_ ? 0 : blocks * stress_size, 0.0F);
  if (none_) return;
  set_box(box);
  AlignedVector<float> rows(blocks * point_rows * block_points);
  grid_targets(half_.data(), order_, rows.data());
  std::vector<HalfSpaceElement> elements;
  for (const CopyAway& c : copies_away)
    for (const double way : {period, -period}) {
      for (const HalfSpaceField::Line& line : field.lines())
        field.put_elements(line, 1, center_, into_period(line.middle.z(), period) + way * c.at, c.weight, elements);
      for (const HalfSpaceField::Exit& exit : field.exits())
        for (std::size_t block = 0; block < blocks; ++block)
          field.add_end(exit, rows.data() + block * point_rows * block_points, center_,
                        into_period(exit.exact.origin().z(), period) + way * c.at, c.weight,
                        values_.data() + block * stress_size);
    }
  field.add_elements(elements, rows.data(), blocks, values_.data());
  for (const HalfSpaceField::Exit& exit : field.exits()) add_far_exit(field, exit, period);
}

void HalfSpaceCopies::add_far_exit(const HalfSpaceField& field, const HalfSpaceField::Exit& exit, double period) {
  const ElasticConstants sharp{field.elastic().shear, field.elastic().poisson, 0.0};
  const FreePlane plane{Vector3::Zero(), -exit.exact.frame().row(2).transpose()};
  const HalfSpaceExit unit(exit.exact.frame().transpose() * exit.exact.burgers(), plane, sharp);
  const auto drop = [&](double at, double weight) {
    for (const double way : {1.0, -1.0}) uniform_ -= weight / (at * period) * unit.stress(Vector3(0.0, 0.0, -way));
  };
  drop(1.0, 1.0);
  for (const CopyAway& c : copies_away) drop(c.at, c.weight);
}

void HalfSpaceCopies::add_to(const float* rows, const Vector3& center, float* out) const {
  if (none_) return;
  interpolate(values_.data(), half_.data(), order_, rows, in_floats(center - center_).data(), 1, out);
}

}  // namespace pillardd
