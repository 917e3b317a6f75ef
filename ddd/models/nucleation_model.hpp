#pragma once
#include <memory>
#include <string>

#include "ddd/base/registry.hpp"
#include "ddd/base/types.hpp"

namespace pillardd {

class Boundary;
struct Material;

/// Rate of nucleation of one slip system at a site.
class NucleationModel {
 public:
  virtual ~NucleationModel() = default;
  virtual double rate(double resolved_shear, double temperature) const = 0;  ///< [1/ns] from [GPa], [K]
  virtual std::string name() const = 0;
};

using MakeNucleationModel = std::unique_ptr<NucleationModel> (*)(const Settings& nucleation, const Boundary& boundary,
                                                                 const Material& material);

}  // namespace pillardd
