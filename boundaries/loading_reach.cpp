#include <algorithm>
#include <cmath>

#include "boundaries/loading_stage.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {

namespace {

/// Axial strain and stress at a moment of the programme, where they can be known before it runs.
struct Known {
  std::optional<double> strain, stress;
};

/// Jumps of held values when a stage is entered.
void enter(const LoadStage& stage, double modulus, Known& known) {
  if (stage.control == Control::stress) {
    if (known.strain && known.stress)
      *known.strain += (stage.value - *known.stress) / modulus;
    else
      known.strain.reset();
    known.stress = stage.value;
  } else if (stage.control == Control::strain) {
    if (known.strain && known.stress)
      *known.stress += modulus * (stage.value - *known.strain);
    else
      known.stress.reset();
    known.strain = stage.value;
  }
}

/// What remains known at the end of a stage: what is held, and what its only condition states.
Known leave(const LoadStage& stage, const Known& entered) {
  Known known;
  if (stage.control == Control::stress) known.stress = stage.value;
  if (stage.control == Control::strain) known.strain = stage.value;
  const LoadStage::Until& u = stage.until;
  const int conditions = u.strain.has_value() + u.stress.has_value() + u.plastic_strain.has_value() +
                         u.density.has_value() + u.time.has_value();
  if (conditions != 1) return known;
  if (u.strain) known.strain = u.strain;
  if (u.stress) known.stress = u.stress;
  if (u.time && stage.control == Control::strain_rate && stage.rigid() && entered.strain)
    known.strain = *entered.strain + stage.value * *u.time;
  if (u.time && stage.control == Control::stress_rate && entered.stress)
    known.stress = *entered.stress + stage.value * *u.time;
  return known;
}

/// One condition against the direction in which its variable moves and, where known, its value at the start.
struct Condition {
  std::string key;
  double target;
  double direction;
  std::optional<double> start;
  double rounding;
};

void check_condition(const Settings& until, const LoadStage& stage, const Condition& c, Faults& faults) {
  const auto written = [&](double x) {
    return c.key == "stress" ? stress_text(stage.own_sign(x)) : to_text(stage.own_sign(x));
  };
  if (c.direction == 0) {
    until.fault(faults, c.key,
                "can never be met with certainty: the stage does not move the " + c.key + " one way; give a time");
  } else if (c.start && c.direction * (*c.start - c.target) >= -c.rounding) {
    until.fault(faults, c.key,
                "can never be met: the stage starts at " + c.key + ' ' + written(*c.start) +
                    " and does not move towards " + written(c.target));
  }
}

}  // namespace

double strain_rounding(const std::vector<ReadStage>& stages, double initial_stress, double modulus) {
  double largest = std::abs(initial_stress) / modulus;
  const auto include = [&largest](double strain) { largest = std::max(largest, std::abs(strain)); };
  for (const ReadStage& read : stages) {
    const LoadStage& stage = read.stage;
    if (stage.until.strain) include(*stage.until.strain);
    if (stage.until.stress) include(*stage.until.stress / modulus);
    if (stage.control == Control::strain) include(stage.value);
    if (stage.control == Control::stress) include(stage.value / modulus);
    if (stage.until.time && stage.control == Control::strain_rate) include(stage.value * *stage.until.time);
    if (stage.until.time && stage.control == Control::stress_rate) include(stage.value * *stage.until.time / modulus);
  }
  return 1e-12 * largest;
}

void check_reachable(const std::vector<ReadStage>& stages, double initial_stress, double modulus, Faults& faults) {
  const double rounding = strain_rounding(stages, initial_stress, modulus);
  Known known{initial_stress / modulus, initial_stress};
  for (const ReadStage& read : stages) {
    const LoadStage& stage = read.stage;
    enter(stage, modulus, known);
    if (read.ends != nullptr && stage.until.strain)
      check_condition(*read.ends, stage,
                      {"strain", *stage.until.strain, stage.strain_direction(), known.strain, rounding}, faults);
    if (read.ends != nullptr && stage.until.stress)
      check_condition(*read.ends, stage,
                      {"stress", *stage.until.stress, stage.stress_direction(), known.stress, rounding * modulus},
                      faults);
    known = leave(stage, known);
  }
}

}  // namespace pillardd
