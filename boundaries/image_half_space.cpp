#include <algorithm>
#include <limits>

#include "boundaries/half_space_terms.hpp"
#include "boundaries/models.hpp"
#include "ddd/base/errors.hpp"

namespace pillardd {

namespace {

constexpr double everywhere = std::numeric_limits<double>::infinity();

/// Every segment with its image in the plane that touches the surface nearest to it; docs/theory/half-space.md.
class HalfSpaceImage final : public ImageStress {
 public:
  explicit HalfSpaceImage(const ImageContext& context)
      : terms_(context.boundary, context.elastic, everywhere, everywhere) {}
  void update(const Network& network, const NetworkField&, bool) override { terms_.update(network, {}); }
  void stress(std::span<const Vector3> points, std::span<Matrix3> out) const override {
    require(points.size() == out.size(), "ImageStress::stress: sizes differ");
    std::fill(out.begin(), out.end(), Matrix3::Zero());
    terms_.add_stress(points, out);
  }
  bool accepts_open_ends() const override { return false; }
  bool is_none() const override { return false; }
  std::string name() const override { return "half_space"; }

 private:
  HalfSpaceTerms terms_;
};

}  // namespace

std::unique_ptr<ImageStress> make_image_half_space(const Settings&, const ImageContext& context) {
  return std::make_unique<HalfSpaceImage>(context);
}

}  // namespace pillardd
