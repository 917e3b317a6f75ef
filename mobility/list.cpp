#include "mobility/list.hpp"

#include "mobility/laws.hpp"

namespace pillardd {

const Registry<MakeMobilityLaw>& mobility_laws() {
  static const Registry<MakeMobilityLaw> list({
      {"linear", "drag independent of stress and temperature, different for edge, screw and climb", linear_parameters(),
       make_linear},
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
          "cross_slip", {"none", "screw"},
          "screw: screws choose their plane among the {110} and {112} planes that contain b; none: every segment "
          "stays on its plane.")
          .by_default("screw", "cross-slip is part of BCC glide"),
  };
  return s;
}

}  // namespace pillardd
