#pragma once
#include <random>

#include "boundaries/image_spectral.hpp"
#include "ddd/dynamics/field.hpp"
#include "tests/support/pillar.hpp"

namespace pillardd {

/// A periodic cylinder of isotropic moduli mu = 100 GPa, nu = 0.3 with spectral image stress, and lines that tests add.
class ImagePillar : public TestPillar {
 public:
  /// `frame`: "axis: [..], side: [..]"; `settings`: of image_stress besides the method, as ", grid_around: 32";
  /// near_surface: grid and update_tolerance: 0 where they do not say. `cubic`: moduli of the crystal, isotropic ones by
  /// default.
  ImagePillar(double radius_nm, double height_nm, const std::string& frame, const std::string& settings = "",
              int images = 3, const std::string& cubic = "C11: 350 GPa, C12: 150 GPa, C44: 100 GPa");

  const SpectralImage& image() const { return dynamic_cast<const SpectralImage&>(*model().image); }
  void update() { model().image->update(network(), InfiniteBody(model(), network())); }
  std::vector<Matrix3> network_part(const std::vector<Vector3>& points) const;
  std::vector<Matrix3> image_part(const std::vector<Vector3>& points) const;
  std::vector<Matrix3> total(const std::vector<Vector3>& points) const;

  /// Force of the image field per length at x, (sigma.b) x t [nN/nm].
  Vector3 image_force(const Vector3& x, const Vector3& b, const Vector3& t) const;
  /// Resultants of the total field over the section at z, by a product rule of 20 radii and 48 angles.
  SectionResultants section(double z) const;

  double radius() const { return model().boundary->bounding_radius(); }
  double height() const { return model().boundary->height(); }
};

/// A straight line along z at (x, y), closed through the periodic boundary.
Path line_along_z(const Integer3& b, double x, double y, double height, int parts = 12);

/// A regular polygon about `centre` in the plane of unit normal `normal`, right-handed to it; no glide plane.
Path polygon(const Integer3& b, const Vector3& centre, const Vector3& normal, double radius, int sides);

/// Points on the side surface, drawn evenly.
std::vector<Vector3> random_surface_points(int count, double radius, double height, unsigned seed);

/// Root mean square of the tractions of `stress` at surface points.
double rms_traction(const std::vector<Vector3>& points, const std::vector<Matrix3>& stress);

}  // namespace pillardd
