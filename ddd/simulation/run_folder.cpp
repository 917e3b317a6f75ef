#include "ddd/simulation/run_folder.hpp"

#include <algorithm>
#include <sstream>

#include "ddd/base/errors.hpp"
#include "ddd/io/checkpoint.hpp"
#include "ddd/io/run_record.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

bool has_content(const fs::path& folder) {
  return fs::exists(folder) && std::any_of(fs::directory_iterator(folder), fs::directory_iterator(),
                                           [](const fs::directory_entry& e) { return e.path().filename() != ".lock"; });
}

void empty_for_force(const fs::path& folder) {
  if (!fs::exists(folder / "run.json"))
    throw InputError("'" + folder.string() + "' holds no run.json: --force deletes only the folder of a run");
  for (const fs::directory_entry& e : fs::directory_iterator(folder))
    if (e.path().filename() != ".lock") fs::remove_all(e.path());
}

/// The input without numerics.max_steps: a run that reached its limit goes on under a higher one.
std::string without_step_limit(const std::string& yaml) {
  std::istringstream in(yaml);
  std::string out, line;
  while (std::getline(in, line))
    if (!line.starts_with("  max_steps:")) out += line + "\n";
  return out;
}

void require_same_input(const fs::path& folder, const std::string& resolved_yaml) {
  const fs::path stored = folder / "input.yaml";
  if (fs::exists(stored) && without_step_limit(read_file(stored)) != without_step_limit(resolved_yaml))
    throw InputError("'" + folder.string() +
                     "' was started from another input (its input.yaml differs from the resolved one): use another --out");
}

}  // namespace

RunFolder::RunFolder(fs::path path, const FolderChoice& choice, const ResolvedInput& input)
    : path_(std::move(path)) {
  if (fs::exists(path_) && !fs::is_directory(path_)) throw InputError("'" + path_.string() + "' is not a folder");
  const bool content = has_content(path_);
  if (content && !choice.resume && !choice.force)
    throw InputError("'" + path_.string() + "' is not empty: --resume continues its run, --force replaces it");
  if (content && choice.resume) require_same_input(path_, input.yaml);
  if (content && choice.force && !choice.resume && !fs::exists(path_ / "run.json")) empty_for_force(path_);
  fs::create_directories(path_);
  lock_ = std::make_unique<FolderLock>(path_);
  if (content && choice.force && !choice.resume) empty_for_force(path_);
  resumes_ = choice.resume && checkpoint_exists(path_ / "checkpoint");
  const bool has_all = resumes_ && fs::exists(path_ / "summary.json");
  finished_ = has_all && read_exit_reason(path_ / "run.json") == "done";
  if (finished_) return;
  write_input_files(path_, input.files);
  write_atomically(path_ / "input.yaml", input.yaml);
}

}  // namespace pillardd
