#include "ddd/dynamics/load_coupling.hpp"

namespace pillardd {

double load_swept(const Model& model, const Ledger& ledger) {
  return model.loading->mode().work_area(ledger.swept_sums());
}

double load_swept(const Model& model, const Network& network, const std::vector<Vector3>& x) {
  const LoadMode& mode = model.loading->mode();
  Compensated sum;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Segment& s = network.segments()[i];
    if (!s.alive || s.sessile) continue;
    const Vector3 a0 = network.start(static_cast<Slot>(i)), b0 = network.end(static_cast<Slot>(i));
    const Vector3& a1 = x[static_cast<std::size_t>(s.a)];
    const Vector3 b1 = b0 + (x[static_cast<std::size_t>(s.b)] - network.node(s.b).x);
    sum.add(mode.work_area(swept_sums(s.burgers_nm, swept(a0, b0, a1, b1))));
  }
  return sum.total();
}

namespace {

/// g V: the load's work is its amplitude times its plastic strain times this volume [nm^3].
double work_volume(const Model& model) {
  return model.loading->mode().share * model.boundary->volume();
}

}  // namespace

double load_plastic_strain(const Model& model, double swept) {
  return swept / work_volume(model);
}

double part_to_end(const Model& model, const State& state, double dt, double swept) {
  const double part = model.loading->fraction_to_end(state.load, dt, load_plastic_strain(model, swept));
  return part < 1.0 - 1e-3 ? part : 1.0;
}

void follow_load(const Model& model, State& state, double dt, double swept_before) {
  const double before = state.load.stress;
  const double plastic = load_plastic_strain(model, load_swept(model, state.ledger) - swept_before);
  const LoadPoint load = model.loading->after(state.load, dt, plastic);
  state.load.strain.add(load.strain_increment);
  state.load.plastic_strain.add(plastic);
  state.load.stress = load.stress;
  state.ledger.work_load.add(0.5 * (before + load.stress) * plastic * work_volume(model));
}

}  // namespace pillardd
