#include "ddd/dynamics/load_coupling.hpp"

namespace pillardd {

double load_swept(const Model&, const Ledger& ledger) {
  return ledger.swept_total()(2, 2);
}

double load_swept(const Model&, const Network& network, const std::vector<Vector3>& x) {
  Compensated sum;
  for (std::size_t i = 0; i < network.segments().size(); ++i) {
    const Segment& s = network.segments()[i];
    if (!s.alive || s.sessile) continue;
    const Vector3 a0 = network.start(static_cast<Slot>(i)), b0 = network.end(static_cast<Slot>(i));
    const Vector3& a1 = x[static_cast<std::size_t>(s.a)];
    const Vector3 b1 = b0 + (x[static_cast<std::size_t>(s.b)] - network.node(s.b).x);
    sum.add(s.burgers_nm.z() * swept_area(a0, b0, a1, b1).z());
  }
  return sum.total();
}

double load_plastic_strain(const Model& model, double swept) {
  return swept / model.boundary->volume();
}

void follow_load(const Model& model, State& state, double dt, double swept_before) {
  const double before = state.load.stress;
  const double plastic = load_plastic_strain(model, load_swept(model, state.ledger) - swept_before);
  const LoadPoint load = model.loading->after(state.load, dt, plastic);
  state.load.strain.add(load.strain_increment);
  state.load.plastic_strain.add(plastic);
  state.load.stress = load.stress;
  state.ledger.work_load.add(0.5 * (before + load.stress) * plastic * model.boundary->volume());
}

}  // namespace pillardd
