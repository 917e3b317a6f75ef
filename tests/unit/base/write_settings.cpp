#include "ddd/base/write_settings.hpp"

#include <doctest/doctest.h>

#include "ddd/base/parameter_list.hpp"
#include "ddd/base/read_settings.hpp"

using namespace pillardd;

namespace {

Section schema() {
  Section round("round", "Round."), square("square", "Square.");
  round.rows = {row::quantity("diameter", dimension::length, "Diameter.").above(0)};
  square.rows = {row::quantity("width", dimension::length, "Width.").above(0)};
  Section pillar("pillar", "The body.");
  pillar.selector = "shape";
  pillar.variants = {{"round", round}, {"square", square}};
  pillar.rows = {row::choice("shape", {"round", "square"}, "Shape.")};
  Section source("source", "Sources.");
  source.rows = {row::quantity_range("length", dimension::length, "Length.").by_default("[60 nm, 100 nm]", "a paper"),
                 row::points("points", "Points.").optional()};
  Section stage("stage", "A stage.");
  stage.rows = {row::quantity("rate", dimension::rate, "Rate."), row::flag("held", "Held.").by_default("false")};
  Section s("input", "All.");
  s.rows = {row::text("title", "Title.").optional(),
            row::integer("seed", "Seed.").by_default("1"),
            row::section("pillar", pillar, "Pillar."),
            row::texts("notes", "Notes.").by_default("[]"),
            row::choices("hold", {"twist", "bending"}, "Hold.").by_default("[]"),
            row::indices("axis", "Axis.").by_default("[0, 0, 1]"),
            row::sections("loading", stage, "Stages.").optional(),
            row::tagged("lines", {{"source", source}}, "Lines.").by_default("[]"),
            row::section("output", Section("output", "Nothing."), "Output.").by_default("{}")};
  return s;
}

std::string rewritten(const std::string& yaml) {
  return write_settings(read_settings(yaml, schema(), "f"), schema());
}

}  // namespace

TEST_CASE("resolved settings are YAML with every default written out, that reads back to itself") {
  const std::string yaml = rewritten(
      "title: 'it: \"is\" # a \\ test'\npillar: {shape: square, width: 0.1 um}\nnotes: [\"a: b\", c]\n"
      "loading: [{rate: 1e3 /s}, {rate: 0.1 /s, held: true}]\n"
      "lines: [{source: {}}, {source: {length: 70 nm, points: [[0, 0.1, 1e-7]]}}]\n");
  CHECK(yaml ==
        "title: \"it: \\\"is\\\" # a \\\\ test\"\n"
        "seed: 1\n"
        "pillar:\n  shape: square\n  width: 100 nm\n"
        "notes:\n  - \"a: b\"\n  - c\n"
        "hold: []\n"
        "axis: [0, 0, 1]\n"
        "loading:\n  - rate: 1000 /s\n    held: false\n  - rate: 0.1 /s\n    held: true\n"
        "lines:\n  - source:\n      length: [60 nm, 100 nm]\n"
        "  - source:\n      length: 70 nm\n      points: [[0, 0.1, 1e-07]]\n"
        "output: {}\n");
  CHECK(rewritten(yaml) == yaml);
}

TEST_CASE("texts that YAML would read otherwise are quoted") {
  for (const char* text :
       {"null", "~", "- a", "a: b", "a #b", " lead", "[x]", "{y}", "*a", "&b", "µ Å", "tab\\tline\\nend", ""}) {
    CAPTURE(text);
    const std::string once =
        rewritten("title: \"" + std::string(text) + "\"\npillar: {shape: round, diameter: 1 nm}\n");
    CHECK(rewritten(once) == once);
    const auto value = [](const std::string& yaml) { return read_settings(yaml, schema(), "f").text("title"); };
    CHECK(value(once) == value("title: \"" + std::string(text) + "\"\npillar: {shape: round, diameter: 1 nm}\n"));
  }
}

TEST_CASE("each value carries the origin that the caller names") {
  const Settings s = read_settings("pillar: {shape: round, diameter: 1 nm}\nlines: [{source: {}}]", schema(), "f");
  const std::string yaml = write_settings(
      s, schema(), [](const Row& row, const Origin& origin) { return origin.text() + " " + row.source; });
  CHECK(yaml.find("# f:1:34") != std::string::npos);
  CHECK(yaml.find("# default a paper") != std::string::npos);
  CHECK(rewritten(yaml) == write_settings(s, schema()));
}

TEST_CASE("the reference lists every key with its path, depth first") {
  const std::vector<ParameterEntry> list = list_parameters(schema());
  std::string paths;
  for (const ParameterEntry& e : list) paths += e.path + " ";
  CHECK(paths ==
        "title seed pillar pillar.shape pillar.diameter pillar.width notes hold axis loading loading[].rate "
        "loading[].held "
        "lines lines[].source lines[].source.length lines[].source.points output ");
  CHECK(list[4].only_with == "shape: round");
  CHECK(list[4].range == "above 0 nm");
  CHECK(list[4].default_text == "required");
  CHECK(list[14].default_text == "[60 nm, 100 nm]");
  CHECK(list[14].source == "a paper");
  CHECK(list[14].unit == "nm");
}
