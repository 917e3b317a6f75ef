#pragma once
#include <algorithm>
#include <cstddef>
#include <string>

#include "ddd/base/errors.hpp"

namespace pillardd {

/// Adds faults at lines of one file: the first ten in full, then how many more there are.
class Complaints {
 public:
  Complaints(std::string file, std::string key, Faults& faults)
      : file_(std::move(file)), key_(std::move(key)), faults_(faults) {}
  ~Complaints() {
    if (count_ > listed)
      faults_.add({file_, last_, 0}, key_, "and " + std::to_string(count_ - listed) + " more like these");
  }
  Complaints(const Complaints&) = delete;
  Complaints& operator=(const Complaints&) = delete;

  void add(int line, const std::string& message) {
    last_ = std::max(last_, line);
    if (++count_ <= listed) faults_.add({file_, line, 0}, key_, message);
  }
  bool empty() const { return count_ == 0; }

 private:
  static constexpr std::size_t listed = 10;
  std::string file_, key_;
  Faults& faults_;
  std::size_t count_ = 0;
  int last_ = 0;
};

}  // namespace pillardd
