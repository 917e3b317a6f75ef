#include "boundaries/models.hpp"

namespace pillardd {

namespace {

/// Nothing nucleates: dislocations come from the starting network alone.
class NoNucleation final : public NucleationModel {
 public:
  double rate(double, double) const override { return 0; }
  std::string name() const override { return "none"; }
};

}  // namespace

std::unique_ptr<NucleationModel> make_nucleation_none(const Settings&, const Boundary&, const Material&) {
  return std::make_unique<NoNucleation>();
}

}  // namespace pillardd
