#include "ddd/io/material_library.hpp"

#include <algorithm>
#include <cstdlib>

#include "ddd/base/errors.hpp"

namespace pillardd {
namespace {

namespace fs = std::filesystem;

fs::path beside_executable() {
  std::error_code none;
  const fs::path self = fs::read_symlink("/proc/self/exe", none);
  return none ? fs::path() : self.parent_path().parent_path() / "share" / "pillardd" / "materials";
}

fs::path find_library() {
  const char* data = std::getenv("PILLARDD_DATA");
  if (data != nullptr && *data != '\0') {
    const fs::path stated = fs::path(data) / "materials";
    if (!fs::is_directory(stated)) throw InputError("PILLARDD_DATA: there is no folder " + stated.string());
    return stated;
  }
  const fs::path installed = beside_executable(), source = PILLARDD_SOURCE_MATERIALS;
  if (!installed.empty() && fs::is_directory(installed)) return installed;
  if (fs::is_directory(source)) return source;
  throw InputError("the material library is not found: set PILLARDD_DATA to the folder that holds materials/");
}

}  // namespace

MaterialLibrary::MaterialLibrary() : MaterialLibrary(find_library()) {}

MaterialLibrary::MaterialLibrary(fs::path folder) : folder_(std::move(folder)) {}

std::vector<std::string> MaterialLibrary::names() const {
  std::vector<std::string> out;
  for (const fs::directory_entry& e : fs::directory_iterator(folder_))
    if (e.path().extension() == ".yaml") out.push_back(e.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

fs::path MaterialLibrary::file(const std::string& name) const {
  return folder_ / (name + ".yaml");
}

bool MaterialLibrary::has(const std::string& name) const {
  const std::vector<std::string> known = names();
  return std::find(known.begin(), known.end(), name) != known.end();
}

}  // namespace pillardd
