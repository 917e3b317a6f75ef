// Oracle: runs written out by hand, of which every number of the tables can be told.
#include "ddd/study/collect.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/io/csv.hpp"
#include "ddd/io/tables.hpp"
#include "tests/unit/study/scratch.hpp"

using namespace pillardd;

namespace {

/// A run that is done: elastic with E = 100 GPa up to `strength`, then a plateau up to 2 % strain, then a burst of
/// plastic strain 0.001 at a drop of the load.
void write_run(const Scratch& scratch, const std::string& name, double diameter, int seed, double strength) {
  const std::string run = "sweep/points/" + name + "/";
  scratch.write(run + "input.yaml", "material: {name: Mo}\npillar: {shape: cylinder, diameter: " + to_text(diameter) +
                                        " nm, height: 500 nm, axis: [0, 0, 1]}\ntemperature: 300 K\nseed: " +
                                        std::to_string(seed) + "\nloading: [{strain_rate: 1e3 /s}]\n");
  std::string history = history_header() + "\n";
  for (const double strain : {0.0, strength / 100.0, 0.02, 0.0205}) {
    HistoryRow row;
    row.strain = strain;
    row.stress = strain == 0.0 ? 0.0 : strain > 0.02 ? strength - 0.05 : strength;
    row.plastic_strain = strain - row.stress / 100.0;
    row.density = 1e-5;
    history += history_line(row);
  }
  scratch.write(run + "history.csv", history);
  scratch.write(run + "events.csv", events_header() + "\n");
  scratch.write(run + "summary.json", R"({"elastic_slope_GPa": 100, "regime": "multiplication",
    "regimes": {"phases": [{"regime": "elastic", "from": {"step": 0}, "to": {"step": 1}},
      {"regime": "multiplication", "from": {"step": 1}, "to": {"step": 2}}]}})");
  scratch.write(run + "run.json", R"({"exit_reason": "done"})");
}

double cell(const CsvTable& table, std::size_t row, const std::string& column) {
  return table.number(row, table.column(column));
}

bool near(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance;
}

}  // namespace

TEST_CASE("stress at a strain, where the curve first reaches it") {
  std::vector<HistoryRow> rows(3);
  rows[1].strain = 0.01, rows[1].stress = 1.0;
  rows[2].strain = 0.02, rows[2].stress = 0.5;
  CHECK(stress_at_strain(rows, 0.005) == 0.5);
  CHECK(near(stress_at_strain(rows, 0.015), 0.75, 1e-15));
  CHECK(std::isnan(stress_at_strain(rows, 0.03)));
}

TEST_CASE("tables of a sweep of known strengths: stress = 10/sqrt(size)") {
  const Scratch scratch;
  scratch.write("base.yaml", "title: base\n");
  const SweepFile sweep = read_sweep(scratch.write("sweep.yaml",
                                                   "base: base.yaml\naxes:\n"
                                                   "  - list: {key: pillar.diameter, values: [100 nm, 400 nm]}\n"
                                                   "  - seeds: {count: 2}\ncollect: {stress_at: [1.5 %]}\n"));
  scratch.write("sweep/points.csv", "point,pillar.diameter,seed\na,100 nm,1\nb,100 nm,2\nc,400 nm,1\nd,400 nm,2\n");
  write_run(scratch, "a", 100, 1, 1.0 * 1.1);
  write_run(scratch, "b", 100, 2, 1.0 / 1.1);
  write_run(scratch, "c", 400, 1, 0.5);
  write_run(scratch, "d", 400, 2, 0.5);
  scratch.write("sweep/points/d/run.json", R"({"exit_reason": "step 7: it broke"})");
  const SweepFolder folder(scratch / "sweep");
  const std::vector<std::filesystem::path> files = write_collection(collect(sweep, folder), folder);
  REQUIRE(files.size() == 4);

  const CsvTable runs = read_csv(scratch / "sweep/runs.csv");
  REQUIRE(runs.rows.size() == 4);
  CHECK(runs.rows[3][runs.column("state")] == "failed");
  CHECK(runs.rows[3][runs.column("message")] == "step 7: it broke");
  CHECK(std::isnan(cell(runs, 3, "stress_at_1.5pct_GPa")));
  CHECK(cell(runs, 2, "size_nm") == 400.0);
  CHECK(cell(runs, 2, "strain_rate_per_s") == 1000.0);
  CHECK(cell(runs, 0, "seed") == 1.0);
  CHECK(near(cell(runs, 0, "stress_at_1.5pct_GPa"), 1.1, 1e-12));
  CHECK(near(cell(runs, 0, "initial_density_per_m2"), 1e13, 1e-2));
  CHECK(cell(runs, 0, "bursts") == 1.0);

  const CsvTable bursts = read_csv(scratch / "sweep/bursts.csv");
  REQUIRE(bursts.rows.size() == 3);
  CHECK(near(cell(bursts, 0, "plastic_strain"), 0.001, 1e-15));
  CHECK(near(cell(bursts, 0, "displacement_nm"), 0.5, 1e-12));
  CHECK(cell(bursts, 0, "strain") == 0.02);

  const CsvTable groups = read_csv(scratch / "sweep/groups.csv");
  std::size_t found = 0;
  for (std::size_t i = 0; i < groups.rows.size(); ++i) {
    if (groups.rows[i][groups.column("quantity")] != "stress_at_1.5pct_GPa" || cell(groups, i, "size_nm") != 100.0)
      continue;
    ++found;
    CHECK(cell(groups, i, "n") == 2.0);
    CHECK(near(cell(groups, i, "mean"), 0.5 * (1.1 + 1 / 1.1), 1e-12));
    CHECK(near(cell(groups, i, "standard_deviation"), (1.1 - 1 / 1.1) / std::sqrt(2.0), 1e-12));
    CHECK(near(cell(groups, i, "mean_high"), 1.1, 1e-12));
  }
  CHECK(found == 1);

  const CsvTable fits = read_csv(scratch / "sweep/fits.csv");
  found = 0;
  for (std::size_t i = 0; i < fits.rows.size(); ++i) {
    if (fits.rows[i][fits.column("quantity")] != "stress_at_1.5pct_GPa") continue;
    ++found;
    CHECK(fits.rows[i][fits.column("fit")] == "size");
    CHECK(cell(fits, i, "n") == 3.0);
    CHECK(near(cell(fits, i, "exponent"), 0.5, 1e-12));
    CHECK(near(cell(fits, i, "prefactor"), 10.0, 1e-11));
  }
  CHECK(found == 1);
}
