#include "mobility/list.hpp"

#include "mobility/laws.hpp"
#include "mobility/velocity_cap.hpp"

namespace pillardd {

namespace {

/// A law as it is used: with the cap that any law may have.
template <MakeMobilityLaw make>
std::unique_ptr<MobilityLaw> capped(const Settings& mobility, const Material& material) {
  return with_velocity_cap(make(mobility, material), mobility);
}

}  // namespace

const Registry<MakeMobilityLaw>& mobility_laws() {
  static const Registry<MakeMobilityLaw> list({
      {"linear", "drag independent of stress and temperature, different for edge, screw and climb", linear_parameters(),
       capped<make_linear>},
      {"kink_pair", "thermally activated screws with non-Schmid stresses; viscous edges", kink_pair_parameters(),
       capped<make_kink_pair>},
      {"nonlinear", "fits of molecular dynamics for Fe, Ta and V", nonlinear_parameters(), capped<make_nonlinear>},
  });
  return list;
}

Section mobility_schema() {
  Section s;
  s.name = "mobility";
  s.sentence = "How fast dislocations move. A law's parameters come from the material; here they are overridden.";
  s.selector = "law";
  s.variants = mobility_laws().variants();
  s.rows = {
      row::choice("law", mobility_laws().names(), "The mobility law."),
      row::choice(
          "cross_slip", {"none", "screw", "pencil"},
          "screw: straight screws glide on the plane that contains b on which the law is fastest; pencil: on any "
          "plane that contains b; none: every segment stays on its plane.")
          .by_default("screw", "cross-slip is part of BCC glide"),
      row::choice("cross_slip_planes", {"110", "110_112"}, "The planes among which screws choose.")
          .optional()
          .from("110 for laws with non-glide stresses, which are fitted on {110}, else 110_112, when absent"),
      row::number("cross_slip_margin",
                  "A screw changes plane where the law's speed on the other exceeds that on its own by this factor.")
          .at_least(1)
          .by_default("1.1", "a line that two planes drive alike keeps the one it has, whatever the step"),
      velocity_cap_row(),
      row::flag("thermal_noise",
                "Nodes are thrown about by the random forces that belong to their drag at this temperature.")
          .by_default("false", "the drag laws are means over thermal motion"),
  };
  return s;
}

}  // namespace pillardd
