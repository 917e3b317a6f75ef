#include "ddd/base/read_settings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace pillardd;

namespace {

Section variant(std::vector<Row> rows) {
  Section s("law", "A law.");
  s.rows = std::move(rows);
  return s;
}

Section law_section() {
  Section s("mobility", "A law and its parameters.");
  s.selector = "law";
  s.variants = {{"linear", variant({row::quantity("drag", dimension::drag, "Drag.").above(0)})},
                {"kinks", variant({row::quantity("barrier", dimension::energy, "Barrier.")})}};
  s.rows = {row::choice("law", {"linear", "kinks"}, "Which."), row::flag("free", "Free.").by_default("true")};
  return s;
}

Section stage_section() {
  Section s("loading", "A stage.");
  s.rows = {row::quantity("strain_rate", dimension::rate, "Rate.").optional(),
            row::quantity("stress", dimension::pressure, "Stress.").optional(),
            row::number("strain", "Strain.").optional(), row::quantity("time", dimension::time, "Time.").optional()};
  s.exactly_one_of = {{"strain_rate", "stress"}};
  s.at_least_one_of = {{"strain", "time"}};
  return s;
}

/// Every type of row once.
Section schema() {
  Section box("box", "A box.");
  box.rows = {row::quantity("width", dimension::length, "Width.").above(0).at_most(1000),
              row::indices("axis", "Axis.").by_default("[0, 0, 1]")};
  Section line("line", "A line.");
  line.rows = {row::points("points", "Points."),
               row::quantity_range("length", dimension::length, "Length.").above(0).optional()};
  Section s("input", "All.");
  s.rows = {row::text("title", "Title.").optional(),
            row::integer("seed", "Seed.").at_least(0).by_default("1"),
            row::number("ratio", "Ratio.").above(-1).below(0.5).optional(),
            row::choices("hold", {"twist", "bending"}, "Held.").by_default("[]"),
            row::texts("notes", "Notes.").optional(),
            row::section("box", box, "Box."),
            row::section("mobility", law_section(), "Law.").by_default("{law: linear, drag: 1 Pa s}"),
            row::sections("loading", stage_section(), "Stages.").optional(),
            row::tagged("lines", {{"line", line}}, "Lines.").by_default("[]")};
  return s;
}

std::string faults_of(const std::string& yaml) {
  try {
    read_settings(yaml, schema(), "f");
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

bool says(const std::string& yaml, const std::string& part) {
  const std::string all = faults_of(yaml);
  if (all.find(part) != std::string::npos) return true;
  MESSAGE("got: " << all);
  return false;
}

}  // namespace

TEST_CASE("a good input is resolved in internal units, with the origin of each value") {
  const Settings s = read_settings(
      "title: a test\nratio: 30 %\nhold: [twist]\nnotes: [one, two]\nbox: {width: 0.2 um}\n"
      "loading:\n  - {strain_rate: 1e3 /s, strain: 1 %}\n"
      "lines:\n  - line: {points: [[0, 1, 2.5], [3, 4, 5]], length: [60 nm, 0.1 um]}\n",
      schema(), "f");
  CHECK(s.text("title") == "a test");
  CHECK(s.integer("seed") == 1);
  CHECK(s.origin("seed").text() == "default");
  CHECK(s.number("ratio") == 0.3);
  CHECK(s.texts("hold") == std::vector<std::string>{"twist"});
  CHECK(s.section("box").number("width") == 200.0);
  CHECK(s.section("box").origin("width").text() == "f:5:14");
  CHECK(s.section("box").path() == "box");
  CHECK(s.section("box").indices("axis") == Integer3{0, 0, 1});
  CHECK(s.section("mobility").number("drag") == 1.0);
  CHECK(s.list("loading")[0].number("strain_rate") == 1e-6);
  CHECK(s.list("loading")[0].path() == "loading.0");
  CHECK_FALSE(s.list("loading")[0].has("time"));
  const Settings& line = s.list("lines")[0];
  CHECK(line.tag() == "line");
  CHECK(line.path() == "lines.0.line");
  CHECK(line.points("points")[0] == Vector3(0, 1, 2.5));
  CHECK(line.range("length").min == 60.0);
  CHECK(line.range("length").max == 100.0);
}

TEST_CASE("asking for what is not there, or as another type, is a defect of ours") {
  const Settings s = read_settings("box: {width: 1 nm}", schema(), "f");
  CHECK_THROWS_AS((void)s.number("nothing"), InvariantBroken);
  CHECK_THROWS_AS((void)s.text("title"), InvariantBroken);
  CHECK_THROWS_AS((void)s.number("seed"), InvariantBroken);
}

TEST_CASE("keys") {
  CHECK(says("box: {width: 1 nm, widht: 2 nm}",
             "f:1:20: box.widht: unknown key 'widht' (did you mean 'width'? allowed: width or axis)"));
  CHECK(says("box: {}", "f:1:1: box.width: missing required key (a length, for example 200 nm)"));
  CHECK(says("seed: 1", "f:1:1: box: missing required key"));
  CHECK(says("box: {width: }", "box.width: expected a length, for example 200 nm, got nothing"));
  CHECK(says("box: 5 nm", "f:1:6: box: expected a section"));
  CHECK(says("[1, 2]", "f:1:1: expected a section"));
}

TEST_CASE("numbers, units and ranges") {
  const auto width = [](const std::string& text) { return "box: {width: " + text + "}"; };
  CHECK(says(width("200"), "f:1:14: box.width: '200' needs a unit, for example 200 nm"));
  CHECK(says(width("200 K"), "'200 K' has the wrong dimension: expected a length"));
  CHECK(says(width("0 nm"), "'0 nm' is out of range: must be above 0 nm and at most 1000 nm"));
  CHECK(says(width("-3 nm"), "out of range"));
  CHECK(says(width("2 um"), "out of range"));
  CHECK(says(width(".nan"), "not a finite number"));
  CHECK(says(width("wide"), "malformed number 'wide'"));
  CHECK(says(width("[1 nm, 2 nm]"), "expected a length, for example 200 nm, got a list"));
  CHECK(says("box: {width: 1 nm}\nratio: 3 nm", "f:2:8: ratio: '3 nm' has a unit, but this is a dimensionless number"));
  CHECK(says("box: {width: 1 nm}\nratio: 0.5", "must be above -1 and below 0.5"));
  CHECK(says("box: {width: 1 nm}\nseed: 1.5", "expected an integer, got '1.5'"));
  CHECK(says("box: {width: 1 nm}\nseed: -1", "must be at least 0"));
  CHECK(faults_of(width("1000 nm")).empty());
}

TEST_CASE("lists and choices") {
  const std::string box = "box: {width: 1 nm}\n";
  CHECK(says("box: {width: 1 nm, axis: [0, 1]}", "expected three integers"));
  CHECK(says("box: {width: 1 nm, axis: [0, 1, 0.5]}", "expected three integers"));
  CHECK(says(box + "hold: [twits]",
             "f:2:8: hold: unknown choice 'twits' (did you mean 'twist'? allowed: twist or bending)"));
  CHECK(says(box + "hold: [twist, twist]", "'twist' is given twice"));
  CHECK(says(box + "hold: twist", "expected a list of twist or bending"));
  CHECK(says(box + "lines: [{line: {points: [[0, 0]]}}]", "expected a list of points [x, y, z]"));
  CHECK(says(box + "lines: [{line: {points: [[0, 0, 1 nm]]}}]", "dimensionless number"));
  CHECK(says(box + "lines: [{lin: {}}]", "f:2:10: lines.0.lin: unknown kind 'lin' (did you mean 'line'?"));
  CHECK(says(box + "lines: [{line: {points: []}, loop: {}}]", "lines.0: an entry has exactly one key"));
  CHECK(says(box + "lines: [{line: {points: [], length: [2 nm, 1 nm]}}]", "the first is larger"));
  CHECK(says(box + "lines: [{line: {points: [], length: [2 nm]}}]", "a range is [min, max], got a list of 1"));
  CHECK(says(box + "loading: {strain: 1}", "loading: expected a list of sections"));
  CHECK(says(box + "mobility: {law: linear, drag: 1 Pa s, free: yes}", "expected true or false, got 'yes'"));
}

TEST_CASE("groups of keys of which one is needed") {
  const std::string box = "box: {width: 1 nm}\nloading:\n";
  CHECK(says(box + "  - {strain: 1}", "f:3:5: loading.0: needs exactly one of strain_rate or stress"));
  CHECK(says(box + "  - {strain: 1, strain_rate: 1 /s, stress: 1 GPa}",
             "f:3:36: loading.0.stress: only one of strain_rate or stress may be given ('strain_rate' is there too)"));
  CHECK(says(box + "  - {stress: 1 GPa}", "loading.0: needs at least one of strain or time"));
  CHECK(faults_of(box + "  - {stress: 1 GPa, strain: 1, time: 1 s}").empty());
}

TEST_CASE("a selector picks further rows") {
  const std::string box = "box: {width: 1 nm}\n";
  CHECK(says(box + "mobility: {law: liner}",
             "mobility.law: unknown choice 'liner' (did you mean 'linear'? allowed: linear or kinks)"));
  CHECK(says(box + "mobility: {}", "mobility.law: missing required key"));
  CHECK(says(box + "mobility: {law: linear, drag: 1 Pa s, barrier: 1 eV}",
             "mobility.barrier: does not belong to law: linear (it belongs to kinks)"));
  CHECK(says(box + "mobility: {law: kinks}", "mobility.barrier: missing required key"));
}

TEST_CASE("all faults of a file are reported at once") {
  const std::string all = faults_of("bx: 1\nbox: {widht: 1 nm, axis: [1]}\nseed: x\nhold: [a]\n");
  CHECK(std::count(all.begin(), all.end(), '\n') + 1 == 6);  // bx, two keys of box and its axis, seed, hold
}

TEST_CASE("a law's parameters come from elsewhere when the input does not give them") {
  const Section stated_schema = [] {
    Section s("mobility", "What a material states.");
    s.rows = {
        row::section("linear", variant({row::quantity("drag", dimension::drag, "Drag.").optional()}), "x").optional(),
        row::section("kinks", variant({row::quantity("barrier", dimension::energy, "x").optional()}), "x").optional()};
    return s;
  }();
  const Settings stated = read_settings("linear: {drag: 3 Pa s}\nkinks: {}", stated_schema, "Mo.yaml");
  const auto resolve = [&](const std::string& yaml, bool readable, Faults& faults) {
    const auto tree = parse_tree(yaml, "f", faults);
    const Fallback fallback{"mobility", &stated, "material Mo", readable};
    return read_settings(*tree, schema(), faults, &fallback);
  };
  const std::string box = "box: {width: 1 nm}\n";
  Faults none;
  const Settings s = resolve(box + "mobility: {law: linear}", true, none);
  CHECK(none.empty());
  CHECK(s.section("mobility").number("drag") == 3.0);
  CHECK(s.section("mobility").origin("drag").text() == "Mo.yaml:1:16");
  CHECK(resolve(box + "mobility: {law: linear, drag: 5 Pa s}", true, none).section("mobility").number("drag") == 5.0);
  Faults one, quiet;
  resolve(box + "mobility: {law: kinks}", true, one);
  REQUIRE(one.all().size() == 1);
  CHECK(one.all()[0].text().find("f:2:1: mobility.barrier: not stated by material Mo; set mobility.barrier") == 0);
  resolve(box + "mobility: {law: kinks}", false, quiet);
  CHECK(quiet.empty());
}
