#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/pillardd/command.hpp"

namespace pillardd {
namespace {

constexpr const char* starting_input =
    R"(# An input of pillardd. Every value with a dimension carries its unit; `pillardd params` explains every key.
title: @ pillar, 200 nm, compressed along [001]
seed: 1                        # fixes every random choice

pillar:
  shape: cylinder              # cylinder | prism (width, depth)
  diameter: 200 nm
  height: 600 nm
  axis: [0, 0, 1]              # crystal direction along z, the loading axis
  side: [1, 0, 0]              # crystal direction along x
  ends: periodic               # periodic (infinite pillar) | platens | free

material: @                   # `pillardd materials` lists the library; a path or a map in place also serve
temperature: 300 K

dislocations:                  # placed in order
  - frank_read: {count: 12, length: [60 nm, 100 nm], arms: surface}
# - loops: {density: 1e13 /m^2, radius: 30 nm}
# - line: {burgers: [1, 1, 1], plane: [1, -1, 0], points: [[0, -90, 300], [0, 90, 300]]}
# - file: {path: start.data}

mobility: {law: linear}        # its drags come from the material; set them here to override

surface:
  image_stress: {method: none} # the surface cuts lines, but its traction is kept

loading:                       # stages, in order
  - {mode: compression, strain_rate: 1e6 /s, until: {strain: 1 %}}

numerics: {}                   # `pillardd check` states every default
output: {}
)";

/// Puts the metal's name where the template has an @, keeping the comments in line.
std::string with_metal(const std::string& metal) {
  std::string out = starting_input;
  for (std::size_t at = 0; (at = out.find('@', at)) != std::string::npos; at += metal.size()) out.replace(at, 1, metal);
  return out;
}

}  // namespace

int init_command(const Arguments& arguments) {
  std::string metal = "Mo";
  CLI::App app("Writes a commented input to start from.", "pillardd init");
  app.add_option("--metal", metal, "a material of the library, Mo by default");
  if (const auto over = parse_arguments(app, arguments)) return *over;

  Faults faults;
  check_material_name(metal, MaterialLibrary(), {}, faults);
  faults.throw_if_any();
  std::cout << with_metal(metal);
  return done;
}

}  // namespace pillardd
