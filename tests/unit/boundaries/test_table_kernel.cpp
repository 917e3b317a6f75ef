// Places, weights and sums of the image stress's tables on all vector targets. Oracles: std::acos and std::atan2; what
// the weights are made for: Lagrange's give polynomials of degree 5, splines the sum one and the place itself; the sum
// over the nodes one by one. Scale: a step, or one.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "boundaries/table_kernel.hpp"
#include "ddd/base/simd.hpp"

using namespace pillardd;

namespace {

constexpr double pi = std::numbers::pi;

template <class Check>
void on_all_targets(const Check& check) {
  for (const std::string& target : simd_targets()) {
    CAPTURE(target);
    use_simd_target(target);
    check();
  }
  use_simd_target(simd_target());
}

TablePlaces::Rows<float> pasts() {
  TablePlaces::Rows<float> out{};
  for (std::size_t i = 0; i < table_points; ++i)
    out[0][i] = out[1][i] = out[2][i] = static_cast<float>(i) / static_cast<float>(table_points - 1);
  return out;
}

}  // namespace

TEST_CASE(
    "where points lie between the nodes: on the axis and the surface, across angle pi, below and above a period") {
  const TableSteps steps{100.0, 600.0, 16, 64, 60};
  alignas(64) TablePlaces::Rows<double> x{};
  for (std::size_t i = 0; i < table_points; ++i) {
    const double r = 100.0 * std::min(1.0, static_cast<double>(i) / 12.0), angle = -pi + 0.42 * static_cast<double>(i);
    x[0][i] = r * std::cos(angle);
    x[1][i] = i == 5 ? 0.0 : r * std::sin(angle);
    x[2][i] = -900.0 + 123.0 * static_cast<double>(i);
  }
  on_all_targets([&] {
    TablePlaces out;
    find_places(steps, x, out);
    for (std::size_t i = 0; i < table_points; ++i) {
      CAPTURE(i);
      const double inward = std::min(1.0, std::hypot(x[0][i], x[1][i]) / 100.0), z = x[2][i];
      const double expected[3] = {std::acos(inward) * 31.0 / pi, std::atan2(x[1][i], x[0][i]) * 64.0 / (2.0 * pi),
                                  (z - 600.0 * std::floor(z / 600.0)) / 10.0};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        CHECK(out.node[axis][i] == std::floor(out.node[axis][i]));
        if (i == 0 && axis == 1) continue;  // on the axis every angle is right
        CHECK(std::abs(out.node[axis][i] + static_cast<double>(out.past[axis][i]) - expected[axis]) < 2e-6);
      }
    }
  });
}

TEST_CASE("weights of the tables' nodes") {
  const TablePlaces::Rows<float> past = pasts();
  on_all_targets([&] {
    TableWeights w;
    find_weights(past, w);
    for (std::size_t i = 0; i < table_points; ++i) {
      const double t = static_cast<double>(past[0][i]);
      for (int power = 0; power <= 5; ++power) {
        double sum = 0.0;
        for (std::size_t j = 0; j < table_width; ++j)
          sum += static_cast<double>(w.by_layer[j][i]) * std::pow(static_cast<double>(j) - 2.0, power);
        CHECK(std::abs(sum - std::pow(t, power)) < 2e-5);  // of 3^5 in single precision
      }
      for (const TableWeights::Rows* spline : {&w.by_around, &w.by_along}) {
        double sum = 0.0, place = 0.0;
        for (std::size_t j = 0; j < table_width; ++j) {
          sum += static_cast<double>((*spline)[j][i]);
          place += static_cast<double>((*spline)[j][i]) * (static_cast<double>(j) - 2.0);
        }
        CHECK(std::abs(sum - 1.0) < 1e-6);
        CHECK(std::abs(place - t) < 1e-6);
      }
    }
  });
}

TEST_CASE("tables are read as the sum over their nodes says, and put together in their order") {
  constexpr std::size_t nodes = 40, row = table_node * nodes;
  const auto value = [](std::size_t k) { return std::sin(0.7 * static_cast<double>(k)); };
  std::vector<float> table;
  for (std::size_t k = 0; k < table_width * row; ++k) table.push_back(static_cast<float>(value(k)));
  TableStencil stencil{};
  for (std::size_t j = 0; j < table_width; ++j) {
    stencil.layer[j] = table.data() + table_node * (3 * j + 1);
    stencil.along[j] = row * ((j + 4) % table_width);
  }
  const std::vector<TableStencil> stencils(table_points, stencil);
  on_all_targets([&] {
    TableWeights w;
    find_weights(pasts(), w);
    std::vector<float> out(table_points * table_node, -1.0F);
    read_table(stencils.data(), w, table_points - 1, out.data());
    for (std::size_t i = 0; i + 1 < table_points; ++i)
      for (std::size_t c = 0; c < table_node; ++c) {
        double sum = 0.0;
        for (std::size_t l = 0; l < table_width; ++l)
          for (std::size_t j = 0; j < table_width; ++j)
            for (std::size_t k = 0; k < table_width; ++k)
              sum += static_cast<double>(w.by_layer[l][i] * w.by_along[j][i] * w.by_around[k][i]) *
                     static_cast<double>(stencil.layer[l][stencil.along[j] + table_node * k + c]);
        CHECK(std::abs(static_cast<double>(out[i * table_node + c]) - sum) < 1e-6);
      }
    CHECK(out.back() == -1.0F);  // past the last point asked for

    alignas(64) float rows[6][48];
    for (std::size_t c = 0; c < 6; ++c)
      for (std::size_t k = 0; k < 48; ++k) rows[c][k] = static_cast<float>(100 * c + k);
    std::vector<float> put(table_node * 37 + 1, -1.0F);
    put_nodes({rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]}, 37, put.data());
    for (std::size_t k = 0; k < 37; ++k)
      for (std::size_t c = 0; c < 6; ++c) CHECK(put[table_node * k + c] == rows[c][k]);
    CHECK(put.back() == -1.0F);
  });
}
