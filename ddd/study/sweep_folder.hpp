#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ddd/io/input.hpp"
#include "ddd/study/sweep_file.hpp"

namespace pillardd {

/// Reads and checks one input as `pillardd check` does and returns it resolved; throws InputError with its faults.
using ResolveInput = std::function<ResolvedInput(const InputSource&)>;

/// A point with its name: the first 16 hexadecimal digits of the SHA-256 of its resolved input.
struct SweepPoint {
  std::string name;
  PointPlan plan;
  std::string yaml;  ///< the resolved input; "" for a point read back from a folder
  std::vector<InputFile> files{};  ///< that it names
};

/// Every point of a sweep, resolved and checked. Throws InputError with the faults of all points, each at the value of
/// the sweep file that is to blame and with the point it belongs to; two points with the same input are a fault too.
std::vector<SweepPoint> resolve_points(const SweepFile& sweep, const ResolveInput& resolve);

/// A sweep's folder: sweep.yaml, points.csv, points/NAME (one run's folder each), log/NAME.txt.
class SweepFolder {
 public:
  explicit SweepFolder(std::filesystem::path path) : path_(std::move(path)) {}
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path run(const std::string& name) const { return path_ / "points" / name; }
  std::filesystem::path log(const std::string& name) const { return path_ / "log" / (name + ".txt"); }

  /// Writes sweep.yaml, each point's input.yaml where it is not there yet, and points.csv last. Throws InputError for
  /// a folder that holds something but no sweep.
  void write(const SweepFile& sweep, const std::vector<SweepPoint>& points) const;
  std::vector<SweepPoint> points() const;  ///< of points.csv; throws InputError when the sweep is not expanded
  /// Names of folders in points/ that belong to no point any more.
  std::vector<std::string> strangers(const std::vector<SweepPoint>& points) const;

 private:
  std::filesystem::path path_;
};

enum class PointState {
  waiting,  ///< not begun
  running,  ///< a process holds its folder
  partial,  ///< begun, stopped or killed; goes on where it stopped
  done,
  failed
};
const char* state_name(PointState state);

struct PointStatus {
  PointState state = PointState::waiting;
  std::string message;  ///< why it failed or stopped
};

/// From the run.json of a run's folder and the lock on it.
PointStatus point_status(const std::filesystem::path& run_folder);

}  // namespace pillardd
