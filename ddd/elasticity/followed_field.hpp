#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ddd/elasticity/line_field.hpp"

namespace pillardd {

/// A line that does not act on a segment, `copy` periods up from where it was listed.
struct LeftOut {
  std::uint32_t on, line;
  int copy = 0;
};

struct FollowedSettings {
  ElasticConstants elastic;
  double period = 0.0;  ///< along z [nm]; 0: none
  bool stress = false;  ///< of all lines, those left out too, at the middles
};

/// Forces of lines on segments, of the copies less than 3/4 of a period away where they are listed: a smooth function
/// of where they go from there, to tell what going there changes (docs/theory/time-implicit.md, 3d). Single precision:
/// closed form at three Gauss points of each segment, of what is five of its lengths away and more at its midpoint, and
/// of segments as far as five of theirs by points on their midpoints. Cost: (segments) x (lines and copies) at 0.5 to
/// 10 ns. Nothing is allocated once the buffers have grown; the same bits for any number of threads.
class FollowedField {
 public:
  /// on: segments that are acted on; lines: the same segments, then others.
  void list(std::span<const StraightSegment> on, std::span<const ActingLine> lines, std::span<const LeftOut> left_out,
            const FollowedSettings& settings);
  /// The same segments and lines, gone to where they are now: forces on the ends (a, b) of each [nN], and the stress at
  /// its middle [GPa], untouched unless asked for.
  void evaluate(std::span<const StraightSegment> on, std::span<const ActingLine> lines,
                std::span<std::array<Vector3, 2>> force, std::span<Matrix3> stress);

 private:
  static constexpr std::size_t points = 3;
  /// A line that acts on some segments of a block only.
  struct Partly {
    std::uint32_t line, left_out;  ///< left_out: one bit a segment
  };
  /// What acts on a block, of one copy of all lines.
  struct Acting {
    std::vector<std::uint32_t> lines, on_middles;  ///< in closed form
    std::vector<std::uint32_t> blocks;             ///< as points on midpoints, on midpoints
    std::vector<Partly> partly;
  };
  /// Segments that are acted on together, and as sources.
  struct Block {
    std::vector<std::uint32_t> on;
    Vector3 center;                      ///< of the middles
    double radius = 0.0, longest = 0.0;  ///< of the middles; segment [nm]
    double low = 0.0, high = 0.0;        ///< of the middles along z
    std::array<Acting, 3> copies;        ///< a period down, here, a period up
  };
  Block& new_block();
  std::span<Block> blocks() { return std::span(blocks_).first(block_count_); }
  double rise(std::size_t copy) const { return (static_cast<double>(copy) - 1.0) * settings_.period; }
  void cut(std::span<const StraightSegment> on);
  void leave_out(std::span<const LeftOut> left_out);
  void deal(Block& block, std::size_t copy, std::span<const ActingLine> lines);
  void sum(const Block& block, std::span<const StraightSegment> on, std::span<std::array<Vector3, 2>> force,
           std::span<Matrix3> stress) const;

  FollowedSettings settings_;
  SegmentTree tree_;
  std::vector<Block> blocks_;
  std::size_t block_count_ = 0;
  std::vector<double> shift_on_, shift_line_;       ///< into the period [nm]
  std::vector<std::uint32_t> block_of_, place_of_;  ///< by segment
  std::vector<char> partly_;                        ///< by line, of the block and copy at hand
  Vector3 center_ = Vector3::Zero();                ///< of all
  std::vector<SegmentSource> source_;               ///< lines about it; half lines have no end
  AlignedVector<SharpSource> sharp_;                ///< segments about it, block by block
};

}  // namespace pillardd
