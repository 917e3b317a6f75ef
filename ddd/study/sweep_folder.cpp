#include "ddd/study/sweep_folder.hpp"

#include <algorithm>

#include "ddd/base/files.hpp"
#include "ddd/io/csv.hpp"
#include "ddd/io/run_record.hpp"
#include "ddd/io/tables.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

void write_where_changed(const fs::path& file, const std::string& content) {
  if (!fs::exists(file) || read_file(file) != content) write_atomically(file, content);
}

std::string points_table(const std::vector<SweepPoint>& points) {
  std::string out = "point";
  for (const Assignment& a : points.front().plan) out += "," + csv_field(a.key);
  out += "\n";
  for (const SweepPoint& p : points) {
    out += p.name;
    for (const Assignment& a : p.plan) out += "," + csv_field(a.value);
    out += "\n";
  }
  return out;
}

/// A foreign folder is not written into.
void require_sweep_or_empty(const fs::path& folder) {
  if (!fs::exists(folder) || fs::exists(folder / "sweep.yaml")) return;
  if (!fs::is_directory(folder)) throw InputError("'" + folder.string() + "' is not a folder");
  for (const fs::directory_entry& e : fs::directory_iterator(folder))
    if (e.path().filename() != ".lock")
      throw InputError("'" + folder.string() + "' holds something, but no sweep: use another --out");
}

bool is_locked(const fs::path& folder) {
  try {
    const FolderLock lock(folder);
    return false;
  } catch (const InputError&) {
    return true;
  }
}

}  // namespace

void SweepFolder::write(const SweepFile& sweep, const std::vector<SweepPoint>& points) const {
  require_sweep_or_empty(path_);
  fs::create_directories(path_ / "log");
  write_where_changed(path_ / "sweep.yaml", sweep.yaml);
  for (const SweepPoint& p : points) {
    fs::create_directories(run(p.name));
    write_input_files(run(p.name), p.files);
    write_where_changed(run(p.name) / "input.yaml", p.yaml);
  }
  write_where_changed(path_ / "points.csv", points_table(points));
}

std::vector<SweepPoint> SweepFolder::points() const {
  if (!fs::exists(path_ / "points.csv"))
    throw InputError("'" + path_.string() + "' holds no points.csv: `pillardd sweep expand` or `run` makes it");
  const CsvTable table = read_csv(path_ / "points.csv");
  table.require_complete();
  std::vector<SweepPoint> out;
  for (const std::vector<std::string>& row : table.rows) {
    SweepPoint point{row.front(), {}, ""};
    for (std::size_t i = 1; i < row.size(); ++i) point.plan.push_back({table.header[i], row[i], {}});
    out.push_back(std::move(point));
  }
  return out;
}

std::vector<std::string> SweepFolder::strangers(const std::vector<SweepPoint>& points) const {
  std::vector<std::string> out;
  if (!fs::is_directory(path_ / "points")) return out;
  for (const fs::directory_entry& e : fs::directory_iterator(path_ / "points")) {
    const std::string name = e.path().filename().string();
    const auto same = [&](const SweepPoint& p) { return p.name == name; };
    if (std::none_of(points.begin(), points.end(), same)) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

const char* state_name(PointState state) {
  switch (state) {
    case PointState::waiting:
      return "waiting";
    case PointState::running:
      return "running";
    case PointState::partial:
      return "partial";
    case PointState::done:
      return "done";
    case PointState::failed:
      break;
  }
  return "failed";
}

PointStatus point_status(const fs::path& run_folder) {
  const std::string reason = read_exit_reason(run_folder / "run.json");
  if (reason.empty()) return {};
  if (reason == "done") return {PointState::done, ""};
  if (reason == "running" && is_locked(run_folder)) return {PointState::running, ""};
  if (reason == "running") return {PointState::partial, "its process ended without a word"};
  if (reason == "walltime" || reason == "signal" || reason == "max_steps") return {PointState::partial, reason};
  return {PointState::failed, reason};
}

}  // namespace pillardd
