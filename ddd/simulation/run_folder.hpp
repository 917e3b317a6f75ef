#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "ddd/base/files.hpp"
#include "ddd/io/input.hpp"

namespace pillardd {

/// What the user wants done with a folder that exists.
struct FolderChoice {
  bool resume = false, force = false;
};

/// The folder of one run, locked while it is held.
class RunFolder {
 public:
  /// Prepares the folder for a run of `input`: its text as input.yaml, and the files that it names. Throws InputError: not empty without resume or force; force on a
  /// folder without run.json; resume of another input; held by another process.
  RunFolder(std::filesystem::path path, const FolderChoice& choice, const ResolvedInput& input);

  bool resumes() const { return resumes_; }    ///< a checkpoint is there
  bool finished() const { return finished_; }  ///< resumed, and the run is done already
  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<FolderLock> lock_;
  bool resumes_ = false, finished_ = false;
};

}  // namespace pillardd
