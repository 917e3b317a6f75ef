// The only unit that knows the JSON library.
#include <chrono>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/base/provenance.hpp"
#include "ddd/io/json_fields.hpp"
#include "ddd/io/run_record.hpp"
#include "ddd/io/run_summary.hpp"

namespace pillardd {
namespace {

using Json = nlohmann::ordered_json;

constexpr double per_m2 = 1e18;  ///< 1/nm^2 in 1/m^2

Json real(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json point_json(const CurvePoint& p) {
  return {{"strain", real(p.strain)}, {"stress_GPa", real(p.stress)}};
}

Json yield_json(const RunSummary& s) {
  if (!s.yield) return nullptr;
  Json out = point_json(*s.yield);
  out["offset_strain"] = yield_offset;
  return out;
}

Json flow_json(const RunSummary& s) {
  if (!s.flow) return nullptr;
  return {{"from_strain", real(s.flow->from_strain)},
          {"to_strain", real(s.flow->to_strain)},
          {"mean_stress_GPa", real(s.flow->mean)}};
}

Json density_json(const RunSummary& s) {
  return {{"initial_per_m2", real(s.first.density * per_m2)},
          {"peak_per_m2", real(s.peak_density * per_m2)},
          {"final_per_m2", real(s.last.density * per_m2)},
          {"initial_mobile_per_m2", real(s.first.mobile_density * per_m2)},
          {"final_mobile_per_m2", real(s.last.mobile_density * per_m2)}};
}

Json bursts_json(const Bursts& b) {
  return {{"count", b.count},
          {"plastic_strain", real(b.plastic_strain)},
          {"largest_plastic_strain", real(b.largest)},
          {"counted_from_plastic_strain", smallest_burst_strain}};
}

Json energy_json(const HistoryRow& r) {
  return {{"work_of_load_aJ", real(r.work_load)},
          {"dissipated_aJ", real(r.dissipated)},
          {"line_energy_change_aJ", real(r.line_energy_change)},
          {"residual", real(r.energy_residual)}};
}

Json end_json(const HistoryRow& r) {
  return {{"step", r.step},
          {"time_ns", real(r.time)},
          {"strain", real(r.strain)},
          {"stress_GPa", real(r.stress)},
          {"plastic_strain", real(r.plastic_strain)}};
}

Json lines_json(const LineBalance& l) {
  return {{"mobile_start", real(l.mobile_start)},
          {"mobile_end", real(l.mobile_end)},
          {"start", real(l.start)},
          {"end", real(l.end)},
          {"multiplied", real(l.multiplied)},
          {"nucleated", real(l.nucleated)},
          {"escaped", real(l.escaped)},
          {"annihilated", real(l.annihilated)}};
}

Json span_json(const RegimeSpan& s) {
  const double strain = s.to.strain - s.from.strain, plastic = s.to.plastic_strain - s.from.plastic_strain;
  const double per_s = 1e9 / (s.to.time - s.from.time);
  Json out;
  out["regime"] = regime_name(s.regime);
  out["stage"] = s.stage;
  out["from"] = {{"step", s.from.step}, {"strain", real(s.from.strain)}, {"stress_GPa", real(s.from.stress)}};
  out["to"] = {{"step", s.to.step}, {"strain", real(s.to.strain)}, {"stress_GPa", real(s.to.stress)}};
  out["strain_rate_per_s"] = real(strain * per_s);
  out["plastic_strain_rate_per_s"] = real(plastic * per_s);
  out["plastic_share"] = real(s.plastic_share);
  out["stress_slope_over_E"] = real(s.stress_slope);
  out["density_per_m2"] = {{"from", real(s.from.density * per_m2)},
                           {"to", real(s.to.density * per_m2)},
                           {"mobile_from", real(s.from.mobile_density * per_m2)},
                           {"mobile_to", real(s.to.mobile_density * per_m2)}};
  out["length_nm"] = lines_json(s.lines);
  out["lines_nucleated"] = s.lines.new_lines;
  return out;
}

Json regimes_json(const RegimeReport& r) {
  Json out = {{"run", span_json(r.run)}, {"stages", Json::array()}, {"phases", Json::array()}};
  for (const RegimeSpan& s : r.stages) out["stages"].push_back(span_json(s));
  for (const RegimeSpan& s : r.phases) out["phases"].push_back(span_json(s));
  return out;
}

Json limit_json(const LimitNote& n) {
  return {{"outside_model", n.what},
          {"step", n.step},
          {"strain_zz", real(n.strain)},
          {"stress_zz_GPa", real(n.stress)},
          {"shear_GPa", real(n.shear)}};
}

Json nucleation_json(const NucleationCounts& n) {
  return {{"drawn", n.drawn}, {"inserted", n.inserted}, {"blocked", n.blocked}, {"stillborn", n.stillborn},
          {"coarse", n.coarse}};
}

Json time_steps_json(const TimeSteps& t) {
  Json out = {{"integrator", t.integrator},
              {"made", t.made},
              {"shortest_ns", real(t.shortest)},
              {"longest_ns", real(t.longest)},
              {"made_by_length", Json::object()},
              {"refused", Json::object()},
              {"evaluations", t.evaluations},
              {"followed_evaluations", t.followed_evaluations},
              {"local_evaluations", t.local_evaluations},
              {"jacobians", t.jacobians}};
  for (const auto& [length, count] : t.made_by_length) out["made_by_length"][length] = count;
  for (const auto& [why, count] : t.refused) out["refused"][why] = count;
  return out;
}

Json summary_json(const RunSummary& s) {
  Json out;
  out["end"] = end_json(s.last);
  out["elastic_slope_GPa"] = real(s.elastic_slope);
  out["yield"] = yield_json(s);
  out["flow_stress"] = flow_json(s);
  out["largest_stress"] = point_json(s.peak);
  out["density"] = density_json(s);
  out["bursts"] = bursts_json(s.bursts);
  out["events"] = s.events;
  out["curves"] = {{"loops", {{"initial", s.first.loops}, {"final", s.last.loops}}},
                   {"lines", {{"initial", s.first.lines}, {"final", s.last.lines}}},
                   {"made", s.last.curves_made},
                   {"cut_by_surface", s.last.curves_cut},
                   {"merged", s.last.curves_merged},
                   {"gone", s.last.curves_gone},
                   {"nucleated", s.last.nucleated_lines}};
  out["multiplied_length_nm"] = real(s.last.multiplied_length);
  out["nucleated_length_nm"] = real(s.last.nucleated_length);
  out["escaped_length_nm"] = real(s.last.escaped_length);
  out["annihilated_length_nm"] = real(s.last.annihilated_length);
  out["ledger"] = {{"length_residual", real(s.last.ledger_length_residual)},
                   {"swept_residual", real(s.last.ledger_swept_residual)}};
  out["energy"] = energy_json(s.last);
  out["nucleation"] = nucleation_json(s.nucleation);
  out["time_steps"] = time_steps_json(s.time_steps);
  out["outside_model"] = s.outside_model ? limit_json(*s.outside_model) : Json();
  out["mobility"] = {{"law", s.mobility},
                     {"arm_steps_at_drag_max", s.drag_capped},
                     {"arm_steps_past_stress_max", s.stress_out_of_range}};
  out["regime"] = regime_name(s.regimes.run.regime);
  out["regimes"] = regimes_json(s.regimes);
  return out;
}

Json program_json(const Provenance& p) {
  return {{"version", p.version}, {"commit", p.commit},   {"dirty", p.dirty},   {"compiler", p.compiler},
          {"flags", p.flags},     {"options", p.options}, {"target", p.target}, {"build_type", p.build_type}};
}

Json record_json(const RunRecord& r) {
  Json out;
  out["exit_reason"] = r.exit_reason;
  out["exit_code"] = r.exit_code;
  out["command"] = r.command;
  out["started"] = r.started;
  out["ended"] = r.ended;
  out["program"] = program_json(provenance());
  out["threads"] = r.threads;
  out["seed"] = r.seed;
  out["first_step"] = r.first_step;
  out["last_step"] = r.last_step;
  out["wall_s"] = real(r.wall_seconds);
  out["wall_by_part"] = Json::array();
  for (const RunRecord::Part& p : r.parts)
    out["wall_by_part"].push_back({{"part", p.name}, {"wall_s", real(p.seconds)}, {"calls", p.calls}});
  out["peak_memory_MiB"] = real(r.peak_memory_mib);
  out["references"] = r.references;
  out["warnings"] = r.warnings;
  return out;
}

// Messages may hold a path that is not UTF-8: such bytes are replaced, not refused.
std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// The object in a JSON file, null when there is no file.
Json read_object(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return nullptr;
  Json json = Json::parse(read_file(path), nullptr, false);
  if (json.is_discarded() || !json.is_object()) throw InputError(path.string() + ": is not a JSON object");
  return json;
}

/// The value under `key` of a JSON file, null when there is no file.
Json read_key(const std::filesystem::path& path, const char* key) {
  const Json json = read_object(path);
  if (json.is_null()) return nullptr;
  const auto found = json.find(key);
  if (found == json.end()) throw InputError(path.string() + ": key '" + key + "' is missing");
  return *found;
}

void add_fields(const Json& json, const std::string& path, std::vector<JsonField>& out) {
  const std::string start = path.empty() ? "" : path + ".";
  if (json.is_object())
    for (const auto& [key, value] : json.items()) add_fields(value, start + key, out);
  else if (json.is_array())
    for (std::size_t i = 0; i < json.size(); ++i) add_fields(json[i], start + std::to_string(i), out);
  else
    out.push_back({path, json.is_string() ? json.get<std::string>() : text_of(json, -1)});
}

}  // namespace

std::vector<JsonField> read_json_fields(const std::filesystem::path& path) {
  std::vector<JsonField> out;
  const Json json = read_object(path);
  if (!json.is_null()) add_fields(json, "", out);
  return out;
}

void write_summary(const std::filesystem::path& path, const RunSummary& summary) {
  write_atomically(path, text_of(summary_json(summary), 2) + "\n");
}

std::optional<double> read_elastic_slope(const std::filesystem::path& path) {
  const Json value = read_key(path, "elastic_slope_GPa");
  if (value.is_null()) return std::nullopt;
  if (!value.is_number()) throw InputError(path.string() + ": 'elastic_slope_GPa' is not a number");
  return value.get<double>();
}

std::vector<NamedPhase> read_phases(const std::filesystem::path& path) {
  std::vector<NamedPhase> out;
  const Json summary = read_object(path);
  if (summary.is_null() || !summary.contains("regimes")) return out;
  try {
    for (const Json& p : summary.at("regimes").at("phases"))
      out.push_back({p.at("regime").get<std::string>(), p.at("from").at("step").get<std::uint64_t>(),
                     p.at("to").at("step").get<std::uint64_t>()});
  } catch (const Json::exception& e) {
    throw InputError(path.string() + ": 'regimes' is damaged: " + e.what());
  }
  return out;
}

void write_run_record(const std::filesystem::path& path, const RunRecord& record) {
  write_atomically(path, text_of(record_json(record), 2) + "\n");
}

std::string read_exit_reason(const std::filesystem::path& path) {
  const Json value = read_key(path, "exit_reason");
  if (value.is_null()) return "";
  if (!value.is_string()) throw InputError(path.string() + ": 'exit_reason' is not a text");
  return value.get<std::string>();
}

std::string log_text(const LogLine& l) {
  const Json out = {
      {"step", l.step},   {"time_ns", real(l.time)}, {"strain", real(l.strain)},       {"stress_GPa", real(l.stress)},
      {"nodes", l.nodes}, {"dt_ns", real(l.dt)},     {"wall_s", real(l.wall_seconds)}, {"eta_s", real(l.eta_seconds)}};
  return text_of(out, -1) + "\n";
}

std::string log_text(const RegimeReport& report) {
  return text_of({{"regime", regime_name(report.run.regime)}, {"phases", phases_text(report)}}, -1) + "\n";
}

std::string log_text(const LimitNote& note) { return text_of(limit_json(note), -1) + "\n"; }

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace pillardd
