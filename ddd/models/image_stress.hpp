#pragma once
#include <memory>
#include <span>
#include <string>

#include "ddd/base/registry.hpp"
#include "ddd/base/types.hpp"
#include "ddd/network/network.hpp"

namespace pillardd {

class Boundary;

/// Correction field that frees the surface of traction: total = applied + network + image.
class ImageStress {
 public:
  virtual ~ImageStress() = default;
  /// Brings the field up to date with the network; called once before a set of evaluations.
  virtual void update(const Network& network) = 0;
  /// Image stress at points inside [GPa]; `out` has the size of `points`.
  virtual void stress(std::span<const Vector3> points, std::span<Matrix3> out) const = 0;
  virtual bool accepts_open_ends() const = 0;  ///< pinned ends of a line that do not conserve
  virtual bool is_none() const = 0;            ///< lets callers skip the evaluation
  virtual std::string name() const = 0;
};

struct Material;
using MakeImageStress = std::unique_ptr<ImageStress> (*)(const Settings& image_stress, const Boundary& boundary,
                                                         const Material& material);

}  // namespace pillardd
