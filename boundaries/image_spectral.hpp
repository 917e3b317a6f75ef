#pragma once
#include "boundaries/cylinder_tables.hpp"
#include "boundaries/section_resultants.hpp"
#include "boundaries/surface_terms.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/models/image_stress.hpp"

namespace pillardd {

/// Points of the surface grid and layers of the tables.
struct SpectralGrid {
  int around, along, layers;
};

/// The image stress of a cylinder, periodic along z (docs/theory/image-spectral.md).
class SpectralImage final : public ImageStress {
 public:
  SpectralImage(const PeriodicCylinder& body, const ElasticConstants& elastic, const SpectralGrid& grid, Ends ends,
                std::unique_ptr<SurfaceTerms> terms = nullptr);

  void update(const Network& network, const NetworkField& field) override;
  void stress(std::span<const Vector3> points, std::span<Matrix3> out) const override;
  bool accepts_open_ends() const override { return false; }
  bool is_none() const override { return false; }
  std::string name() const override { return "spectral"; }
  std::vector<std::string> warnings(const Network& network) const override;

  const SectionResultants& released() const { return released_; }  ///< what was taken out in the last update

 private:
  double spacing() const;
  PeriodicCylinder body_;
  ElasticConstants elastic_;
  SpectralGrid grid_;
  Ends ends_;
  std::unique_ptr<SurfaceTerms> terms_;
  CylinderTables tables_;
  SectionResultants released_;
};

}  // namespace pillardd
