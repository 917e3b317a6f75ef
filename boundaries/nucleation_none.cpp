#include <limits>

#include "boundaries/models.hpp"

namespace pillardd {

namespace {

/// Nothing nucleates: dislocations come from the starting network alone.
class NoNucleation final : public NucleationModel {
 public:
  Activation activation(NucleationPlace, double, double) const override {
    return {std::numeric_limits<double>::infinity(), 0.0, false};
  }
  double attempt_frequency() const override { return 0.0; }
  bool is_none() const override { return true; }
  std::string name() const override { return "none"; }
};

}  // namespace

std::unique_ptr<NucleationModel> make_nucleation_none(const Settings&, const NucleationContext&) {
  return std::make_unique<NoNucleation>();
}

}  // namespace pillardd
