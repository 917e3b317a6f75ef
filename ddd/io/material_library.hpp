#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace pillardd {

/// The shipped material files, found through $PILLARDD_DATA, else beside the executable's prefix
/// (../share/pillardd/materials), else in the source tree; never the working directory.
class MaterialLibrary {
 public:
  MaterialLibrary();  ///< throws InputError where $PILLARDD_DATA holds no materials, or no library is found
  explicit MaterialLibrary(std::filesystem::path folder);

  const std::filesystem::path& folder() const { return folder_; }
  std::vector<std::string> names() const;                     ///< sorted
  std::filesystem::path file(const std::string& name) const;  ///< of a name in names()
  bool has(const std::string& name) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace pillardd
