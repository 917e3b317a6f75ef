#pragma once
#include <optional>
#include <span>
#include <vector>

#include "ddd/elasticity/exit_curvature.hpp"
#include "ddd/elasticity/half_space.hpp"
#include "ddd/elasticity/half_space_kernel.hpp"

namespace pillardd {

/// Image terms of lines near free planes, each in its own (docs/theory/half-space.md): exact ones, and the same as the
/// vector kernels read them.
class HalfSpaceField {
 public:
  struct Line {
    HalfSpaceSegment exact;
    HalfSpaceCurtain curtain;
    Vector3 middle;  ///< of its image [nm]
    double at_z;     ///< where it counts as being along z [nm]
  };
  struct Exit {
    HalfSpaceExit exact;
    HalfSpaceEnd end;  ///< x: none
    double at_z;
    std::optional<HalfSpaceBend> bend;  ///< x: none
  };

  explicit HalfSpaceField(const ElasticConstants& elastic) : elastic_(elastic) {}
  void clear();
  /// moved: along z since it was told near from far [nm]. raised: as HalfSpaceSegment has it.
  void add(const StraightSegment& segment, const FreePlane& plane, double moved = 0.0, double raised = 0.0);
  /// Where a line with Burgers vector for the outward sense ends on the plane, at its point.
  void add_exit(const Vector3& burgers, const FreePlane& plane, double moved = 0.0);
  /// Gives the exit added last what takes away the traction that is left where the surface bends; smooth: the length
  /// below which it acts [nm].
  void bend_last_exit(const CurvatureAmplitudes& amplitudes, double smooth);

  std::span<const Line> lines() const { return lines_; }
  std::span<const Exit> exits() const { return exits_; }
  bool empty() const { return lines_.empty() && exits_.empty(); }
  const ElasticConstants& elastic() const { return elastic_; }

  /// Puts `count` Gauss points, 1 to 4, of a line of the field to those that act on points around `center`, the line
  /// `up` along z and `weight` times; as long as the field stays as it is.
  void put_elements(const Line& line, int count, const Vector3& center, double up, double weight,
                    std::vector<HalfSpaceElement>& to) const;
  /// Adds their stress to blocks of points around that centre. Single precision.
  void add_elements(std::span<const HalfSpaceElement> elements, const float* rows, std::size_t blocks,
                    float* out) const;
  /// To the first `points` of one block.
  void add_elements_at(std::span<const HalfSpaceElement> elements, const float* rows, std::size_t points,
                       float* out) const;
  /// The same of a whole line by its integral, at any distance, to one block.
  void add_line(const Line& line, const float* rows, const Vector3& center, double up, float* out) const;
  void add_end(const Exit& exit, const float* rows, const Vector3& center, double up, double weight, float* out) const;
  /// What the bend of the surface adds to it; falls off as the inverse cube of the distance from where it ends.
  void add_bend(const Exit& exit, const float* rows, const Vector3& center, double up, float* out) const;

  /// Gauss points that serve at a distance of `gap` from the segment's image, to 1e-4 of its stress one length
  /// away; 0: none does.
  static int points_at(double gap, double length);

 private:
  HalfSpaceConstants constants() const;

  ElasticConstants elastic_;
  std::vector<Line> lines_;
  std::vector<Exit> exits_;
};

}  // namespace pillardd
