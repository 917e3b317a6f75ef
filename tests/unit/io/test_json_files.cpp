#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "ddd/base/files.hpp"
#include "ddd/base/provenance.hpp"
#include "ddd/io/run_record.hpp"
#include "ddd/io/run_summary.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;
using nlohmann::json;
using test::refusal;
using test::ScratchFolder;

TEST_CASE("summary.json holds the numbers in the units of its keys, and null for what is not defined") {
  const ScratchFolder folder;
  const auto file = folder / "summary.json";
  RunSummary s;
  s.elastic_slope = 384.25;
  s.first.density = 1e-5;
  s.last.density = 2e-5;
  s.peak_density = 4e-5;
  s.last.step = 7;
  s.last.energy_residual = unset;
  s.events = {{"escape", 3}, {"junction", 0}};
  write_summary(file, s);
  const json elastic = json::parse(read_file(file));
  CHECK(elastic["yield"].is_null());
  CHECK(elastic["flow_stress"].is_null());
  CHECK(elastic["energy"]["residual"].is_null());
  CHECK(elastic["end"]["step"] == 7);
  CHECK(elastic["density"]["initial_per_m2"].get<double>() == doctest::Approx(1e13).epsilon(1e-15));
  CHECK(elastic["density"]["peak_per_m2"].get<double>() == doctest::Approx(4e13).epsilon(1e-15));
  CHECK(elastic["events"]["escape"] == 3);
  CHECK(elastic["regime"] == "undetermined");

  s.yield = CurvePoint{0.012, 1.5};
  s.flow = FlowStress{0.024, 0.03, 1.75};
  write_summary(file, s);
  const json yielded = json::parse(read_file(file));
  CHECK(yielded["yield"]["stress_GPa"] == 1.5);
  CHECK(yielded["yield"]["offset_strain"] == 0.002);
  CHECK(yielded["flow_stress"]["mean_stress_GPa"] == 1.75);
  CHECK(read_elastic_slope(file) == 384.25);
}

TEST_CASE("the phases of a run read back, and none are there without a file or without regimes") {
  const ScratchFolder folder;
  const auto file = folder / "summary.json";
  CHECK(read_phases(file).empty());
  RunSummary s;
  RegimeSpan phase;
  phase.regime = Regime::annealing;
  phase.from.step = 3;
  phase.to.step = 9;
  phase.lines.escaped = 12.5;
  s.regimes.phases = {phase};
  write_summary(file, s);
  const std::vector<NamedPhase> read = read_phases(file);
  REQUIRE(read.size() == 1);
  CHECK(read[0].regime == "mechanical annealing");
  CHECK(read[0].from_step == 3);
  CHECK(read[0].to_step == 9);
  CHECK(json::parse(read_file(file))["regimes"]["phases"][0]["length_nm"]["escaped"] == 12.5);
  test::put(file, "{}");
  CHECK(read_phases(file).empty());
  test::put(file, R"({"regimes": {"phases": [{"regime": 3}]}})");
  CHECK(refusal([&] { read_phases(file); }).find("'regimes' is damaged") != std::string::npos);
}

TEST_CASE("the elastic slope is absent with the file and refused when the file is damaged") {
  const ScratchFolder folder;
  const auto file = folder / "summary.json";
  CHECK_FALSE(read_elastic_slope(file));
  test::put(file, "{\"elastic_slope_GPa\": 38");
  CHECK(refusal([&] { read_elastic_slope(file); }) == file.string() + ": is not a JSON object");
  test::put(file, "{}");
  CHECK(refusal([&] { read_elastic_slope(file); }) == file.string() + ": key 'elastic_slope_GPa' is missing");
}

TEST_CASE("run.json says what made the result") {
  const ScratchFolder folder;
  const auto file = folder / "run.json";
  CHECK(read_exit_reason(file) == "");
  RunRecord r;
  r.exit_reason = "stopped by a path of odd bytes \xff";
  r.exit_code = 3;
  r.command = {"pillardd", "run", "a.yaml"};
  r.threads = 2;
  r.seed = 1;
  r.first_step = 100;
  r.parts = {{"force", 12.5, 400}};
  r.references = {"Simmons & Wang (1971)"};
  write_run_record(file, r);
  const json out = json::parse(read_file(file));
  CHECK(out["program"]["version"] == provenance().version);
  CHECK(out["program"]["compiler"] == provenance().compiler);
  CHECK(out["exit_code"] == 3);
  CHECK(out["command"][2] == "a.yaml");
  CHECK(out["wall_by_part"][0]["part"] == "force");
  CHECK(out["wall_by_part"][0]["wall_s"] == 12.5);
  CHECK(out["references"].size() == 1);
  CHECK(out["warnings"].empty());
  CHECK(out["peak_memory_MiB"].is_null());
  CHECK(read_exit_reason(file).starts_with("stopped by a path"));
}

TEST_CASE("a log line is one JSON object") {
  const std::string text = log_text({12, 0.25, 0.001, 0.384, 144, 0.005, 1.5, unset});
  CHECK(text.find('\n') == text.size() - 1);
  const json line = json::parse(text);
  CHECK(line["step"] == 12);
  CHECK(line["stress_GPa"] == 0.384);
  CHECK(line["eta_s"].is_null());
}

TEST_CASE("the present moment has the form of ISO 8601 in UTC") {
  const std::string now = utc_now();
  REQUIRE(now.size() == 20);
  CHECK(now.starts_with("20"));
  CHECK(now[10] == 'T');
  CHECK(now.back() == 'Z');
}
