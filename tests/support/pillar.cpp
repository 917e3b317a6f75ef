#include "tests/support/pillar.hpp"

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>

#include <unistd.h>

#include "ddd/base/text.hpp"
#include "ddd/dynamics/curves.hpp"
#include "tools/pillardd/model_lists.hpp"

namespace pillardd {

namespace {

/// The input as a file of its own, gone with the object.
class ScratchInput {
 public:
  explicit ScratchInput(const std::string& text) {
    static std::atomic<int> count{0};
    path_ = std::filesystem::temp_directory_path() /
            ("pillardd-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++) + ".yaml");
    std::ofstream(path_) << text;
  }
  ScratchInput(const ScratchInput&) = delete;
  ScratchInput& operator=(const ScratchInput&) = delete;
  ~ScratchInput() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Setup read_setup(const std::string& input, const std::vector<std::string>& sets) {
  const ScratchInput file(input);
  return build({file.path(), sets}, false).setup;
}

}  // namespace

TestPillar::TestPillar(const std::string& input, const std::vector<std::string>& sets)
    : setup_(read_setup(input, sets)), integrator_(make_integrator(setup_.model, *timers_)) {
  begin();
}

void TestPillar::add(const Path& path) {
  Edit edit(network());
  add_path(edit, path, model().numerics.segment_max, network().period());
  begin();
}

void TestPillar::begin() {
  State& s = state();
  s.ledger = Ledger{};
  s.initial_length = s.network.total_length();
  s.initial_moment = area_moment(s.network);
  s.loops = CurveCensus(s.network).loops();
  s.lines = CurveCensus(s.network).lines();
  s.curves = {};
  s.load.density = s.load.stage_density = s.initial_length / model().boundary->volume();
}

void TestPillar::resolve(double tau, const Integer3& burgers, const Integer3& plane) {
  const Vector3 s = lattice().direction(burgers), n = lattice().plane_normal(plane);
  model().uniform_stress_given = true;
  model().uniform_stress = tau * (s * n.transpose() + n * s.transpose());
}

std::vector<Event> TestPillar::step(double to_event) {
  return take_step(model(), state(), *integrator_, to_event, *timers_);
}

const StepRecord& TestPillar::advance(double to_event) {
  return integrator_->advance(model(), state(), to_event);
}

std::vector<Vector3> TestPillar::velocities() {
  std::vector<Vector3> force, velocity;
  integrator_->evaluate(model(), state(), force, velocity);
  return velocity;
}

double TestPillar::fastest() {
  double out = 0.0;
  for (const Vector3& v : velocities()) out = std::max(out, v.norm());
  return out;
}

std::string free_body(double width_nm, double core_radius_nm, double segment_max_nm) {
  const std::string w = to_text(width_nm) + " nm", a = to_text(core_radius_nm) + " nm";
  return "seed: 1\n"
         "pillar: {shape: prism, width: " +
         w + ", depth: " + w + ", height: " + w +
         ", axis: [0, 0, 1], side: [1, 0, 0], ends: free}\n"
         "material: Mo\n"
         "temperature: 300 K\n"
         "dislocations: []\n"
         "mobility: {law: linear, cross_slip: none, edge_drag: 1e-4 Pa s, screw_drag: 1e-4 Pa s, climb_drag: 1e3 Pa "
         "s}\n"
         "surface: {image_stress: {method: none}, nucleation: {model: none}}\n"
         "loading: [{mode: tension, stress: 0 MPa, until: {time: 1 s}}]\n"
         "numerics: {core_radius: " +
         a + ", segment_max: " + to_text(segment_max_nm) + " nm, segment_min: " + to_text(0.4 * segment_max_nm) +
         " nm, collision_distance: " + to_text(0.2 * segment_max_nm) +
         " nm, tolerance: " + to_text(0.02 * segment_max_nm) +
         " nm}\n"
         "output: {network: false}\n";
}

Path glide_loop(const Lattice& lattice, const Integer3& burgers, const Integer3& plane, const Vector3& centre,
                double radius, int sides) {
  const Vector3 n = lattice.plane_normal(plane), u = lattice.direction(burgers), w = n.cross(u);
  Path path;
  path.burgers = burgers;
  path.closed = true;
  for (int i = 0; i < sides; ++i) {
    const double angle = 2.0 * std::numbers::pi * i / sides;
    path.corners.push_back(centre + radius * (std::cos(angle) * u + std::sin(angle) * w));
  }
  path.kinds.assign(path.corners.size(), NodeKind::free);
  path.legs.assign(path.corners.size(), Leg{plane, false});
  return path;
}

Path frank_read_loop(const Lattice& lattice, const Integer3& burgers, const Integer3& plane, const Vector3& centre,
                     const Vector3& line, const Integer3& arm_plane) {
  const Vector3 a = centre - 0.5 * line, b = centre + 0.5 * line, back = line.norm() * lattice.plane_normal(plane);
  Path path;
  path.burgers = burgers;
  path.closed = true;
  path.corners = {a, b, b + back, a + back};
  path.kinds = {NodeKind::pinned, NodeKind::pinned, NodeKind::free, NodeKind::free};
  const Leg arm{arm_plane, true};
  path.legs = {{plane, false}, arm, {plane, true}, arm};
  return path;
}

double line_energy(const Model& model, const Network& network, double tolerance) {
  std::vector<StraightSegment> lines;
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive)
      lines.push_back(
          {network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s)), network.segments()[s].burgers_nm});
  Compensated sum;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    sum.add(0.5 * pair_energy(lines[i], lines[i], model.elastic, tolerance));
    sum.add(core_energy(lines[i], model.numerics.core_cutoff, model.elastic));
    for (std::size_t j = i + 1; j < lines.size(); ++j)
      sum.add(pair_energy(lines[i], lines[j], model.elastic, tolerance));
  }
  return sum.total();
}

}  // namespace pillardd
