#include "ddd/dynamics/line_motion.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/elasticity/image_change_kernel.hpp"
#include "ddd/network/line_pieces.hpp"

namespace pillardd {

namespace {

/// Stands for the length of a piece that goes on outside.
constexpr float unbounded = 1e30F;

bool same(const KeptImage::Line& line, const Network& network, const Segment& s) {
  return line.segment == s.id && line.a == network.node(s.a).id && line.b == network.node(s.b).id;
}

void put_pieces(const std::vector<KeptImage::Line>& lines, std::vector<LinePiece>& out) {
  for (const KeptImage::Line& l : lines) out.push_back({l.from, l.to});
}

/// How far the ends and the middle of a piece are from lines, at most.
double distance(const LinePiece& piece, const std::vector<LinePiece>& lines, double period) {
  double most = 0.0;
  for (const Vector3& x : {piece.a, piece.middle, piece.b})
    most = std::max(most, folded(x - nearest_on_lines(x, lines, period), period).norm());
  return most;
}

/// Calls use(line or null, segment or null) for lines kept and alive segments, both in the order of ids.
template <class Use>
void each_pair(const std::vector<KeptImage::Line>& lines, const Network& network, const Use& use) {
  std::size_t k = 0;
  for (std::size_t s = 0; s < network.segments().size(); ++s) {
    const Segment& segment = network.segments()[s];
    if (!segment.alive) continue;
    for (; k < lines.size() && lines[k].segment < segment.id; ++k) use(&lines[k], no_slot);
    const bool kept = k < lines.size() && same(lines[k], network, segment);
    use(kept ? &lines[k++] : nullptr, static_cast<Slot>(s));
  }
  for (; k < lines.size(); ++k) use(&lines[k], no_slot);
}

}  // namespace

void ImagePlaces::add(const Vector3& middle, const Boundary& boundary) {
  const double period = boundary.period();
  x.push_back(static_cast<float>(middle.x()));
  y.push_back(static_cast<float>(middle.y()));
  z.push_back(static_cast<float>(period > 0.0 ? middle.z() - period * std::floor(middle.z() / period) : middle.z()));
  depth.push_back(static_cast<float>(std::max(0.0, -boundary.signed_distance(middle))));
}

void ImagePlaces::clear() {
  for (std::vector<float>* list : {&x, &y, &z, &depth}) list->clear();
}

void MovedPieces::clear() {
  at.clear();
  length.clear();
  way.clear();
}

void MovedPieces::add_all(const Network& network, const Boundary& boundary) {
  for (std::size_t s = 0; s < network.segments().size(); ++s)
    if (network.segments()[s].alive)
      add({network.start(static_cast<Slot>(s)), network.end(static_cast<Slot>(s))}, false, 1.0, boundary);
}

void MovedPieces::add(const LinePiece& piece, bool to_infinity, double by, const Boundary& boundary) {
  at.add(piece.middle, boundary);
  length.push_back(to_infinity ? unbounded : static_cast<float>(2.0 * piece.half));
  way.push_back(static_cast<float>(by));
}

void LineMotion::find(const std::vector<KeptImage::Line>& lines, const Network& network, const Boundary& boundary,
                      double least) {
  moved.clear();
  was_there.assign(network.segments().size(), false);
  way.assign(network.segments().size(), 0.0);
  then_.clear();
  now_.clear();
  each_pair(lines, network, [&](const KeptImage::Line* line, Slot s) {
    if (s == no_slot) {
      if (now_.empty()) line_pieces(network, now_);
      const LinePiece gone{line->from, line->to};
      const double by = distance(gone, now_, network.period());
      if (by >= least) moved.add(gone, false, by, boundary);
      return;
    }
    const Segment& segment = network.segment(s);
    const LinePiece piece{network.start(s), network.end(s)};
    const double at_a = line != nullptr ? (piece.a - line->from).norm() : 0.0,
                 at_b = line != nullptr ? (piece.b - line->to).norm() : 0.0;
    if (line == nullptr && then_.empty()) put_pieces(lines, then_);
    const double by = line != nullptr ? std::max(at_a, at_b) : distance(piece, then_, network.period());
    const auto leaves = [&](Slot n, double far) { return far > 0.0 && network.node(n).kind == NodeKind::surface; };
    was_there[static_cast<std::size_t>(s)] = line != nullptr;
    if (by < least) return;
    way[static_cast<std::size_t>(s)] = by;
    moved.add(piece, leaves(segment.a, at_a) || leaves(segment.b, at_b), by, boundary);
  });
}

void count_lines(const std::vector<KeptImage::Line>& before, const Network& network, double least,
                 std::vector<KeptImage::Line>& out) {
  out.clear();
  each_pair(before, network, [&](const KeptImage::Line* line, Slot s) {
    if (s == no_slot) return;
    const Vector3 a = network.start(s), b = network.end(s);
    if (line != nullptr && std::max((a - line->from).norm(), (b - line->to).norm()) < least) {
      out.push_back(*line);
      return;
    }
    const Segment& segment = network.segment(s);
    out.push_back({segment.id, network.node(segment.a).id, network.node(segment.b).id, a, b});
  });
}

void add_image_change(const MovedPieces& moved, const ImagePlaces& at, const Boundary& boundary,
                      std::span<float> change) {
  const auto lists = [](const ImagePlaces& p) {
    return PlaceLists{p.x.data(), p.y.data(), p.z.data(), p.depth.data(), p.size()};
  };
  add_image_change(lists(moved.at), moved.length.data(), moved.way.data(), lists(at),
                   static_cast<float>(boundary.bounding_radius()), static_cast<float>(boundary.period()),
                   change.data());
}

}  // namespace pillardd
