#include <cmath>

#include "boundaries/loading_stage.hpp"
#include "boundaries/rigs.hpp"

namespace pillardd {

namespace {

/// The key that says what a stage prescribes.
const char* control_key(const Settings& stage) {
  for (const char* key : {"strain_rate", "stress_rate", "stress", "strain", "displacement_rate"})
    if (stage.has(key)) return key;
  return "rig_rate";
}

Control control_of(const std::string& key) {
  if (key == "stress_rate") return Control::stress_rate;
  if (key == "stress") return Control::stress;
  return key == "strain" ? Control::strain : Control::strain_rate;
}

bool by_drive(const std::string& key) {
  return key == "displacement_rate" || key == "rig_rate";
}

std::optional<double> signed_value(const Settings& until, const char* key, double sense) {
  if (!until.has(key)) return std::nullopt;
  return sense * until.number(key);
}

LoadStage::Until read_until(const Settings& until, double sense) {
  return {signed_value(until, "strain", sense), signed_value(until, "stress", sense),
          signed_value(until, "plastic_strain", sense), signed_value(until, "density", 1),
          signed_value(until, "time", 1)};
}

/// What the drive of a stage does: its speed [nm/ns].
double drive_speed(const Settings& s, const std::string& key) {
  if (key == "displacement_rate") return s.number(key);
  const Rig& rig = rig_of(s.text("rig"));
  const std::string& which = s.text(key);
  const double in_nm_per_s = which == "slowest"   ? rig.slowest
                             : which == "fastest" ? rig.fastest
                                                  : std::sqrt(rig.slowest * rig.fastest);
  return in_nm_per_s * 1e-9;
}

void read_drive(const Settings& s, const std::string& key, const LoadedPillar& pillar, LoadStage& stage) {
  stage.drive = stage.own_sign(drive_speed(s, key));
  stage.value = stage.drive / pillar.height;
  if (!s.has("frame")) return;
  stage.stiffness = s.section("frame").number("stiffness");
  stage.frame_ratio = stage.stiffness * pillar.height / (pillar.axial_modulus * pillar.section.area);
}

/// What is given and cannot be together.
void check_keys(const Settings& s, const std::string& key, Faults& faults) {
  const std::string& mode = s.text("mode");
  const bool axial = mode == "tension" || mode == "compression";
  if (by_drive(key) && !axial)
    s.fault(faults, key, "moves the ends apart or together: it belongs to tension and compression; use strain_rate");
  if (key == "rig_rate" && !s.has("rig")) s.fault(faults, key, "is taken from a rig: name one with `rig`");
  if (s.has("frame") && !by_drive(key))
    s.fault(faults, "frame", "has no effect with " + key + ": a frame is driven at a displacement_rate or rig_rate");
  if (s.has("neutral_axis") != (mode == "bending"))
    s.fault(faults, mode == "bending" ? "mode" : "neutral_axis",
            mode == "bending" ? "bending needs a neutral_axis, x or y" : "belongs to bending, not to " + mode);
  const bool held = key == "stress" || key == "strain";
  if (held && s.has("initial_stress"))
    s.fault(faults, "initial_stress", "has no effect in a stage that holds its " + key);
  if (held && s.has("cyclic")) s.fault(faults, "cyclic", "needs a rate, and the stage holds its " + key);
}

/// Each cycle goes to the limit that the rate moves to, then to the other.
void add_cycles(const Settings& cyclic, LoadStage stage, std::vector<ReadStage>& out, Faults& faults) {
  const std::string key = cyclic.has("strain") ? "strain" : "stress";
  const Range limits = cyclic.range(key);
  if (!(limits.min < limits.max)) return cyclic.fault(faults, key, "needs two limits, [lower, upper]");
  const std::int64_t count = cyclic.integer("count");
  double towards = stage.own_sign(stage.value) > 0 ? limits.max : limits.min;
  for (std::int64_t half = 0; half < 2 * count; ++half) {
    stage.cycle = "cycle " + std::to_string(half / 2 + 1) + " of " + std::to_string(count);
    (key == "strain" ? stage.until.strain : stage.until.stress) = stage.sense * towards;
    out.push_back({stage, half == 0 ? &cyclic : nullptr});
    stage.value = -stage.value;
    stage.drive = -stage.drive;
    towards = towards == limits.max ? limits.min : limits.max;
  }
}

LoadMode::Field field_of(const Settings& stage) {
  const std::string& mode = stage.text("mode");
  if (mode == "torsion") return LoadMode::Field::torsion;
  if (mode != "bending") return LoadMode::Field::axial;
  return stage.has("neutral_axis") && stage.text("neutral_axis") == "x" ? LoadMode::Field::bending_y
                                                                        : LoadMode::Field::bending_x;
}

}  // namespace

void read_stage(const Settings& s, const LoadedPillar& pillar, std::vector<ReadStage>& out, Faults& faults) {
  const std::size_t faults_before = faults.all().size();
  const std::string key = control_key(s);
  check_keys(s, key, faults);
  if (faults.all().size() > faults_before) return;
  LoadStage stage;
  stage.mode = s.text("mode");
  stage.sense = stage.mode == "compression" ? -1 : 1;
  stage.control = control_of(key);
  if (by_drive(key))
    read_drive(s, key, pillar, stage);
  else
    stage.value = stage.own_sign(s.number(key));
  const bool held = stage.control == Control::stress || stage.control == Control::strain;
  if (!held && stage.value == 0 && (!by_drive(key) || s.has("cyclic")))
    return s.fault(faults, key, "is zero: hold a `strain` or a `stress` instead");
  if (s.has("cyclic")) return add_cycles(s.section("cyclic"), stage, out, faults);
  stage.until = read_until(s.section("until"), stage.sense);
  out.push_back({stage, &s.section("until")});
}

/// Bending: g = I/(A c^2), torsion: g = J/(A c^2) (docs/theory/loading.md, 9).
LoadMode read_mode(const std::vector<Settings>& stages, const LoadedPillar& pillar, Faults& faults) {
  LoadMode mode;
  mode.field = field_of(stages.front());
  for (const Settings& stage : stages)
    if (field_of(stage) != mode.field)
      stage.fault(faults, "mode", "a programme loads in one way: the first stage is " + stages.front().text("mode"));
  const SectionShape& section = pillar.section;
  mode.modulus = mode.field == LoadMode::Field::torsion ? pillar.torsion_modulus : pillar.axial_modulus;
  if (mode.axial()) return mode;
  const bool about_y = mode.field == LoadMode::Field::bending_x;
  double second = about_y ? section.second_x : section.second_y;
  mode.outer = about_y ? section.half_x : section.half_y;
  if (mode.field == LoadMode::Field::torsion) {
    second = section.polar;
    mode.outer = section.half_x;
    if (std::isnan(second))
      stages.front().fault(
          faults, "mode",
          "torsion needs a circular section: another one warps, and its stress is not linear in position");
  }
  mode.share = second / (section.area * mode.outer * mode.outer);
  return mode;
}

std::vector<std::string> warnings_of_rig(const Settings& s, const LoadedPillar& pillar) {
  if (!s.has("rig")) return {};
  const std::string key = control_key(s);
  double rate = unset;
  if (by_drive(key)) rate = drive_speed(s, key) * 1e9;
  if (key == "strain_rate") rate = s.number(key) * pillar.height * 1e9;
  if (key == "stress_rate") rate = s.number(key) / pillar.axial_modulus * pillar.height * 1e9;
  const std::string& mode = s.text("mode");
  if (mode == "bending" || mode == "torsion") rate = unset;
  return rig_warnings(rig_of(s.text("rig")), mode, rate, pillar.temperature);
}

}  // namespace pillardd
