#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/base/schema.hpp"
#include "ddd/io/material_library.hpp"

namespace pillardd {

struct InputSource {
  std::filesystem::path file;     ///< an input, or a run's folder: its input.yaml is read
  std::vector<std::string> sets;  ///< `--set KEY=VALUE`, in order
};

/// An input with every value resolved, checked against the schema, and in internal units.
/// A network file that the input names, as it goes to the run's folder: named by its content, so that a resolved input is
/// the same wherever it came from, and can be read in a folder that was moved.
struct InputFile {
  std::string name;  ///< "networks/0123456789abcdef.data"
  std::string bytes;
};

struct ResolvedInput {
  std::filesystem::path file;  ///< the input that was read
  Settings root;               ///< its section "material" is complete, whether named, in a file or in place
  std::string material_name;
  std::string yaml;            ///< reads back to the same values; goes to the run's folder, with `files`
  std::string annotated_yaml;  ///< the same with the origin of each value as a comment
  Faults faults;               ///< of single values, which are then missing in `root`; both texts are empty with any
  std::vector<InputFile> files;  ///< that `yaml` names, relative to it

  const Settings& material() const { return root.section("material"); }
};

/// Reads an input against `root`, which has the sections "material" and "mobility". A material given by name or path is
/// read in its place (`--set material.shear_modulus=...` changes one value of it); parameters of the chosen mobility
/// law that the input does not give come from the material's `mobility.<law>`. Relative paths (`material`,
/// `dislocations.N.file.path`) start at the input's folder. What is wrong with single values is left in `faults`, so that those who read the values can
/// add what they find wrong; throws InputError where there is no map of keys to read.
ResolvedInput read_input(const InputSource& source, const Section& root, const MaterialLibrary& library);

/// Writes the files that a resolved input names beside it, where they are not there yet.
void write_input_files(const std::filesystem::path& folder, const std::vector<InputFile>& files);

/// A material of the library, checked against its schema.
Settings read_material(const std::string& name, const Section& material, const MaterialLibrary& library);

/// Adds a fault that names the known materials unless the library has `name`.
bool check_material_name(const std::string& name, const MaterialLibrary& library, const Origin& origin, Faults& faults);

}  // namespace pillardd
