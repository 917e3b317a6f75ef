#include "ddd/study/runner.hpp"

#include <chrono>
#include <deque>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "ddd/base/files.hpp"
#include "ddd/base/types.hpp"
#include "ddd/study/process.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds pause{20};  ///< between looks at the children
constexpr double progress_interval = 1.0;       ///< [s]
constexpr double patience =
    30.0;  ///< how long a point that another process holds is waited for when all else is over [s]

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The end of a text file, at most `bytes` of it.
std::string tail(const fs::path& file, std::streamoff bytes) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(0, std::ios::end);
  const std::streamoff size = in.tellg();
  if (size <= 0) return "";
  in.seekg(std::max<std::streamoff>(0, size - bytes));
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t at = text.find_last_of('\n');
  return at == std::string::npos ? text : text.substr(at + 1);
}

RunningPoint look_at(std::size_t number, const fs::path& run_folder, double seconds) {
  const auto json = nlohmann::json::parse(last_line(tail(run_folder / "log.jsonl", 1024)), nullptr, false);
  const auto value = [&](const char* key) {
    return json.is_object() && json.contains(key) && json[key].is_number() ? json[key].get<double>() : unset;
  };
  return {number, seconds, value("strain"), value("stress_GPa"), value("eta_s")};
}

class Runner {
 public:
  Runner(const SweepFolder& folder, const std::vector<SweepPoint>& points, const RunnerOptions& options,
         const RunnerWatch& watch)
      : folder_(folder), points_(points), options_(options), watch_(watch) {}

  std::vector<PointStatus> run() {
    for (std::size_t i = 0; i < points_.size(); ++i) {
      states_.push_back(point_status(folder_.run(points_[i].name)));
      const PointState s = states_.back().state;
      if (s == PointState::running)
        held_.push_back(i);
      else if (s != PointState::done && (s != PointState::failed || options_.retry))
        queue_.push_back(i);
    }
    while (goes_on()) {
      if (asked_to_stop())
        stop_all();
      else
        start_some();
      std::this_thread::sleep_for(pause);
      reap();
      report();
    }
    return states_;
  }

 private:
  struct Child {
    std::size_t number;
    Process process;
    Clock::time_point start;
  };

  bool asked_to_stop() const { return options_.signal != nullptr && options_.signal->load() != 0; }

  bool goes_on() {
    if (!children_.empty()) return true;
    if (asked_to_stop()) return false;
    if (!queue_.empty()) return true;
    return !held_.empty() && since(last_event_) < patience;
  }

  void start_some() {
    look_again();
    while (!queue_.empty() && children_.size() < static_cast<std::size_t>(options_.jobs)) {
      const std::size_t i = queue_.front();
      queue_.pop_front();
      start(i);
    }
  }

  /// Points that another process held: free by now, or done by it.
  void look_again() {
    std::vector<std::size_t> still;
    for (const std::size_t i : held_) {
      states_[i] = point_status(folder_.run(points_[i].name));
      if (states_[i].state == PointState::running)
        still.push_back(i);
      else if (states_[i].state == PointState::done)
        end(i, states_[i], 0.0);
      else
        queue_.push_back(i);
    }
    held_ = std::move(still);
  }

  void start(std::size_t i) {
    const std::string run = folder_.run(points_[i].name).string();
    std::vector<std::string> words = {options_.program.string(),
                                      "run",
                                      run,
                                      "--out",
                                      run,
                                      "--resume",
                                      "--quiet",
                                      "--threads",
                                      std::to_string(options_.threads_per_job)};
    words.insert(words.end(), options_.run_arguments.begin(), options_.run_arguments.end());
    children_.push_back({i, Process(words, folder_.log(points_[i].name)), Clock::now()});
    states_[i] = {PointState::running, ""};
    if (watch_.started) watch_.started(i);
  }

  void stop_all() {
    if (std::exchange(told_, true)) return;
    for (Child& c : children_) c.process.stop();
  }

  void reap() {
    for (std::size_t at = 0; at < children_.size();) {
      const std::optional<int> code = children_[at].process.ended();
      if (!code) {
        ++at;
        continue;
      }
      const std::size_t i = children_[at].number;
      const double seconds = since(children_[at].start);
      children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(at));
      end(i, status_after(i, *code), seconds);
    }
  }

  /// What the folder says, unless the process ended before it could write there.
  PointStatus status_after(std::size_t i, int code) const {
    const PointStatus stated = point_status(folder_.run(points_[i].name));
    if (code == 0 || code == 3 || (code == 1 && stated.state == PointState::failed)) return stated;
    if (code > 128 && told_) return {PointState::partial, "signal"};
    const std::string said = last_line(tail(folder_.log(points_[i].name), 2048));
    if (said.find("another run is writing") != std::string::npos) return {PointState::running, ""};
    const std::string how =
        code > 128 ? "ended by signal " + std::to_string(code - 128) : "exit code " + std::to_string(code);
    return {PointState::failed, said.empty() ? how : how + ": " + said};
  }

  void end(std::size_t i, const PointStatus& status, double seconds) {
    states_[i] = status;
    last_event_ = Clock::now();
    if (status.state == PointState::running) {
      held_.push_back(i);
    } else if (watch_.ended) {
      watch_.ended({i, status, seconds});
    }
  }

  void report() {
    if (!watch_.progress || since(last_report_) < progress_interval) return;
    last_report_ = Clock::now();
    std::vector<RunningPoint> running;
    for (const Child& c : children_)
      running.push_back(look_at(c.number, folder_.run(points_[c.number].name), since(c.start)));
    SweepCounts counts;
    for (const PointStatus& s : states_) counts.add(s.state);
    watch_.progress(running, counts);
  }

  const SweepFolder& folder_;
  const std::vector<SweepPoint>& points_;
  const RunnerOptions& options_;
  const RunnerWatch& watch_;
  std::vector<PointStatus> states_;
  std::deque<std::size_t> queue_;
  std::vector<std::size_t> held_;  ///< by another process
  std::vector<Child> children_;
  bool told_ = false;
  Clock::time_point last_report_ = Clock::now(), last_event_ = Clock::now();
};

}  // namespace

void SweepCounts::add(PointState state) {
  switch (state) {
    case PointState::waiting:
      ++waiting;
      break;
    case PointState::running:
      ++running;
      break;
    case PointState::partial:
      ++partial;
      break;
    case PointState::done:
      ++done;
      break;
    case PointState::failed:
      ++failed;
      break;
  }
}

std::vector<PointStatus> run_points(const SweepFolder& folder, const std::vector<SweepPoint>& points,
                                    const RunnerOptions& options, const RunnerWatch& watch) {
  return Runner(folder, points, options, watch).run();
}

}  // namespace pillardd
