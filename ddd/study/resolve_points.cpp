#include <map>

#include "ddd/base/sha256.hpp"
#include "ddd/study/sweep_folder.hpp"

namespace pillardd {
namespace {

constexpr std::size_t name_digits = 16;

/// Faults of many points: the same one is reported once, with the points it was met in.
class PointFaults {
 public:
  explicit PointFaults(std::size_t points) : points_(points) {}

  void add(const Fault& fault, std::size_t point, const PointPlan& plan) {
    const auto [at, fresh] = index_.emplace(fault.text(), faults_.size());
    if (fresh) faults_.push_back({fault, point, plan_text(plan), 0});
    ++faults_[at->second].count;
  }

  void throw_if_any() const {
    Faults out;
    for (const Met& m : faults_) out.add(m.fault.origin, m.fault.key, m.fault.message + " (" + where(m) + ")");
    out.throw_if_any();
  }

 private:
  struct Met {
    Fault fault;
    std::size_t point = 0;
    std::string plan;
    std::size_t count = 0;
  };

  std::string where(const Met& m) const {
    if (m.count == points_ && points_ > 1) return "every point";
    const std::string more = m.count > 1 ? " and " + std::to_string(m.count - 1) + " more points" : "";
    return "point " + std::to_string(m.point + 1) + " of " + std::to_string(points_) + ": " + m.plan + more;
  }

  std::size_t points_;
  std::vector<Met> faults_;
  std::map<std::string, std::size_t> index_;
};

/// The place in the sweep file of what `--set N` of a point was made from.
Fault placed(Fault fault, const SweepFile& sweep, const PointPlan& plan) {
  if (fault.origin.file != "--set") return fault;
  const std::size_t common = sweep.settings.texts("set").size();
  const std::size_t n = static_cast<std::size_t>(fault.origin.line);
  fault.origin = n <= common ? sweep.settings.origin("set") : plan.at(n - common - 1).origin;
  return fault;
}

InputSource source_of(const SweepFile& sweep, const PointPlan& plan) {
  InputSource source{sweep.base(), sweep.settings.texts("set")};
  for (const Assignment& a : plan) source.sets.push_back(a.key + "=" + a.value);
  return source;
}

}  // namespace

std::vector<SweepPoint> resolve_points(const SweepFile& sweep, const ResolveInput& resolve) {
  Faults of_axes;
  const std::vector<std::vector<PointPlan>> axes = axis_points(sweep, of_axes);
  of_axes.throw_if_any();
  const std::vector<PointPlan> plans = all_points(axes);
  PointFaults faults(plans.size());
  std::map<std::string, std::size_t> names;
  std::vector<SweepPoint> out;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    try {
      const ResolvedInput input = resolve(source_of(sweep, plans[i]));
      out.push_back({sha256(input.yaml).substr(0, name_digits), plans[i], input.yaml, input.files});
      const auto [first, fresh] = names.emplace(out.back().name, i);
      if (!fresh)
        faults.add({sweep.settings.origin("axes"), "axes",
                    "two points have the same resolved input: another is point " + std::to_string(first->second + 1)},
                   i, plans[i]);
    } catch (const InputError& e) {
      for (const Fault& f : e.faults()) faults.add(placed(f, sweep, plans[i]), i, plans[i]);
    }
  }
  faults.throw_if_any();
  return out;
}

}  // namespace pillardd
