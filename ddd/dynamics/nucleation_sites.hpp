#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/crystal/lattice.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/models/nucleation_model.hpp"

namespace pillardd {

/// A place where loops may start: a patch of the grid.
struct NucleationSite {
  Vector3 x = Vector3::Zero();       ///< [nm], on the surface or, in the bulk, inside
  Vector3 normal = Vector3::Zero();  ///< outward, unit; zero in the bulk
  NucleationPlace place = NucleationPlace::surface;
  double atoms = 0.0;          ///< atomic sites of the patch
  double concentration = 1.0;  ///< k: its shear is k times that of the field
};

/// A slip system of loops. Shear with either sign of b:  tau = s.sigma.n.
struct LoopSystem {
  Integer3 burgers{}, plane{};                                    ///< of the positive sense
  Vector3 direction = Vector3::Zero(), normal = Vector3::Zero();  ///< s, n, unit, lab frame
  /// s (x) (n + a_1 n_1) for tau > 0, and -s (x) n + a_1 ... for tau < 0: what drives a loop of that sense.
  Matrix3 forward = Matrix3::Zero(), backward = Matrix3::Zero();

  double schmid_shear(const Matrix3& stress) const { return direction.dot(stress * normal); }
  /// Shear that drives the loop, never negative [GPa].
  double driving_shear(const Matrix3& stress) const;
};

/// All sites of a pillar and the systems of each. Does not change during a run.
class NucleationSites {
 public:
  NucleationSites() = default;
  /// `spacing` of the grid [nm]. The seed draws the concentrations of a rough surface, a number for each site.
  NucleationSites(const Boundary& boundary, const Lattice& lattice, const NucleationOptions& options, double spacing,
                  std::uint64_t seed);

  const std::vector<NucleationSite>& sites() const { return sites_; }
  const std::vector<LoopSystem>& systems() const { return systems_; }
  bool empty() const { return sites_.empty(); }
  double spacing() const { return spacing_; }  ///< of the grid [nm]
  /// Whether the system's plane enters the body steeply enough at the site for a half loop (sine above 0.2).
  bool allowed(const NucleationSite& site, const LoopSystem& system) const;

 private:
  void add_faces(const Boundary& boundary, const SurfaceMesh& mesh);
  void add_edges(const Boundary& boundary, const SurfaceMesh& mesh, double factor);
  void add_bulk(const Boundary& boundary, double spacing);
  void roughen(double roughness, std::uint64_t seed);
  std::vector<NucleationSite> sites_;
  std::vector<LoopSystem> systems_;
  double burgers_ = unset, spacing_ = unset;
};

/// The twelve {112} systems with n oriented so that schmid_shear > 0 is in the twinning sense.
std::vector<LoopSystem> twinning_systems(const Lattice& lattice);

}  // namespace pillardd
