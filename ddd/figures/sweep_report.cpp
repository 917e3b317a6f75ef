#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/figures/html_page.hpp"
#include "ddd/figures/report.hpp"
#include "ddd/figures/sweep_figures.hpp"
#include "ddd/figures/sweep_tables.hpp"
#include "ddd/io/csv.hpp"
#include "ddd/io/json_fields.hpp"

namespace pillardd {
namespace {

/// Figures that a sweep may have, with what a reader should know of each.
struct Picture {
  const char* name;
  const char* caption;
};

constexpr std::array<Picture, 6> pictures = {
    {{"stress-strain", "Engineering stress against strain: single runs thin, means of groups bold"},
     {"density", "Dislocation density against strain, in the same way"},
     {"size-effect",
      "Strength against size: single runs pale, means with bootstrap intervals, fitted power law dashed, published "
      "slope "
      "dotted"},
     {"rate", "Strength against strain rate"},
     {"temperature", "Strength against temperature"},
     {"bursts", "Share of strain bursts at least so large, with the fitted tail"}}};

void add_figures(HtmlPage& page, const std::vector<std::filesystem::path>& files) {
  page.heading("Figures");
  for (const std::filesystem::path& file : files) {
    if (file.extension() != ".svg") continue;
    const std::string name = file.stem().string();
    const auto known = std::find_if(pictures.begin(), pictures.end(), [&](const Picture& p) { return p.name == name; });
    page.picture(file, known != pictures.end()
                           ? known->caption
                           : "Regimes of the runs over what was swept; runs that differ in their seed "
                             "side by side");
  }
}

/// A field shortened to four digits where it is a number.
std::string shown(const CsvTable& table, std::size_t row, std::size_t column) {
  const std::string& text = table.rows[row][column];
  if (text.find_first_not_of("0123456789+-.e") != std::string::npos || text.find('.') == std::string::npos)
    return text == "nan" ? "-" : text;
  return short_number(table.number(row, column));
}

/// What a reader compares: stresses, densities at the end, bursts.
bool is_main(const std::string& quantity) {
  static const std::set<std::string> names = {"yield_stress_GPa",     "flow_stress_GPa", "largest_stress_GPa",
                                              "final_density_per_m2", "bursts",          "end_plastic_strain"};
  return names.contains(quantity) || quantity.starts_with("stress_at_");
}

HtmlPage::Rows rows_of(const CsvTable& table, const std::string& wanted_column) {
  HtmlPage::Rows out;
  const bool all = wanted_column.empty();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (!all && !is_main(table.rows[i][table.column(wanted_column)])) continue;
    std::vector<std::string> row;
    for (std::size_t k = 0; k < table.header.size(); ++k) row.push_back(shown(table, i, k));
    out.push_back(std::move(row));
  }
  return out;
}

/// How many runs of each group went through which phases.
HtmlPage::Rows regimes_of(const SweepTables& t) {
  HtmlPage::Rows out;
  for (const SweepGroup& g : sweep_groups(t.runs, t.parameters)) {
    std::map<std::string, int> counts;
    for (const std::size_t row : g.rows) ++counts[t.runs.rows[row][t.runs.column("phases")]];
    for (const auto& [phases, n] : counts) out.push_back({g.label, std::to_string(n), phases});
  }
  return out;
}

HtmlPage::Rows states_of(const SweepTables& t) {
  std::map<std::string, int> counts;
  for (const auto& row : t.runs.rows) ++counts[row[t.runs.column("state")]];
  HtmlPage::Rows out;
  for (const auto& [state, n] : counts) out.push_back({state, std::to_string(n)});
  return out;
}

HtmlPage::Rows failures_of(const SweepTables& t) {
  HtmlPage::Rows out;
  for (const auto& row : t.runs.rows)
    if (row[t.runs.column("state")] == "failed")
      out.push_back({row[t.runs.column("point")], row[t.runs.column("message")]});
  return out;
}

void add_provenance(HtmlPage& page, const std::filesystem::path& folder, const SweepTables& t) {
  std::set<std::string> references, programs, warnings;
  for (const std::size_t row : t.done) {
    const std::filesystem::path run = folder / "points" / t.runs.rows[row][t.runs.column("point")];
    const std::vector<JsonField> record = read_json_fields(run / "run.json");
    programs.insert("version " + field_text(record, "program.version") + ", commit " +
                    field_text(record, "program.commit") + ", " + field_text(record, "program.compiler") + ", " +
                    field_text(record, "program.target"));
    for (const JsonField& f : record) {
      if (f.path.starts_with("references.")) references.insert(f.text);
      if (f.path.starts_with("warnings.")) warnings.insert(f.text);
    }
  }
  page.heading("Warnings");
  page.list({warnings.begin(), warnings.end()});
  page.heading("References");
  page.list({references.begin(), references.end()});
  page.heading("Made by");
  page.list({programs.begin(), programs.end()});
}

}  // namespace

std::filesystem::path write_sweep_report(const std::filesystem::path& folder) {
  const RunFigures figures = draw_sweep_figures(folder);
  const SweepTables tables(folder);
  HtmlPage page("pillardd sweep: " + std::filesystem::absolute(folder).lexically_normal().filename().string());
  page.table({"state", "runs"}, states_of(tables));
  for (const std::string& warning : figures.warnings) page.paragraph(warning);
  add_figures(page, figures.files);
  page.heading("Regimes");
  page.table({"group", "runs", "phases"}, regimes_of(tables));
  page.heading("Groups: runs that differ in their seed");
  const CsvTable groups = read_csv(folder / "groups.csv"), fits = read_csv(folder / "fits.csv");
  page.table(groups.header, rows_of(groups, "quantity"));
  page.heading("Power laws");
  page.table(fits.header, rows_of(fits, ""));
  if (const HtmlPage::Rows failures = failures_of(tables); !failures.empty()) {
    page.heading("Runs that failed");
    page.table({"point", "why"}, failures);
  }
  add_provenance(page, folder, tables);
  page.heading("Sweep file, resolved");
  page.preformatted(read_file(folder / "sweep.yaml"));
  const std::filesystem::path out = folder / "report.html";
  write_atomically(out, page.text());
  return out;
}

}  // namespace pillardd
