#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

#include "ddd/base/random.hpp"
#include "ddd/base/text.hpp"
#include "ddd/base/units.hpp"
#include "ddd/study/sweep_file.hpp"

namespace pillardd {
namespace {

constexpr int digits_kept = 12;  ///< of a value between the ends of a range: 200 nm, not 200.00000000000003 nm

/// The part of the tree under a dotted path of the settings, "axes.0.list"; nullptr for what a default made.
const Tree* part_at(const Tree& tree, const std::string& path) {
  const Tree* at = &tree;
  for (std::size_t from = 0; from < path.size();) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    const std::string word = path.substr(from, dot - from);
    from = dot + 1;
    if (at->kind == Tree::Kind::list) {
      const std::size_t index = static_cast<std::size_t>(std::stoul(word));
      at = index < at->items.size() ? &at->items[index] : nullptr;
    } else {
      const Tree::Entry* entry = at->find(word);
      at = entry != nullptr ? &entry->value : nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

/// One key with its values, each at its own place in the file.
std::vector<Assignment> listed(const Settings& axis, const Tree& tree) {
  const Tree* written = part_at(tree, axis.path() + ".values");
  std::vector<Assignment> out;
  const std::vector<std::string>& values = axis.texts("values");
  for (std::size_t i = 0; i < values.size(); ++i)
    out.push_back({axis.text("key"), values[i], written != nullptr ? written->items[i].origin : axis.origin("values")});
  return out;
}

double rounded(double value) {
  if (value == 0.0 || !std::isfinite(value)) return value;
  const double scale = std::pow(10.0, digits_kept - 1 - std::floor(std::log10(std::abs(value))));
  return std::isfinite(scale) ? std::round(value * scale) / scale : value;
}

/// Ends of a range in internal units.
struct Ends {
  double from = 0.0, to = 0.0;
  Dimension dimension;
  bool log = false;
  bool good = false;

  /// The value at a fraction of the way, written with its unit.
  std::string at(double fraction) const {
    const double x = log ? from * std::pow(to / from, fraction) : from + (to - from) * fraction;
    return quantity_text(fraction == 0.0 ? from : fraction == 1.0 ? to : rounded(x), dimension);
  }
};

std::optional<Quantity> read_end(const Settings& axis, const std::string& key, Faults& faults) {
  try {
    const Quantity q = parse_quantity(axis.text(key));
    if (std::isfinite(q.value)) return q;
    axis.fault(faults, key, "must be finite");
  } catch (const std::invalid_argument& e) {
    axis.fault(faults, key, e.what());
  }
  return std::nullopt;
}

Ends read_ends(const Settings& axis, bool log, Faults& faults) {
  const std::optional<Quantity> from = read_end(axis, "from", faults), to = read_end(axis, "to", faults);
  if (!from || !to) return {};
  Ends ends{from->value, to->value, from->dimension, log, true};
  const auto refuse = [&](const char* message) {
    axis.fault(faults, "to", message);
    ends.good = false;
  };
  if (!(from->dimension == to->dimension) || from->bare != to->bare) refuse("has another dimension than 'from'");
  if (ends.from == ends.to) refuse("equals 'from': a range needs two different ends");
  if (log && !(ends.from > 0.0 && ends.to > 0.0)) refuse("a logarithmic range needs ends above zero");
  return ends;
}

std::vector<PointPlan> of_list(const Settings& axis, const Tree& tree, Faults& faults) {
  std::vector<PointPlan> out;
  for (const Assignment& a : listed(axis, tree)) out.push_back({a});
  if (out.empty()) axis.fault(faults, "values", "needs at least one value");
  return out;
}

std::vector<PointPlan> of_range(const Settings& axis, bool log, Faults& faults) {
  const Ends ends = read_ends(axis, log, faults);
  std::vector<PointPlan> out;
  const std::int64_t count = ends.good ? axis.integer("count") : 0;
  for (std::int64_t i = 0; i < count; ++i)
    out.push_back(
        {{axis.text("key"), ends.at(static_cast<double>(i) / static_cast<double>(count - 1)), axis.origin("from")}});
  return out;
}

std::vector<PointPlan> of_zip(const Settings& axis, const Tree& tree, Faults& faults) {
  std::vector<PointPlan> out;
  for (const Settings& column : axis.list("columns")) {
    const std::vector<Assignment> values = listed(column, tree);
    if (out.empty()) out.resize(values.size());
    if (values.size() != out.size() || values.empty()) {
      column.fault(faults, "values",
                   "has " + std::to_string(values.size()) + " values, the first column " + std::to_string(out.size()) +
                       ": they must be equally many, at least one");
      return {};
    }
    for (std::size_t i = 0; i < values.size(); ++i) out[i].push_back(values[i]);
  }
  if (out.empty()) axis.fault(faults, "columns", "needs at least one column");
  return out;
}

std::vector<PointPlan> of_seeds(const Settings& axis) {
  std::vector<PointPlan> out;
  for (std::int64_t i = 0; i < axis.integer("count"); ++i)
    out.push_back({{"seed", std::to_string(axis.integer("from") + i), axis.origin("count")}});
  return out;
}

/// A random order of 0..n-1, Fisher and Yates' shuffle in the form of Knuth, The Art of Computer Programming 2, 3.4.2
/// P. Draws 0..n-2 of the stream.
std::vector<std::size_t> shuffled(std::size_t n, const RandomStream& random) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i, n - i)]);
  return order;
}

/// McKay, Beckman, Conover, Technometrics 21 (1979) 239: point i has in range j the place (order_j(i) + u)/n, u
/// uniform.
std::vector<PointPlan> of_latin_hypercube(const Settings& axis, Faults& faults) {
  const std::size_t n = static_cast<std::size_t>(axis.integer("count"));
  std::vector<PointPlan> out(n);
  std::uint64_t place = 0;
  for (const Settings& range : axis.list("ranges")) {
    const Ends ends = read_ends(range, range.text("scale") == "log", faults);
    const RandomStream random(static_cast<std::uint64_t>(axis.integer("seed")), RandomPurpose::latin_hypercube,
                              place++);
    const std::vector<std::size_t> order = shuffled(n, random);
    for (std::size_t i = 0; ends.good && i < n; ++i) {
      const double stratum = static_cast<double>(order[i]) + random.uniform(n + i);
      out[i].push_back({range.text("key"), ends.at(stratum / static_cast<double>(n)), range.origin("from")});
    }
  }
  if (place == 0) axis.fault(faults, "ranges", "needs at least one range");
  return out;
}

std::vector<PointPlan> points_of(const Settings& axis, const Tree& tree, Faults& faults) {
  if (axis.tag() == "list") return of_list(axis, tree, faults);
  if (axis.tag() == "range" || axis.tag() == "log_range") return of_range(axis, axis.tag() == "log_range", faults);
  if (axis.tag() == "zip") return of_zip(axis, tree, faults);
  if (axis.tag() == "seeds") return of_seeds(axis);
  require(axis.tag() == "latin_hypercube", "an axis of kind '" + axis.tag() + "' has no expansion");
  return of_latin_hypercube(axis, faults);
}

}  // namespace

std::vector<std::vector<PointPlan>> axis_points(const SweepFile& sweep, Faults& faults) {
  std::vector<std::vector<PointPlan>> out;
  std::map<std::string, Origin> keys;
  for (const Settings& axis : sweep.settings.list("axes")) {
    out.push_back(points_of(axis, sweep.tree, faults));
    if (out.back().empty()) continue;
    for (const Assignment& a : out.back().front()) {
      const bool fresh = keys.emplace(a.key, a.origin).second;
      if (!fresh)
        faults.add(a.origin, axis.path(), "'" + a.key + "' is swept twice (first at " + keys[a.key].text() + ")");
    }
  }
  if (out.empty()) sweep.settings.fault(faults, "axes", "needs at least one entry");
  return out;
}

}  // namespace pillardd
