#include "ddd/study/sweep_file.hpp"

#include <algorithm>
#include <optional>

#include "ddd/base/files.hpp"
#include "ddd/base/read_settings.hpp"
#include "ddd/base/write_settings.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

fs::path file_of(const fs::path& given) {
  if (!fs::is_directory(given)) return given;
  const fs::path inside = given / "sweep.yaml";
  if (!fs::exists(inside)) throw InputError(given.string() + ": a folder without a sweep.yaml");
  return inside;
}

std::string text_of(const fs::path& file) {
  try {
    return read_file(file);
  } catch (const RunFailure& e) {
    throw InputError(e.what());
  }
}

/// The base is looked for beside the sweep file, and known by its whole path from then on.
void complete_base(Tree& tree, const fs::path& file) {
  Tree::Entry* base = tree.find("base");
  if (base != nullptr && base->value.kind == Tree::Kind::scalar)
    base->value.text = fs::absolute(file).parent_path().append(base->value.text).lexically_normal().string();
}

}  // namespace

fs::path SweepFile::base() const {
  return settings.text("base");
}

SweepFile read_sweep(const fs::path& given) {
  SweepFile out;
  out.path = file_of(given);
  Faults faults;
  std::optional<Tree> tree = parse_tree(text_of(out.path), out.path.string(), faults);
  if (tree && tree->kind != Tree::Kind::map) faults.add(tree->origin, "", "expected a map of keys at the top");
  if (!tree || tree->kind != Tree::Kind::map) faults.throw_if_any();
  complete_base(*tree, out.path);
  out.settings = read_settings(*tree, sweep_schema(), faults);
  if (out.settings.has("base") && !fs::is_regular_file(out.base()))
    out.settings.fault(faults, "base", "no such file: '" + out.base().string() + "'");
  faults.throw_if_any();
  out.yaml = write_settings(out.settings, sweep_schema());
  out.tree = std::move(*tree);
  return out;
}

std::string plan_text(const PointPlan& plan) {
  std::string out;
  for (const Assignment& a : plan) out += (out.empty() ? "" : ", ") + a.key + "=" + a.value;
  return out;
}

std::vector<PointPlan> all_points(const std::vector<std::vector<PointPlan>>& axes) {
  std::vector<PointPlan> out(1);
  for (const std::vector<PointPlan>& axis : axes) {
    std::vector<PointPlan> longer;
    for (const PointPlan& before : out)
      for (const PointPlan& here : axis) {
        longer.push_back(before);
        longer.back().insert(longer.back().end(), here.begin(), here.end());
      }
    out = std::move(longer);
  }
  return out;
}

}  // namespace pillardd
