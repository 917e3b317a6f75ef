#include "ddd/crystal/slip_systems.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pillardd {

namespace {

constexpr std::array<Integer3, 4> half_111{{{1, 1, 1}, {1, 1, -1}, {1, -1, 1}, {1, -1, -1}}};
constexpr std::array<Integer3, 6> planes_110{{{0, 1, 1}, {0, 1, -1}, {1, 0, 1}, {1, 0, -1}, {1, 1, 0}, {1, -1, 0}}};
constexpr std::array<Integer3, 12> planes_112{{{1, 1, 2},
                                               {1, 1, -2},
                                               {1, -1, 2},
                                               {1, -1, -2},
                                               {1, 2, 1},
                                               {1, 2, -1},
                                               {1, -2, 1},
                                               {1, -2, -1},
                                               {2, 1, 1},
                                               {2, 1, -1},
                                               {2, -1, 1},
                                               {2, -1, -1}}};

template <std::size_t N>
void append_containing(const Integer3& burgers, const std::array<Integer3, N>& planes, std::vector<Integer3>& out) {
  for (const Integer3& plane : planes)
    if (dot(burgers, plane) == 0) out.push_back(plane);
}

std::vector<SlipSystem> build_systems() {
  std::vector<SlipSystem> out;
  for (const bool is_112 : {false, true})
    for (const Integer3& b : half_111)
      for (const Integer3& plane : glide_planes(b, !is_112, is_112)) out.push_back({b, plane});
  return out;
}

/// b or -b, the one whose first non-zero index is positive.
Integer3 canonical_burgers(const Integer3& burgers) {
  for (const int i : burgers)
    if (i != 0) return i > 0 ? burgers : negated(burgers);
  return burgers;
}

std::string spaced(const Integer3& v) {
  return std::to_string(v[0]) + ' ' + std::to_string(v[1]) + ' ' + std::to_string(v[2]);
}

}  // namespace

const std::vector<SlipSystem>& bcc_slip_systems() {
  static const std::vector<SlipSystem> systems = build_systems();
  return systems;
}

std::vector<Integer3> glide_planes(const Integer3& burgers, bool with_110, bool with_112) {
  std::vector<Integer3> out;
  if (with_110) append_containing(burgers, planes_110, out);
  if (with_112) append_containing(burgers, planes_112, out);
  return out;
}

std::string slip_system_name(const Integer3& burgers, const Integer3& plane) {
  const std::string plane_text = is_zero(plane) ? "none" : spaced(canonical_plane(plane));
  return '[' + spaced(canonical_burgers(burgers)) + "](" + plane_text + ')';
}

int slip_system_index(const Integer3& burgers, const Integer3& plane) {
  const Integer3 b = canonical_burgers(burgers), n = canonical_plane(plane);
  const std::vector<SlipSystem>& systems = bcc_slip_systems();
  for (std::size_t i = 0; i < systems.size(); ++i)
    if (systems[i].burgers == b && systems[i].plane == n) return static_cast<int>(i);
  return -1;
}

double schmid_factor(const SlipSystem& system, const Integer3& axis) {
  const double cos_product = static_cast<double>(dot(system.burgers, axis)) * dot(system.plane, axis);
  const double bb = dot(system.burgers, system.burgers), nn = dot(system.plane, system.plane), aa = dot(axis, axis);
  return std::abs(cos_product) / (aa * std::sqrt(bb * nn));
}

double screw_across(const Lattice& lattice) {
  double greatest = 0.0, length = 0.0;
  for (const SlipSystem& system : bcc_slip_systems()) {
    const double along = lattice.direction(system.burgers).z();
    const double factor = std::abs(along * lattice.plane_normal(system.plane).z());
    if (factor < greatest - 1e-9) continue;
    const double of_this = 1.0 / std::sqrt(1.0 - along * along);
    length = factor > greatest + 1e-9 ? of_this : std::max(length, of_this);
    greatest = std::max(greatest, factor);
  }
  return length;
}

}  // namespace pillardd
