#include "ddd/simulation/estimate.hpp"

#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "ddd/base/errors.hpp"
#include "ddd/simulation/step.hpp"

namespace pillardd {

namespace {

constexpr std::uint64_t most_steps = 20;
constexpr double most_seconds = 1.0;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string duration_text(double seconds) {
  char text[64];
  if (seconds < 120.0)
    std::snprintf(text, sizeof text, "%.2g s", seconds);
  else if (seconds < 7200.0)
    std::snprintf(text, sizeof text, "%.0f min", seconds / 60.0);
  else
    std::snprintf(text, sizeof text, "%.1f h", seconds / 3600.0);
  return text;
}

}  // namespace

double peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;  // KiB on Linux
}

double programme_time(const Loading& loading) {
  LoadState load = loading.start();
  for (;;) {
    const double dt = loading.stage_done(load) ? 0.0 : loading.time_to_end(load);
    if (!std::isfinite(dt)) return unset;
    const LoadPoint end = loading.after(load, dt, 0.0);
    load.time.add(dt);
    load.stage_time.add(dt);
    load.strain.add(end.strain_increment);
    load.stress = end.stress;
    if (load.stage + 1 >= loading.stages()) return load.time.total();
    loading.enter_next(load);
  }
}

Estimate estimate_run(Setup& setup) {
  const Model& model = setup.model;
  State& state = setup.state;
  Estimate out;
  out.segments = state.network.alive_segments();
  out.programme_time = programme_time(*model.loading);
  Timers timers;
  const std::unique_ptr<Integrator> integrator = make_integrator(model, timers);
  const auto begin = std::chrono::steady_clock::now();
  try {
    while (out.steps_tried < most_steps && seconds_since(begin) < most_seconds &&
           !model.loading->stage_done(state.load)) {
      take_step(model, state, *integrator, model.loading->time_to_end(state.load), timers);
      ++out.steps_tried;
    }
  } catch (const RunFailure& e) {
    out.failure = e.what();
  }
  if (out.steps_tried > 0) {
    out.seconds_per_step = seconds_since(begin) / static_cast<double>(out.steps_tried);
    out.time_per_step = state.load.time.total() / static_cast<double>(out.steps_tried);
  }
  out.memory_mib = peak_memory_mib();
  return out;
}

std::vector<std::string> estimate_text(const Estimate& e) {
  std::vector<std::string> out;
  char text[200];
  // 2 KiB: peak memory with 1200 segments less that with 75, by 1125.
  std::snprintf(text, sizeof text,
                "estimated memory: %.0f MiB with the %llu segments of the start, about 2 KiB for each further one",
                e.memory_mib, static_cast<unsigned long long>(e.segments));
  out.emplace_back(text);
  if (!e.failure.empty()) {
    out.push_back("estimated time: none, step " + std::to_string(e.steps_tried + 1) + " failed: " + e.failure);
  } else if (!std::isfinite(e.seconds())) {
    out.push_back("estimated time: none, when the loading ends is not known in advance");
  } else {
    std::snprintf(text, sizeof text, "estimated time: %s on this machine now, for %.2g steps of %.2g ns and %s each",
                  duration_text(e.seconds()).c_str(), e.steps(), e.time_per_step,
                  duration_text(e.seconds_per_step).c_str());
    out.emplace_back(text);
    out.push_back("  roughly: as if all went on like the first " + std::to_string(e.steps_tried) +
                  " steps; lines that multiply cost more (time of a step: with segments squared)");
  }
  return out;
}

}  // namespace pillardd
