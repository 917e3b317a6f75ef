#pragma once
#include <functional>
#include <vector>

#include "ddd/network/network.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// The only mutators of a network. Each books its change of line length and swept area in the ledger under a cause.
class Edit {
 public:
  Edit(Network& network, Ledger* ledger = nullptr) : net_(network), ledger_(ledger) {}

  Slot add_node(const Vector3& x, NodeKind kind = NodeKind::free);
  /// Building only: books nothing. Burgers in units of a/2 for the sense a -> b; plane is stored canonical.
  Slot add_segment(Slot a, Slot b, const Integer3& burgers, const Integer3& plane, bool sessile = false);
  void set_kind(Slot n, NodeKind kind);
  void set_plane(Slot s, const Integer3& plane);

  /// Moves one node; books stretch and swept area of its arms.
  void move_node(Slot n, const Vector3& x, Cause cause);
  /// A new node on the segment at `fraction` from a; nothing to book. Returns the node.
  Slot bisect(Slot s, double fraction);
  /// Joins `gone` into `keep`, moved to `x` first (booked). Arms between them vanish; parallel arms are added up and vanish
  /// where the sum is zero (annihilation); nodes left without arms vanish. Returns the length annihilated [nm].
  double merge(Slot keep, Slot gone, const Vector3& x, Cause cause);
  /// Takes the segment away: books minus its length. Nodes left without arms vanish.
  void remove_segment(Slot s, Cause cause);
  /// A new node at the place of n takes over `arms`; a new segment carries the balance of Burgers vectors on `plane`
  /// (none when it balances). Returns the new node.
  Slot split(Slot n, const std::vector<Slot>& arms, const Integer3& plane);

  /// Books an area swept that no node motion shows (slivers between a chord and the surface): swept = b (x) area.
  void book_swept(const Vector3& burgers_nm, const Vector3& area, Cause cause);

  /// Drops the dead, keeping the order of ids. All slots change.
  void compact();

 private:
  Network& net_;
  Ledger* ledger_;
  void attach(Slot n, Slot s);
  void detach(Slot n, Slot s);
  void add_up_parallel(Slot n, Cause cause, double& annihilated);
  void remove_if_bare(Slot n);
};

/// Area vector swept by a segment moving from (a0, b0) to (a1, b1), n dA = (t x dx) dl, both in one frame [nm^2]:
///   S = (a1 x b1 - a0 x b0 + b0 x b1 ... )/2, the ruled quadrilateral; see docs/theory/network.md.
Vector3 swept_area(const Vector3& a0, const Vector3& b0, const Vector3& a1, const Vector3& b1);

}  // namespace pillardd
