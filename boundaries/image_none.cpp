#include <algorithm>

#include "boundaries/models.hpp"
#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

/// The infinite body: the surface only cuts lines and keeps its traction.
class NoImageStress final : public ImageStress {
 public:
  void update(const Network&, const NetworkField&, bool) override {}
  void stress(std::span<const Vector3> points, std::span<Matrix3> out) const override {
    require(points.size() == out.size(), "ImageStress::stress: sizes differ");
    std::fill(out.begin(), out.end(), Matrix3::Zero());
  }
  bool accepts_open_ends() const override { return true; }
  bool is_none() const override { return true; }
  std::string name() const override { return "none"; }
};

}  // namespace

std::unique_ptr<ImageStress> make_image_none(const Settings&, const ImageContext&) {
  return std::make_unique<NoImageStress>();
}

}  // namespace pillardd
