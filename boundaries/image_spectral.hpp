#pragma once
#include "boundaries/cylinder_tables.hpp"
#include "boundaries/section_resultants.hpp"
#include "boundaries/surface_terms.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/models/image_stress.hpp"

namespace pillardd {

/// Points of the surface grid, layers of the tables, and the change of traction at the surface up to which they are
/// kept [GPa].
struct SpectralGrid {
  int around, along, layers;
  double tolerance = 0.0;
};

/// The image stress of a cylinder, periodic along z (docs/theory/image-spectral.md).
class SpectralImage final : public ImageStress {
 public:
  SpectralImage(const PeriodicCylinder& body, const ElasticConstants& elastic, const SpectralGrid& grid, Ends ends,
                std::unique_ptr<SurfaceTerms> terms = nullptr);

  void update(const Network& network, const NetworkField& field) override;
  void stress(std::span<const Vector3> points, std::span<Matrix3> out) const override;
  void hold(bool held) override { held_ = held; }
  std::vector<double> memory() const override;
  void recall(std::span<const double> memory) override;
  bool accepts_open_ends() const override { return false; }
  bool is_none() const override { return false; }
  std::string name() const override { return "spectral"; }
  std::vector<std::string> warnings(const Network& network) const override;

  const SectionResultants& released() const { return released_; }  ///< what was taken out in the last update
  std::uint64_t renewals() const { return renewals_; }             ///< of the tractions, so far

 private:
  double spacing() const;
  std::vector<Vector3> tractions_at(std::span<const std::size_t> places, const NetworkField& field) const;
  bool outdated(const NetworkField& field) const;
  void renew(const NetworkField& field);
  PeriodicCylinder body_;
  ElasticConstants elastic_;
  SpectralGrid grid_;
  Ends ends_;
  std::unique_ptr<SurfaceTerms> terms_;
  CylinderTables tables_;
  std::vector<Vector3> ring_;                ///< tells what the terms leave
  std::vector<std::size_t> every_, sample_;  ///< places of the grid: all, and one in sixteen
  std::vector<Vector3> tractions_;           ///< at the grid, as of the last renewal [GPa]; empty before the first
  bool held_ = false;
  std::uint64_t renewals_ = 0;
  SectionResultants released_;
};

}  // namespace pillardd
