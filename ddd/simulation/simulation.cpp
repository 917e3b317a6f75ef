#include "ddd/simulation/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/base/provenance.hpp"
#include "ddd/base/text.hpp"
#include "ddd/crystal/slip_systems.hpp"
#include "ddd/dynamics/model_limits.hpp"
#include "ddd/dynamics/topology.hpp"
#include "ddd/dynamics/slip_steps.hpp"
#include "ddd/io/checkpoint.hpp"
#include "ddd/io/json_fields.hpp"
#include "ddd/io/run_summary.hpp"
#include "ddd/io/vtk_writer.hpp"
#include "ddd/simulation/estimate.hpp"
#include "ddd/simulation/run_state.hpp"
#include "ddd/simulation/snapshot.hpp"

namespace pillardd {

namespace {

namespace fs = std::filesystem;

constexpr double report_interval = 1.0;  ///< seconds between progress lines

std::string numbered(const char* folder, std::uint64_t step) {
  std::string digits = std::to_string(step);
  return std::string(folder) + "/" + std::string(digits.size() < 8 ? 8 - digits.size() : 0, '0') + digits + ".vtp";
}

RegimeScale regime_scale(const Model& model, const Lattice& lattice) {
  const double diameter = std::sqrt(4.0 * model.boundary->cross_section() / std::numbers::pi);
  return {model.loading->mode().modulus, model.boundary->volume(), diameter, screw_across(lattice) * diameter};
}

LimitNote limit_note(const LimitPassed& limit) {
  return {describe(limit), limit.step, limit.strain, limit.stress, limit.shear};
}

TimeSteps time_steps(const Model& model, const StepCounts& counts) {
  TimeSteps out;
  out.integrator = model.numerics.implicit ? "implicit" : "explicit";
  out.made = counts.made();
  if (out.made > 0) {
    out.shortest = counts.shortest;
    out.longest = counts.longest;
  }
  for (int i = 0; i < StepCounts::decades; ++i)
    if (const std::uint64_t n = counts.made_by_decade[static_cast<std::size_t>(i)]; n > 0)
      out.made_by_length.emplace_back("1e" + std::to_string(StepCounts::first_decade + i) + " ns", n);
  for (std::size_t i = 0; i < refusal_names.size(); ++i)
    if (counts.refused[i] > 0) out.refused.emplace_back(refusal_names[i], counts.refused[i]);
  out.evaluations = counts.evaluations;
  out.followed_evaluations = counts.followed;
  out.local_evaluations = counts.local_evaluations;
  out.jacobians = counts.jacobians;
  return out;
}

NucleationCounts nucleation_counts(const NucleationState& s) {
  return {s.draws, s.inserted, s.blocked, s.stillborn, s.coarse};
}

}  // namespace

Simulation::Simulation(Setup setup, RunFolder folder, RunOptions options)
    : setup_(std::move(setup)),
      model_(setup_.model),
      state_(setup_.state),
      folder_(std::move(folder)),
      options_(std::move(options)),
      integrator_(make_integrator(model_, timers_)),
      network_series_(folder_ / "network.pvd"),
      surface_series_(folder_ / "surface.pvd"),
      started_(utc_now()),
      begin_(std::chrono::steady_clock::now()) {}

Ending Simulation::run() {
  try {
    folder_.resumes() ? resume() : start();
    const Ending ending = loop();
    finish(ending);
    return ending;
  } catch (const RunFailure& e) {
    const std::string message = "step " + std::to_string(state_.step + 1) + ": " + e.what();
    record_failure(message);
    throw RunFailure(message);
  } catch (const std::exception& e) {
    record_failure(e.what());
    throw;
  }
}

/// A folder that cannot be written must not hide the failure itself.
void Simulation::record_failure(const std::string& message) {
  try {
    write_record(message, 1);
  } catch (const RunFailure& e) {
    if (options_.message) options_.message(e.what());
  }
}

void Simulation::start() {
  history_ = HistoryTable(folder_ / "history.csv", 0);
  events_ = EventTable(folder_ / "events.csv", 0);
  log_ = AppendFile(folder_ / "log.jsonl", 0);
  write_record("running", 0);
  if (setup_.output.network && vtk_available()) {
    fs::create_directories(folder_ / "surface");
    fs::create_directories(folder_ / "network");
  }
  write_output();
}

void Simulation::resume() {
  CheckpointRead read = read_checkpoint(folder_ / "checkpoint");
  if (!read.note.empty()) warn(read.note);
  for (const JsonField& field : read_json_fields(folder_ / "run.json"))
    if (field.path == "program.target" && field.text != provenance().target)
      warn("begun with the vector kernels of " + field.text + ", goes on with those of " + provenance().target +
           ": the last digits may differ from those of a run on one of them (PILLARDD_TARGET=" + field.text + ")");
  restore_run(read.payload);
  first_step_ = state_.step;
  write_record("running", 0);
}

void Simulation::warn(const std::string& what) {
  setup_.warnings.push_back(what);
  if (options_.message) options_.message("warning: " + what);
}

/// One step after another, each ending at the next event at the latest. The checkpoint of a stop, or by the clock, comes
/// after that of the last output and is never kept as the previous one: so both files of a finished run are those of its
/// last two outputs, however often it was stopped.
Ending Simulation::loop() {
  first_fraction_ = fraction_done();
  while (!finish_stage()) {
    if (must_stop()) {
      if (last_output_step_ != state_.step) write_checkpoint_file();
      return Ending::stopped;
    }
    for (const Event& e : take_step(model_, state_, *integrator_, time_to_event(), timers_)) events_.append(e);
    if (output_due())
      write_output();
    else if (setup_.output.history_steps > 0 && state_.step % setup_.output.history_steps == 0)
      write_history_row();
    if (elapsed() - last_checkpoint_ > options_.checkpoint_seconds && last_output_step_ != state_.step)
      write_checkpoint_file();
    report(false);
    if (setup_.stop_outside_model && state_.limit.mechanism != LimitPassed::Mechanism::none) break;
  }
  if (last_output_step_ != state_.step) write_output();
  return Ending::done;
}

double Simulation::time_to_event() const {
  double time = model_.loading->time_to_end(state_.load);
  const double next = static_cast<double>(outputs_ + 1);
  if (!std::isnan(setup_.output.every_strain)) {
    const double reached = model_.loading->first_sense() * state_.load.strain.total();
    const double multiple = reached / setup_.output.every_strain;
    const double rounding = 1e-12 * std::max(1.0, std::abs(multiple));
    const double target = (std::floor(multiple + rounding) + 1.0) * setup_.output.every_strain;
    time = std::min(time, model_.loading->time_to_strain(state_.load, target));
  }
  if (!std::isnan(setup_.output.every_time))
    time = std::min(time, next * setup_.output.every_time - state_.load.time.total());
  return time;
}

/// Whether the step just taken passed a multiple of the output interval.
bool Simulation::output_due() {
  const OutputPlan& plan = setup_.output;
  std::uint64_t passed = outputs_;
  const auto multiples = [](double value, double interval) {
    return static_cast<std::uint64_t>(std::floor(std::abs(value) / interval * (1.0 + 1e-12)));
  };
  if (!std::isnan(plan.every_strain)) passed = multiples(state_.load.strain.total(), plan.every_strain);
  if (!std::isnan(plan.every_time)) passed = multiples(state_.load.time.total(), plan.every_time);
  if (plan.every_steps > 0) passed = state_.step / plan.every_steps;
  const bool due = passed != outputs_;
  outputs_ = passed;
  return due;
}

/// Goes on to the next stage where the present one is over; true when that was the last.
bool Simulation::finish_stage() {
  while (model_.loading->stage_done(state_.load)) {
    if (state_.load.stage + 1 >= model_.loading->stages()) return true;
    if (last_row_step_ != state_.step) write_history_row();  // what a stage did is counted up to its very end
    model_.loading->enter_next(state_.load);
  }
  return false;
}

void Simulation::write_history_row() {
  history_.append(history_row(model_, state_));
  last_row_step_ = state_.step;
}

/// Once in a run, in the events, the log and to the user; the summary repeats it.
void Simulation::watch_limits() {
  if (state_.limit.mechanism != LimitPassed::Mechanism::none) return;
  const std::optional<FoundLimit> found = find_limit(model_, state_);
  if (!found) return;
  state_.limit = found->passed;
  events_.append(found->event);
  log_.append(log_text(limit_note(state_.limit)));
  if (options_.message)
    options_.message("outside the model at step " + std::to_string(state_.step) + ": " + describe(state_.limit) +
                     " would come first");
}

void Simulation::write_output() {
  const auto scope = timers_.measure("output");
  watch_limits();
  if (last_row_step_ != state_.step) write_history_row();
  if (setup_.output.network && vtk_available()) {
    const Snapshot snapshot = take_snapshot(model_, state_, *integrator_);
    const std::string file = numbered("network", state_.step);
    write_network_vtp(folder_.path() / file, snapshot, state_.network.lattice());
    network_series_.add(snapshot.time, file);
    network_series_.write();
    const std::string surface = numbered("surface", state_.step);
    const SlipDisplacement slip = slip_displacement(model_, state_);
    write_surface_vtp(folder_.path() / surface, model_.slip_points.mesh, snapshot.time, slip.u);
    surface_series_.add(snapshot.time, surface);
    surface_series_.write();
  }
  last_output_step_ = state_.step;
  write_checkpoint_file();
  report(true);
}

bool Simulation::must_stop() const {
  if (options_.signal != nullptr && options_.signal->load() != 0) return true;
  if (model_.numerics.max_steps > 0 && state_.step >= model_.numerics.max_steps) return true;
  return out_of_time();
}

bool Simulation::out_of_time() const {
  return !std::isnan(options_.max_wall_seconds) && elapsed() > options_.max_wall_seconds;
}

double Simulation::elapsed() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

/// Of the present stage, as far as its end is prescribed; stages count alike.
double Simulation::fraction_done() const {
  const double stage = static_cast<double>(state_.load.stage), stages = static_cast<double>(model_.loading->stages());
  const double left = model_.loading->time_to_end(state_.load), gone = state_.load.stage_time.total();
  return (stage + (std::isfinite(left) && gone + left > 0.0 ? gone / (gone + left) : 0.0)) / stages;
}

void Simulation::report(bool always) {
  const double now = elapsed();
  if (!always && now - last_report_ < report_interval) return;
  last_report_ = now;
  const HistoryRow row = history_row(model_, state_);
  LogLine line{row.step, row.time, row.strain, row.stress, row.nodes, row.dt, now, unset};
  const double fraction = fraction_done(), gained = fraction - first_fraction_;
  if (gained > 0.0) line.eta_seconds = now * (1.0 - fraction) / gained;
  log_.append(log_text(line));
  log_.flush();
  history_.flush();
  events_.flush();
  if (options_.progress) options_.progress(line);
}

void Simulation::write_checkpoint_file() {
  history_.sync();
  events_.sync();
  log_.sync();
  write_checkpoint(folder_ / "checkpoint", run_bytes(),
                   stop_checkpoint_ ? PresentCheckpoint::replace : PresentCheckpoint::keep_as_previous);
  stop_checkpoint_ = last_output_step_ != state_.step;
  last_checkpoint_ = elapsed();
}

/// The state, then the run's own place: how far the output files go.
std::string Simulation::run_bytes() const {
  ArchiveWriter out;
  save_state(out, state_);
  out.section("image");
  const std::vector<double> memory = model_.image->memory();
  out.u64(memory.size());
  for (const double x : memory) out.f64(x);
  out.section("run");
  out.u64(outputs_);
  out.u64(last_row_step_);
  out.u64(last_output_step_);
  out.u64(history_.bytes());
  out.u64(events_.bytes());
  network_series_.save(out);
  surface_series_.save(out);
  return out.bytes();
}

void Simulation::restore_run(const std::string& payload) {
  ArchiveReader in(payload);
  restore_state(in, state_);
  in.section("image");
  std::vector<double> memory(in.count(sizeof(double)));
  for (double& x : memory) x = in.f64();
  model_.image->recall(memory);
  in.section("run");
  outputs_ = in.u64();
  last_row_step_ = in.u64();
  last_output_step_ = in.u64();
  stop_checkpoint_ = last_output_step_ != state_.step;
  history_ = HistoryTable(folder_ / "history.csv", in.u64());
  events_ = EventTable(folder_ / "events.csv", in.u64());
  log_ =
      AppendFile(folder_ / "log.jsonl", fs::exists(folder_ / "log.jsonl") ? fs::file_size(folder_ / "log.jsonl") : 0);
  network_series_.restore(in);
  surface_series_.restore(in);
  in.expect_end();
}

void Simulation::write_record(const std::string& reason, int code) {
  RunRecord record;
  record.exit_reason = reason;
  record.exit_code = code;
  record.command = options_.command;
  record.started = started_;
  record.ended = utc_now();
  record.threads = options_.threads;
  record.seed = options_.seed;
  record.first_step = first_step_;
  record.last_step = state_.step;
  record.wall_seconds = elapsed();
  for (const Timers::Total& t : timers_.totals()) record.parts.push_back({t.name, t.seconds, t.calls});
  record.peak_memory_mib = peak_memory_mib();
  record.references = setup_.material.references;
  record.warnings = setup_.warnings;
  write_run_record(folder_ / "run.json", record);
}

void Simulation::finish(Ending ending) {
  history_.sync();
  events_.sync();
  log_.sync();
  const std::vector<HistoryRow> rows = read_history(folder_ / "history.csv");
  RunSummary summary = summarize(rows, model_.loading->mode().modulus, read_event_counts(folder_ / "events.csv"));
  summary.mobility = model_.law->describe();
  if (state_.limit.mechanism != LimitPassed::Mechanism::none) summary.outside_model = limit_note(state_.limit);
  summary.time_steps = time_steps(model_, state_.steps);
  summary.nucleation = nucleation_counts(state_.nucleation);
  if (summary.nucleation.stillborn > 0)
    setup_.warnings.push_back("nucleation: " + std::to_string(summary.nucleation.stillborn) +
                              " loops would have shrunk under the stress that made them and were not put in: an error of "
                              "the rate model");
  summary.drag_capped = state_.law_warnings.drag_capped;
  summary.stress_out_of_range = state_.law_warnings.stress_out_of_range;
  summary.regimes = detect_regimes(rows, regime_scale(model_, state_.network.lattice()));
  if (options_.message)
    options_.message(std::string("regime: ") + regime_name(summary.regimes.run.regime) + " (" +
                     phases_text(summary.regimes) + ")");
  log_.append(log_text(summary.regimes));
  log_.sync();
  if (summary.stress_out_of_range > 0)
    setup_.warnings.push_back("mobility: the stress was past the set's stress_max at " +
                              std::to_string(summary.stress_out_of_range) + " arms times steps");
  write_summary(folder_ / "summary.json", summary);
  const bool signalled = options_.signal != nullptr && options_.signal->load() != 0;
  const char* stop = signalled ? "signal" : (out_of_time() ? "walltime" : "max_steps");
  write_record(ending == Ending::done ? "done" : stop, ending == Ending::done ? 0 : 3);
}

}  // namespace pillardd
