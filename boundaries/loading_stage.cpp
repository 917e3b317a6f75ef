#include "boundaries/loading_stage.hpp"

#include <cmath>

#include "ddd/base/text.hpp"

namespace pillardd {

namespace {

double sign(double x) {
  return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0;
}

std::string nm_per_s(double rate) {
  return to_text(rate * 1e9) + " nm/s";
}

std::string control_text(const LoadStage& stage) {
  const double value = stage.own_sign(stage.value);
  if (!std::isnan(stage.drive)) {
    const std::string frame =
        stage.rigid() ? "a rigid frame" : "a frame of " + quantity_text(stage.stiffness, dimension::stiffness);
    return " at " + nm_per_s(stage.own_sign(stage.drive)) + " by " + frame;
  }
  switch (stage.control) {
    case Control::strain_rate:
      return " at " + quantity_text(value, dimension::rate);
    case Control::stress_rate:
      return " at " + quantity_text(value, dimension::pressure_rate);
    case Control::stress:
      return ", stress held at " + stress_text(value);
    case Control::strain:
      break;
  }
  return ", strain held at " + to_text(value);
}

}  // namespace

std::string stress_text(double stress) {
  return quantity_text(stress, dimension::pressure);
}

double LoadStage::strain_direction() const {
  return control == Control::strain ? 0.0 : sign(value);
}

double LoadStage::stress_direction() const {
  switch (control) {
    case Control::strain_rate:
    case Control::stress_rate:
      if (value != 0) return sign(value);
      break;
    case Control::stress:
      return 0;
    case Control::strain:
      break;
  }
  return until.stress ? -sign(*until.stress) : 0;  // relaxation: the stress falls in magnitude and never crosses zero
}

std::string LoadStage::describe() const {
  std::vector<std::string> ends;
  if (until.strain) ends.push_back("strain " + to_text(own_sign(*until.strain)));
  if (until.stress) ends.push_back("stress " + stress_text(own_sign(*until.stress)));
  if (until.plastic_strain) ends.push_back("plastic strain " + to_text(own_sign(*until.plastic_strain)));
  if (until.density) ends.push_back("density " + quantity_text(*until.density, dimension::line_density));
  if (until.time) ends.push_back("time " + quantity_text(*until.time, dimension::time));
  return mode + (cycle.empty() ? "" : ", " + cycle + ",") + control_text(*this) + " until " + list_words(ends);
}

}  // namespace pillardd
