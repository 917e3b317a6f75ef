#include "boundaries/loading_stage.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/text.hpp"

namespace pillardd {

namespace {

double sign(double x) {
  return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0;
}

std::string stress_text(double stress) {
  return quantity_text(stress, dimension::pressure);
}

/// The key that says what a stage prescribes.
const char* control_key(const Settings& stage) {
  for (const char* key : {"strain_rate", "stress_rate", "stress", "strain"})
    if (stage.has(key)) return key;
  return "displacement_rate";
}

Control control_of(const std::string& key) {
  if (key == "strain_rate") return Control::strain_rate;
  if (key == "stress_rate") return Control::stress_rate;
  return key == "stress" ? Control::stress : Control::strain;
}

std::optional<double> signed_value(const Settings& until, const char* key, double sense) {
  if (!until.has(key)) return std::nullopt;
  return sense * until.number(key);
}

LoadStage::Until read_until(const Settings& until, double sense) {
  return {signed_value(until, "strain", sense), signed_value(until, "stress", sense), signed_value(until, "density", 1),
          signed_value(until, "time", 1)};
}

/// Adding 0 turns the -0 of a reversed sign into 0.
double own_sign(const LoadStage& stage, double value) {
  return stage.sense * value + 0.0;
}

std::string control_text(const LoadStage& stage) {
  const double value = own_sign(stage, stage.value);
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

/// Axial strain and stress at a moment of the programme, where they can be known before it runs.
struct Known {
  std::optional<double> strain, stress;
};

/// Jumps of held values when a stage is entered.
void enter(const LoadStage& stage, double axial_modulus, Known& known) {
  if (stage.control == Control::stress) {
    if (known.strain && known.stress)
      *known.strain += (stage.value - *known.stress) / axial_modulus;
    else
      known.strain.reset();
    known.stress = stage.value;
  } else if (stage.control == Control::strain) {
    if (known.strain && known.stress)
      *known.stress += axial_modulus * (stage.value - *known.strain);
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
  const int conditions = u.strain.has_value() + u.stress.has_value() + u.density.has_value() + u.time.has_value();
  if (conditions != 1) return known;
  if (u.strain) known.strain = u.strain;
  if (u.stress) known.stress = u.stress;
  if (u.time && stage.control == Control::strain_rate && entered.strain)
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
    return c.key == "stress" ? stress_text(own_sign(stage, x)) : to_text(own_sign(stage, x));
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

double LoadStage::strain_direction() const {
  return control == Control::strain ? 0.0 : sign(value);
}

double LoadStage::stress_direction() const {
  switch (control) {
    case Control::strain_rate:
    case Control::stress_rate:
      return sign(value);
    case Control::stress:
      return 0;
    case Control::strain:
      break;
  }
  return until.stress ? -sign(*until.stress) : 0;  // relaxation: the stress falls in magnitude and never crosses zero
}

std::string LoadStage::describe() const {
  std::vector<std::string> ends;
  if (until.strain) ends.push_back("strain " + to_text(own_sign(*this, *until.strain)));
  if (until.stress) ends.push_back("stress " + stress_text(own_sign(*this, *until.stress)));
  if (until.density) ends.push_back("density " + quantity_text(*until.density, dimension::line_density));
  if (until.time) ends.push_back("time " + quantity_text(*until.time, dimension::time));
  return std::string(sense > 0 ? "tension" : "compression") + control_text(*this) + " until " + list_words(ends);
}

std::optional<LoadStage> read_stage(const Settings& s, Faults& faults) {
  const std::string& mode = s.text("mode");
  const std::string key = control_key(s);
  bool runs = true;
  const auto refuse = [&](const std::string& at, const std::string& why) {
    s.fault(faults, at, why);
    runs = false;
  };
  if (mode == "bending" || mode == "torsion") refuse("mode", mode + " is not in this version (compression or tension)");
  if (key == "displacement_rate") {
    refuse(key, "needs a frame of finite stiffness, which is not in this version; use strain_rate");
    return std::nullopt;
  }
  LoadStage stage;
  stage.sense = mode == "tension" ? 1 : -1;
  stage.control = control_of(key);
  stage.value = own_sign(stage, s.number(key));
  stage.until = read_until(s.section("until"), stage.sense);
  const bool held = stage.control == Control::stress || stage.control == Control::strain;
  if (!held && stage.value == 0) refuse(key, "is zero: hold a `strain` or a `stress` instead");
  if (held && s.has("initial_stress")) refuse("initial_stress", "has no effect in a stage that holds its " + key);
  return runs ? std::optional<LoadStage>(stage) : std::nullopt;
}

double strain_rounding(const std::vector<LoadStage>& stages, double initial_stress, double axial_modulus) {
  double largest = std::abs(initial_stress) / axial_modulus;
  const auto include = [&largest](double strain) { largest = std::max(largest, std::abs(strain)); };
  for (const LoadStage& stage : stages) {
    if (stage.until.strain) include(*stage.until.strain);
    if (stage.until.stress) include(*stage.until.stress / axial_modulus);
    if (stage.control == Control::strain) include(stage.value);
    if (stage.control == Control::stress) include(stage.value / axial_modulus);
    if (stage.until.time && stage.control == Control::strain_rate) include(stage.value * *stage.until.time);
    if (stage.until.time && stage.control == Control::stress_rate)
      include(stage.value * *stage.until.time / axial_modulus);
  }
  return 1e-12 * largest;
}

void check_reachable(const std::vector<Settings>& settings, const std::vector<LoadStage>& stages, double initial_stress,
                     double axial_modulus, Faults& faults) {
  const double rounding = strain_rounding(stages, initial_stress, axial_modulus);
  Known known{initial_stress / axial_modulus, initial_stress};
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const LoadStage& stage = stages[i];
    const Settings& until = settings[i].section("until");
    enter(stage, axial_modulus, known);
    if (stage.until.strain)
      check_condition(until, stage, {"strain", *stage.until.strain, stage.strain_direction(), known.strain, rounding},
                      faults);
    if (stage.until.stress)
      check_condition(until, stage,
                      {"stress", *stage.until.stress, stage.stress_direction(), known.stress, rounding * axial_modulus},
                      faults);
    known = leave(stage, known);
  }
}

}  // namespace pillardd
