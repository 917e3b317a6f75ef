#pragma once
#include <span>
#include <vector>

#include "ddd/dynamics/kept_image.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/network/line_pieces.hpp"

namespace pillardd {

/// Places of straight pieces and how deep below the surface they are, one list each [nm].
struct ImagePlaces {
  std::vector<float> x, y, z, depth;
  std::size_t size() const { return x.size(); }
  void add(const Vector3& middle, const Boundary& boundary);
  void clear();
};

/// Pieces that have moved, each with its length and how far [nm].
struct MovedPieces {
  ImagePlaces at;
  std::vector<float> length, way;
  /// to_infinity: it goes on outside.
  void add(const LinePiece& piece, bool to_infinity, double by, const Boundary& boundary);
  void clear();
  /// All alive segments, each moved by 1 nm.
  void add_all(const Network& network, const Boundary& boundary);
};

/// How the lines of a network have moved since they were counted, where by `least` or more: segments that are no longer
/// the same count by the distance to the lines of the other time, and one whose end moves on the surface has its
/// continuation with it. Work space too: nothing is allocated once it has grown.
class LineMotion {
 public:
  void find(const std::vector<KeptImage::Line>& lines, const Network& network, const Boundary& boundary, double least);

  MovedPieces moved;
  /// By slot: whether the segment was there, and how far it has moved [nm].
  std::vector<bool> was_there;
  std::vector<double> way;

 private:
  std::vector<LinePiece> then_, now_;
};

/// The alive segments where they are; those of `before` that have moved by less than `least` stay where they counted.
void count_lines(const std::vector<KeptImage::Line>& before, const Network& network, double least,
                 std::vector<KeptImage::Line>& out);

/// Adds to `change` what the motion may change the image stress by at places, in units of mu b/(2 pi R)
/// (docs/theory/image-spectral.md, 17): sum over the pieces of R way/r^2 min(1, length/r), r^2 = |x - x_i|^2 + 4 d d_i.
void add_image_change(const MovedPieces& moved, const ImagePlaces& at, const Boundary& boundary,
                      std::span<float> change);

}  // namespace pillardd
