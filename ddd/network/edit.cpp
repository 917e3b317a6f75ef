#include "ddd/network/edit.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

void add(std::array<Compensated, 9>& sums, const Matrix3& change) {
  for (std::size_t i = 0; i < 9; ++i) sums[i].add(change(static_cast<int>(i / 3), static_cast<int>(i % 3)));
}

std::size_t index(Cause cause) { return static_cast<std::size_t>(cause); }

}  // namespace

Vector3 swept_area(const Vector3& a0, const Vector3& b0, const Vector3& a1, const Vector3& b1) {
  return 0.5 * (b1 - a0).cross(a1 - b0);
}

SweptArea& SweptArea::operator+=(const SweptArea& more) {
  area += more.area;
  moment += more.moment;
  return *this;
}

/// x(u, v) = (1-u)(1-v) a0 + u (1-v) b0 + (1-u) v a1 + u v b1 and n du dv = x_u x x_v du dv are bilinear in (u, v): the
/// 2 x 2 Gauss rule is exact for their product.
SweptArea swept(const Vector3& a0, const Vector3& b0, const Vector3& a1, const Vector3& b1) {
  constexpr std::array<double, 2> at{0.21132486540518711775, 0.78867513459481288225};
  SweptArea out{swept_area(a0, b0, a1, b1), Matrix3::Zero()};
  for (const double u : at)
    for (const double v : at) {
      const Vector3 start = (1.0 - v) * a0 + v * a1, end = (1.0 - v) * b0 + v * b1;
      const Vector3 across = (1.0 - u) * (a1 - a0) + u * (b1 - b0);
      out.moment += 0.25 * ((1.0 - u) * start + u * end) * (end - start).cross(across).transpose();
    }
  return out;
}

SweptSums swept_sums(const Vector3& b, const SweptArea& swept) {
  const Matrix3& m = swept.moment;
  return {b * swept.area.transpose(), b.z() * m(0, 2), b.z() * m(1, 2),
          b.y() * m(0, 2) - b.x() * m(1, 2) + b.z() * (m(0, 1) - m(1, 0))};
}

Matrix3 area_moment(const Network& network, Slot s) {
  return 0.5 * network.segment(s).burgers_nm * network.start(s).cross(network.end(s)).transpose();
}

Matrix3 area_moment(const Network& network) {
  std::array<Compensated, 9> sums{};
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive) add(sums, area_moment(network, static_cast<Slot>(s)));
  Matrix3 out;
  for (std::size_t i = 0; i < 9; ++i) out(static_cast<int>(i / 3), static_cast<int>(i % 3)) = sums[i].total();
  return out;
}

Slot Edit::add_node(const Vector3& x, NodeKind kind) {
  Node n;
  n.id = net_.next_node_++;
  n.x = n.handed_on = x;
  n.kind = kind;
  net_.nodes_.push_back(std::move(n));
  return static_cast<Slot>(net_.nodes_.size() - 1);
}

Slot Edit::add_segment(Slot a, Slot b, const Integer3& burgers, const Integer3& plane, bool sessile) {
  require(a != b, "a segment joins two different nodes");
  require(!is_zero(burgers), "a segment has a Burgers vector");
  Segment s;
  s.id = net_.next_segment_++;
  s.a = a;
  s.b = b;
  s.burgers = burgers;
  s.burgers_nm = net_.lattice().burgers(burgers);
  s.sessile = sessile;
  net_.segments_.push_back(s);
  const Slot slot = static_cast<Slot>(net_.segments_.size() - 1);
  set_plane(slot, plane);
  attach(a, slot);
  attach(b, slot);
  return slot;
}

void Edit::set_kind(Slot n, NodeKind kind) {
  hand_on(n);  // its rays come or go with the kind
  node(n).kind = kind;
  if (kind != NodeKind::surface) node(n).held = false;
}

void Edit::hold(Slot n) {
  require(node(n).kind == NodeKind::surface, "a held node lies on the surface");
  node(n).held = true;
}

void Edit::set_plane(Slot s, const Integer3& plane) {
  Segment& seg = segment(s);
  seg.plane = is_zero(plane) ? plane : canonical_plane(plane);
  seg.normal = net_.lattice().plane_normal(seg.plane);
}

void Edit::move_node(Slot n, const Vector3& x, Cause cause) {
  const Vector3 x0 = node(n).x;
  for (const Slot s : node(n).arms) {
    if (ledger_ == nullptr) break;
    const Segment& seg = net_.segment(s);
    const bool at_a = seg.a == n;
    // Both ends in the frame of the moving node.
    const Vector3 other = x0 + net_.separation(x0, net_.node(net_.other_end(s, n)).x);
    book_area(seg.burgers_nm, at_a ? swept(x0, other, x, other) : swept(other, x0, other, x), cause);
    book_length((other - x).norm() - (other - x0).norm(), cause);
  }
  if (ledger_ != nullptr) book_open_end(n, x0, x);
  node(n).x = x;
  hand_on(n);
}

void Edit::move_all(const std::vector<Vector3>& x) {
  if (ledger_ != nullptr) {
    for (std::size_t i = 0; i < net_.segments_.size(); ++i) {
      const Segment& seg = net_.segments_[i];
      if (!seg.alive || seg.sessile) continue;
      const Slot s = static_cast<Slot>(i);
      const Vector3 a0 = net_.start(s), b0 = net_.end(s);
      const Vector3 a1 = x[static_cast<std::size_t>(seg.a)];
      const Vector3 b1 = b0 + (x[static_cast<std::size_t>(seg.b)] - net_.node(seg.b).x);
      book_area(seg.burgers_nm, swept(a0, b0, a1, b1), Cause::motion);
      book_length((b1 - a1).norm() - (b0 - a0).norm(), Cause::motion);
    }
    for (std::size_t n = 0; n < net_.nodes_.size(); ++n)
      if (net_.nodes_[n].alive) book_open_end(static_cast<Slot>(n), net_.nodes_[n].x, x[n]);
  }
  for (std::size_t n = 0; n < net_.nodes_.size(); ++n)
    if (net_.nodes_[n].alive) net_.nodes_[n].x = x[n];
  if (ledger_ == nullptr) return;
  for (std::size_t n = 0; n < net_.nodes_.size(); ++n)
    if (net_.nodes_[n].alive && (x[n] - net_.nodes_[n].handed_on).norm() > ledger_->patch_distance)
      hand_on(static_cast<Slot>(n));
}

/// The arms turn from the place handed on to the present one, their other ends staying where they were handed on: over all
/// nodes this is what the lines swept, in whatever order they are taken.
void Edit::hand_on(Slot n) {
  Node& moved = node(n);
  const Vector3 from = moved.handed_on, to = moved.x;
  moved.handed_on = to;
  if (ledger_ == nullptr || std::isnan(ledger_->patch_distance) || from == to) return;
  for (const Slot s : moved.arms) {
    const Vector3 other = from + net_.separation(from, net_.node(net_.other_end(s, n)).handed_on);
    ledger_->patches.push_back(
        {SweptPatch::Kind::triangle, net_.lattice().burgers(net_.burgers_from(s, n)), from, other, to});
  }
  const Integer3 sum = net_.burgers_sum(n);
  if (moved.kind == NodeKind::surface && !is_zero(sum))
    ledger_->patches.push_back(
        {SweptPatch::Kind::ribbon, -net_.lattice().burgers(sum), from, to, Vector3::Zero()});
}

void Edit::hand_on_all() {
  for (std::size_t n = 0; n < net_.nodes_.size(); ++n)
    if (net_.nodes_[n].alive) hand_on(static_cast<Slot>(n));
}

void Edit::hand_out(Slot s) {
  hand_on(segment(s).a);
  hand_on(segment(s).b);
  if (ledger_ != nullptr && !std::isnan(ledger_->patch_distance))
    ledger_->patches.push_back(
        {SweptPatch::Kind::ribbon, -segment(s).burgers_nm, net_.start(s), net_.end(s), Vector3::Zero()});
}

/// n dA = (t x dx) dl of a line that opens from its chord or a corner: a triangle about the first corner for each side,
/// run against the line's sense; before that a half loop's chord came in from infinity, the reverse of hand_out.
void Edit::hand_in(const Vector3& burgers_nm, const std::vector<Vector3>& corners, bool half) {
  if (ledger_ == nullptr || std::isnan(ledger_->patch_distance)) return;
  for (std::size_t i = 1; i + 1 < corners.size(); ++i)
    ledger_->patches.push_back({SweptPatch::Kind::triangle, burgers_nm, corners[0], corners[i + 1], corners[i]});
  if (half)
    ledger_->patches.push_back(
        {SweptPatch::Kind::ribbon, burgers_nm, corners.front(), corners.back(), Vector3::Zero()});
}

/// What the end of an arm adds to dM:  -/+ b (x) (x0 x x1)/2 in the segment's frame; over all arms of a node that conserves
/// and lies in one frame it cancels.
void Edit::book_open_end(Slot n, const Vector3& x0, const Vector3& x1) {
  for (const Slot s : net_.node(n).arms) {
    const Segment& seg = net_.segment(s);
    const bool at_a = seg.a == n;
    const Vector3 shift = at_a ? Vector3::Zero() : Vector3(net_.end(s) - net_.node(seg.b).x);
    const Matrix3 term = 0.5 * seg.burgers_nm * (x0 + shift).cross(x1 + shift).transpose();
    add(ledger_->open_ends, at_a ? Matrix3(-term) : term);
  }
}

void Edit::book_length(double change, Cause cause) {
  ledger_->length[index(cause)].add(change);
  ledger_->gross[index(cause)].add(std::abs(change));
}

void Edit::book_moment(const Matrix3& change) {
  if (ledger_ != nullptr) add(ledger_->open_ends, change);
}

void Edit::book_swept(const Vector3& burgers_nm, const SweptArea& swept, Cause cause) {
  if (ledger_ == nullptr) return;
  book_area(burgers_nm, swept, cause);
  add(ledger_->open_ends, burgers_nm * swept.area.transpose());
}

void Edit::book_area(const Vector3& burgers_nm, const SweptArea& swept, Cause cause) {
  const SweptSums sums = swept_sums(burgers_nm, swept);
  add(ledger_->swept[index(cause)], sums.area);
  ledger_->moments[0].add(sums.bending_x);
  ledger_->moments[1].add(sums.bending_y);
  ledger_->moments[2].add(sums.twist);
}

void Edit::book_made(const std::vector<Slot>& made, Cause cause) {
  if (ledger_ == nullptr) return;
  for (const Slot s : made) {
    book_length(net_.length(s), cause);
    book_moment(area_moment(net_, s));
  }
}

Slot Edit::bisect(Slot s, double fraction) {
  hand_on(segment(s).a);
  hand_on(segment(s).b);
  const Vector3 x = net_.start(s) + fraction * net_.line(s);
  const double before = net_.length(s);
  const Matrix3 moment = area_moment(net_, s);
  const Slot middle = add_node(x);
  const Slot far = segment(s).b;
  detach(far, s);
  segment(s).b = middle;
  attach(middle, s);
  const Segment copy = segment(s);
  const Slot second = add_segment(middle, far, copy.burgers, copy.plane, copy.sessile);
  if (ledger_ != nullptr) {  // rounding only: keeps the recount exact
    book_length(net_.length(s) + net_.length(second) - before, Cause::remesh);
    book_moment(area_moment(net_, s) + area_moment(net_, second) - moment);
  }
  return middle;
}

void Edit::rewire(Slot s, Slot from, Slot to) {
  const Matrix3 before = area_moment(net_, s);
  const double length_before = net_.length(s);
  detach(from, s);
  (segment(s).a == from ? segment(s).a : segment(s).b) = to;
  attach(to, s);
  if (ledger_ == nullptr) return;
  book_moment(area_moment(net_, s) - before);  // another frame through the periodic boundary, or rounding
  book_length(net_.length(s) - length_before, Cause::remesh);
}

double Edit::merge(Slot keep, Slot gone, const Vector3& x, Cause cause) {
  std::vector<LostLine> cores = cores_at(keep, gone, 1.0);
  const Vector3 x_keep = node(keep).x + net_.separation(node(keep).x, x);
  const Vector3 x_gone = node(gone).x + net_.separation(node(gone).x, x);
  move_node(keep, x_keep, cause);
  move_node(gone, x_gone, cause);
  const std::vector<Slot> arms = node(gone).arms;
  for (const Slot s : arms) {
    if (net_.other_end(s, gone) == keep)
      erase(s, cause);
    else
      rewire(s, gone, keep);
  }
  node(gone).alive = false;
  double annihilated = 0.0;
  if (add_up_parallel(keep, cause, annihilated) && ledger_ != nullptr) {
    for (const std::vector<LostLine>& change : {cores, cores_at(keep, gone, -1.0)})
      ledger_->lost.insert(ledger_->lost.end(), change.begin(), change.end());
  }
  remove_if_bare(keep);
  return annihilated;
}

/// The arms of two nodes as they stand, as lines gone or come about; none without a ledger.
std::vector<LostLine> Edit::cores_at(Slot n, Slot m, double sign) const {
  std::vector<LostLine> out;
  if (ledger_ == nullptr) return out;
  for (const Slot node : {n, m})
    for (const Slot s : net_.node(node).arms)
      if (node == n || net_.other_end(s, m) != n)
        out.push_back({net_.line(s), net_.segment(s).burgers_nm, sign});
  return out;
}

/// Takes a segment out and books its length (usually zero) and moment.
void Edit::erase(Slot s, Cause cause) {
  if (ledger_ != nullptr) {
    book_length(-net_.length(s), cause);
    book_moment(-area_moment(net_, s));
  }
  detach(segment(s).a, s);
  detach(segment(s).b, s);
  segment(s).alive = false;
}

/// Adds up arms that lead to the same node; whether there were any.
bool Edit::add_up_parallel(Slot n, Cause cause, double& annihilated) {
  bool again = true, any = false;
  while (again) {
    again = false;
    const std::vector<Slot>& arms = node(n).arms;
    for (std::size_t i = 0; i < arms.size() && !again; ++i)
      for (std::size_t j = i + 1; j < arms.size() && !again; ++j)
        if (net_.other_end(arms[i], n) == net_.other_end(arms[j], n)) {
          combine(arms[i], arms[j], cause, annihilated);
          again = any = true;
        }
  }
  return any;
}

/// Two segments between the same nodes: the first takes the sum of the Burgers vectors; both vanish when it is zero.
void Edit::combine(Slot kept, Slot dropped, Cause cause, double& annihilated) {
  const Slot a = segment(kept).a;
  const Integer3 total = sum(segment(kept).burgers, net_.burgers_from(dropped, a));
  const bool same_plane = segment(kept).plane == segment(dropped).plane;
  const double length = net_.length(kept);
  remove_segment(dropped, cause);
  if (is_zero(total)) {
    remove_segment(kept, cause);
    annihilated += 2.0 * length;
    return;
  }
  const Matrix3 moment = area_moment(net_, kept);
  segment(kept).burgers = total;
  segment(kept).burgers_nm = net_.lattice().burgers(total);
  if (!same_plane) set_plane(kept, {0, 0, 0});
  book_moment(area_moment(net_, kept) - moment);
}

void Edit::lose(Slot s) {
  if (ledger_ != nullptr) ledger_->lost.push_back({net_.line(s), segment(s).burgers_nm, 1.0});
}

void Edit::remove_segment(Slot s, Cause cause) {
  if (ledger_ != nullptr) {
    book_length(-net_.length(s), cause);
    book_moment(-area_moment(net_, s));
  }
  const Slot a = segment(s).a, b = segment(s).b;
  detach(a, s);
  detach(b, s);
  segment(s).alive = false;
  remove_if_bare(a);
  remove_if_bare(b);
}

Slot Edit::split(Slot n, const std::vector<Slot>& arms, const Integer3& plane) {
  hand_on(n);
  const Slot fresh = add_node(node(n).x);
  Integer3 balance{0, 0, 0};
  for (const Slot s : arms) {
    balance = sum(balance, net_.burgers_from(s, n));
    rewire(s, n, fresh);
  }
  // The new node needs what leaves it to sum to zero: the connecting segment carries the rest.
  if (!is_zero(balance)) add_segment(n, fresh, balance, plane);
  return fresh;
}

Slot Edit::part(Slot n, Slot arm) {
  hand_on(n);
  const Slot fresh = add_node(node(n).x, NodeKind::surface);
  rewire(arm, n, fresh);
  return fresh;
}

void Edit::attach(Slot n, Slot s) {
  std::vector<Slot>& arms = node(n).arms;
  arms.insert(std::upper_bound(arms.begin(), arms.end(), s), s);
}

void Edit::detach(Slot n, Slot s) {
  std::vector<Slot>& arms = node(n).arms;
  arms.erase(std::find(arms.begin(), arms.end(), s));
}

void Edit::remove_if_bare(Slot n) {
  if (node(n).arms.empty()) node(n).alive = false;
}

void Edit::compact() {
  std::vector<Slot> node_map(net_.nodes_.size(), no_slot), segment_map(net_.segments_.size(), no_slot);
  std::vector<Node> nodes;
  std::vector<Segment> segments;
  for (std::size_t i = 0; i < net_.nodes_.size(); ++i)
    if (net_.nodes_[i].alive) {
      node_map[i] = static_cast<Slot>(nodes.size());
      nodes.push_back(std::move(net_.nodes_[i]));
    }
  for (std::size_t i = 0; i < net_.segments_.size(); ++i)
    if (net_.segments_[i].alive) {
      segment_map[i] = static_cast<Slot>(segments.size());
      segments.push_back(net_.segments_[i]);
    }
  for (Segment& s : segments) {
    s.a = node_map[static_cast<std::size_t>(s.a)];
    s.b = node_map[static_cast<std::size_t>(s.b)];
  }
  for (Node& n : nodes)
    for (Slot& s : n.arms) s = segment_map[static_cast<std::size_t>(s)];
  net_.nodes_ = std::move(nodes);
  net_.segments_ = std::move(segments);
}

}  // namespace pillardd
