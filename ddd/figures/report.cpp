#include "ddd/figures/report.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/base/tree.hpp"
#include "ddd/figures/html_page.hpp"
#include "ddd/figures/run_figures.hpp"
#include "ddd/figures/run_frames.hpp"
#include "ddd/io/json_fields.hpp"
#include "ddd/io/vtk_writer.hpp"

namespace pillardd {
namespace {

using Fields = std::vector<JsonField>;

/// A row of a report's table: the value at `path` times `factor`, in `unit`.
struct Quantity {
  const char* label;
  const char* path;
  double factor = 1.0;
  const char* unit = "";
};

constexpr Quantity results[] = {
    {"regime", "regime"},
    {"strain reached", "end.strain", 100, "%"},
    {"time reached", "end.time_ns", 1, "ns"},
    {"steps", "end.step"},
    {"elastic slope", "elastic_slope_GPa", 1, "GPa"},
    {"yield stress (0.2 % offset)", "yield.stress_GPa", 1, "GPa"},
    {"flow stress (last fifth of the strain)", "flow_stress.mean_stress_GPa", 1, "GPa"},
    {"largest stress", "largest_stress.stress_GPa", 1, "GPa"},
    {"plastic strain", "end.plastic_strain", 100, "%"},
    {"density at the start", "density.initial_per_m2", 1, "/m²"},
    {"density at its peak", "density.peak_per_m2", 1, "/m²"},
    {"density at the end", "density.final_per_m2", 1, "/m²"},
    {"mobile density at the start", "density.initial_mobile_per_m2", 1, "/m²"},
    {"mobile density at the end", "density.final_mobile_per_m2", 1, "/m²"},
    {"strain bursts", "bursts.count"},
    {"largest burst (plastic strain)", "bursts.largest_plastic_strain", 100, "%"},
    {"line length grown by motion", "multiplied_length_nm", 1, "nm"},
    {"line length that nucleated", "nucleated_length_nm", 1, "nm"},
    {"line length that left through the surface", "escaped_length_nm", 1, "nm"},
    {"line length that annihilated", "annihilated_length_nm", 1, "nm"},
};

constexpr Quantity balances[] = {
    {"line length: (booked - recounted)/gross", "ledger.length_residual"},
    {"swept area: (booked - recounted)/gross", "ledger.swept_residual"},
    {"work of the load on plastic strain", "energy.work_of_load_aJ", 1, "aJ"},
    {"dissipated by drag", "energy.dissipated_aJ", 1, "aJ"},
    {"gained by the lines", "energy.line_energy_change_aJ", 1, "aJ"},
    {"left over, relative to the work", "energy.residual"},
};

constexpr Quantity provenance_rows[] = {
    {"ended", "exit_reason"},         {"started", "started"},
    {"version", "program.version"},   {"commit", "program.commit"},
    {"compiler", "program.compiler"}, {"flags", "program.flags"},
    {"options", "program.options"},   {"SIMD target", "program.target"},
    {"threads", "threads"},           {"seed", "seed"},
    {"wall time", "wall_s", 1, "s"},  {"peak memory", "peak_memory_MiB", 1, "MiB"},
};

/// Four significant digits; what is not a number, and whole numbers, as they stand.
std::string value_text(const std::string& text, const Quantity& q) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return text;
  if (text.find_first_of(".e") == std::string::npos && q.factor == 1) return text;
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof digits, value * q.factor, std::chars_format::general, 4);
  return std::string(digits, written.ptr) + (*q.unit ? " " : "") + q.unit;
}

template <std::size_t n>
HtmlPage::Rows rows_of(const Quantity (&quantities)[n], const Fields& fields) {
  HtmlPage::Rows out;
  for (const Quantity& q : quantities) {
    const std::string text = field_text(fields, q.path);
    if (!text.empty()) out.push_back({q.label, text == "null" ? "not defined" : value_text(text, q)});
  }
  return out;
}

/// Values under a path, "events.escape" as {"escape", "38"}.
HtmlPage::Rows rows_under(const Fields& fields, const std::string& prefix) {
  HtmlPage::Rows out;
  for (const JsonField& f : fields)
    if (f.path.rfind(prefix, 0) == 0) out.push_back({f.path.substr(prefix.size()), f.text});
  return out;
}

std::vector<std::string> texts_under(const Fields& fields, const std::string& prefix) {
  std::vector<std::string> out;
  for (const auto& row : rows_under(fields, prefix)) out.push_back(row[1]);
  return out;
}

void add_pictures(HtmlPage& page, const std::filesystem::path& folder) {
  draw_run_figures(folder);
  page.heading("Curves");
  page.picture(folder / "figures/stress-strain.svg", "Engineering stress against strain");
  page.picture(folder / "figures/density.svg", "Dislocation density against strain");
  if (!vtk_available() || !std::filesystem::exists(folder / "network.pvd")) return;
  FrameChoice choice;
  choice.frames = false;
  draw_run_frames(folder, choice);
  page.heading("Dislocations");
  page.picture(folder / "frames/film.png",
               "The pillar at moments evenly spread over the run; strain and stress are tension-positive");
}

/// "key value, key value" of a part of the input.
std::string in_words(const Tree& part) {
  if (part.kind == Tree::Kind::scalar) return part.text;
  std::string out;
  for (const Tree& item : part.items) out += (out.empty() ? "" : " ") + in_words(item);
  for (const Tree::Entry& e : part.entries)
    out += (out.empty() ? "" : ", ") + e.key + " " +
           (e.value.kind == Tree::Kind::list ? "[" + in_words(e.value) + "]" : in_words(e.value));
  return out;
}

/// The input in a few lines; whole it stands at the end of the page.
void add_input(HtmlPage& page, const std::filesystem::path& file) {
  Faults faults;
  const std::optional<Tree> input = parse_tree(read_file(file), file.string(), faults);
  faults.throw_if_any();
  HtmlPage::Rows rows;
  const auto add = [&](const std::string& label, const Tree& value) {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, value.items.size()); ++i)
      rows.push_back({i == 0 ? label : "", in_words(value.items.empty() ? value : value.items[i])});
  };
  for (const Tree::Entry& e : input->entries) {
    const Tree::Entry* name = e.key == "material" ? e.value.find("name") : nullptr;
    if (name != nullptr) add("material", name->value);
    for (const char* key : {"title", "pillar", "temperature", "dislocations", "mobility", "loading", "seed"})
      if (e.key == key) add(key, e.value);
  }
  page.heading("What was run");
  page.table({}, rows);
}

void add_listing(HtmlPage& page, const std::string& title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  page.heading(title);
  page.list(items);
}

}  // namespace

std::filesystem::path write_run_report(const std::filesystem::path& run_folder) {
  const Fields record = read_json_fields(run_folder / "run.json");
  if (record.empty()) throw InputError(run_folder.string() + ": holds no run.json");
  const Fields summary = read_json_fields(run_folder / "summary.json");
  HtmlPage page("pillardd run: " + std::filesystem::absolute(run_folder).lexically_normal().filename().string());
  if (summary.empty()) page.paragraph("The run has not ended yet: figures without a summary.");
  add_input(page, run_folder / "input.yaml");
  page.heading("Result");
  page.table({}, rows_of(results, summary));
  add_pictures(page, run_folder);
  page.heading("Events");
  page.table({"kind", "number"}, rows_under(summary, "events."));
  page.heading("Balances");
  page.table({}, rows_of(balances, summary));
  add_listing(page, "Warnings", texts_under(record, "warnings."));
  add_listing(page, "References", texts_under(record, "references."));
  page.heading("Made by");
  page.table({}, rows_of(provenance_rows, record));
  page.heading("Resolved input");
  page.preformatted(read_file(run_folder / "input.yaml"));
  const std::filesystem::path out = run_folder / "report.html";
  write_atomically(out, page.text());
  return out;
}

}  // namespace pillardd
