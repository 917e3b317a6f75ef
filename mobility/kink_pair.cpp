#include <algorithm>
#include <cmath>

#include "ddd/base/constants.hpp"
#include "ddd/base/errors.hpp"
#include "ddd/crystal/material.hpp"
#include "mobility/glide.hpp"
#include "mobility/laws.hpp"
#include "mobility/sets.hpp"

namespace pillardd {

namespace {

/// Largest exponent that is evaluated: exp(-300) = 5e-131 is far past every B_max, and its square is still a double.
constexpr double largest_exponent = 300.0;
/// Smallest Theta in the derivative of Theta^p, infinite at 0 for p < 1.
constexpr double smallest_theta = 1e-12;

struct KinkPairSet {
  double enthalpy, p, q, peierls, athermal;  ///< dH0 [aJ], -, -, tau_c [GPa], T_0 [K]
  double a0, a1, a2, a3;
  double kink_drag, screw_drag, screw_drag_T;  ///< B_k, B_0s [GPa ns], B_1s [GPa ns/K]
  double edge_drag, edge_drag_T;               ///< B_0e [GPa ns], B_1e [GPa ns/K]
  double b;                                    ///< of the fit [nm]
  double stress_max;                           ///< of the fit, unset: none stated [GPa]
};

/// Logistic weight of the drag of a free screw, and its derivative:  omega = 1/(1 + exp[(dg - 0.05)/0.05]).
struct Weight {
  double value, slope;
};
Weight free_weight(double dg) {
  const double w = 1 / (1 + std::exp((dg - 0.05) / 0.05));
  return {w, -w * (1 - w) / 0.05};
}

/// Theta and its derivatives with respect to tau, tau_1 and x = (a2 tau_o + a3 tau_o1)/(a0 tau_c):
///   Theta = |tau + a1 tau_1| / {a0 tau_c f(x)},   f(x) = 2/(1 + exp 2x)
struct Theta {
  double value, by_tau, by_tau1, by_x;
};
Theta reduced_stress(const KinkPairSet& k, double tau, double tau1, double x) {
  const double y = std::clamp(x, -300.0, 300.0), driving = tau + k.a1 * tau1;
  const double f = 2 / (1 + std::exp(2 * y)), sign = driving < 0 ? -1.0 : 1.0;
  const double scale = 1 / (k.a0 * k.peierls * f), value = std::abs(driving) * scale;
  return {value, sign * scale, k.a1 * sign * scale, x == y ? 2 * value / (1 + std::exp(-2 * y)) : 0.0};
}

/// Screw on one {110} plane.  Po, Cui, Rivera, Cereceda, Swinburne, Marian, Ghoniem, Acta Mater. 119 (2016) 123, in the
/// form of its public implementation; docs/theory/mobility-kink-pair.md has the equations with the numbers used here.
///   dg = max{0, (1 - Theta^p)^q - T/T_0} for Theta < 1, else 0                                                     (4)
///   B_s = (B_k w/2h)(1 - omega) + (B_0s + B_1s T) omega,  w = 25 b, h = 2 sqrt(2)/3 b                              (5)
///   v = tau b/B_s exp(-dH0 dg/2kT) = tau b m                                                                       (6)
///   finite length:  v -> v l/(l + X),  X = 4 h v_k/v,  v_k = tau b/B_k,  so  X = 4 h/(B_k m)                       (8)
/// tau is the plane's own resolved shear (> 0), sigma gives the rest.
class KinkPairScrew {
 public:
  KinkPairScrew(const KinkPairSet& set, double temperature, double straight_length)
      : k_(set), temperature_(temperature), length_(straight_length) {}

  GlideSpeed on(const ScrewPlane& plane, double tau, const Matrix3& sigma) const {
    const Vector3 &s = plane.s, &n = plane.n, &n1 = plane.n1;
    const Vector3 o = n.cross(s), o1 = n1.cross(s);
    const double critical = k_.a0 * k_.peierls;
    const double x = (k_.a2 * resolved(sigma, o, n) + k_.a3 * resolved(sigma, o1, n1)) / critical;
    const Theta theta = reduced_stress(k_, tau, resolved(sigma, s, n1), x);
    double log_slope = 0.0;
    const double mobility = k_.b * rate(theta.value, log_slope);
    GlideSpeed out;
    out.per_stress = mobility;
    out.slope = mobility * (1 + tau * log_slope * theta.by_tau);
    out.by_stress = mobility * tau * log_slope *
                    (theta.by_tau1 * resolved_slope(s, n1) +
                     theta.by_x / critical * (k_.a2 * resolved_slope(o, n) + k_.a3 * resolved_slope(o1, n1)));
    out.out_of_range = tau > k_.stress_max;
    return out;
  }

 private:
  /// m of (6), reduced by (8) [1/(GPa ns)], and d ln m/d Theta.
  double rate(double theta, double& log_slope) const {
    double dg = 0.0, dg_slope = 0.0;
    if (theta < 1) {
      const double power = std::pow(theta, k_.p);
      dg = std::pow(1 - power, k_.q) - temperature_ / k_.athermal;
      const double at = std::max(theta, smallest_theta);
      dg_slope = -k_.q * std::pow(1 - power, k_.q - 1) * k_.p * std::pow(at, k_.p - 1);
    }
    if (dg <= 0) dg = dg_slope = 0.0;
    const Weight omega = free_weight(dg);
    const double kinks = k_.kink_drag * 25.0 / (4.0 * std::sqrt(2.0) / 3.0);
    const double free = k_.screw_drag + k_.screw_drag_T * temperature_;
    const double drag = kinks * (1 - omega.value) + free * omega.value;
    const double barrier = k_.enthalpy / (2 * boltzmann * temperature_);
    const bool frozen = barrier * dg > largest_exponent;
    const double m = std::exp(-std::min(barrier * dg, largest_exponent)) / drag;
    log_slope = dg_slope * (-(frozen ? 0.0 : barrier) - (free - kinks) * omega.slope / drag);
    if (std::isnan(length_)) return m;
    const double ratio = 4 * (2 * std::sqrt(2.0) / 3) * k_.b / (k_.kink_drag * m * length_);  // X/l
    log_slope *= 1 + ratio / (1 + ratio);
    return m / (1 + ratio);
  }

  const KinkPairSet& k_;
  double temperature_, length_;
};

class KinkPairLaw final : public MobilityLaw {
 public:
  KinkPairLaw(const KinkPairSet& set, double climb_drag, double drag_max, bool finite_length, SetNotes notes)
      : set_(set), climb_(climb_drag), most_(drag_max), finite_(finite_length), notes_(std::move(notes)) {}
  std::string name() const override { return "kink_pair"; }
  std::string describe() const override {
    return "kink_pair, kinetics " + std::string(finite_ ? "finite_length" : "long_line") + notes_.described();
  }
  std::vector<std::string> warnings() const override { return notes_.warnings; }
  bool uses_stress() const override { return true; }

  ArmResponse respond(const ArmState& arm) const override {
    const double edge = set_.edge_drag + set_.edge_drag_T * arm.temperature;
    const PassiveDrags drags{climb_, 0.01 * edge, most_};
    const ArmPlane plane = arm_plane(arm);
    if (arm.family != BurgersFamily::half_111 || plane.sessile)
      return transverse_response(drags.climb, drags.line, arm.tangent);
    if (plane.normal) return on_plane(arm, *plane.normal, drags);
    // An exact screw without a plane takes the {110} plane on which it is fastest.
    double fastest = -1;
    Vector3 best = Vector3::Zero();
    for (const Vector3& n : planes_110(arm.burgers.normalized(), arm.to_crystal)) {
      const double force = std::abs(arm.force.dot(n.cross(arm.tangent)));
      const double speed = force * speed_on(arm, n, drags).per_stress;
      if (speed > fastest) {
        fastest = speed;
        best = n;
      }
    }
    return on_plane(arm, best, drags);
  }

 private:
  ArmResponse on_plane(const ArmState& arm, const Vector3& n, const PassiveDrags& drags) const {
    return glide_response(arm, n, force_sense(arm, n), speed_on(arm, n, drags), drags);
  }

  static double force_sense(const ArmState& arm, const Vector3& n) {
    return arm.force.dot(n.cross(arm.tangent)) < 0 ? -1.0 : 1.0;
  }

  /// Speed against the resolved shear  tau = |f·m|/b,  m = n×t:  v = v_s cos² + v_e sin².
  GlideSpeed speed_on(const ArmState& arm, const Vector3& n, const PassiveDrags& drags) const {
    const Vector3 s = arm.burgers.normalized();
    const double tau = std::abs(arm.force.dot(n.cross(arm.tangent).normalized())) / arm.burgers.norm();
    const double edge = set_.b / (100 * drags.line);
    const GlideSpeed screw = screw_speed(arm, s, force_sense(arm, n) * n, tau);
    return mixed_speed(screw, {edge, edge, StressRow::Zero(), false}, edge_part(arm));
  }

  /// Between two {110} planes the screw takes turns on both, in the shares that keep it on n:  1/v = sum share_i/v_i.
  /// The planes' own shear is made of tau (from the force) and of the shear across it, s·sigma(s×n).
  GlideSpeed screw_speed(const ArmState& arm, const Vector3& s, const Vector3& n, double tau) const {
    if (finite_) require(arm.straight_length > 0, "kink_pair: finite_length needs the length of the straight line");
    const KinkPairScrew law(set_, arm.temperature, finite_ ? arm.straight_length : unset);
    const PlanePair pair = neighbouring_110(s, n, arm.to_crystal);
    if (pair.share[1] == 0) return law.on(twinning_sense(s, n, arm.to_crystal), tau, arm.stress);
    const Vector3 across = s.cross(n);
    const double tau_across = resolved(arm.stress, s, across);
    std::array<GlideSpeed, 2> part;
    std::array<double, 2> v{};
    double time = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      const double own = pair.normal[i].dot(n) * tau + pair.normal[i].dot(across) * tau_across;
      if (own <= 0) return {};
      part[i] = law.on(twinning_sense(s, pair.normal[i], arm.to_crystal), own, arm.stress);
      v[i] = own * part[i].per_stress;
      time += pair.share[i] / v[i];
    }
    GlideSpeed out;
    out.per_stress = tau > 0 ? 1 / (time * tau) : 0.0;
    for (std::size_t i = 0; i < 2; ++i) {
      const double weight = pair.share[i] / (v[i] * time) / (v[i] * time);
      out.slope += weight * pair.normal[i].dot(n) * part[i].slope;
      out.by_stress +=
          weight * (part[i].by_stress + part[i].slope * pair.normal[i].dot(across) * resolved_slope(s, across));
      out.out_of_range = out.out_of_range || part[i].out_of_range;
    }
    return out;
  }

  KinkPairSet set_;
  double climb_, most_;
  bool finite_;
  SetNotes notes_;
};

constexpr Dimension drag_slope{0, 1, 1, -1};

std::vector<Row> barrier_rows() {
  return {
      row::quantity("activation_enthalpy", dimension::energy, "dH_0, of a kink pair at zero stress.").above(0),
      row::number("barrier_p", "p of dg = (1 - Theta^p)^q - T/T_0.").above(0),
      row::number("barrier_q", "q of the same.").above(1),
      row::quantity("peierls_stress", dimension::pressure, "tau_c.").above(0),
      row::quantity("athermal_temperature", dimension::temperature, "T_0 of the same, a parameter of the fit.")
          .above(0),
      row::number("non_schmid_a0", "a_0: tau_c is multiplied by it. Schmid's law: 1 with the others 0.").above(0),
      row::number("non_schmid_a1", "a_1: weight of the shear on the plane at +60 degrees (twinning sense)."),
      row::number("non_schmid_a2", "a_2: weight of the shear across b on the plane."),
      row::number("non_schmid_a3", "a_3: weight of the shear across b on the plane at +60 degrees."),
      row::quantity("burgers", dimension::length, "b of the fit.").above(0),
  };
}

std::vector<Row> drag_rows() {
  return {
      row::quantity("kink_drag", dimension::drag, "B_k, of a kink.").above(0),
      row::quantity("screw_drag", dimension::drag, "B_0s, of a screw without a barrier, at 0 K.").at_least(0),
      row::quantity("screw_drag_T", drag_slope, "B_1s, its slope in T.").at_least(0),
      row::quantity("edge_drag", dimension::drag, "B_0e, of an edge, at 0 K.").at_least(0),
      row::quantity("edge_drag_T", drag_slope, "B_1e, its slope in T.").at_least(0),
      row::quantity("climb_drag", dimension::drag, "B_cl, of climb and of lines other than 1/2<111>.").above(0),
      row::quantity("drag_max", dimension::drag, "Bound of the drag; arms that meet it are counted.")
          .above(0)
          .by_default("1e20 Pa s", "a screw under 1 GPa then moves 1e-12 nm in 1000 s"),
      row::choice("kinetics", {"long_line", "finite_length"},
                  "long_line: a screw longer than the mean free path X of its kinks, as published; finite_length: "
                  "v l/(l + X) for a straight length l.")
          .by_default("long_line", "the form in which the parameters are published"),
  };
}

}  // namespace

Section kink_pair_parameters() {
  Section s;
  s.name = "mobility.kink_pair";
  s.sentence = "Thermally activated screws: kink pairs, non-Schmid stresses, temperature; edges with phonon drag.";
  s.named_sets = {"atomistic", "experimental"};
  s.rows = {
      row::choice("set", s.named_sets, "Which of the material's sets; needed where it has more than one.").optional()};
  for (auto rows : {barrier_rows(), drag_rows(), set_rows()})
    for (Row& r : rows) s.rows.push_back(std::move(r));
  return s;
}

std::unique_ptr<MobilityLaw> make_kink_pair(const Settings& mobility, const Material& material) {
  Faults faults;
  const auto number = [&](const char* key) { return mobility.has(key) ? mobility.number(key) : unset; };
  const KinkPairSet set{number("activation_enthalpy"),
                        number("barrier_p"),
                        number("barrier_q"),
                        number("peierls_stress"),
                        number("athermal_temperature"),
                        number("non_schmid_a0"),
                        number("non_schmid_a1"),
                        number("non_schmid_a2"),
                        number("non_schmid_a3"),
                        number("kink_drag"),
                        number("screw_drag"),
                        number("screw_drag_T"),
                        number("edge_drag"),
                        number("edge_drag_T"),
                        number("burgers"),
                        number("stress_max")};
  if (!(set.edge_drag + set.edge_drag_T > 0))
    mobility.fault(faults, "edge_drag", "edge_drag and edge_drag_T are both zero: an edge needs a drag");
  check_temperature(mobility, material, faults);
  SetNotes notes = set_notes(mobility);
  const bool finite = mobility.text("kinetics") == "finite_length";
  if (!finite && mobility.has("exponent") && mobility.text("exponent") == "full")
    notes.warnings.push_back(
        "mobility: the set was fitted with exp(-dG/kT), kinetics long_line has exp(-dG/2kT): "
        "finite_length is the form that fits it");
  faults.throw_if_any();
  return std::make_unique<KinkPairLaw>(set, mobility.number("climb_drag"), mobility.number("drag_max"), finite, notes);
}

}  // namespace pillardd
