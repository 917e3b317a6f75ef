#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ddd/base/registry.hpp"
#include "ddd/base/types.hpp"
#include "ddd/elasticity/elasticity.hpp"
#include "ddd/network/network.hpp"

namespace pillardd {

class Boundary;
class CylinderPatches;

/// Sessile segments, the continuations of lines whose last segment is sessile; or what is not.
enum class LineSet { all, sessile, mobile };

/// Whether a surface node's line cannot move.
bool ends_sessile(const Network& network, Slot surface_node);

/// The network's stress in the infinite body, which the image stress has to complete. Handed in by whoever sums it,
/// with the same copies, tails and continuations that the forces have: the surface is freed of exactly that traction.
class NetworkField {
 public:
  virtual ~NetworkField() = default;
  /// Of segments, their periodic copies and the continuations outside [GPa]; `out` has the size and the order of the
  /// points.
  virtual void stress(const CylinderPatches& points, std::span<Matrix3> out, LineSet lines) const = 0;
};

/// Correction field that frees the surface of traction: total = applied + network + image. Between update and the
/// evaluations that follow it is a pure function of the network handed in last and of memory(), so that a resumed run
/// has the same bits.
class ImageStress {
 public:
  virtual ~ImageStress() = default;
  /// Brings the field up to date with the network; called once before a set of evaluations. `field` is that of
  /// `network` and need not outlive the call. asked: whether any stress() follows; if not, only released_stress() need
  /// be up to date.
  virtual void update(const Network& network, const NetworkField& field, bool asked = true) = 0;
  /// Image stress at points inside [GPa]; `out` has the size of `points`.
  virtual void stress(std::span<const Vector3> points, std::span<Matrix3> out) const = 0;
  /// The part of stress() that every update has exactly, from sums over the network [GPa].
  virtual Matrix3 released_stress(const Vector3&) const { return Matrix3::Zero(); }
  /// While held, an update keeps what it otherwise renews once an error is exceeded, and renews it once at most, where
  /// the one before was not asked for any stress: forces within a time step are then a smooth function of positions.
  virtual void hold(bool) {}
  /// Error of the stress, in units of mu b/(2 pi R), that what it keeps of earlier networks may make; 0: it keeps
  /// nothing.
  virtual double kept_error() const { return 0.0; }
  /// What it keeps of earlier networks; part of a checkpoint, given back before the first update of a resumed run.
  virtual std::vector<double> memory() const { return {}; }
  virtual void recall(std::span<const double>) {}
  virtual bool accepts_open_ends() const = 0;        ///< pinned ends of a line that do not conserve
  virtual bool holds_ends() const { return false; }  ///< acts on pillar.hold
  virtual bool is_none() const = 0;                  ///< lets callers skip the evaluation
  virtual std::string name() const = 0;
  /// What a user is to know about this network: where the model is not as good as it claims, and what to choose.
  virtual std::vector<std::string> warnings(const Network&) const { return {}; }
};

/// Holds an image stress as long as it lives.
class HeldImage {
 public:
  explicit HeldImage(ImageStress& image) : image_(image) { image_.hold(true); }
  ~HeldImage() { image_.hold(false); }
  HeldImage(const HeldImage&) = delete;
  HeldImage& operator=(const HeldImage&) = delete;

 private:
  ImageStress& image_;
};

/// What the ends keep from relaxing, less what the load itself drives, and the crystal's moduli that resist.
struct HeldEnds {
  bool twist = false, bending_x = false, bending_y = false;  ///< bending: of int x sigma_zz dA, int y sigma_zz dA
  double axial_modulus = unset, torsion_modulus = unset;     ///< [GPa]
  bool any() const { return twist || bending_x || bending_y; }
};

/// What a model of the image stress is made of besides its own parameters.
struct ImageContext {
  const Boundary& boundary;  ///< outlives the model
  ElasticConstants elastic;  ///< of the network's field, core radius included
  HeldEnds held;
};
using MakeImageStress = std::unique_ptr<ImageStress> (*)(const Settings& image_stress, const ImageContext& context);

}  // namespace pillardd
