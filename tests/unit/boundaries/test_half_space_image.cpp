// The model half_space. Oracles: a straight line along the pillar is a line at depth d under a plane, whose force is known;
// the stress of a periodic body does not jump; the traction on a flat face vanishes.
#include <doctest/doctest.h>

#include <limits>
#include <numbers>

#include "boundaries/half_space_terms.hpp"
#include "ddd/network/edit.hpp"
#include "shapes.hpp"
#include "tests/support/relative.hpp"

using namespace pillardd;

namespace {

constexpr double mu = 160.0, nu = 0.28;
const ElasticConstants elastic{mu, nu, 0.0};
constexpr double everywhere = std::numeric_limits<double>::infinity();
const Lattice lattice({0, 0, 1}, {1, 0, 0}, 0.3165);

Matrix3 image(const HalfSpaceTerms& terms, const Vector3& x) {
  Matrix3 out = Matrix3::Zero();
  terms.add_stress(std::span(&x, 1), std::span(&out, 1));
  return out;
}

}  // namespace

TEST_CASE("line along the pillar: mu b^2/(4 pi d), and over 1-nu for its edge part, to 1e-3 with the copies' tail") {
  const auto body = shapes::cylinder();  // R, H of shapes.hpp
  const double radius = body->bounding_radius(), height = body->height();
  for (const double part : {0.3, 0.6, 0.9}) {
    Network network(lattice, height);
    Edit edit(network, nullptr);
    const Vector3 foot(part * radius, 0.0, 0.0);
    std::array<Slot, 3> node{};
    for (int k = 0; k < 3; ++k)
      node[static_cast<std::size_t>(k)] = edit.add_node(foot + k * height / 3.0 * Vector3::UnitZ(), NodeKind::free);
    for (std::size_t k = 0; k < 3; ++k) edit.add_segment(node[k], node[(k + 1) % 3], {1, 1, 1}, {0, 0, 0}, false);
    HalfSpaceTerms terms(*body, elastic, everywhere, everywhere);
    terms.update(network);
    const Vector3 b = lattice.burgers({1, 1, 1});
    const Matrix3 sigma = image(terms, foot + 0.1 * height * Vector3::UnitZ());
    const double edge2 = b.x() * b.x() + b.y() * b.y();
    const double expected =
        mu / (4.0 * std::numbers::pi * (1.0 - part) * radius) * (b.z() * b.z() + edge2 / (1.0 - nu));
    CHECK((sigma * b).cross(Vector3::UnitZ()).x() == relative(expected, 1e-3));
  }
}

TEST_CASE("a line that ends on the side: its periodic sum goes on smoothly where the nearest copy changes") {
  const auto body = shapes::cylinder();
  const double radius = body->bounding_radius(), height = body->height();
  Network network(lattice, height);
  Edit edit(network, nullptr);
  const Slot end = edit.add_node({radius, 0.0, 0.0}, NodeKind::surface);
  const Slot inner = edit.add_node({0.8 * radius, 3.0, 10.0}, NodeKind::pinned);
  edit.add_segment(inner, end, {1, 1, 1}, {0, 0, 0}, false);
  HalfSpaceTerms terms(*body, elastic, 0.5 * radius, 0.5 * radius);
  terms.update(network);
  for (const Vector3& section : {Vector3(0.9 * radius, 5.0, 0.0), Vector3(-0.5 * radius, 30.0, 0.0)}) {
    // The nearest copy of the segment changes 5 nm above that of its end: both jumps are spanned.
    const Vector3 below = section + (0.5 * height - 1e-6) * Vector3::UnitZ(), above = below + 2e-6 * Vector3::UnitZ();
    const Vector3 beyond = section + (0.5 * height + 5.0 + 1e-6) * Vector3::UnitZ();
    const double jump = (image(terms, above) - image(terms, below)).norm() +
                        (image(terms, beyond) - image(terms, beyond - 2e-6 * Vector3::UnitZ())).norm();
    MESSAGE("jump over the stress of the nearest copy ", jump / image(terms, below).norm());
    CHECK(jump < 1e-2 * image(terms, below).norm());
  }
}
