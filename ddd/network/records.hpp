#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ddd/base/sums.hpp"
#include "ddd/base/types.hpp"

namespace pillardd {

enum class EventKind : std::uint8_t {
  nucleation, escape, annihilation, junction, unzip, multiplication, cross_slip, removal, outside_model
};
const char* event_name(EventKind kind);

/// One row of events.csv.
struct Event {
  std::uint64_t step = 0;
  double time = 0.0;  ///< [ns]
  EventKind kind = EventKind::removal;
  Vector3 x = Vector3::Zero();    ///< [nm]
  Integer3 burgers{0, 0, 0};      ///< units of a/2
  Integer3 plane{0, 0, 0};
  double length = 0.0;            ///< line length concerned [nm]: escaped, annihilated, formed
  double area = 0.0;              ///< swept area booked with it [nm^2]
};

/// What became of curves (dynamics/curves.hpp), in numbers: now = before + made + cut + placed - merged - gone.
struct CurveTally {
  std::uint64_t made = 0;    ///< loops and lines that came off others
  std::uint64_t cut = 0;     ///< lines more because the surface cut one
  std::uint64_t merged = 0;  ///< fewer because some became one
  std::uint64_t gone = 0;    ///< left, annihilated or collapsed as a whole
  std::uint64_t placed = 0;  ///< put in by nucleation
  void add(const CurveTally& more) {
    made += more.made;
    cut += more.cut;
    merged += more.merged;
    gone += more.gone;
    placed += more.placed;
  }
};

/// Why the network changed. Every change of line length and swept area is booked under one of these.
enum class Cause : std::uint8_t { motion, remesh, collision, split, cross_slip, escape, removal, nucleation, count };
inline constexpr std::size_t cause_count = static_cast<std::size_t>(Cause::count);
const char* cause_name(Cause cause);

/// What the area that lines swept amounts to for a load: sums over all of it, x and y from the pillar's axis.
struct SweptSums {
  Matrix3 area = Matrix3::Zero();  ///< int b (x) n dA [nm^3]
  double bending_x = 0.0;          ///< int x b_z n_z dA [nm^4]
  double bending_y = 0.0;          ///< int y b_z n_z dA [nm^4]
  double twist = 0.0;              ///< int [(x b_y - y b_x) n_z + b_z (x n_y - y n_x)] dA [nm^4]
};

/// An area that a line has swept, for the displacement it leaves: in the sense of n dA = (t x dx) dl.
struct SweptPatch {
  enum class Kind : std::uint8_t {
    triangle,  ///< corners a, b, c
    ribbon     ///< between the outward rays from a and from b, points of the surface: swept by a line's continuation
  };
  Kind kind = Kind::triangle;
  Vector3 burgers;  ///< [nm]
  Vector3 a, b, c;  ///< [nm]
};

/// A piece of line that is gone, or with sign -1 one that has come about: cores change at no force.
struct LostLine {
  Vector3 line, burgers;  ///< [nm]
  double sign = 1.0;
};

/// Two independent accounts of what the lines did. `length` and `swept` are summed from changes, one by one; the audit
/// recounts the whole network.   M = sum over segments of b (x) (x_a x x_b)/2,   swept = sum of b (x) n dA, n dA = (t x dx) dl
struct Ledger {
  std::array<Compensated, cause_count> length;             ///< change of line length by cause [nm]
  std::array<Compensated, cause_count> gross;              ///< sum of |change| by cause [nm]
  std::array<std::array<Compensated, 9>, cause_count> swept;  ///< b (x) n dA by cause, row-major [nm^3]
  std::array<Compensated, 3> moments;    ///< bending_x, bending_y and twist of SweptSums, all causes [nm^4]
  std::array<Compensated, 9> open_ends;  ///< part of dM that nodes with open ends contribute [nm^3]
  Compensated work_applied;      ///< by the applied stress on the lines, force route [aJ]
  Compensated work_internal;     ///< by the lines' own forces [aJ]; minus this is the change of line energy in motion
  Compensated energy_topology;   ///< change of line energy at topology operations, from the energy itself [aJ]
  Compensated dissipated;        ///< heat of all motion and of cores that are gone, (5) and (6a) of docs/theory/energy.md [aJ]
  Compensated work_load;         ///< by the loading rig: stress times plastic strain times volume [aJ]
  double patch_distance = unset;    ///< motion of a node after which its patches are handed on [nm]; NaN: none are kept
  std::vector<SweptPatch> patches;  ///< handed on, not yet made use of
  std::vector<LostLine> lost;       ///< since the heat of their cores was last booked; empty between steps

  double length_total() const;
  double gross_total() const;
  Matrix3 swept_total() const;
  SweptSums swept_sums() const;
};

/// Everything an output needs to know about one moment; knows no integrator.
struct SegmentState {
  Id id = 0;
  Vector3 a, b;  ///< ends [nm], one copy of the segment with its middle in the pillar
  std::int32_t node_a = 0, node_b = 0;  ///< indices into Snapshot::nodes
  Integer3 burgers{}, plane{};
  bool sessile = false;
};
struct NodeState {
  Id id = 0;
  Vector3 x, velocity, force;  ///< [nm], [m/s], [nN]
  std::uint8_t kind = 0;       ///< NodeKind
};
struct Snapshot {
  std::uint64_t step = 0;
  double time = 0.0, strain = 0.0, stress = 0.0;  ///< [ns], tension-positive, [GPa]
  std::vector<NodeState> nodes;
  std::vector<SegmentState> segments;
};

/// One row of history.csv; `strain` and `stress` positive in the first stage's sense, `_zz` tension-positive.
struct HistoryRow {
  std::uint64_t step = 0;
  double time = 0.0, strain = 0.0, stress = 0.0, plastic_strain = 0.0;
  double density = 0.0, mobile_density = 0.0;  ///< [1/nm^2]
  std::uint64_t nodes = 0, segments = 0, loops = 0;
  double dt = 0.0, stress_zz = 0.0, strain_zz = 0.0;
  double escaped_length = 0.0, annihilated_length = 0.0;  ///< cumulative [nm]
  double density_half_111 = 0.0, density_100 = 0.0;       ///< [1/nm^2]
  double junction_length = 0.0;                           ///< [nm]
  std::uint64_t surface_nodes = 0;
  double ledger_length_residual = 0.0;  ///< (booked - recounted)/gross [-]
  double ledger_swept_residual = 0.0;   ///< same for swept area
  double displacement = 0.0;                            ///< of the drive, axial [nm]
  double moment = 0.0, angle = 0.0, curvature = 0.0;    ///< of bending or torsion [nN nm], [-], [1/nm]
  double work_load = 0.0, dissipated = 0.0, line_energy_change = 0.0, energy_residual = 0.0;  ///< [aJ], [-]
  std::uint64_t stage = 0;         ///< of the loading programme, from 0
  double multiplied_length = 0.0;  ///< grown by motion less what shortened, cumulative [nm]
  double nucleated_length = 0.0;   ///< cumulative [nm]
  std::uint64_t nucleated_lines = 0;
  double removed_length = 0.0;  ///< of small loops that collapsed, cumulative [nm]
  /// Curves that are no loops; then, cumulative, as in CurveTally.
  std::uint64_t lines = 0, curves_made = 0, curves_cut = 0, curves_merged = 0, curves_gone = 0;
};

}  // namespace pillardd
