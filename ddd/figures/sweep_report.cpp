#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/figures/html_page.hpp"
#include "ddd/figures/report.hpp"
#include "ddd/figures/strength_charts.hpp"
#include "ddd/figures/sweep_figures.hpp"
#include "ddd/figures/sweep_tables.hpp"
#include "ddd/io/csv.hpp"
#include "ddd/io/json_fields.hpp"

namespace pillardd {
namespace {

/// Figures that a sweep may have, by the beginning of their names, with what a reader should know of each.
struct Picture {
  const char* name;
  const char* caption;
};

constexpr std::array<Picture, 7> pictures = {
    {{"stress-strain",
      "Engineering stress against strain: single runs thin, the means of runs that differ in their seed bold"},
     {"density", "Dislocation density against strain, in the same way"},
     {"size-effect",
      "Strength against size: single runs small and pale; means with the bootstrap interval of the mean; power law fitted "
      "to the single runs dashed, its slope with the fit's interval; slope of published compression tests dotted, through "
      "the middle of the means (Kim, Jang & Greer, Acta Mater. 58 (2010) 2355)"},
     {"rate", "Strength against strain rate: single runs small and pale, means with the bootstrap interval of the mean"},
     {"temperature", "Strength against temperature, in the same way"},
     {"bursts",
      "Share of strain bursts of at least a size, all runs together, and the power law of the tail by maximum likelihood "
      "with its interval"},
     {"regimes", "Regimes of the runs over what was swept; runs that differ in their seed stand side by side"}}};

void add_figures(HtmlPage& page, const std::vector<std::filesystem::path>& files) {
  page.heading("Figures");
  for (const std::filesystem::path& file : files) {
    if (file.extension() != ".svg") continue;
    const std::string name = file.stem().string();
    const auto known =
        std::find_if(pictures.begin(), pictures.end(), [&](const Picture& p) { return name.starts_with(p.name); });
    require(known != pictures.end(), "the figure '" + name + "' has no caption");
    page.picture(file, known->caption);
  }
}

/// What a reader compares: stresses, densities at the end, bursts.
struct MainQuantity {
  std::string column, title;
};

std::vector<MainQuantity> main_quantities(const SweepTables& t) {
  std::vector<MainQuantity> out;
  for (const Strength& s : strengths(t)) out.push_back({s.column, s.title});
  for (const MainQuantity& q : {MainQuantity{"yield_stress_GPa", "0.2 % yield stress (GPa)"},
                                {"flow_stress_GPa", "flow stress (GPa)"},
                                {"largest_stress_GPa", "largest stress (GPa)"},
                                {"end_plastic_strain", "plastic strain at the end"},
                                {"final_density_per_m2", "density at the end (/m²)"},
                                {"bursts", "bursts"}})
    if (std::none_of(out.begin(), out.end(), [&](const MainQuantity& o) { return o.column == q.column; }))
      out.push_back(q);
  return out;
}

/// In one line, whatever the table's width.
std::string unbroken(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == ' ' ? std::string("\u00a0") : std::string(1, c);
  return out;
}

std::string statistic_text(const GroupMean& m, std::size_t runs) {
  std::string out = short_number(m.mean);
  if (std::isfinite(m.low)) out += " [" + short_number(m.low) + ", " + short_number(m.high) + "]";
  if (static_cast<std::size_t>(m.n) != runs) out += " of " + std::to_string(m.n);
  return unbroken(out);
}

void add_groups(HtmlPage& page, const SweepTables& t) {
  std::vector<std::string> header = {"group", "runs"};
  HtmlPage::Rows rows;
  for (const SweepGroup& g : labelled_groups(t)) rows.push_back({unbroken(g.label), std::to_string(g.rows.size())});
  for (const MainQuantity& q : main_quantities(t)) {
    const std::vector<GroupMean> means = t.means(q.column);
    if (means.empty()) continue;
    header.push_back(q.title);
    for (auto& row : rows) {
      const auto at = std::find_if(means.begin(), means.end(),
                                   [&](const GroupMean& m) { return unbroken(t.label_of_group(m, {})) == row[0]; });
      row.push_back(at == means.end() ? "-" : statistic_text(*at, std::stoul(row[1])));
    }
  }
  page.heading("Groups");
  page.paragraph("Runs that differ in their seed only: mean [bootstrap interval of the mean] of how many, where not all.");
  page.table(header, rows);
  page.paragraph("All quantities with their standard deviations are in groups.csv, each run in runs.csv.");
}

void add_power_laws(HtmlPage& page, const SweepTables& t) {
  HtmlPage::Rows rows;
  for (const MainQuantity& q : main_quantities(t))
    for (const SizeFit& f : t.size_fits(q.column))
      rows.push_back({q.title + " ~ size^slope", f.label.empty() ? "all" : f.label, two_decimals(-f.exponent),
                      unbroken("[" + two_decimals(-f.high) + ", " + two_decimals(-f.low) + "]")});
  if (const auto f = t.burst_fit())
    rows.push_back({"probability of a burst ~ size^slope, from a plastic strain of " + short_number(f->x_min), "all",
                    two_decimals(-f->exponent), unbroken("[" + two_decimals(-f->high) + ", " + two_decimals(-f->low) + "]")});
  if (rows.empty()) return;
  page.heading("Power laws");
  page.table({"law", "runs", "slope", "interval"}, rows);
  page.paragraph("Single groups' bursts, numbers of runs and prefactors are in fits.csv.");
}

/// What was run: each swept parameter with its values.
void add_swept(HtmlPage& page, const SweepTables& t) {
  HtmlPage::Rows rows;
  for (const std::string& name : t.parameters) {
    std::string values;
    std::set<std::string> seen;
    for (const auto& row : t.runs.rows)
      if (const std::string& v = row[t.runs.column(name)]; seen.insert(v).second)
        values += (values.empty() ? "" : "; ") + v;
    rows.push_back({name, values});
  }
  std::set<std::string> seeds;
  for (const auto& row : t.runs.rows) seeds.insert(row[t.runs.column("seed")]);
  rows.push_back({"seed", std::to_string(seeds.size()) + (seeds.size() == 1 ? " value" : " values")});
  page.heading("What was run");
  page.table({"swept", "values"}, rows);
}

/// How many runs of each group are of which regime.
HtmlPage::Rows regimes_of(const SweepTables& t) {
  HtmlPage::Rows out;
  for (const SweepGroup& g : labelled_groups(t)) {
    std::map<std::string, int> counts;
    for (const std::size_t row : g.rows) ++counts[t.runs.rows[row][t.runs.column("regime")]];
    std::string text;
    for (const auto& [regime, n] : counts) text += (text.empty() ? "" : ", ") + regime + " " + std::to_string(n);
    out.push_back({unbroken(g.label), std::to_string(g.rows.size()), text});
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
  add_swept(page, tables);
  page.table({"state", "runs"}, states_of(tables));
  for (const std::string& warning : figures.warnings) page.paragraph(warning);
  add_figures(page, figures.files);
  page.heading("Regimes");
  page.table({"group", "runs", "regimes"}, regimes_of(tables));
  page.paragraph("The phases that each run went through are in runs.csv.");
  add_groups(page, tables);
  add_power_laws(page, tables);
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
