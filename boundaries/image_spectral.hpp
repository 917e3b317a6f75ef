#pragma once
#include <optional>

#include "boundaries/cylinder_tables.hpp"
#include "boundaries/kept_lines.hpp"
#include "boundaries/section_resultants.hpp"
#include "boundaries/surface_terms.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/models/image_stress.hpp"

namespace pillardd {

/// Points of the surface grid, layers of the tables, and the error up to which they are kept while lines move, in units
/// of mu b/(2 pi R).
struct SpectralGrid {
  int around, along, layers;
  double tolerance = 0.0;
};

/// The image stress of a cylinder, periodic along z (docs/theory/image-spectral.md).
class SpectralImage final : public ImageStress {
 public:
  SpectralImage(const PeriodicCylinder& body, const ElasticConstants& elastic, const SpectralGrid& grid, Ends ends,
                std::unique_ptr<SurfaceTerms> terms = nullptr, const HeldEnds& held = {});

  void update(const Network& network, const NetworkField& field, bool asked) override;
  void stress(std::span<const Vector3> points, std::span<Matrix3> out) const override;
  Matrix3 released_stress(const Vector3& x) const override {
    return -stress_of_resultants(released_ - put_back_, body_, x);
  }
  void hold(bool held) override { held_ = held; }
  double kept_error() const override { return grid_.tolerance; }
  std::vector<double> memory() const override;
  void recall(std::span<const double> memory) override;
  bool accepts_open_ends() const override { return false; }
  bool holds_ends() const override { return true; }
  bool is_none() const override { return false; }
  std::string name() const override { return "spectral"; }
  std::vector<std::string> warnings(const Network& network) const override;

  const SectionResultants& released() const { return released_; }  ///< what was taken out in the last update
  /// What the ends' hold put back in the last update, with the crystal's moduli.
  const SectionResultants& held() const { return put_back_; }
  std::uint64_t renewals() const { return renewals_; }  ///< of the tractions, so far
  std::uint64_t changes() const { return changed_; }    ///< of the tractions on the coarse grid, so far

 private:
  double spacing() const;
  /// What is to be worked out before the field is that of the network, to the tolerance.
  enum class Due { nothing, change, all };
  Due due(const Network& network) const;
  void find_tractions(const Network& network, const NetworkField& field, LineSet lines, const CylinderTables& at,
                      std::vector<Vector3>& out) const;
  void leave_cores(const Network& network, LineSet lines, const CylinderTables& at,
                   std::vector<Vector3>& tractions) const;
  bool sessile_stay(const Network& network) const;
  SectionResultants regular_part(const Network& network, LineSet lines);
  SectionResultants held_back(const SectionResultants& areas) const;
  void renew(const Network& network, const NetworkField& field);
  void follow(const Network& network, const NetworkField& field);
  PeriodicCylinder body_;
  ElasticConstants elastic_;
  SpectralGrid grid_;
  Ends ends_;
  std::unique_ptr<SurfaceTerms> terms_;
  CylinderTables tables_;
  std::unique_ptr<CylinderTables> coarse_;  ///< every other point of tables_; none where that is too coarse
  std::vector<Vector3> ring_;               ///< tells what the terms leave
  /// As of the last renewal: the lines, and the tractions on the grid [GPa].
  KeptLines lines_;
  std::vector<Vector3> tractions_;
  /// As of the last renewal or change: the lines, how the tractions have changed since on the coarse grid [GPa] (none:
  /// renewed), and what is not left by areas.
  KeptLines recent_;
  /// As of when the terms' part from afar was worked out, and whether that is due.
  KeptLines far_lines_;
  std::vector<Vector3> places_, far_places_;  ///< work space of update
  mutable std::vector<Matrix3> stress_room_;  ///< of find_tractions and stress
  mutable std::vector<Vector3> traction_room_;
  mutable std::vector<double> weight_room_, sessile_room_;
  std::vector<Matrix3> ring_room_;
  bool far_due_ = false;
  std::vector<Vector3> changes_;
  SectionResultants kept_part_;
  /// Of the lines that do not move, worked out once: a function of `sessile_`.
  std::vector<double> sessile_;
  std::vector<Vector3> sessile_tractions_;
  SectionResultants sessile_part_;
  std::optional<ContinuationResultants> continuations_;  ///< made for the first line that ends on the surface
  bool held_ = false;
  bool behind_ = false;  ///< the last update that was not held left the tables as they were, unasked
  std::uint64_t renewals_ = 0, changed_ = 0;
  HeldEnds ends_held_;
  bool started_ = false;
  SectionResultants at_start_;  ///< of the areas, when the ends took hold
  SectionResultants released_, put_back_;
};

}  // namespace pillardd
