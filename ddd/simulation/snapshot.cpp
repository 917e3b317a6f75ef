#include "ddd/simulation/snapshot.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/dynamics/topology.hpp"

namespace pillardd {

namespace {

/// Line density of one family [1/nm^2].
double family_density(const Network& network, BurgersFamily family, double volume) {
  Compensated sum;
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive && burgers_family(network.segments()[s].burgers) == family)
      sum.add(network.length(static_cast<Slot>(s)));
  return sum.total() / volume;
}

/// Brings the middle of a segment, unwrapped in z, between the faces of a periodic pillar.
Vector3 into_pillar(const Network& network, Slot s) {
  const double middle = network.start(s).z() + 0.5 * network.line(s).z();
  const double period = network.period();
  return {0.0, 0.0, period > 0.0 ? -period * std::floor(middle / period) : 0.0};
}

/// What goes with the amplitudes of the load: M = s g A c, angle = e H/c (docs/theory/loading.md, 12).
void write_mode(const Model& model, const State& state, HistoryRow& row) {
  const LoadMode& mode = model.loading->mode();
  if (mode.axial()) {
    row.strain_zz = state.load.strain.total();
    row.stress_zz = state.load.stress;
    row.displacement = model.loading->displacement(state.load);
    return;
  }
  row.moment = state.load.stress * mode.share * model.boundary->cross_section() * mode.outer;
  row.curvature = state.load.strain.total() / mode.outer;
  row.angle = row.curvature * model.boundary->height();
}

}  // namespace

Snapshot take_snapshot(const Model& model, const State& state, Integrator& integrator) {
  Snapshot out;
  out.step = state.step;
  out.time = state.load.time.total();
  out.strain = state.load.strain.total();
  out.stress = state.load.stress;
  std::vector<Vector3> force, velocity;
  integrator.evaluate(model, state, force, velocity);
  const Network& network = state.network;
  std::vector<std::int32_t> place(network.nodes().size(), -1);
  for (std::size_t n = 0; n < network.nodes().size(); ++n) {
    const Node& node = network.nodes()[n];
    if (!node.alive) continue;
    place[n] = static_cast<std::int32_t>(out.nodes.size());
    const NodeKind kind = node.held ? NodeKind::pinned : node.kind;
    out.nodes.push_back({node.id, node.x, velocity[n], force[n], static_cast<std::uint8_t>(kind)});
  }
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (!segment.alive) continue;
    const Slot slot = static_cast<Slot>(s);
    const Vector3 shift = into_pillar(network, slot);
    out.segments.push_back({segment.id, network.start(slot) + shift, network.end(slot) + shift, place[static_cast<std::size_t>(segment.a)],
                            place[static_cast<std::size_t>(segment.b)], segment.burgers, segment.plane, segment.sessile});
  }
  return out;
}

HistoryRow history_row(const Model& model, const State& state) {
  const Network& network = state.network;
  const double volume = model.boundary->volume(), sense = model.loading->first_sense();
  const Audit audit = audit_ledger(state);
  HistoryRow row;
  row.step = state.step;
  row.time = state.load.time.total();
  // + 0.0 turns a negative zero into zero.
  row.strain = sense * state.load.strain.total() + 0.0;
  row.stress = sense * state.load.stress + 0.0;
  write_mode(model, state, row);
  row.plastic_strain = sense * state.load.plastic_strain.total() + 0.0;
  const double length = network.total_length();
  row.density = length / volume;
  row.mobile_density = network.mobile_length() / volume;
  row.nodes = network.alive_nodes();
  row.segments = network.alive_segments();
  row.loops = state.loops;
  row.dt = state.dt;
  row.escaped_length = state.escaped_length;
  row.annihilated_length = state.annihilated_length;
  row.stage = state.load.stage;
  row.nucleated_length = state.nucleated_length;
  row.nucleated_lines = state.nucleated_lines;
  row.lines = state.lines;
  row.curves_made = state.curves.made;
  row.curves_cut = state.curves.cut;
  row.curves_merged = state.curves.merged;
  row.curves_gone = state.curves.gone;
  row.removed_length = -state.ledger.length[static_cast<std::size_t>(Cause::removal)].total() + 0.0;
  row.multiplied_length = length - state.initial_length - state.nucleated_length + state.escaped_length +
                          state.annihilated_length + row.removed_length;
  row.density_half_111 = family_density(network, BurgersFamily::half_111, volume);
  row.density_100 = family_density(network, BurgersFamily::full_100, volume);
  row.junction_length = junction_length(network);
  row.surface_nodes = static_cast<std::uint64_t>(std::count_if(
      network.nodes().begin(), network.nodes().end(), [](const Node& n) { return n.alive && n.kind == NodeKind::surface; }));
  row.ledger_length_residual = audit.length;
  row.ledger_swept_residual = audit.swept;
  row.work_load = state.ledger.work_load.total();
  row.dissipated = state.ledger.dissipated.total();
  row.line_energy_change = -state.ledger.work_internal.total() + state.ledger.energy_topology.total();
  const double gap = row.work_load - row.dissipated - row.line_energy_change;
  row.energy_residual = row.work_load != 0.0 ? gap / std::abs(row.work_load) : 0.0;
  return row;
}

}  // namespace pillardd
