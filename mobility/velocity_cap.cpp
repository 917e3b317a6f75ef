#include "mobility/velocity_cap.hpp"

#include <cmath>

#include "ddd/base/text.hpp"

namespace pillardd {

namespace {

/// What a law says without the cap, across the line: solved in a frame that holds the glide direction, in which the
/// drag is diagonal, so that drags of very different size do not meet in one difference.
Vector3 velocity_across(const ArmState& arm, const Matrix3& drag) {
  const Vector3 t = arm.tangent;
  Vector3 e = arm.normal.isZero(0) ? Vector3(arm.burgers.cross(t)) : arm.normal;
  e = (e - t * t.dot(e));
  e = e.norm() > 1e-9 * arm.burgers.norm() ? Vector3(e.normalized()) : Vector3(t.unitOrthogonal());
  const Vector3 m = e.cross(t);
  const double a = m.dot(drag * m), c = e.dot(drag * e), mixed = m.dot(drag * e);
  const double f = arm.force.dot(m), h = arm.force.dot(e), determinant = a * c - mixed * mixed;
  return ((f * c - h * mixed) / determinant) * m + ((h * a - f * mixed) / determinant) * e;
}

class CappedLaw final : public MobilityLaw {
 public:
  CappedLaw(std::unique_ptr<MobilityLaw> law, double cap) : law_(std::move(law)), cap_(cap) {}
  std::string name() const override { return law_->name(); }
  std::string describe() const override { return law_->describe() + "; velocity_cap " + to_text(cap_) + " m/s"; }
  std::vector<std::string> warnings() const override { return law_->warnings(); }
  bool uses_stress() const override { return law_->uses_stress(); }

  /// With J = dv/df of the law:  dv'/df = J/g - v (v_p·J)/(c² g³), and the same with sigma.
  ArmResponse respond(const ArmState& arm) const override {
    ArmResponse r = law_->respond(arm);
    const Vector3 t = arm.tangent, across = velocity_across(arm, r.drag);
    const Vector3 v = across + t * (arm.force.dot(t) / t.dot(r.drag * t));
    const double g = std::sqrt(1 + across.squaredNorm() / (cap_ * cap_)), k = 1 / (cap_ * cap_ * g * g * g);
    const Eigen::Matrix<double, 1, 3> by_force = across.transpose() * r.velocity_by_force;
    const Eigen::Matrix<double, 1, 6> by_stress = across.transpose() * r.velocity_by_stress;
    r.drag *= g;
    r.velocity_by_force = Matrix3(r.velocity_by_force / g - k * v * by_force);
    r.velocity_by_stress = Eigen::Matrix<double, 3, 6>(r.velocity_by_stress / g - k * v * by_stress);
    return r;
  }

 private:
  std::unique_ptr<MobilityLaw> law_;
  double cap_;
};

}  // namespace

Row velocity_cap_row() {
  return row::quantity("velocity_cap", dimension::velocity,
                       "c, which no arm's speed passes: v becomes v/sqrt(1 + v^2/c^2). Absent: none.")
      .above(0)
      .optional();
}

std::unique_ptr<MobilityLaw> with_velocity_cap(std::unique_ptr<MobilityLaw> law, const Settings& mobility) {
  if (!mobility.has("velocity_cap")) return law;
  return std::make_unique<CappedLaw>(std::move(law), mobility.number("velocity_cap"));
}

}  // namespace pillardd
