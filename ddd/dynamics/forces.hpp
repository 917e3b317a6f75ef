#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ddd/base/timers.hpp"
#include "ddd/dynamics/end_forces.hpp"
#include "ddd/dynamics/model.hpp"
#include "ddd/dynamics/segment_image.hpp"

namespace pillardd {

/// Nodal forces of every segment, by slot. Zero for dead segments, and for sessile ones (which never move).
struct Forces {
  std::vector<EndForces> applied;   ///< on ends (a, b), of the applied stress [nN]
  std::vector<EndForces> internal;  ///< of the network, its image field and the core [nN]
  std::vector<Matrix3> stress;      ///< applied + network + image at the midpoint [GPa]; empty unless the law uses it

  Vector3 at(Slot s, bool end_b) const {
    const auto i = static_cast<std::size_t>(s);
    return applied[i][end_b] + internal[i][end_b];
  }
};

/// Force of one node: the sum over its arms [nN].
Vector3 nodal_force(const Network& network, const Forces& forces, Slot n);

class PairSum;
struct FieldRoom;

/// The applied forces of an axial stress [GPa], as the network stands; forces.stress, where it is not empty, is added
/// the applied stress.
void apply_stress(const Model& model, const Network& network, double axial_stress, Forces& forces);

/// Reusable work space: nothing is allocated per step once it has grown. What it returns is valid until the next call.
class ForceEvaluator {
 public:
  /// timers, which outlive it: of the image stress within the forces.
  explicit ForceEvaluator(Timers* timers = nullptr);
  ~ForceEvaluator();

  /// All forces at the present positions.
  const Forces& evaluate(const Model& model, const Network& network, double axial_stress);
  /// The same at the start of a step and at the positions that it leads to: where motion changes the image stress by
  /// less than what it may keep, what is kept is taken (docs/theory/image-spectral.md, 17).
  const Forces& begin_step(const Model& model, const Network& network, double axial_stress, KeptImage& kept);
  const Forces& follow(const Model& model, const Network& network, double axial_stress, const KeptImage& kept);
  /// The same at positions of a step that began with evaluate: the field of all periodic copies but the nearest is that
  /// of evaluate. What moves in a step, hundreds of nm away, changes it by 1e-5 of itself, and it takes a third of the
  /// time of an evaluation of 150 segments.
  const Forces& evaluate_in_step(const Model& model, const Network& network, double axial_stress);
  /// That, with the image stress kept where it may be, `kept` being followed; anew: all worked out, and kept.
  const Forces& follow_in_step(const Model& model, const Network& network, double axial_stress, KeptImage& kept,
                               bool anew);
  /// What the image stress made of the forces asked for last, and of their stress; not where there is none.
  const Forces& image_part() const { return image_part_; }
  /// The same at the present positions, as the last two have it; kept null: all worked out, nothing kept.
  const Forces& image_in_step(const Model& model, const Network& network, KeptImage* kept, bool anew);
  /// The part that changes fast: core, self and near pairs (docs/theory/forces.md), and the applied stress. With
  /// evaluate_far it adds up to evaluate, to rounding. No stress for the law.
  const Forces& evaluate_near(const Model& model, const Network& network, double axial_stress);
  /// The rest: far pairs, periodic copies, continuations, image. Nothing applied.
  const Forces& evaluate_far(const Model& model, const Network& network);
  /// Forces on the arms of these nodes only, every pair in closed form; NaN elsewhere. Cost: (arms) x (segments) pairs.
  /// What the image stress keeps is not renewed, and what periodic copies do to a segment is that of the first such
  /// call since all forces were taken last, turned with it.
  const Forces& forces_on(const Model& model, const Network& network, double axial_stress, std::span<const Slot> nodes);

 private:
  struct Outside;
  void list_segments(const Model& model, const Network& network, bool keep_copies = false, bool pairs_only = false);
  bool has_many_lines(const Model& model, const Network& network) const;
  void want_all();
  void want_arms(const Network& network, std::span<const Slot> nodes);
  /// keep_copies: all copies but the nearest act as where evaluate was asked last, turned with the segments.
  void add_continuations(const Model& model, const Network& network, bool keep_copies);
  void add_copies_on(const Network& network);
  void add_acting_lines(const Model& model, const Network& network, bool keep_copies);
  /// plan: whether the image stress is asked for anywhere; image: called for it when it is up to date.
  template <class Plan, class Image>
  const Forces& evaluate_all(const Model& model, const Network& network, double axial_stress, const Plan& plan,
                             const Image& image, bool keep_copies = false);
  void add_near_rays(const Model& model, double length, std::size_t block);
  void add_applied_and_core(const Model& model, double axial_stress);
  template <class Plan, class Image>
  void add_image(const Model& model, const Network& network, const Plan& plan, const Image& image);
  void add_law_stress(const Model& model, const Network& network, double axial_stress);
  const Forces& hand_out(const Network& network, double elsewhere);

  Forces forces_, image_part_;
  std::vector<Slot> slot_;                 ///< alive segments, the mobile ones first, those that are acting lines last
  std::vector<StraightSegment> geometry_;  ///< of slot_
  std::size_t mobile_ = 0;                 ///< how many of slot_
  std::size_t summed_ = 0;                 ///< how many of slot_ are summed by pairs; the rest are acting lines
  std::vector<std::uint32_t> wanted_;      ///< places in slot_ whose forces are asked for, all mobile
  std::vector<EndForces> applied_, internal_;  ///< of slot_
  /// What periodic copies do to a segment.
  struct CopiesOn {
    Id segment;
    StraightSegment at;
    EndForces force;
  };
  std::vector<CopiesOn> known_copies_;  ///< found by forces_on since all forces were taken last
  std::vector<std::uint32_t> unknown_;  ///< of wanted_
  std::vector<EndForces> copies_on_;    ///< of slot_
  std::vector<Vector3> points_;
  std::vector<Matrix3> stress_, image_;  ///< for the law
  SegmentImage image_at_;
  SegmentImage::Targets targets_;  ///< of wanted_
  std::unique_ptr<FieldRoom> field_room_;
  std::unique_ptr<PairSum> pairs_;
  std::unique_ptr<Outside> outside_;
  Timers* timers_;
};

}  // namespace pillardd
