#include <CLI/CLI.hpp>
#include <iostream>

#include "ddd/base/files.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/registries.hpp"

namespace pillardd {
namespace {

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

std::string quantity_or_dash(const Settings& s, const std::string& key, const Dimension& d) {
  return s.has(key) ? quantity_text(s.number(key), d) : "-";
}

std::string summary(const std::string& name, const Settings& s) {
  std::string laws;
  if (s.has("mobility"))
    for (const auto& law : material_section().rows)
      if (law.key == "mobility")
        for (const Row& r : law.section->rows)
          if (s.section("mobility").has(r.key)) laws += (laws.empty() ? "" : " ") + r.key;
  return padded(name, 6) + padded(quantity_or_dash(s, "lattice_parameter", dimension::length), 13) +
         padded(quantity_or_dash(s, "shear_modulus", dimension::pressure), 11) +
         padded(quantity_or_dash(s, "poisson_ratio", dimension::none), 9) +
         padded(quantity_or_dash(s, "melting_temperature", dimension::temperature), 9) + laws + "\n";
}

}  // namespace

int materials_command(const Arguments& arguments) {
  std::string name;
  CLI::App app("Lists the material library, or prints one file with its references.", "pillardd materials");
  app.add_option("name", name, "a material of the library");
  if (const auto over = parse_arguments(app, arguments)) return *over;

  const MaterialLibrary library;
  if (!name.empty()) {
    read_material(name, material_section(), library);  // a file with a fault is not printed
    std::cout << read_file(library.file(name));
    return done;
  }
  std::cout << "name  a            mu         nu       T_m      mobility\n";
  for (const std::string& each : library.names())
    std::cout << summary(each, read_material(each, material_section(), library));
  return done;
}

}  // namespace pillardd
