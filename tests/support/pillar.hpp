#pragma once
#include <memory>
#include <string>
#include <vector>

#include "ddd/dynamics/integrator.hpp"
#include "ddd/initial/path.hpp"
#include "ddd/simulation/setup.hpp"
#include "ddd/simulation/step.hpp"

namespace pillardd {

/// A pillar built as the program builds it, from input text and the registries; tests add lines and take steps.
class TestPillar {
 public:
  /// `input` is YAML; `sets` are `--set KEY=VALUE` texts.
  explicit TestPillar(const std::string& input, const std::vector<std::string>& sets = {});

  Model& model() { return setup_.model; }
  const Model& model() const { return setup_.model; }
  State& state() { return setup_.state; }
  Network& network() { return setup_.state.network; }
  const State& state() const { return setup_.state; }
  const Network& network() const { return setup_.state.network; }
  const Lattice& lattice() const { return setup_.state.network.lattice(); }

  void add(const Path& path);
  /// Takes the network as it stands for the start of the ledgers; call after adding lines.
  void begin();
  /// A uniform shear on (b, plane) [GPa] in place of the loading's stress; lab frame.
  void resolve(double tau, const Integer3& burgers, const Integer3& plane);
  std::vector<Event> step(double to_event = 1e300);
  /// One step of motion without topology.
  const StepRecord& advance(double to_event = 1e300);
  /// Nodal velocities of the network as it stands [m/s], by slot.
  std::vector<Vector3> velocities();
  double fastest();

 private:
  Setup setup_;
  std::unique_ptr<Timers> timers_ = std::make_unique<Timers>();
  std::unique_ptr<Integrator> integrator_;
};

/// Mo in a body so large that its surface is far: a cube of `width`, its ends free; cross-slip off, all drags 1e-4 Pa s
/// but climb; held at zero stress; no lines.
std::string free_body(double width_nm, double core_radius_nm, double segment_max_nm);

/// A regular polygon in the slip plane (b, plane), counter-clockwise about +normal from the direction of b.
Path glide_loop(const Lattice& lattice, const Integer3& burgers, const Integer3& plane, const Vector3& centre,
                double radius, int sides);

/// A Frank-Read source as a closed loop: `line` about `centre` between pins on the slip plane (b, plane), sessile arms of
/// its length along the plane's normal, and the way back between them.
Path frank_read_loop(const Lattice& lattice, const Integer3& burgers, const Integer3& plane, const Vector3& centre,
                     const Vector3& line, const Integer3& arm_plane);

/// Elastic energy (pair by pair, each with itself half) and core energy of every line [aJ], by quadrature.
double line_energy(const Model& model, const Network& network, double tolerance = 1e-8);

}  // namespace pillardd
