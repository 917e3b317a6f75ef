#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pillardd {

/// Where a value came from: `file:line:column`, `--set 2`, `default`, `material Mo`.
struct Origin {
  std::string file;          ///< path, or "--set"
  int line = 0;              ///< 1-based; for --set its 1-based position; 0: no place
  int column = 0;            ///< 1-based; 0: none
  std::string text() const;  ///< "file:line:column", "--set 2", or the bare name
};

/// One thing wrong with what a person wrote.
struct Fault {
  Origin origin;
  std::string key;           ///< dotted path with list indices, "" where there is none
  std::string message;       ///< what is wrong, with the nearest valid key or the allowed values
  std::string text() const;  ///< "file:line:column: key: message"
};

/// Bad input or usage (exit code 2). Holds every fault found, not only the first.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Fault> faults);
  explicit InputError(const std::string& message);
  const std::vector<Fault>& faults() const { return faults_; }

 private:
  std::vector<Fault> faults_;
};

/// Numerical or run-time failure (exit code 1).
class RunFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A broken invariant of ours (exit code 1): a defect of the program, not of the input.
class InvariantBroken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Collects faults so that all are reported at once.
class Faults {
 public:
  void add(Origin origin, std::string key, std::string message);
  bool empty() const { return faults_.empty(); }
  const std::vector<Fault>& all() const { return faults_; }
  void throw_if_any() const;  ///< throws InputError with all faults, in the order of their origins

 private:
  std::vector<Fault> faults_;
};

[[noreturn]] void broken(std::string_view message);  ///< throws InvariantBroken

/// Throws InvariantBroken with `message` unless `condition` holds; no text is made where it does.
inline void require(bool condition, std::string_view message) {
  if (!condition) broken(message);
}

#ifdef PILLARDD_INVARIANTS
inline constexpr bool check_invariants = true;
#else
inline constexpr bool check_invariants = false;
#endif

}  // namespace pillardd
