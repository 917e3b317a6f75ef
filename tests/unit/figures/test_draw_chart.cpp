#include <doctest/doctest.h>

#include "ddd/base/files.hpp"
#include "ddd/figures/chart.hpp"
#include "ddd/figures/run_figures.hpp"
#include "ddd/io/run_summary.hpp"
#include "ddd/io/tables.hpp"
#include "tests/unit/figures/figure_fixtures.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;
using test::ScratchFolder;

namespace {

/// Big-endian integer in a PNG header.
unsigned png_number(const std::string& png, std::size_t at) {
  unsigned out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(png[at + i]);
  return out;
}

void write_history(const std::filesystem::path& folder, const std::vector<HistoryRow>& rows) {
  HistoryTable table(folder / "history.csv", 0);
  for (const HistoryRow& r : rows) table.append(r);
  table.sync();
}

}  // namespace

TEST_CASE("a run's folder gives two figures in two forms") {
  const ScratchFolder scratch;
  const auto folder = scratch / "";
  const auto rows = test::serrated_curve(384.0, 0.01, 200);
  write_history(folder, rows);
  write_summary(folder / "summary.json", summarize(rows, 384.0, {}));
  const RunFigures out = draw_run_figures(folder);
  CHECK(out.warnings.empty());
  REQUIRE(out.files.size() == 4);
  const std::string png = read_file(folder / "figures/stress-strain.png");
  CHECK(png.starts_with("\x89PNG\r\n"));
  CHECK(png_number(png, 16) == 1080);
  CHECK(png_number(png, 20) == 780);
  CHECK(read_file(folder / "figures/density.svg").find("<svg") != std::string::npos);
}

TEST_CASE("a run that is going on is drawn without its last, incomplete line") {
  const ScratchFolder scratch;
  const auto folder = scratch / "";
  write_history(folder, test::serrated_curve(384.0, 0.01, 20));
  test::put(folder / "history.csv", read_file(folder / "history.csv") + "21,0.1,");
  const RunFigures out = draw_run_figures(folder);
  CHECK(out.files.size() == 4);
  REQUIRE(out.warnings.size() == 2);
  CHECK(out.warnings[0].find("history.csv:23: incomplete line left out") != std::string::npos);
}

TEST_CASE("a legend too long for the figure is cut between letters, whatever their length in bytes") {
  const ScratchFolder scratch;
  for (const char* letters : {"finite_length, 10⁻³ /s, ", "½⟨111⟩ αβγ × ", "ααα"}) {
    std::string label;
    while (label.size() < 400) label += letters;
    const Chart chart{"x", "y", {{label, {0.0, 1.0}, {0.0, 1.0}, colors::blue}}};
    CHECK(write_chart(chart, scratch / "long").size() == 2);
  }
}

TEST_CASE("a folder without rows is refused") {
  const ScratchFolder scratch;
  const auto folder = scratch / "";
  CHECK(test::refusal([&] { draw_run_figures(folder); }).find("history.csv: cannot be read") != std::string::npos);
  write_history(folder, {});
  CHECK(test::refusal([&] { draw_run_figures(folder); }).find("no rows yet") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "figures"));
}

TEST_CASE("gaps, single points and flat data are drawn") {
  const ScratchFolder scratch;
  Chart chart;
  chart.x_title = "x";
  chart.y_title = "y";
  const double gap = std::numeric_limits<double>::quiet_NaN();
  chart.series = {{"gap", {0, 1, 2, 3}, {1, gap, 1, 1}, colors::blue, Stroke::solid, true}, {"", {}, {}, colors::grey}};
  CHECK(write_chart(chart, scratch / "gap").size() == 2);
  CHECK(write_chart(Chart{}, scratch / "empty").size() == 2);
  CHECK_THROWS_AS(write_chart(chart, scratch / "absent/figure"), RunFailure);
}
