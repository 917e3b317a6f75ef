#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "ddd/base/types.hpp"
#include "ddd/crystal/lattice.hpp"

namespace pillardd {

using Slot = std::int32_t;  ///< index into Network::nodes() or segments(); valid until the next compact()
inline constexpr Slot no_slot = -1;

enum class NodeKind : std::uint8_t {
  free,     ///< Burgers vectors of its arms sum to zero
  surface,  ///< lies on the surface; what is missing to zero is continued outside, virtually
  pinned    ///< never moves; conserves unless the network was read with open ends
};
const char* kind_name(NodeKind kind);  ///< "free", "surface", "pinned"

struct Node {
  Id id = 0;
  Vector3 x = Vector3::Zero();           ///< [nm], never wrapped in z
  Vector3 handed_on = Vector3::Zero();   ///< up to where what the node swept has become patches [nm]
  NodeKind kind = NodeKind::free;
  bool held = false;  ///< a surface node that never moves
  bool alive = true;
  std::vector<Slot> arms;  ///< segments at this node, in the order of their ids
};

struct Segment {
  Id id = 0;
  Slot a = no_slot, b = no_slot;  ///< line sense from a to b
  Integer3 burgers{0, 0, 0};      ///< FS/RH for the sense a -> b, units of a/2, crystal frame
  Integer3 plane{0, 0, 0};        ///< canonical Miller indices of the glide plane; {0,0,0}: none
  bool sessile = false;           ///< arm of a source: never moves, counted apart from mobile density
  bool alive = true;
  Vector3 burgers_nm = Vector3::Zero();  ///< derived from `burgers`, lab frame [nm]
  Vector3 normal = Vector3::Zero();      ///< derived from `plane`, lab frame, unit or zero
};

/// Nodes and segments. Slots are in the order of ids; dead entries stay until compact(). Only network/edit.hpp and the
/// integrator (positions) change it.
class Network {
 public:
  Network() = default;
  Network(Lattice lattice, double period) : lattice_(std::move(lattice)), period_(period) {}

  const Lattice& lattice() const { return lattice_; }
  double period() const { return period_; }  ///< along z [nm]; 0: not periodic

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Segment>& segments() const { return segments_; }
  const Node& node(Slot n) const { return nodes_[static_cast<std::size_t>(n)]; }
  const Segment& segment(Slot s) const { return segments_[static_cast<std::size_t>(s)]; }

  /// x_to - x_from, the shorter way through the periodic boundary.
  Vector3 separation(const Vector3& from, const Vector3& to) const;
  Vector3 start(Slot s) const { return node(segment(s).a).x; }
  Vector3 line(Slot s) const { return separation(node(segment(s).a).x, node(segment(s).b).x); }  ///< a -> b [nm]
  Vector3 end(Slot s) const { return start(s) + line(s); }  ///< b's position in the frame of a
  double length(Slot s) const { return line(s).norm(); }

  Slot other_end(Slot s, Slot n) const { return segment(s).a == n ? segment(s).b : segment(s).a; }
  Integer3 burgers_from(Slot s, Slot n) const;   ///< Burgers vector with the sense leaving node n
  Integer3 burgers_sum(Slot n) const;            ///< sum over arms leaving n; zero at free nodes
  bool mobile(Slot n) const;                     ///< neither pinned nor held, and no sessile arm
  Slot segment_between(Slot n, Slot m) const;    ///< first such segment or no_slot

  std::size_t alive_nodes() const;
  std::size_t alive_segments() const;
  double total_length() const;   ///< [nm], all segments, in id order, compensated
  double mobile_length() const;  ///< [nm], without sessile segments

  void set_position(Slot n, const Vector3& x) { nodes_[static_cast<std::size_t>(n)].x = x; }  ///< integrator only

 private:
  friend class Edit;
  friend class NetworkArchive;
  Lattice lattice_;
  double period_ = 0.0;
  std::vector<Node> nodes_;
  std::vector<Segment> segments_;
  Id next_node_ = 1, next_segment_ = 1;
};

}  // namespace pillardd
