#include "ddd/elasticity/half_space_field.hpp"

#include <array>

#include "ddd/elasticity/gauss_rules.hpp"

namespace pillardd {

namespace {

void put(const Vector3& v, float* to) {
  for (Eigen::Index i = 0; i < 3; ++i) to[i] = static_cast<float>(v[i]);
}

void put(const Matrix3& rows, float* to) {
  for (Eigen::Index i = 0; i < 3; ++i) put(Vector3(rows.row(i)), to + 3 * i);
}

void put(const std::complex<double>& c, float* to) {
  to[0] = static_cast<float>(c.real());
  to[1] = static_cast<float>(c.imag());
}

/// Node and weight of the Gauss rule of `count` points on [0, 1].
std::array<double, 2> gauss_point(int count, int g) {
  static constexpr detail::GaussRule<1> one;
  static constexpr detail::GaussRule<2> two;
  static constexpr detail::GaussRule<3> three;
  static constexpr detail::GaussRule<4> four;
  const auto i = static_cast<std::size_t>(g);
  const auto of = [&](const auto& rule) { return std::array{0.5 * (1.0 + rule.node[i]), 0.5 * rule.weight[i]}; };
  return count == 1 ? of(one) : count == 2 ? of(two) : count == 3 ? of(three) : of(four);
}

}  // namespace

void HalfSpaceField::clear() {
  lines_.clear();
  exits_.clear();
}

void HalfSpaceField::add(const StraightSegment& segment, const FreePlane& plane, double moved, double raised) {
  const HalfSpaceSegment exact(segment, plane, elastic_, raised);
  HalfSpaceCurtain curtain{};
  put(exact.frame(), curtain.frame);
  curtain.theta = static_cast<float>(exact.theta());
  put(exact.e1(), curtain.e1);
  put(exact.e2(), curtain.e2);
  const Vector3 middle = exact.image(0.5);
  lines_.push_back({exact, curtain, middle, middle.z() - moved});
}

void HalfSpaceField::add_exit(const Vector3& burgers, const FreePlane& plane, double moved) {
  const HalfSpaceExit exact(burgers, plane, elastic_);
  HalfSpaceEnd end{};
  put(exact.frame(), end.frame);
  put(exact.burgers(), end.burgers);
  exits_.push_back({exact, end, exact.origin().z() - moved, std::nullopt});
}

void HalfSpaceField::bend_last_exit(const CurvatureAmplitudes& amplitudes, double smooth) {
  Exit& exit = exits_.back();
  HalfSpaceBend& bend = exit.bend.emplace();
  put(exit.exact.frame(), bend.frame);
  bend.smooth = static_cast<float>(smooth);
  for (std::size_t n = 0; n < CurvatureAmplitudes::size; ++n) {
    std::size_t list = 0;
    for (const auto* from :
         {&amplitudes.b, &amplitudes.one, &amplitudes.one_minus, &amplitudes.one_z, &amplitudes.one_z_minus,
          &amplitudes.two, &amplitudes.two_minus, &amplitudes.two_z, &amplitudes.two_z_minus})
      put((*from)[n], bend.amplitude[n][list++]);
  }
}

HalfSpaceConstants HalfSpaceField::constants() const {
  return {static_cast<float>(elastic_.shear), static_cast<float>(elastic_.poisson),
          static_cast<float>(elastic_.core_radius * elastic_.core_radius)};
}

void HalfSpaceField::put_elements(const Line& line, int count, const Vector3& center, double up, double weight,
                                  std::vector<HalfSpaceElement>& to) const {
  for (int g = 0; g < count; ++g) {
    const auto [u, share] = gauss_point(count, g);
    const double depth = line.exact.depth(u);
    HalfSpaceElement& e = to.emplace_back();
    e.curtain = &line.curtain;
    const Vector3 image = count == 1 ? line.middle : line.exact.image(u);
    put(Vector3(image - center + Vector3(0.0, 0.0, up)), e.x);
    e.height = static_cast<float>(depth + line.exact.raised());
    e.depth = static_cast<float>(depth);
    e.weight = static_cast<float>(weight * share * line.exact.length());
  }
}

void HalfSpaceField::add_elements(std::span<const HalfSpaceElement> elements, const float* rows, std::size_t blocks,
                                  float* out) const {
  if (!elements.empty()) add_half_space_elements(rows, blocks, elements, constants(), out);
}

void HalfSpaceField::add_elements_at(std::span<const HalfSpaceElement> elements, const float* rows, std::size_t points,
                                     float* out) const {
  if (!elements.empty()) add_half_space_elements_at(rows, points, elements, constants(), out);
}

void HalfSpaceField::add_line(const Line& line, const float* rows, const Vector3& center, double up, float* out) const {
  HalfSpaceLine all{};
  put(Vector3(line.exact.image(0.0) - center + Vector3(0.0, 0.0, up)), all.x);
  put(line.exact.direction(), all.direction);
  all.height = static_cast<float>(line.exact.depth(0.0) + line.exact.raised());
  all.depth = static_cast<float>(line.exact.depth(0.0));
  all.length = static_cast<float>(line.exact.length());
  add_half_space_line(rows, line.curtain, all, constants(), out);
}

void HalfSpaceField::add_end(const Exit& exit, const float* rows, const Vector3& center, double up, double weight,
                             float* out) const {
  HalfSpaceEnd end = exit.end;
  put(Vector3(exit.exact.origin() - center + Vector3(0.0, 0.0, up)), end.x);
  add_half_space_end(rows, end, static_cast<float>(weight), constants(), out);
}

void HalfSpaceField::add_bend(const Exit& exit, const float* rows, const Vector3& center, double up, float* out) const {
  if (!exit.bend) return;
  HalfSpaceBend bend = *exit.bend;
  put(Vector3(exit.exact.origin() - center + Vector3(0.0, 0.0, up)), bend.x);
  add_half_space_bend(rows, bend, constants(), out);
}

/// n points err by rho^-2n of the stress there, rho = s + sqrt(s^2 + 1), s = 2 gap/length, as in
/// docs/theory/far-field.md, eq. 5, and the stress has fallen as 1/s at least.
int HalfSpaceField::points_at(double gap, double length) {
  const double s = 2.0 * gap / length;
  return s > 30.0 ? 1 : s > 4.5 ? 2 : s > 2.21 ? 3 : s > 1.42 ? 4 : 0;
}

}  // namespace pillardd
