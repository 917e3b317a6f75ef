#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ddd/base/registry.hpp"
#include "ddd/base/types.hpp"
#include "ddd/crystal/lattice.hpp"

namespace pillardd {

/// What a law may see of one arm.
struct ArmState {
  Vector3 force;           ///< per unit length, work-conjugate mean over the arm, self term included [nN/nm]
  Matrix3 stress;          ///< applied + network + image, for non-glide components only [GPa]
  Vector3 tangent;         ///< unit
  Vector3 burgers;         ///< [nm]
  Vector3 normal;          ///< glide-plane normal, unit; zero: no plane
  BurgersFamily family = BurgersFamily::half_111;
  double straight_length = 0.0;  ///< of the straight line the arm belongs to [nm]
  double temperature = 0.0;      ///< [K]
  Matrix3 to_crystal = Matrix3::Identity();  ///< crystal = to_crystal * lab: the sense of twinning knows the cubic axes
};

/// What a law had to bend at one arm, as bits of ArmResponse::warnings; the dynamics counts them.
enum ArmWarning : std::uint8_t {
  drag_capped = 1,         ///< the law's drag is past what can be solved with: held at its stated bound
  stress_out_of_range = 2  ///< the stress is outside the range its parameters were fitted in
};

/// What a law answers. B is taken at the arm's own force: v = B^-1 f.
struct ArmResponse {
  Matrix3 drag;                                     ///< B, per unit length [GPa ns], symmetric positive definite
  Matrix3 velocity_by_force;                        ///< dv/df [nm^2/(ns nN)]
  Eigen::Matrix<double, 3, 6> velocity_by_stress;   ///< dv/dsigma, columns xx yy zz yz xz xy [nm/(ns GPa)]
  std::uint8_t warnings = 0;                        ///< bits of ArmWarning
};

class MobilityLaw {
 public:
  virtual ~MobilityLaw() = default;
  virtual ArmResponse respond(const ArmState& arm) const = 0;
  virtual bool uses_stress() const { return false; }  ///< false: ArmState::stress is not computed and stays NaN
  virtual std::string name() const = 0;
  virtual std::string describe() const { return name(); }              ///< with the variant in force, for reports
  virtual std::vector<std::string> warnings() const { return {}; }     ///< what a reader of results must know
};

struct Material;
using MakeMobilityLaw = std::unique_ptr<MobilityLaw> (*)(const Settings& mobility, const Material& material);

}  // namespace pillardd
