#include "ddd/simulation/run_state.hpp"

#include "ddd/base/errors.hpp"
#include "ddd/io/checkpoint.hpp"

namespace pillardd {

namespace {

void save_steps(ArchiveWriter& out, const StepCounts& steps) {
  for (const std::uint64_t n : steps.refused) out.u64(n);
  for (const std::uint64_t n : steps.made_by_decade) out.u64(n);
  for (const std::uint64_t n : {steps.evaluations, steps.followed, steps.local_evaluations, steps.jacobians})
    out.u64(n);
  out.f64(steps.shortest);
  out.f64(steps.longest);
}

void restore_steps(ArchiveReader& in, StepCounts& steps) {
  for (std::uint64_t& n : steps.refused) n = in.u64();
  for (std::uint64_t& n : steps.made_by_decade) n = in.u64();
  for (std::uint64_t* n : {&steps.evaluations, &steps.followed, &steps.local_evaluations, &steps.jacobians})
    *n = in.u64();
  steps.shortest = in.f64();
  steps.longest = in.f64();
}

void save_kept_image(ArchiveWriter& out, const KeptImage& kept) {
  out.section("kept image");
  out.u64(kept.lines.size());
  for (const KeptImage::Line& l : kept.lines) {
    for (const Id id : {l.segment, l.a, l.b}) out.u64(id);
    out.vector3(l.from);
    out.vector3(l.to);
  }
  out.u64(kept.spots.size());
  for (const KeptImage::Spot& s : kept.spots) {
    for (const std::uint64_t n : {std::uint64_t{s.segment}, std::uint64_t{s.points}}) out.u64(n);
    for (std::size_t k = 0; k < s.points; ++k)
      for (Eigen::Index i = 0; i < 9; ++i) out.f64(s.stress[k](i / 3, i % 3));
    for (const double x : {s.gradient, s.changed, s.share}) out.f64(x);
  }
  out.u64(kept.exits.size());
  for (const Id id : kept.exits) out.u64(id);
}

void restore_kept_image(ArchiveReader& in, KeptImage& kept) {
  in.section("kept image");
  kept.lines.resize(in.count(72));
  for (KeptImage::Line& l : kept.lines) {
    for (Id* id : {&l.segment, &l.a, &l.b}) *id = in.u64();
    l.from = in.vector3();
    l.to = in.vector3();
  }
  kept.spots.resize(in.count(40));
  for (KeptImage::Spot& s : kept.spots) {
    s.segment = in.u64();
    s.points = static_cast<std::uint32_t>(in.u64());
    if (s.points > s.stress.size()) throw RunFailure("checkpoint: too many points of the image stress on a segment");
    for (std::size_t k = 0; k < s.points; ++k)
      for (Eigen::Index i = 0; i < 9; ++i) s.stress[k](i / 3, i % 3) = in.f64();
    for (double* x : {&s.gradient, &s.changed, &s.share}) *x = in.f64();
  }
  kept.exits.resize(in.count(8));
  for (Id& id : kept.exits) id = in.u64();
}

void save_kept_slopes(ArchiveWriter& out, const KeptSlopes& kept) {
  out.section("kept slopes");
  out.u64(kept.lines.size());
  for (const KeptSlopes::Line& l : kept.lines) {
    out.u64(l.segment);
    for (const Vector3& v : {l.from, l.to, l.burgers}) out.vector3(v);
    out.u64(l.sessile ? 1 : 0);
  }
}

void restore_kept_slopes(ArchiveReader& in, KeptSlopes& kept) {
  in.section("kept slopes");
  kept.lines.resize(in.count(88));
  for (KeptSlopes::Line& l : kept.lines) {
    l.segment = in.u64();
    for (Vector3* v : {&l.from, &l.to, &l.burgers}) *v = in.vector3();
    l.sessile = in.u64() != 0;
  }
}

}  // namespace

void save_state(ArchiveWriter& out, const State& state) {
  out.section("state");
  out.u64(state.step);
  out.f64(state.dt);
  out.f64(state.dt_next);
  out.f64(state.dt_longest);
  out.f64(state.initial_length);
  for (int i = 0; i < 9; ++i) out.f64(state.initial_moment(i / 3, i % 3));
  out.u64(state.loops);
  out.u64(state.lines);
  const CurveTally& c = state.curves;
  for (const std::uint64_t n : {c.made, c.cut, c.merged, c.gone, c.placed}) out.u64(n);
  out.f64(state.escaped_length);
  out.f64(state.annihilated_length);
  out.f64(state.nucleated_length);
  out.u64(state.nucleated_lines);
  save_steps(out, state.steps);
  out.u64(state.law_warnings.drag_capped);
  out.u64(state.law_warnings.stress_out_of_range);
  const NucleationState& loops = state.nucleation;
  out.compensated(loops.hazard);
  for (const std::uint64_t n : {loops.draws, loops.inserted, loops.blocked, loops.stillborn, loops.coarse}) out.u64(n);
  const LimitPassed& limit = state.limit;
  out.u64(static_cast<std::uint64_t>(limit.mechanism));
  out.u64(limit.step);
  for (const double x : {limit.strain, limit.stress, limit.shear}) out.f64(x);
  NetworkArchive::save(out, state.network);
  save(out, state.ledger);
  save(out, state.load);
  out.section("slip");
  out.u64(state.slip.size());
  for (const Vector3& u : state.slip) out.vector3(u);
  save_kept_image(out, state.kept_image);
  save_kept_slopes(out, state.kept_slopes);
}

void restore_state(ArchiveReader& in, State& state) {
  in.section("state");
  state.step = in.u64();
  state.dt = in.f64();
  state.dt_next = in.f64();
  state.dt_longest = in.f64();
  state.initial_length = in.f64();
  for (int i = 0; i < 9; ++i) state.initial_moment(i / 3, i % 3) = in.f64();
  state.loops = in.u64();
  state.lines = in.u64();
  CurveTally& c = state.curves;
  for (std::uint64_t* n : {&c.made, &c.cut, &c.merged, &c.gone, &c.placed}) *n = in.u64();
  state.escaped_length = in.f64();
  state.annihilated_length = in.f64();
  state.nucleated_length = in.f64();
  state.nucleated_lines = in.u64();
  restore_steps(in, state.steps);
  state.law_warnings.drag_capped = in.u64();
  state.law_warnings.stress_out_of_range = in.u64();
  NucleationState& loops = state.nucleation;
  loops.hazard = in.compensated();
  for (std::uint64_t* n : {&loops.draws, &loops.inserted, &loops.blocked, &loops.stillborn, &loops.coarse})
    *n = in.u64();
  LimitPassed& limit = state.limit;
  limit.mechanism = static_cast<LimitPassed::Mechanism>(in.u64());
  limit.step = in.u64();
  for (double* x : {&limit.strain, &limit.stress, &limit.shear}) *x = in.f64();
  state.sites_known = false;
  NetworkArchive::restore(in, state.network);
  restore(in, state.ledger);
  restore(in, state.load);
  in.section("slip");
  if (const std::size_t kept = in.count(24); kept != state.slip.size())
    throw RunFailure("checkpoint: slip at " + std::to_string(kept) + " points, the pillar has " +
                     std::to_string(state.slip.size()) + " (a build without VTK keeps none)");
  for (Vector3& u : state.slip) u = in.vector3();
  restore_kept_image(in, state.kept_image);
  restore_kept_slopes(in, state.kept_slopes);
}

}  // namespace pillardd
