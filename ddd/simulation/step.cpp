#include "ddd/simulation/step.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/dynamics/curves.hpp"
#include "ddd/dynamics/image_energy.hpp"
#include "ddd/dynamics/line_energy.hpp"
#include "ddd/dynamics/load_coupling.hpp"
#include "ddd/dynamics/nucleation.hpp"
#include "ddd/dynamics/slip_steps.hpp"
#include "ddd/dynamics/surface.hpp"
#include "ddd/dynamics/topology.hpp"
#include "ddd/network/invariants.hpp"

namespace pillardd {

namespace {

void count_nucleated(State& state, const std::vector<Event>& events) {
  for (const Event& e : events) {
    if (e.kind != EventKind::nucleation) continue;
    state.nucleated_length += e.length;
    ++state.nucleated_lines;
  }
}

/// Loops and lines now, and what became of them; the events of those made.
void count_curves(State& state, const CurveCensus& at_start, const CurveCensus& after_cut, std::vector<Event>& events) {
  const CurveCensus now(state.network);
  CurveTally at_surface = after_cut.change_since(at_start);
  at_surface.cut = at_surface.made + at_surface.placed;
  at_surface.made = at_surface.placed = 0;
  state.curves.add(at_surface);
  state.curves.add(now.change_since(after_cut));
  for (const Event& e : now.made_since(state.network, after_cut)) events.push_back(e);
  state.loops = now.loops();
  state.lines = now.lines();
}

void check_network(const Model& model, const State& state) {
  const std::vector<std::string> broken = broken_invariants(state.network, model.open_ends, 1e-4);
  require(broken.empty(), broken.empty() ? "" : broken.front());
  const Audit audit = audit_ledger(state);
  require(std::abs(audit.length) < 1e-10, "the ledger of line length does not close: " + std::to_string(audit.length));
  require(std::abs(audit.swept) < 1e-10, "the ledger of swept area does not close: " + std::to_string(audit.swept));
}

}  // namespace

std::vector<Event> take_step(const Model& model, State& state, Integrator& integrator, double to_event,
                             Timers& timers) {
  std::vector<Event> events;
  NucleationStep nucleation(model, state);
  const double to_end = nucleation.time_to_event(to_event);
  const StepRecord& motion = [&]() -> const StepRecord& {
    const auto scope = timers.measure("motion");
    return integrator.advance(model, state, to_end);
  }();
  const auto scope = timers.measure("topology");
  const double swept = load_swept(model, state.ledger);
  const Network before = state.network;
  const CurveCensus at_start(state.network);
  if (model.plane_choice.mode != PlaneChoice::Mode::held) cross_slip(model, state, *motion.forces, events);
  cut_at_surface(model, state, events);
  const CurveCensus after_cut(state.network);
  collide(model, state, motion.x_before, events);
  split_nodes(model, state, integrator, events);
  draw_short_links(model, state);
  remesh(model, state);
  close_short_links(model, state);
  release_chords(model, state, events);
  remove_small_loops(model, state, events);
  nucleation.finish(integrator, events);
  Edit(state.network).compact();
  add_slip(model, state);
  state.ledger.energy_topology.add(energy_between(model, state.network.period(), placed_segments(before),
                                                  placed_segments(state.network)));
  state.ledger.dissipated.add(core_heat(model, state.ledger.lost));
  state.ledger.lost.clear();
  {
    const auto image = timers.measure("image");
    state.ledger.energy_topology.add(image_energy_between(model, before, state.network));
  }
  follow_load(model, state, 0.0, swept);
  count_curves(state, at_start, after_cut, events);
  count_nucleated(state, events);
  state.load.density = state.network.total_length() / model.boundary->volume();
  ++state.step;
  for (Event& e : events) {
    e.step = state.step;
    e.time = state.load.time.total();
  }
  if constexpr (check_invariants) check_network(model, state);
  return events;
}

Audit audit_ledger(const State& state) {
  Audit audit;
  const Ledger& ledger = state.ledger;
  const double gross = ledger.gross_total() + state.initial_length;
  if (gross > 0.0) audit.length = (state.initial_length + ledger.length_total() - state.network.total_length()) / gross;
  Matrix3 open_ends;
  for (int i = 0; i < 9; ++i) open_ends(i / 3, i % 3) = ledger.open_ends[static_cast<std::size_t>(i)].total();
  const Matrix3 recounted = area_moment(state.network);
  const Matrix3 booked = state.initial_moment - ledger.swept_total() + open_ends;
  const double scale = recounted.norm() + state.initial_moment.norm() + ledger.swept_total().norm();
  if (scale > 0.0) audit.swept = (booked - recounted).norm() / scale;
  return audit;
}

}  // namespace pillardd
