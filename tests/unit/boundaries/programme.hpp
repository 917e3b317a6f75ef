#pragma once
#include <memory>
#include <numbers>
#include <string>

#include "boundaries/lists.hpp"
#include "ddd/base/read_settings.hpp"

namespace programme {

inline pillardd::Settings read(const std::string& stages) {
  pillardd::Section input;
  input.name = "input";
  input.sentence = "For the test.";
  input.rows = {pillardd::row::sections("loading", pillardd::loading_stage_schema(), "Stages.")};
  return pillardd::read_settings("loading:\n" + stages, input);
}

inline constexpr double modulus = 384;  ///< E of the tests [GPa]

/// A cylinder of 100 nm radius and 600 nm height.
inline pillardd::LoadedPillar pillar() {
  const double area = 1e4 * std::numbers::pi, second = 0.25 * 1e4 * area;
  return {{area, 100, 100, second, second, 2 * second}, 600, modulus, 120, 300};
}

inline std::unique_ptr<pillardd::Loading> make(const std::string& stages) {
  pillardd::Faults faults;
  auto loading = pillardd::make_loading(read(stages).list("loading"), pillar(), faults);
  faults.throw_if_any();
  return loading;
}

/// Ends a step as an integrator does.
inline void accept(pillardd::LoadState& state, const pillardd::LoadPoint& point, double dt, double plastic_increment) {
  state.time.add(dt);
  state.stage_time.add(dt);
  state.strain.add(point.strain_increment);
  state.plastic_strain.add(plastic_increment);
  state.stress = point.stress;
}

/// Every fault of a programme, a line each.
inline std::string refusal(const std::string& stages) {
  pillardd::Faults faults;
  const auto loading = pillardd::make_loading(read(stages).list("loading"), pillar(), faults);
  std::string text;
  for (const pillardd::Fault& fault : faults.all()) text += fault.text() + '\n';
  return (loading == nullptr) == text.empty() ? "a programme and faults do not go together" : text;
}

}  // namespace programme
