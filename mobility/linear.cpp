#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"
#include "ddd/crystal/material.hpp"
#include "mobility/glide.hpp"
#include "mobility/laws.hpp"

namespace pillardd {

namespace {

/// Sine of the angle between b and t below which an arm is an exact screw. There b x t no longer names a plane reliably
/// (its direction has an error of 1e-16/sine), and both forms agree to 0.5 (sine B_cl/B_s)²: 2e-10 at B_cl/B_s = 2e4.
constexpr double screw_sine = 1e-9;

struct LinearDrags {
  double edge, screw, climb;                                    ///< B_e, B_s, B_cl [GPa ns]
  double line() const { return 0.01 * std::min(screw, edge); }  ///< B_l
};

/// Linear anisotropic drag per unit length; Cai & Bulatov, Mater. Sci. Eng. A 387-389 (2004) 277, in the form that
/// ParaDiS calls BCC_0b.
///   t  unit line sense, b  Burgers vector [nm], c = cos(b, t), n = b×t/|b×t| glide-plane normal, m = n×t glide
///   direction B   = B_g m⊗m + B_c n⊗n + B_l t⊗t                                                       [GPa ns] B_g =
///   [(1-c²)/B_e² + c²/B_s²]^(-1/2)      B_c = [(1-c²) B_cl² + c² B_s²]^(1/2)      B_l = 0.01 min(B_s, B_e)
/// Exact screws:  B = B_s (I - t⊗t) + B_l t⊗t, which is the limit of the above.
ArmResponse half_111_response(const LinearDrags& d, const Vector3& b, const Vector3& t) {
  const Vector3 normal = b.cross(t);
  const double sine = normal.norm() / b.norm(), s2 = sine * sine, c2 = std::max(0.0, 1 - s2);
  if (sine < screw_sine) return transverse_response(d.screw, d.line(), t);
  const Vector3 n = normal.normalized(), m = n.cross(t).normalized();
  const double glide = 1 / std::sqrt(s2 / (d.edge * d.edge) + c2 / (d.screw * d.screw));
  const double climb = std::sqrt(s2 * d.climb * d.climb + c2 * d.screw * d.screw);
  const Matrix3 mm = m * m.transpose(), nn = n * n.transpose(), tt = t * t.transpose();
  return {glide * mm + climb * nn + d.line() * tt, mm / glide + nn / climb + tt / d.line(),
          Eigen::Matrix<double, 3, 6>::Zero(), 0};
}

class LinearLaw final : public MobilityLaw {
 public:
  LinearLaw(const LinearDrags& drags, std::vector<std::string> warnings)
      : drags_(drags), warnings_(std::move(warnings)) {}
  std::string name() const override { return "linear"; }
  std::vector<std::string> warnings() const override { return warnings_; }

  /// Lines other than ½<111> (junctions) have no easy glide: B = B_cl (I - t⊗t) + B_l t⊗t.
  ArmResponse respond(const ArmState& arm) const override {
    if (arm.family != BurgersFamily::half_111) return transverse_response(drags_.climb, drags_.line(), arm.tangent);
    return half_111_response(drags_, arm.burgers, arm.tangent);
  }

 private:
  LinearDrags drags_;
  std::vector<std::string> warnings_;
};

double parameter(const std::string& key, const Settings& mobility, const Material& material, Faults& faults) {
  if (mobility.has(key)) return mobility.number(key);
  if (material.laws.has("linear")) {
    const Settings& stated = material.laws.section("linear");
    if (stated.has(key)) return stated.number(key);
  }
  mobility.fault(faults, key, "is missing: the material " + material.name + " does not state it for the law linear");
  return unset;
}

}  // namespace

Section linear_parameters() {
  Section s;
  s.name = "mobility.linear";
  s.sentence = "Drag proportional to speed, in any direction and at any temperature.";
  s.rows = {
      row::quantity("edge_drag", dimension::drag, "B_e, of edges in glide.").above(0).optional(),
      row::quantity("screw_drag", dimension::drag, "B_s, of screws.").above(0).optional(),
      row::quantity("climb_drag", dimension::drag, "B_cl, of edges in climb and of lines other than 1/2<111>.")
          .above(0)
          .optional(),
      row::texts("warnings", "What a reader of results made with these drags must know.").optional(),
  };
  return s;
}

std::unique_ptr<MobilityLaw> make_linear(const Settings& mobility, const Material& material) {
  Faults faults;
  const LinearDrags drags{parameter("edge_drag", mobility, material, faults),
                          parameter("screw_drag", mobility, material, faults),
                          parameter("climb_drag", mobility, material, faults)};
  faults.throw_if_any();
  const bool warns = mobility.has("warnings");
  return std::make_unique<LinearLaw>(drags, warns ? mobility.texts("warnings") : std::vector<std::string>{});
}

}  // namespace pillardd
