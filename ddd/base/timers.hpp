#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pillardd {

/// Wall time by named part of the work, for run.json and the log; never part of a result.
class Timers {
 public:
  struct Total {
    std::string name;
    double seconds = 0.0;
    std::uint64_t calls = 0;
  };

  /// Adds its lifetime to a total.
  class Scope {
   public:
    Scope(Timers& timers, std::string_view name);
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope();

   private:
    Timers& timers_;
    std::size_t index_;
    std::chrono::steady_clock::time_point start_;
  };

  [[nodiscard]] Scope measure(std::string_view name) { return {*this, name}; }
  const std::vector<Total>& totals() const { return totals_; }  ///< in the order of first use
  double seconds(std::string_view name) const;                  ///< 0 for a name never measured

 private:
  std::size_t index_of(std::string_view name);
  std::vector<Total> totals_;
};

}  // namespace pillardd
