#include "tests/support/image_pillar.hpp"

#include <cmath>
#include <numbers>

#include "ddd/base/text.hpp"
#include "ddd/elasticity/gauss_rules.hpp"

namespace pillardd {

namespace {

std::string input(double radius, double height, const std::string& frame, const std::string& settings, int images,
                  const std::string& cubic) {
  const auto unless_given = [&](const char* key, const char* value) {
    return settings.find(key) == std::string::npos ? std::string(", ") + key + ": " + value : "";
  };
  return "seed: 1\npillar: {shape: cylinder, diameter: " + to_text(2 * radius) + " nm, height: " + to_text(height) +
         " nm, " + frame +
         ", ends: periodic}\n"
         "material: {lattice_parameter: 0.3147 nm, shear_modulus: 100 GPa, poisson_ratio: 0.3, " +
         cubic +
         "}\n"
         "temperature: 300 K\ndislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\n"
         "surface: {image_stress: {method: spectral" +
         unless_given("near_surface", "grid") + unless_given("update_tolerance", "0") + settings +
         "}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: 0.3 nm, segment_max: " +
         to_text(0.2 * radius) + " nm, segment_min: " + to_text(0.08 * radius) +
         " nm, periodic_images: " + std::to_string(images) + "}\noutput: {network: false}\n";
}

}  // namespace

ImagePillar::ImagePillar(double radius_nm, double height_nm, const std::string& frame, const std::string& settings,
                         int images, const std::string& cubic)
    : TestPillar(input(radius_nm, height_nm, frame, settings, images, cubic)) {}

std::vector<Matrix3> ImagePillar::network_part(const std::vector<Vector3>& points) const {
  std::vector<Matrix3> out(points.size());
  network_stress(model(), network(), points, out);
  return out;
}

std::vector<Matrix3> ImagePillar::image_part(const std::vector<Vector3>& points) const {
  std::vector<Matrix3> out(points.size());
  model().image->stress(points, out);
  return out;
}

std::vector<Matrix3> ImagePillar::total(const std::vector<Vector3>& points) const {
  std::vector<Matrix3> out = network_part(points);
  const std::vector<Matrix3> image = image_part(points);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += image[i];
  return out;
}

Vector3 ImagePillar::image_force(const Vector3& x, const Vector3& b, const Vector3& t) const {
  return (image_part({x})[0] * b).cross(t);
}

SectionResultants ImagePillar::section(double z) const {
  constexpr int radii = 20, angles = 48;
  constexpr detail::GaussRule<radii> rule;
  std::vector<Vector3> points;
  std::vector<double> areas;
  for (std::size_t g = 0; g < radii; ++g)
    for (int a = 0; a < angles; ++a) {
      const double r = radius() * 0.5 * (1 + rule.node[g]), angle = 2 * std::numbers::pi * (a + 0.3) / angles;
      points.push_back({r * std::cos(angle), r * std::sin(angle), z});
      areas.push_back(r * 0.5 * radius() * rule.weight[g] * 2 * std::numbers::pi / angles);
    }
  const std::vector<Matrix3> stress = total(points);
  SectionResultants sum;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vector3& x = points[i];
    const Vector3 t = areas[i] * stress[i].col(2);
    sum = sum + SectionResultants{t.z(), x.x() * t.z(), x.y() * t.z(), x.x() * t.y() - x.y() * t.x()};
  }
  return sum;
}

Path line_along_z(const Integer3& b, double x, double y, double height, int parts) {
  Path path;
  path.burgers = b;
  for (int i = 0; i < parts; ++i) path.corners.push_back({x, y, height * i / parts});
  path.kinds.assign(path.corners.size(), NodeKind::free);
  path.legs.assign(path.corners.size(), Leg{{0, 0, 0}, false});
  path.closed = true;
  path.closing_shift = {0, 0, height};
  return path;
}

Path polygon(const Integer3& b, const Vector3& centre, const Vector3& normal, double radius, int sides) {
  const Vector3 u = normal.unitOrthogonal(), w = normal.cross(u);
  Path path;
  path.burgers = b;
  path.closed = true;
  for (int i = 0; i < sides; ++i) {
    const double angle = 2 * std::numbers::pi * i / sides;
    path.corners.push_back(centre + radius * (std::cos(angle) * u + std::sin(angle) * w));
  }
  path.kinds.assign(path.corners.size(), NodeKind::free);
  path.legs.assign(path.corners.size(), Leg{{0, 0, 0}, false});
  return path;
}

std::vector<Vector3> random_surface_points(int count, double radius, double height, unsigned seed) {
  std::mt19937 generator(seed);
  const auto uniform = [&] { return (generator() + 0.5) / 4294967296.0; };
  std::vector<Vector3> out;
  for (int i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * uniform();
    out.push_back({radius * std::cos(angle), radius * std::sin(angle), height * uniform()});
  }
  return out;
}

double rms_traction(const std::vector<Vector3>& points, const std::vector<Matrix3>& stress) {
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i)
    sum += (stress[i] * Vector3(points[i].x(), points[i].y(), 0).normalized()).squaredNorm();
  return std::sqrt(sum / static_cast<double>(points.size()));
}

}  // namespace pillardd
