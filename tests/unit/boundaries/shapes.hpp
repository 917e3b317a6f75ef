#pragma once
#include <memory>
#include <string>

#include "boundaries/lists.hpp"
#include "ddd/base/random.hpp"
#include "ddd/base/read_settings.hpp"

namespace shapes {

inline pillardd::Settings pillar(const std::string& shape_rows, const std::string& ends) {
  return pillardd::read_settings(
      "{" + shape_rows + ", height: 600 nm, axis: [0, 0, 1], side: [1, 0, 0], ends: " + ends + "}",
      pillardd::pillar_schema());
}

inline std::unique_ptr<pillardd::Boundary> make(const std::string& shape_rows, const std::string& ends) {
  const pillardd::Settings settings = pillar(shape_rows, ends);
  return pillardd::boundaries().at(settings.text("shape")).make(settings);
}

inline std::unique_ptr<pillardd::Boundary> cylinder(const std::string& ends = "periodic") {
  return make("shape: cylinder, diameter: 200 nm", ends);
}

inline std::unique_ptr<pillardd::Boundary> prism(const std::string& ends = "periodic") {
  return make("shape: prism, width: 200 nm, depth: 120 nm", ends);
}

/// Uniform in [-1, 1]³, from a stream of its own.
class Points {
 public:
  pillardd::Vector3 next() {
    pillardd::Vector3 x;
    for (int i = 0; i < 3; ++i) x[i] = 2 * stream_.uniform(draw_++) - 1;
    return x;
  }

 private:
  pillardd::RandomStream stream_{7, pillardd::RandomPurpose::lines, 1};
  std::uint64_t draw_ = 0;
};

}  // namespace shapes
