#include "ddd/base/timers.hpp"

namespace pillardd {

Timers::Scope::Scope(Timers& timers, std::string_view name)
    : timers_(timers), index_(timers.index_of(name)), start_(std::chrono::steady_clock::now()) {}

Timers::Scope::~Scope() {
  Total& total = timers_.totals_[index_];
  total.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  ++total.calls;
}

double Timers::seconds(std::string_view name) const {
  for (const Total& t : totals_)
    if (t.name == name) return t.seconds;
  return 0.0;
}

std::size_t Timers::index_of(std::string_view name) {
  for (std::size_t i = 0; i < totals_.size(); ++i)
    if (totals_[i].name == name) return i;
  totals_.push_back({std::string(name), 0.0, 0});
  return totals_.size() - 1;
}

}  // namespace pillardd
