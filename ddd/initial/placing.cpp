#include "ddd/initial/placing.hpp"

#include <cmath>

#include "ddd/base/text.hpp"
#include "ddd/crystal/slip_systems.hpp"

namespace pillardd {

namespace {

/// How much is still to be placed.
class Quota {
 public:
  Quota(const Settings& entry, double volume) {
    if (entry.has("count")) count_ = static_cast<std::size_t>(entry.integer("count"));
    if (entry.has("density")) target_ = entry.number("density") * volume;
  }
  bool full() const { return count_ ? placed_ >= *count_ : length_ >= target_; }
  /// By density an object is placed only where it brings the sum nearer to what was asked.
  bool wants(double length) const { return count_ || length_ + 0.5 * length <= target_; }
  void add(double length) {
    length_ += length;
    ++placed_;
  }
  std::size_t placed() const { return placed_; }
  double length() const { return length_; }
  double target() const { return target_; }
  bool by_density() const { return !count_; }

 private:
  std::optional<std::size_t> count_;
  double target_ = 0.0, length_ = 0.0;
  std::size_t placed_ = 0;
};

enum class Outcome { placed, enough, impossible };

/// Everything the trials of one entry share.
struct Attempt {
  PlacementContext& context;
  Network& network;
  const Recipe& recipe;
  Quota& quota;
  Tally& all;
};

std::string obstacle(const Attempt& at, const Path& path) {
  const double gap = clearance(at.context);
  if (near_itself(path, at.network.period(), gap)) return "comes too near itself or its periodic image";
  if (near_network(path, at.network, gap)) return "comes too near another line";
  return "";
}

Outcome place_one(const Attempt& at, const RandomStream& stream, Tally& reasons) {
  const std::optional<Range>& range = at.recipe.size;
  const double size = range ? range->min + (range->max - range->min) * stream.uniform(0) : 0.0;
  if (at.recipe.known_length && !at.quota.wants(at.recipe.known_length(size))) return Outcome::enough;
  for (std::uint64_t trial = 0; trial < trials_per_object; ++trial) {
    Draws draws(stream, trial);
    Candidate candidate = at.recipe.make(size, draws);
    if (candidate.path) {
      const double length = candidate.path->mobile_length();
      if (!at.quota.wants(length)) return Outcome::enough;
      candidate.reason = obstacle(at, *candidate.path);
      if (candidate.reason.empty()) {
        Edit edit(at.network);
        add_path(edit, *candidate.path, at.context.segment_length, at.network.period());
        at.quota.add(length);
        return Outcome::placed;
      }
    }
    reasons.add(candidate.reason);
    at.all.add(candidate.reason);
  }
  return Outcome::impossible;
}

/// [1/m^2] with three digits, for messages.
std::string density_text(double per_nm2) {
  const double x = per_nm2 * 1e18;
  const double unit = std::pow(10.0, std::floor(std::log10(x)) - 2.0);
  return to_text(std::round(x / unit) * unit) + " /m^2";
}

void warn_about_density(const Quota& quota, double volume, PlacementReport& report) {
  if (!quota.by_density() || quota.placed() == 0) {
    if (quota.by_density())
      report.warnings.push_back("nothing was placed: the density asked for is less than half of one object");
    return;
  }
  if (std::abs(quota.length() - quota.target()) > 0.1 * quota.target())
    report.warnings.push_back("whole objects give a density of " + density_text(quota.length() / volume) + " where " +
                              density_text(quota.target() / volume) + " was asked for");
}

}  // namespace

void Tally::add(const std::string& reason) {
  for (std::pair<std::string, std::size_t>& entry : counts_) {
    if (entry.first != reason) continue;
    ++entry.second;
    return;
  }
  counts_.emplace_back(reason, 1);
}

std::vector<std::string> Tally::lines() const {
  std::vector<std::string> out;
  for (const std::pair<std::string, std::size_t>& entry : counts_)
    out.push_back(entry.first + ": " + std::to_string(entry.second));
  return out;
}

std::size_t Tally::total() const {
  std::size_t sum = 0;
  for (const std::pair<std::string, std::size_t>& entry : counts_) sum += entry.second;
  return sum;
}

std::vector<Row> quota_rows(const std::string& noun) {
  return {row::integer("count", "Number of " + noun + ".").at_least(1).at_most(1000000).optional(),
          row::quantity("density", dimension::line_density,
                        "Mobile line length per volume; the nearest that whole " + noun + " give.")
              .above(0)
              .optional()};
}

Row planes_row() {
  return row::choice("planes", {"110", "112", "both"}, "Slip planes to draw from, each system with the same weight.")
      .by_default("110");
}

std::vector<SlipSystem> systems_of(const std::string& planes) {
  std::vector<SlipSystem> out;
  const std::vector<SlipSystem>& all = bcc_slip_systems();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_110 = i < 12;
    if (planes == "both" || (planes == "110") == is_110) out.push_back(all[i]);
  }
  return out;
}

Row schmid_row() {
  return row::number("schmid_min",
                     "Least Schmid factor, for load along the pillar's axis, of the slip systems to draw from: 0.3 leaves "
                     "out those that such a load hardly moves.")
      .at_least(0)
      .at_most(0.5)
      .by_default("0");
}

bool stressed_enough(const Settings& entry, const SlipSystem& system, const Lattice& lattice) {
  const double factor = std::abs(lattice.direction(system.burgers).z() * lattice.plane_normal(system.plane).z());
  return factor >= entry.number("schmid_min") - 1e-9;  // rounding of the axes
}

Row character_row() {
  return row::choice("character", {"edge", "screw", "random"},
                     "Line direction in the slip plane; `random`: at an angle to the Burgers vector drawn uniformly.")
      .by_default("random");
}

Vector3 draw_direction(const std::string& character, const SlipSystem& system, const Lattice& lattice, Draws& draws) {
  const Vector3 s = lattice.direction(system.burgers);
  const Vector3 e = lattice.plane_normal(system.plane).cross(s);
  const double turn = draws.uniform();
  if (character == "random") {
    const double angle = 2.0 * 3.14159265358979323846 * turn;
    return std::cos(angle) * s + std::sin(angle) * e;
  }
  const double sense = turn < 0.5 ? 1.0 : -1.0;
  return character == "edge" ? Vector3(sense * e) : Vector3(sense * s);
}

SlipSystem draw_system(const std::vector<SlipSystem>& systems, Draws& draws) {
  return systems[static_cast<std::size_t>(draws.below(systems.size()))];
}

std::optional<Vector3> draw_inside(const Boundary& boundary, Draws& draws) {
  const double r = boundary.bounding_radius();
  for (int attempt = 0; attempt < 16; ++attempt) {
    const double x = draws.uniform(-r, r), y = draws.uniform(-r, r), z = draws.uniform(0.0, boundary.height());
    if (boundary.signed_distance({x, y, z}) < 0.0) return Vector3(x, y, z);
  }
  return std::nullopt;
}

PlacementReport place_objects(const Settings& entry, PlacementContext& context, Network& network,
                              const Recipe& recipe) {
  PlacementReport report;
  report.entry = entry.path();
  Quota quota(entry, context.boundary.volume());
  Tally all;
  const Attempt at{context, network, recipe, quota, all};
  for (std::uint64_t index = 0; !quota.full(); ++index) {
    const RandomStream stream(context.seed, recipe.purpose, (static_cast<std::uint64_t>(context.entry) << 32) | index);
    Tally reasons;
    const Outcome outcome = place_one(at, stream, reasons);
    if (outcome == Outcome::impossible) {
      std::string why;
      for (const std::string& line : reasons.lines()) why += (why.empty() ? "" : "; ") + line;
      entry.fault(context.faults, "",
                  "found no place for " + recipe.noun + " " + std::to_string(index + 1) + " in " +
                      std::to_string(trials_per_object) + " trials (" + why + ")");
    }
    if (outcome != Outcome::placed) break;
  }
  if (context.faults.empty()) warn_about_density(quota, context.boundary.volume(), report);
  report.placed = quota.placed();
  report.rejected = all.total();
  report.reasons = all.lines();
  return report;
}

}  // namespace pillardd
