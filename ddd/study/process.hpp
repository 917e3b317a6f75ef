#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pillardd {

/// A child process that is told to stop (SIGTERM) when its parent dies, however that dies.
class Process {
 public:
  /// Starts `arguments` (the program's path first); both output streams are appended to `log`. Throws RunFailure.
  Process(const std::vector<std::string>& arguments, const std::filesystem::path& log);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  ///< tells a child that still runs to stop, and waits for it

  /// Exit code once it has ended, 128 + the signal's number for one that a signal ended; does not wait.
  std::optional<int> ended();
  void stop();  ///< SIGTERM

 private:
  int pid_ = -1;
};

/// Runs a program to its end; its output, and its exit code in `code`. Throws RunFailure when it cannot be started.
std::string output_of(const std::vector<std::string>& arguments, int& code);

}  // namespace pillardd
