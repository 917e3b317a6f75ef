#pragma once
#include <functional>
#include <vector>

#include "ddd/network/network.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// An area that lines swept, in one frame, and where it lies:  area = int n dA [nm^2],  moment = int x (x) n dA [nm^3].
struct SweptArea {
  Vector3 area = Vector3::Zero();
  Matrix3 moment = Matrix3::Zero();
  SweptArea& operator+=(const SweptArea& more);
};

/// That of a segment moving from (a0, b0) to (a1, b1): the ruled (bilinear) quadrilateral, both integrals exact. The area is
/// swept_area's, bit by bit.
SweptArea swept(const Vector3& a0, const Vector3& b0, const Vector3& a1, const Vector3& b1);

/// What a line of Burgers vector b [nm] that swept this adds to SweptSums.
SweptSums swept_sums(const Vector3& burgers_nm, const SweptArea& swept);

/// The only mutators of a network. Each books its change of line length and swept area in the ledger under a cause.
class Edit {
 public:
  explicit Edit(Network& network, Ledger* ledger = nullptr) : net_(network), ledger_(ledger) {}

  Slot add_node(const Vector3& x, NodeKind kind = NodeKind::free);
  /// Building only: books nothing. Burgers in units of a/2 for the sense a -> b; plane is stored canonical.
  Slot add_segment(Slot a, Slot b, const Integer3& burgers, const Integer3& plane, bool sessile = false);
  void set_kind(Slot n, NodeKind kind);  ///< off the surface a node is no longer held
  void hold(Slot n);                     ///< a surface node: it never moves from here on
  void set_plane(Slot s, const Integer3& plane);

  /// Moves one node; books stretch and swept area of its arms.
  void move_node(Slot n, const Vector3& x, Cause cause);
  /// Moves all nodes at once, x by slot; books stretch and swept area of every segment under `motion`.
  void move_all(const std::vector<Vector3>& x);
  /// A new node on the segment at `fraction` from a; nothing to book. Returns the node.
  Slot bisect(Slot s, double fraction);
  /// Joins `gone` into `keep`, moved to `x` first (booked). Arms between them vanish; parallel arms are added up and vanish
  /// where the sum is zero (annihilation); nodes left without arms vanish. Returns the length annihilated [nm]. Where arms were
  /// added up the ledger has all arms of both nodes as gone, as they stood before, and those left as come about.
  double merge(Slot keep, Slot gone, const Vector3& x, Cause cause);
  /// Hands the segment as it stands to the ledger as a piece of line that is gone.
  void lose(Slot s);
  /// Takes the segment away: books minus its length. Nodes left without arms vanish.
  void remove_segment(Slot s, Cause cause);
  /// A new node at the place of n takes over `arms`; a new segment carries the balance of Burgers vectors on `plane`
  /// (none when it balances). Returns the new node.
  Slot split(Slot n, const std::vector<Slot>& arms, const Integer3& plane);

  /// A new surface node at the place of surface node n takes over one arm: two lines that leave at one point part.
  Slot part(Slot n, Slot arm);

  /// Books segments that were added without a ledger: their length, and what they add to the moment.
  void book_made(const std::vector<Slot>& made, Cause cause);

  /// Books an area swept that no node motion shows (slivers between a chord and the surface): swept = b (x) area.
  void book_swept(const Vector3& burgers_nm, const SweptArea& swept, Cause cause);

  /// What the node's motion since it was last handed on swept becomes patches of the ledger, where these are kept. Every
  /// edit does so for the nodes whose arms it changes.
  void hand_on(Slot n);
  void hand_on_all();
  /// The segment goes out to infinity along the outward rays of its ends: a patch, where these are kept.
  void hand_out(Slot s);
  /// A loop made from nothing, corners in the sense of its line: the area inside it, and of a half loop, whose first and
  /// last corner lie on the surface, the ribbon that its ends' rays came in by, become patches, where these are kept.
  void hand_in(const Vector3& burgers_nm, const std::vector<Vector3>& corners, bool half);

  /// Drops the dead, keeping the order of ids. All slots change.
  void compact();

 private:
  Network& net_;
  Ledger* ledger_;
  Node& node(Slot n) { return net_.nodes_[static_cast<std::size_t>(n)]; }
  Segment& segment(Slot s) { return net_.segments_[static_cast<std::size_t>(s)]; }
  void attach(Slot n, Slot s);
  void detach(Slot n, Slot s);
  void rewire(Slot s, Slot from, Slot to);
  void erase(Slot s, Cause cause);
  std::vector<LostLine> cores_at(Slot n, Slot m, double sign) const;
  bool add_up_parallel(Slot n, Cause cause, double& annihilated);
  void combine(Slot kept, Slot dropped, Cause cause, double& annihilated);
  void remove_if_bare(Slot n);
  void book_length(double change, Cause cause);
  void book_open_end(Slot n, const Vector3& x0, const Vector3& x1);
  void book_moment(const Matrix3& change);
  void book_area(const Vector3& burgers_nm, const SweptArea& swept, Cause cause);
};

/// b (x) (x_a x x_b)/2 of one segment, in the frame of its end a [nm^3]; the sum over the network is the ledger's recount of
/// swept area:  M = M0 - swept + open_ends.
Matrix3 area_moment(const Network& network, Slot s);
Matrix3 area_moment(const Network& network);


/// Area vector swept by a segment moving from (a0, b0) to (a1, b1), n dA = (t x dx) dl, all in one frame [nm^2]: that of the
/// ruled quadrilateral, half the cross product of its diagonals,  S = (b1 - a0) x (a1 - b0) / 2.
Vector3 swept_area(const Vector3& a0, const Vector3& b0, const Vector3& a1, const Vector3& b1);

}  // namespace pillardd
