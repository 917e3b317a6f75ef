#pragma once
#include <vector>

#include "ddd/base/timers.hpp"
#include "ddd/dynamics/far_change.hpp"
#include "ddd/dynamics/forces.hpp"
#include "ddd/dynamics/local_forces.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/dynamics/screw_lines.hpp"
#include "ddd/dynamics/smooth_nodes.hpp"
#include "ddd/dynamics/velocity.hpp"

namespace pillardd {

using Positions = std::vector<Vector3>;  ///< by node slot [nm]
using Unknowns = Eigen::VectorXd;        ///< of the nodes that may move, in their free directions

/// Puts nodes at x and back where they were at the end of its life; the integrator's trial positions.
class PlacedNodes {
 public:
  PlacedNodes(Network& network, const Positions& x);
  PlacedNodes(const PlacedNodes&) = delete;
  PlacedNodes& operator=(const PlacedNodes&) = delete;
  ~PlacedNodes();

 private:
  Network& network_;
  Positions saved_;
};

/// Forces and drags at one place of the nodes, and what is missing to the balance of one stage.
struct StagePoint {
  Positions x;
  double stress = 0.0;  ///< axial, with the plastic strain on the way to x [GPa]
  Forces forces;
  NodalMotion motion;
  std::vector<Freedom> freedom;  ///< by node slot
  std::vector<int> first;        ///< first unknown of a node; -1: it has none
  int unknowns = 0;
  Unknowns residual;  ///< P^T (F - B w) [nN]
  Unknowns drag;      ///< diagonal of P^T B P [nN ns/nm]

  /// P P^T v of a node.
  Vector3 free_part(std::size_t n, const Vector3& v) const {
    const auto p = freedom[n].basis.leftCols(freedom[n].rank);
    return p * (p.transpose() * v);
  }
};

/// A = -d residual/d unknowns without the load: entries in no order, those of one place to be added up; and the load's
/// rank-one part, A - by_stress slope by_strain^T.
struct StageJacobian {
  struct Entry {
    int at_row, at_column;
    double amount;  ///< [nN/nm]
    int row() const { return at_row; }  // as a sparse matrix asks for them
    int col() const { return at_column; }
    double value() const { return amount; }
  };
  std::vector<Entry> entries;
  Unknowns by_stress;  ///< d residual/d axial stress [nN/GPa]
  Unknowns by_strain;  ///< d plastic strain/d unknowns [1/nm]
  double slope = 0.0;  ///< d stress/d plastic strain [GPa]
  /// Of the far forces learnt: A - sum of far_change far_way^T [nN/nm], [1].
  std::vector<Unknowns> far_change, far_way;
  Unknowns drag;  ///< of the point it was taken at, StagePoint::drag
};

/// What the local forces make of the matrix where the step begins: with the nodes at rest it depends neither on the
/// step's length nor on the load, so that the attempts at one step share it.
struct StartJacobian {
  std::vector<StageJacobian::Entry> local;
  std::vector<Freedom> freedom;  ///< it was taken in, by node slot
  std::vector<int> first;
  bool known = false;  ///< of the step under way

  bool is_of(const StagePoint& point) const;
};

/// What a way of the whole network does to the far forces.
struct FarSlope {
  Positions way;                  ///< by node slot, of norm 1 over all nodes
  std::vector<EndForces> change;  ///< by segment slot, for each nm of it [nN/nm]
};

/// What all forces at the present positions hold beyond `local` and those applied.
FarForces far_part(const Model& model, const Network& network, double axial_stress, const Forces& all,
                   const std::vector<EndForces>& local);

/// Adds a share of others and of their stress.
void add(FarForces& to, const Forces& forces, double share);

/// Far forces carried on along the straight line from one place of the nodes through another, where `at` is 1.
FarForces extrapolated(const FarForces& one, const FarForces& other, double at);

/// One stage of an implicit step: positions U with
///   P^T [F(U, sigma) - B(U, sigma) (U - base)/(gamma h)] = 0,   sigma that of the load with the plastic strain to U.
/// The drag form keeps large drags exact; nothing is divided by them. F is local + far: the far part is held while the
/// local one follows the nodes, but for what was learnt of it, and taken anew where everything is evaluated.
/// docs/theory/time-implicit.md.
class ImplicitStage {
 public:
  /// stopped: corners that rest, by node slot: NodalMotion::stopped where the step begins. at_start: of the step.
  /// far_change: of the step; null: all forces are taken anew at each place.
  ImplicitStage(const Model& model, State& state, ForceEvaluator& evaluator, LocalForces& local, FarChange* far_change,
                const ScrewSet& screws, std::vector<Vector3> mesh, const std::vector<char>& stopped,
                StartJacobian& at_start, Timers& timers)
      : model_(model),
        state_(state),
        evaluator_(evaluator),
        local_(local),
        far_change_(far_change),
        screws_(screws),
        mesh_(std::move(mesh)),
        stopped_(stopped),
        at_start_(at_start),
        timers_(timers) {}

  /// base: where the stage starts from; dt_stage: gamma h; dt_load: from the step's start to the stage [ns].
  void begin(Positions base, double dt_stage, double dt_load);
  /// Tangents of smooth nodes for the next stage, of the same nodes.
  void turn_tangents(const std::vector<Vector3>& tangents) { mesh_ = tangents; }

  /// Learns what the way by `change` from the point does to the far forces, by going a little of it; the far forces
  /// held are those at the point. From then on they follow the nodes along it. False if it is nearly one known,
  /// lines would meet, or they would have to be taken otherwise than at the point. `effect`: P^T of it [nN].
  bool learn_far(const StagePoint& point, const Unknowns& change, double shortest, Unknowns& effect);

  const FarForces& far() const { return far_; }
  void hold_far(FarForces far) { far_ = std::move(far); }

  /// Everything at x; the far forces held are then those at x, by what has changed since the step's start where that
  /// serves; anew: of the image stress nothing is kept. Nodes of the network stand where the step began, before
  /// and after.
  void evaluate(const Positions& x, StagePoint& point, bool anew = false);
  /// The same with the far forces that are held.
  void evaluate_local(const Positions& x, StagePoint& point);
  /// At the point, with the far forces held. `out` keeps its memory.
  void jacobian(const StagePoint& point, StageJacobian& out);
  /// Where the nodes go from the point by a change of the unknowns.
  Positions moved(const StagePoint& point, const Unknowns& change) const;
  /// Whether an arm is shorter than that with the nodes at x.
  bool collapses(const Positions& x, double shortest) const;
  /// (U - base)/(gamma h) [m/s]
  Positions velocity(const Positions& x) const;
  /// P^T B v/(gamma) of velocities v at a point: what the error of a step is filtered from.
  Unknowns weighted(const StagePoint& point, const Positions& v) const;
  /// P^T B P of a change of the unknowns [nN ns].
  Unknowns dragged(const StagePoint& point, const Unknowns& change) const;
  double largest(const StagePoint& point, const Unknowns& change, Slot* worst = nullptr) const;  ///< [nm]
  /// How far a change moves lines [nm]: of each node the part across its arms, or a small share of all of it, whichever
  /// is more. Where a node lies along its line a tiny drag and the farthest of forces decide, and nothing depends on
  /// it.
  double moves_lines(const StagePoint& point, const Unknowns& change, Slot* worst = nullptr) const;

  std::uint64_t evaluations = 0, followed = 0, local_evaluations = 0, jacobians = 0;

 private:
  double stress_at(const Positions& x) const;
  bool follow_far(KeptImage* kept, bool anew);
  void move_and_balance(StagePoint& point) const;
  void add_learnt(const Positions& x, std::vector<EndForces>& internal) const;
  Unknowns by_unknowns(const StagePoint& point, const Positions& vectors) const;
  Positions nodal(const std::vector<EndForces>& ends) const;
  void turn_ways(const StagePoint& point);
  Freedom freedom_at(Slot n, const StagePoint& point) const;

  const Model& model_;
  State& state_;
  ForceEvaluator& evaluator_;
  LocalForces& local_;
  FarChange* far_change_;
  const ScrewSet& screws_;
  std::vector<Vector3> mesh_;  ///< tangents of smooth nodes, held over a stage
  const std::vector<char>& stopped_;
  StartJacobian& at_start_;
  Timers& timers_;
  FarForces far_;
  bool far_followed_ = false;  ///< the last ones taken; a slope is the difference of two taken alike
  std::vector<FarSlope> learnt_;
  std::vector<EndForces> local_part_;
  std::vector<Vector3> turning_;  ///< of the Jacobian's point: how ways along the surface turn [1/nm]
  Positions base_;
  double dt_stage_ = 0.0, dt_load_ = 0.0;
};

}  // namespace pillardd
