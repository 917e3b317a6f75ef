#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddd/base/random.hpp"
#include "ddd/crystal/slip_systems.hpp"
#include "ddd/initial/generators.hpp"
#include "ddd/initial/path.hpp"

namespace pillardd {

/// Lines keep this many core radii from one another and from the surface when they are placed at random.
inline constexpr double clearance_in_core_radii = 4.0;
/// Places tried for one object before the request is called impossible.
inline constexpr std::uint64_t trials_per_object = 2000;

inline double clearance(const PlacementContext& context) {
  return clearance_in_core_radii * context.core_radius;
}

/// Consecutive random numbers of one trial.
class Draws {
 public:
  Draws(const RandomStream& stream, std::uint64_t trial) : stream_(stream), next_(per_trial * (trial + 1)) {}
  double uniform() { return stream_.uniform(next_++); }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  std::uint64_t below(std::uint64_t n) { return stream_.below(n, next_++); }
  bool coin() { return below(2) == 1; }

 private:
  static constexpr std::uint64_t per_trial = 64;
  const RandomStream& stream_;
  std::uint64_t next_;
};

/// Counts of why candidates were rejected, in the order of first appearance.
class Tally {
 public:
  void add(const std::string& reason);
  std::vector<std::string> lines() const;  ///< "a pin is outside: 12"
  std::size_t total() const;

 private:
  std::vector<std::pair<std::string, std::size_t>> counts_;
};

/// A candidate, or the reason why there is none.
struct Candidate {
  std::optional<Path> path;
  std::string reason;
};

/// How objects of one kind are made.
struct Recipe {
  RandomPurpose purpose = RandomPurpose::lines;
  std::string noun;           ///< "source", for messages
  std::optional<Range> size;  ///< drawn once for each object, so that rejections do not favour small ones
  std::function<double(double)> known_length;  ///< mobile length for a size [nm]; empty where only the place decides
  std::function<Candidate(double, Draws&)> make;
};

/// Rows `count` and `density`, of which exactly one is given.
std::vector<Row> quota_rows(const std::string& noun);
/// Row `planes` and the systems it names.
Row planes_row();
std::vector<SlipSystem> systems_of(const std::string& planes);
/// Row `schmid_min`, and whether a system's Schmid factor for load along the pillar's axis reaches what it asks.
Row schmid_row();
bool stressed_enough(const Settings& entry, const SlipSystem& system, const Lattice& lattice);
/// Row `character` (edge | screw | random) and a unit line direction of that character in the system's plane, lab
/// frame.
Row character_row();
Vector3 draw_direction(const std::string& character, const SlipSystem& system, const Lattice& lattice, Draws& draws);
SlipSystem draw_system(const std::vector<SlipSystem>& systems, Draws& draws);
/// A point drawn uniformly in the pillar; nullopt when sixteen draws in its bounding box all fell outside.
std::optional<Vector3> draw_inside(const Boundary& boundary, Draws& draws);

/// Places objects until the entry's `count` is reached, or its `density` as nearly as whole objects allow.
PlacementReport place_objects(const Settings& entry, PlacementContext& context, Network& network, const Recipe& recipe);

}  // namespace pillardd
