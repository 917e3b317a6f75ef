#pragma once
#include <span>
#include <vector>

#include "ddd/dynamics/end_forces.hpp"
#include "ddd/dynamics/line_motion.hpp"
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Forces of the image stress on segments by Gauss points: three, or two where it varies over more than the segment.
/// From step to step, and within one, the stress is kept where what has moved changes it by no more than the image
/// stress may err by (ImageStress::kept_error; docs/theory/image-spectral.md, 17). Reusable work space: nothing is
/// allocated once it has grown.
class SegmentImage {
 public:
  /// Mobile segments: their geometry and slots, in the order of ids.
  struct Targets {
    std::vector<StraightSegment> geometry;
    std::vector<Slot> slots;
  };
  /// Anew everywhere.
  void evaluate(const Model& model, const Targets& targets);
  /// At the start of a step: finds what has changed by too much since it was last worked out; anew: all. Whether the
  /// image stress is asked for anything; then, it being up to date, works it out and counts what has moved.
  bool plan_step(const Model& model, const Network& network, const Targets& targets, KeptImage& kept, bool anew);
  void begin_step(const Model& model, const Network& network, const Targets& targets, KeptImage& kept);
  /// The same within the step, lines being elsewhere.
  bool plan_to_follow(const Model& model, const Network& network, const Targets& targets, const KeptImage& kept);
  void follow(const Model& model, const Targets& targets);

  /// To the forces on the ends of the i-th target.
  void add_force(std::size_t i, const StraightSegment& segment, EndForces& to) const;

 private:
  /// Fills spot_ and changed_.
  void find_changes(const Model& model, const Network& network, const Targets& targets, const KeptImage& kept);
  bool is_kept(const Model& model, std::size_t i) const;
  bool list_due(const Model& model, const Targets& targets);
  void keep_or_work_out(const Model& model, const Targets& targets);
  void find_gradients(const Model& model, const Network& network, const Targets& targets);
  KeptImage::Spot new_spot(const Model& model, const Network& network, Slot slot, std::size_t i, double gradient) const;
  void stress_at_due(const Model& model);
  void list_points(const Targets& targets);

  std::vector<std::uint32_t> count_;          ///< of points, by target
  std::vector<std::size_t> first_;            ///< of its points
  std::vector<const KeptImage::Spot*> spot_;  ///< by target; null: none
  std::vector<double> changed_;               ///< by target, by (17); infinite where nothing is kept
  std::vector<std::uint32_t> due_;            ///< targets worked out
  std::vector<Vector3> points_;
  std::vector<Matrix3> stress_;
  std::vector<Vector3> due_points_;
  std::vector<Matrix3> due_stress_;
  LineMotion motion_;
  MovedPieces pieces_;
  ImagePlaces places_;
  std::vector<float> change_;
  KeptImage next_;
  bool anew_ = false;
};

}  // namespace pillardd
