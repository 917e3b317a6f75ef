#include <doctest/doctest.h>

#include "ddd/base/files.hpp"
#include "ddd/io/columns.hpp"
#include "ddd/io/csv.hpp"
#include "ddd/io/tables.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;
using test::refusal;
using test::ScratchFolder;

namespace {

HistoryRow row_of(std::uint64_t step) {
  HistoryRow r;
  r.step = step;
  r.time = 0.1 * static_cast<double>(step);
  r.strain = 1.0 / 3.0;
  r.stress = 1.2345678901234567;
  r.density = 1.25e-5;  // 1.25e13 /m^2
  r.nodes = 144;
  r.energy_residual = unset;
  return r;
}

}  // namespace

TEST_CASE("history.csv begins with the columns of the contract") {
  CHECK(history_header().starts_with(
      "step,time_ns,strain,stress_GPa,plastic_strain,density_per_m2,mobile_density_per_m2,nodes,segments,loops,dt_ns,"
      "stress_zz_GPa,strain_zz,"));
  CHECK(events_header() == "step,time_ns,kind,x_nm,y_nm,z_nm,slip_system,length_nm,area_nm2");
  const std::string line = history_line(row_of(3));
  CHECK(line.starts_with("3,0.30000000000000004,0.3333333333333333,1.2345678901234567,0,1.25e+13,0,144,"));
  CHECK(line.back() == '\n');
}

TEST_CASE("every column written is one that is explained, in the same order") {
  for (const ColumnTable& table : column_tables()) {
    std::string names;
    for (const Column& c : table.columns) names += (names.empty() ? "" : ",") + c.name;
    if (table.file == "history.csv") CHECK(history_header() == names);
    if (table.file == "events.csv") CHECK(events_header() == names);
  }
}

TEST_CASE("history.csv reads back what was written, and continues at the checkpoint's length") {
  const ScratchFolder folder;
  const auto file = folder / "history.csv";
  std::uint64_t at_checkpoint = 0;
  {
    HistoryTable table(file, 0);
    table.append(row_of(1));
    at_checkpoint = table.bytes();
    table.append(row_of(2));
    table.sync();
  }
  {
    HistoryTable table(file, at_checkpoint);
    table.append(row_of(5));
    table.sync();
    CHECK(table.bytes() == std::filesystem::file_size(file));
  }
  CHECK(read_file(file) == history_header() + "\n" + history_line(row_of(1)) + history_line(row_of(5)));
  const auto rows = read_history(file);
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].step == 5);
  CHECK(rows[1].time == 0.5);
  CHECK(rows[1].stress == 1.2345678901234567);
  CHECK(rows[1].density == doctest::Approx(1.25e-5).epsilon(1e-15));  // one rounding in the unit
  CHECK(std::isnan(rows[1].energy_residual));
}

TEST_CASE("events.csv: one line an event, the slip system as one field") {
  Event e;
  e.step = 12;
  e.time = 0.25;
  e.kind = EventKind::escape;
  e.x = {100, 0, 310.5};
  e.burgers = {1, 1, -1};
  e.plane = {1, 0, 1};
  e.length = 42.5;
  e.area = 1e3;
  const ScratchFolder folder;
  const auto file = folder / "events.csv";
  {
    EventTable table(file, 0);
    table.append(e);
    e.kind = EventKind::removal;
    e.plane = {0, 0, 0};
    table.append(e);
    table.sync();
  }
  const CsvTable table = read_csv(file);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0][2] == "escape");
  CHECK(table.rows[0][table.column("slip_system")] == "[1 1 -1](1 0 1)");
  CHECK(table.number(0, table.column("length_nm")) == 42.5);
  CHECK(table.number(1, table.column("area_nm2")) == 1000.0);
  const auto counts = read_event_counts(file);
  CHECK(counts.size() == 9);
  CHECK(counts.at("escape") == 1);
  CHECK(counts.at("removal") == 1);
  CHECK(counts.at("junction") == 0);
}

TEST_CASE("a CSV field with a comma or a quote survives") {
  const ScratchFolder folder;
  const auto file = folder / "table.csv";
  test::put(file, "a,b\n" + csv_field("one, \"two\"") + "," + csv_field("plain") + "\n");
  const CsvTable table = read_csv(file);
  CHECK(csv_field("plain") == "plain");
  CHECK(table.rows.at(0) == std::vector<std::string>{"one, \"two\"", "plain"});
}

TEST_CASE("a damaged history.csv is refused at its line") {
  const ScratchFolder folder;
  const auto file = folder / "history.csv";
  const std::string name = file.string(), good = history_header() + "\n" + history_line(row_of(1));
  const auto message = [&](const std::string& content) {
    test::put(file, content);
    return refusal([&] { read_history(file); });
  };
  CHECK(message(good) == "");
  CHECK(message("") == name + ":1: a header line was expected");
  CHECK(message("step,time_ns\n1,2\n") == name + ":1: column 'strain' is missing");
  CHECK(message(good + "2,0.1\n") == name + ":3: 2 fields, the header has 39");
  std::string letter = good + history_line(row_of(2));
  letter.replace(letter.rfind("1.2345678901234567"), 3, "l.2");
  CHECK(message(letter) == name + ":3: stress_GPa: 'l.2345678901234567' is not a number");
  std::string negative = good + history_line(row_of(2));
  negative.replace(good.size(), 1, "-2");
  CHECK(message(negative) == name + ":3: step: '-2' is not a natural number");
  CHECK(refusal([&] { read_history(folder / "absent.csv"); }) == (folder / "absent.csv").string() + ": cannot be read");
}

TEST_CASE("a last line that is cut off is a fault, or left out when asked for") {
  const ScratchFolder folder;
  const auto file = folder / "history.csv";
  test::put(file, history_header() + "\n" + history_line(row_of(1)) + "2,0.2,0.0");
  CHECK(refusal([&] { read_history(file); }).find(":3: the line is not complete") != std::string::npos);
  int cut_line = 0;
  CHECK(read_history(file, &cut_line).size() == 1);
  CHECK(cut_line == 3);
}
