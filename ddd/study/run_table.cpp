#include "ddd/study/run_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/base/units.hpp"
#include "ddd/io/tables.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

constexpr double per_m2 = 1e18;  ///< 1/nm^2 in 1/m^2

std::optional<Quantity> quantity_of(const std::string& text) {
  try {
    return parse_quantity(text);
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

/// A value in the customary unit of its dimension, the unit that column names carry.
double in_unit(const Quantity& q) {
  const std::string text = quantity_text(q.value, q.dimension);
  return parse_quantity(text.substr(0, text.find(' '))).value;
}

/// "per_s" of "/s", "Pa_s" of "Pa s".
std::string unit_suffix(const Dimension& dimension) {
  std::string out;
  for (const char c : unit_of(dimension)) out += c == '/' ? "per_" : c == ' ' ? "_" : c == '^' ? "" : std::string(1, c);
  return out.empty() ? "" : "_" + out;
}

/// Swept keys that have a column in every sweep.
const std::map<std::string, std::string>& known_columns() {
  static const std::map<std::string, std::string> names = {
      {"material", "material"},         {"seed", "seed"},
      {"temperature", "temperature_K"}, {"pillar.diameter", "size_nm"},
      {"pillar.height", "height_nm"},   {"loading.0.strain_rate", "strain_rate_per_s"}};
  return names;
}

/// A value under a path of keys and indices in a resolved input; "" where there is none.
std::string value_at(const Tree& root, const std::vector<std::string>& path) {
  const Tree* at = &root;
  for (const std::string& word : path) {
    if (at->kind == Tree::Kind::list) {
      if (at->items.empty()) return "";
      at = &at->items.front();
      continue;
    }
    const Tree::Entry* entry = at->find(word);
    if (entry == nullptr) return "";
    at = &entry->value;
  }
  if (at->kind != Tree::Kind::list) return at->text;
  std::string out;
  for (const Tree& item : at->items) out += (out.empty() ? "" : " ") + item.text;
  return out;
}

/// Fills the columns row by row; a column is made where it is first named.
class TableBuilder {
 public:
  explicit TableBuilder(RunTable& table) : table_(table) {}

  void text(const std::string& name, const std::string& value) { set(name, value, unset); }
  void number(const std::string& name, double value) { set(name, to_text(value), value); }
  void quantity(const std::string& name, const std::string& value) {
    const std::optional<Quantity> q = quantity_of(value);
    number(name, q ? in_unit(*q) : unset);
  }
  void measure(const std::string& name, double value) {
    if (std::find(table_.measures.begin(), table_.measures.end(), name) == table_.measures.end())
      table_.measures.push_back(name);
    number(name, value);
  }

 private:
  void set(const std::string& name, const std::string& text, double number) {
    auto at =
        std::find_if(table_.columns.begin(), table_.columns.end(), [&](const RunColumn& c) { return c.name == name; });
    if (at == table_.columns.end()) at = table_.columns.insert(at, RunColumn{name, {}, {}});
    at->texts.push_back(text);
    at->numbers.push_back(number);
  }

  RunTable& table_;
};

void add_input(TableBuilder& out, const Tree& input) {
  out.text("material", value_at(input, {"material", "name"}));
  out.text("shape", value_at(input, {"pillar", "shape"}));
  const auto length = [&](const char* key) { return quantity_of(value_at(input, {"pillar", key})); };
  double size = unset;
  for (const char* key : {"diameter", "width", "depth"})
    if (const std::optional<Quantity> q = length(key)) size = std::isnan(size) ? q->value : std::min(size, q->value);
  out.number("size_nm", size);
  out.quantity("height_nm", value_at(input, {"pillar", "height"}));
  out.text("axis", value_at(input, {"pillar", "axis"}));
  out.quantity("temperature_K", value_at(input, {"temperature"}));
  out.quantity("strain_rate_per_s", value_at(input, {"loading", "0", "strain_rate"}));
  out.quantity("seed", value_at(input, {"seed"}));
}

/// The swept keys that add_input has no column for.
void add_swept(TableBuilder& out, const SweepPoint& point, const std::vector<SweepPoint>& points) {
  for (const Assignment& a : point.plan) {
    if (known_columns().count(a.key) > 0) continue;
    const std::optional<Quantity> q = quantity_of(a.value);
    const std::string name = column_of(a.key, points);
    if (q)
      out.quantity(name, a.value);
    else
      out.text(name, a.value);
  }
}

/// The run's regime, and its phases in order.
struct RegimeTexts {
  std::string regime, phases;
};

RegimeTexts regimes_of(const fs::path& run) {
  const auto json = nlohmann::json::parse(read_file(run / "summary.json"), nullptr, false);
  if (!json.is_object() || !json.contains("regime") || !json["regime"].is_string())
    throw InputError(run.string() + "/summary.json: names no regime");
  RegimeTexts out{json["regime"].get<std::string>(), ""};
  for (const NamedPhase& p : read_phases(run / "summary.json"))
    out.phases += (out.phases.empty() ? "" : " > ") + p.regime;
  return out;
}

/// What a run that is done left behind.
struct Results {
  std::vector<HistoryRow> rows;
  RunSummary summary;
  RegimeTexts regimes;
};

Results read_results(const fs::path& run) {
  Results out;
  out.rows = read_history(run / "history.csv");
  const double slope = read_elastic_slope(run / "summary.json").value_or(unset);
  out.summary = summarize(out.rows, slope, read_event_counts(run / "events.csv"));
  out.regimes = regimes_of(run);
  return out;
}

std::string percent_text(double strain) {
  return to_text(std::round(strain * 1e10) / 1e8);
}

void add_stresses(TableBuilder& out, const Results* r, const std::vector<double>& stress_at) {
  const RunSummary* s = r ? &r->summary : nullptr;
  out.measure("elastic_slope_GPa", s ? s->elastic_slope : unset);
  out.measure("yield_strain", s && s->yield ? s->yield->strain : unset);
  out.measure("yield_stress_GPa", s && s->yield ? s->yield->stress : unset);
  out.measure("flow_stress_GPa", s && s->flow ? s->flow->mean : unset);
  out.measure("largest_stress_GPa", s ? s->peak.stress : unset);
  for (const double strain : stress_at)
    out.measure("stress_at_" + percent_text(strain) + "pct_GPa", r ? stress_at_strain(r->rows, strain) : unset);
}

void add_network(TableBuilder& out, const RunSummary* s, const RegimeTexts& regimes) {
  const auto density = [&](double value) { return s ? per_m2 * value : unset; };
  const HistoryRow none, &first = s ? s->first : none, &last = s ? s->last : none;
  out.measure("initial_density_per_m2", density(first.density));
  out.measure("peak_density_per_m2", density(s ? s->peak_density : 0.0));
  out.measure("final_density_per_m2", density(last.density));
  out.measure("initial_mobile_density_per_m2", density(first.mobile_density));
  out.measure("final_mobile_density_per_m2", density(last.mobile_density));
  out.measure("bursts", s ? static_cast<double>(s->bursts.count) : unset);
  out.measure("burst_plastic_strain", s ? s->bursts.plastic_strain : unset);
  out.measure("largest_burst_plastic_strain", s ? s->bursts.largest : unset);
  out.measure("multiplied_length_nm", s ? last.multiplied_length : unset);
  out.measure("nucleated_length_nm", s ? last.nucleated_length : unset);
  out.measure("escaped_length_nm", s ? last.escaped_length : unset);
  out.measure("annihilated_length_nm", s ? last.annihilated_length : unset);
  for (int k = 0; k <= static_cast<int>(EventKind::outside_model); ++k) {
    const std::string kind = event_name(static_cast<EventKind>(k));
    out.measure("events_" + kind, s ? static_cast<double>(s->events.at(kind)) : unset);
  }
  out.text("regime", regimes.regime);
  out.text("phases", regimes.phases);
}

void add_end(TableBuilder& out, const RunSummary* s) {
  out.measure("steps", s ? static_cast<double>(s->last.step) : unset);
  out.measure("end_strain", s ? s->last.strain : unset);
  out.measure("end_plastic_strain", s ? s->last.plastic_strain : unset);
}

Tree input_of(const fs::path& run) {
  Faults faults;
  const std::string file = (run / "input.yaml").string();
  std::optional<Tree> tree = parse_tree(read_file(file), file, faults);
  faults.throw_if_any();
  return std::move(*tree);
}

}  // namespace

const RunColumn& RunTable::column(const std::string& name) const {
  const auto at = std::find_if(columns.begin(), columns.end(), [&](const RunColumn& c) { return c.name == name; });
  require(at != columns.end(), "the table of runs has no column '" + name + "'");
  return *at;
}

std::string column_of(const std::string& key, const std::vector<SweepPoint>& points) {
  const auto known = known_columns().find(key);
  if (known != known_columns().end()) return known->second;
  for (const Assignment& a : points.front().plan)
    if (a.key == key)
      if (const std::optional<Quantity> q = quantity_of(a.value)) return key + unit_suffix(q->dimension);
  return key;
}

double stress_at_strain(std::span<const HistoryRow> rows, double strain) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const HistoryRow &p = rows[i - 1], &q = rows[i];
    if (p.strain <= strain && strain <= q.strain && p.strain < q.strain)
      return p.stress + (q.stress - p.stress) * (strain - p.strain) / (q.strain - p.strain);
  }
  return unset;
}

RunTable read_runs(const SweepFolder& folder, const std::vector<SweepPoint>& points,
                   const std::vector<double>& stress_at) {
  RunTable table;
  TableBuilder out(table);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const fs::path run = folder.run(points[i].name);
    const PointStatus status = point_status(run);
    out.text("point", points[i].name);
    out.text("state", state_name(status.state));
    out.text("message", status.message);
    const Tree input = input_of(run);
    add_input(out, input);
    add_swept(out, points[i], points);
    std::optional<Results> results;
    if (status.state == PointState::done) results = read_results(run);
    add_end(out, results ? &results->summary : nullptr);
    add_stresses(out, results ? &*results : nullptr, stress_at);
    add_network(out, results ? &results->summary : nullptr, results ? results->regimes : RegimeTexts{});
    if (!results) continue;
    const double height = table.column("height_nm").numbers.back();
    for (const Burst& b : list_bursts(results->rows)) table.bursts.push_back({i, b, b.plastic_strain * height});
  }
  for (const Assignment& a : points.front().plan) table.parameters.push_back(column_of(a.key, points));
  return table;
}

}  // namespace pillardd
