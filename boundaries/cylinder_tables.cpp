#include "boundaries/cylinder_tables.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "boundaries/cylinder_modes.hpp"
#include "ddd/base/errors.hpp"
#include "ddd/elasticity/worth_threads.hpp"

namespace pillardd {

namespace {

constexpr double pi = std::numbers::pi;

/// What placing and reading a point takes [ns].
constexpr double point_time = 250.0;

/// Factors below this leave nothing in single precision.
constexpr double least_factor = 1e-9;

constexpr int rr = 0, tt = 1, zz = 2, rt = 3, rz = 4, tz = 5;

std::size_t at(int i) {
  return static_cast<std::size_t>(i);
}
int wrapped(int i, int n) {
  return ((i % n) + n) % n;
}

/// Transform of the quintic B-spline's values at the grid points: what a mode of `order` of n points is divided by.
double spline_transform(int order, int n) {
  const double w = 2 * pi * order / n;
  return (66 + 52 * std::cos(w) + 2 * std::cos(2 * w)) / 120;
}

}  // namespace

CylinderTables::CylinderTables(double radius, double period, double poisson, int around, int along, int layers)
    : radius_(radius),
      period_(period),
      around_(around),
      along_(along),
      layers_(layers),
      row_(table_node * (at(around) + table_width - 1)),
      patches_(radius, period, around, along),
      to_modes_(around, along),
      fft_(around, along) {
  require(around % 2 == 0 && along % 2 == 0 && around >= 16 && along >= 16 && layers >= 6,
          "CylinderTables: grids are even and at least 16 x 16, with 6 layers");
  for (int j = 0; j < along; ++j)
    for (int i = 0; i < around; ++i) {
      const double angle = 2 * pi * i / around;
      points_.push_back({radius * std::cos(angle), radius * std::sin(angle), period * j / along});
    }
  factors_.assign(at(layers), AlignedVector<float>(12 * fft_.modes(), 0.0F));
  acts_.assign(at(layers), std::vector<char>(at(around), 0));
  for (int layer = 0; layer < layers; ++layer) prepare_layer(layer, poisson);
  tables_.resize(at(layers));
  filled_.assign(at(layers), 0);
  asked_.assign(at(layers), 0);
}

void CylinderTables::prepare_layer(int layer, double poisson) {
  const CylinderModes modes(radius_, period_, poisson);
  for (int q = 0; q < along_ / 2; ++q) {
    const std::vector<ModeStress> stress = modes.stress_by_traction(around_ / 2 - 1, q, layer_radius(layer));
    for (int n = 1 - around_ / 2; n < around_ / 2; ++n)
      for (const int way : {1, -1}) {
        if (q == 0 && way < 0) continue;
        const ModeStress m = CylinderModes::mirrored(stress[at(std::abs(n))], n < 0, way < 0);
        const std::array<double, 12> f = factors(m, n, spline_transform(q, along_));
        float* row = factors_[at(layer)].data() + 12 * fft_.mode(wrapped(n, around_), 0) + wrapped(way * q, along_);
        for (std::size_t k = 0; k < 12; ++k) {
          if (std::abs(f[k]) < least_factor) continue;
          row[k * fft_.mode_stride()] = static_cast<float>(f[k]);
          acts_[at(layer)][at(wrapped(n, around_))] = 1;
        }
      }
  }
}

/// Factors of one mode, divided by the transforms of the splines. What the turn to Cartesian components would carry
/// past the largest order of the grid is left out.
std::array<double, 12> CylinderTables::factors(const ModeStress& m, int n, double spline_along) const {
  const auto share = [&](int shift) {
    return n + shift < around_ / 2 ? 1.0 / (spline_along * spline_transform(n + shift, around_)) : 0.0;
  };
  std::array<double, 12> f{};
  for (int c = 0; c < 3; ++c) {
    f[at(c)] = (m(rr, c) + m(tt, c)) * share(0);
    f[at(3 + c)] = m(zz, c) * share(0);
    f[at(6 + c)] = (m(rr, c) - m(tt, c) - 2 * m(rt, c)) * share(2);
    f[at(9 + c)] = (m(rz, c) + m(tz, c)) * share(1);
  }
  return f;
}

/// Layers at equal steps of the angle phi, r = R cos phi, from the surface; the next one after the last is its own
/// mirror image beyond the axis.
double CylinderTables::layer_radius(int layer) const {
  return radius_ * std::cos(pi * layer / (2 * layers_ - 1));
}

std::array<std::size_t, 8> CylinderTables::neighbours(std::size_t point) const {
  const int i = static_cast<int>(point) % around_, j = static_cast<int>(point) / around_;
  std::array<std::size_t, 8> out{};
  std::size_t k = 0;
  for (int dj = -1; dj <= 1; ++dj)
    for (int di = -1; di <= 1; ++di)
      if (di != 0 || dj != 0) out[k++] = at(wrapped(j + dj, along_) * around_ + wrapped(i + di, around_));
  return out;
}

std::vector<Vector3> CylinderTables::normals() const {
  std::vector<Vector3> out;
  for (const Vector3& x : points_) out.push_back(Vector3(x.x(), x.y(), 0) / radius_);
  return out;
}

void CylinderTables::set_tractions(const std::vector<Vector3>& tractions) {
  require(tractions.size() == points_.size(), "CylinderTables: a traction is needed at each grid point");
  const double share = 1.0 / static_cast<double>(points_.size());
  std::array<ComplexRows<double>, 4>& modes = mode_room_;
  for (std::size_t c = 0; c < 3; ++c) modes[c].assign(to_modes_.fields());
  for (int j = 0; j < along_; ++j)
    for (int i = 0; i < around_; ++i) {
      const std::size_t p = at(j * around_ + i), to = to_modes_.point(i, j);
      const double cos = points_[p].x() / radius_, sin = points_[p].y() / radius_;
      const Vector3 t = share * tractions[p];
      modes[0].re[to] = cos * t.x() + sin * t.y();
      modes[1].im[to] = -(cos * t.y() - sin * t.x());
      modes[2].im[to] = -t.z();
    }
  for (std::size_t c = 0; c < 3; ++c) {
    to_modes_.forward(modes[c], modes[3]);
    traction_modes_[c].assign(fft_.modes());
    for (int n = 0; n < around_; ++n)
      for (int q = 0; q < along_; ++q) {
        traction_modes_[c].re[fft_.mode(n, q)] = static_cast<float>(modes[c].re[to_modes_.mode(n, q)]);
        traction_modes_[c].im[fft_.mode(n, q)] = static_cast<float>(modes[c].im[to_modes_.mode(n, q)]);
      }
  }
  filled_.assign(tables_.size(), 0);
}

void CylinderTables::fill_layer(int layer) const {
  const std::size_t stride = fft_.mode_stride();
  for (std::size_t c = 0; c < 3; ++c) room_[c].resize(fft_.modes());
  for (int n = 0; n < around_; ++n) {
    std::array<const float*, 6> t;
    std::array<float*, 6> to;
    for (int c = 0; c < 3; ++c) {
      const std::size_t from = fft_.mode(n, 0);
      // e^(2 i theta) and e^(i theta) turn the components from cylindrical to Cartesian.
      const std::size_t turned = fft_.mode(wrapped(n + std::array{0, 2, 1}[at(c)], around_), 0);
      t[at(2 * c)] = traction_modes_[at(c)].re.data() + from;
      t[at(2 * c + 1)] = traction_modes_[at(c)].im.data() + from;
      to[at(2 * c)] = room_[at(c)].re.data() + turned;
      to[at(2 * c + 1)] = room_[at(c)].im.data() + turned;
    }
    if (acts_[at(layer)][at(n)] != 0)
      combine_modes(factors_[at(layer)].data() + 12 * fft_.mode(n, 0), t, to, stride);
    else
      for (float* row : to) std::fill_n(row, stride, 0.0F);
  }
  for (std::size_t c = 0; c < 3; ++c) fft_.inverse(room_[c], room_[3]);
  AlignedVector<float>& table = tables_[at(layer)];
  table.resize(row_ * at(along_));
  filled_[at(layer)] = 1;
  for (int j = 0; j < along_; ++j) {
    float* const nodes = table.data() + row_ * at(j);
    const std::size_t p = fft_.point(0, j);
    put_nodes({room_[0].re.data() + p, room_[0].im.data() + p, room_[1].re.data() + p, room_[1].im.data() + p,
               room_[2].re.data() + p, room_[2].im.data() + p},
              at(around_), nodes);
    std::copy_n(nodes, table_node * (table_width - 1), nodes + table_node * at(around_));
  }
}

void CylinderTables::place_group(std::span<const Vector3> points, std::size_t begin) const {
  const std::size_t count = std::min(table_points, points.size() - begin);
  alignas(64) TablePlaces::Rows<double> x;
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (std::size_t i = 0; i < table_points; ++i)
      x[axis][i] = points[begin + std::min(i, count - 1)][static_cast<Eigen::Index>(axis)];
  TablePlaces found;
  find_places({radius_, period_, layers_, around_, along_}, x, found);
  const auto node = [&](std::size_t axis, std::size_t i) { return static_cast<int>(found.node[axis][i]); };
  for (std::size_t i = 0; i < count; ++i)
    places_[begin + i] = {{node(0, i), wrapped(node(1, i), around_), wrapped(node(2, i), along_)},
                          {found.past[0][i], found.past[1][i], found.past[2][i]}};
}

/// Makes the tables around a layer where there are none.
void CylinderTables::fill_around(int layer) const {
  for (int j = 0; j < 6; ++j) {
    const int near = std::abs(layer + j - 2), taken = near >= layers_ ? 2 * layers_ - 1 - near : near;
    if (filled_[at(taken)] == 0) fill_layer(taken);
  }
}

/// Points that read the same nodes come one after another, by z, then by theta: in any other order nearly every node
/// of 6^3 comes from the cache beyond.
void CylinderTables::order_places() const {
  const auto sort_by = [&](int bins, const std::vector<std::uint32_t>& from, std::vector<std::uint32_t>& to,
                           const auto& bin) {
    counts_.assign(at(bins) + 1, 0);
    for (const std::uint32_t i : from) ++counts_[at(bin(places_[i])) + 1];
    for (std::size_t b = 1; b < counts_.size(); ++b) counts_[b] += counts_[b - 1];
    to.resize(from.size());
    for (const std::uint32_t i : from) to[counts_[at(bin(places_[i]))]++] = i;
  };
  order_.resize(places_.size());
  std::iota(order_.begin(), order_.end(), 0U);
  sort_by(around_, order_, other_order_, [](const Place& p) { return p.node[1]; });
  sort_by(along_, other_order_, order_, [](const Place& p) { return p.node[2]; });
}

/// The tables' nodes around a place.
TableStencil CylinderTables::stencil(const Place& place) const {
  const auto folded = [](int i, int n) { return i < 0 ? i + n : i < n ? i : i - n; };
  TableStencil out;
  const int column = folded(place.node[1] - 2, around_), opposite = folded(column + around_ / 2, around_);
  for (int j = 0; j < static_cast<int>(table_width); ++j) {
    const int layer = std::abs(place.node[0] + j - 2);
    const bool beyond_axis = layer >= layers_;
    out.layer[at(j)] = tables_[at(beyond_axis ? 2 * layers_ - 1 - layer : layer)].data() +
                       table_node * at(beyond_axis ? opposite : column);
    out.along[at(j)] = row_ * at(folded(place.node[2] + j - 2, along_));
  }
  return out;
}

namespace {

/// From xx+yy, zz, xx-yy, 2xy, xz, yz.
Matrix3 stress_of(const float* node) {
  const double half_sum = 0.5 * node[0], half_difference = 0.5 * node[2], xy = 0.5 * node[3];
  const double xz = node[4], yz = node[5];
  Matrix3 out;
  out << half_sum + half_difference, xy, xz,  //
      xy, half_sum - half_difference, yz,     //
      xz, yz, node[1];
  return out;
}

}  // namespace

void CylinderTables::read_group(std::size_t begin, std::span<Matrix3> out) const {
  const std::size_t count = std::min(table_points, order_.size() - begin);
  std::array<TableStencil, table_points> stencils;
  alignas(64) TablePlaces::Rows<float> past{};
  for (std::size_t i = 0; i < count; ++i) {
    const Place& place = places_[order_[begin + i]];
    stencils[i] = stencil(place);
    for (std::size_t axis = 0; axis < 3; ++axis) past[axis][i] = place.past[axis];
  }
  TableWeights weights;
  find_weights(past, weights);
  std::array<float, table_points * table_node> nodes;
  read_table(stencils.data(), weights, count, nodes.data());
  for (std::size_t i = 0; i < count; ++i) out[order_[begin + i]] = stress_of(nodes.data() + table_node * i);
}

void CylinderTables::stress(std::span<const Vector3> points, std::span<Matrix3> out) const {
  require(points.size() == out.size(), "CylinderTables::stress: sizes differ");
  places_.resize(points.size());
  const auto groups = static_cast<std::ptrdiff_t>((points.size() + table_points - 1) / table_points);
  const int threads = worth_threads(point_time * static_cast<double>(points.size()));
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
  for (std::ptrdiff_t k = 0; k < groups; ++k) place_group(points, table_points * static_cast<std::size_t>(k));
  std::fill(asked_.begin(), asked_.end(), char{0});
  for (const Place& p : places_) asked_[at(p.node[0])] = 1;
  for (int layer = 0; layer < layers_; ++layer)
    if (asked_[at(layer)] != 0) fill_around(layer);
  order_places();
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
  for (std::ptrdiff_t k = 0; k < groups; ++k) read_group(table_points * static_cast<std::size_t>(k), out);
}

}  // namespace pillardd
