#include "ddd/base/read_settings.hpp"

#include <algorithm>

#include "ddd/base/read_value.hpp"
#include "ddd/base/settings.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {
namespace {

using Value = Settings::Value;

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

/// Reads one section: the map at `tree`, which stands at `place` under `path`.
class SectionReader {
 public:
  SectionReader(const Tree& tree, const Section& section, std::string path, Origin place, Faults& faults,
                const Fallback* fallback)
      : tree_(tree),
        section_(section),
        path_(std::move(path)),
        place_(std::move(place)),
        faults_(faults),
        fallbacks_(fallback),
        fallback_(serving(fallback, path_)) {}

  Settings read(const std::string& tag = "") {
    SettingsBuilder out(path_, tag, place_);
    if (tree_.kind != Tree::Kind::map && tree_.kind != Tree::Kind::null) {
      faults_.add(tree_.origin, path_, "expected a section (key: value)");
      return out.take();
    }
    pick_variant(out);
    refuse_unknown_keys();
    for (const Row& row : section_.rows)
      if (row.key != section_.selector) read_row(row, false, out);
    if (variant_ != nullptr) {
      pick_stated(out);
      for (const Row& row : variant_->section.rows)
        if (row.key != "set" || !set_read_) read_row(row, true, out);
    }
    check_groups(section_, out);
    if (variant_ != nullptr) check_groups(variant_->section, out);
    return out.take();
  }

 private:
  /// The one of the chain that serves the section at `path`.
  static const Fallback* serving(const Fallback* chain, const std::string& path) {
    while (chain != nullptr && chain->path != path) chain = chain->next;
    return chain;
  }

  void pick_variant(SettingsBuilder& out) {
    if (section_.selector.empty()) return;
    const auto row = std::find_if(section_.rows.begin(), section_.rows.end(),
                                  [&](const Row& r) { return r.key == section_.selector; });
    require(row != section_.rows.end(), "the selector '" + section_.selector + "' is not a row of its section");
    read_row(*row, false, out);
    if (!out.so_far().has(section_.selector)) return;
    picked_ = out.so_far().text(section_.selector);
    for (const Section::Variant& v : section_.variants)
      if (v.name == picked_) variant_ = &v;
  }

  std::vector<std::string> known_keys() const {
    std::vector<std::string> keys;
    for (const Row& row : section_.rows) keys.push_back(row.key);
    for (const Section::Variant& v : section_.variants)
      for (const Row& row : v.section.rows)
        if ((variant_ == nullptr || &v == variant_) && std::find(keys.begin(), keys.end(), row.key) == keys.end())
          keys.push_back(row.key);
    return keys;
  }

  std::string owners_of(const std::string& key) const {
    std::vector<std::string> names;
    for (const Section::Variant& v : section_.variants)
      for (const Row& row : v.section.rows)
        if (row.key == key) names.push_back(v.name);
    return list_words(names);
  }

  void refuse_unknown_keys() {
    const std::vector<std::string> known = known_keys();
    for (const Tree::Entry& e : tree_.entries) {
      if (std::find(known.begin(), known.end(), e.key) != known.end()) continue;
      const std::string owners = owners_of(e.key);
      if (owners.empty())
        faults_.add(e.origin, joined(path_, e.key), "unknown key " + unknown_word(e.key, known));
      else
        faults_.add(e.origin, joined(path_, e.key),
                    "does not belong to " + section_.selector + ": " + picked_ + " (it belongs to " + owners + ")");
    }
  }

  void read_row(const Row& row, bool of_variant, SettingsBuilder& out) {
    if (const Tree::Entry* entry = tree_.find(row.key)) {
      given_.push_back(row.key);
      read_given(*entry, row, out);
    } else if (const Value* stated = of_variant ? stated_elsewhere(row.key) : nullptr) {
      out.set(row.key, *stated);
    } else if (row.default_text) {
      read_default(row, out);
    } else if (row.required && !(of_variant && serves_this_section() && (!fallback_->readable || set_refused_))) {
      faults_.add(place_, joined(path_, row.key), missing(row, of_variant));
    }
  }

  std::string missing(const Row& row, bool of_variant) const {
    if (of_variant && serves_this_section())
      return "not stated by " + fallback_->owner + "; set " + joined(path_, row.key) + " (" + expectation(row) + ")";
    return "missing required key (" + expectation(row) + ")";
  }

  bool serves_this_section() const { return fallback_ != nullptr; }

  const Value* stated_elsewhere(const std::string& key) const {
    return stated_ != nullptr && stated_->has(key) ? &SettingsBuilder::value_of(*stated_, key) : nullptr;
  }

  /// What the fallback states for this variant; of several named sets the one that the row `set` names, or the only
  /// one.
  void pick_stated(SettingsBuilder& out) {
    if (!serves_this_section() || fallback_->variants == nullptr || !fallback_->variants->has(picked_)) return;
    const Settings& all = fallback_->variants->section(picked_);
    if (variant_->section.named_sets.empty()) {
      stated_ = &all;
      return;
    }
    std::vector<std::string> there;
    for (const std::string& name : variant_->section.named_sets)
      if (all.has(name)) there.push_back(name);
    for (const Row& row : variant_->section.rows)
      if (row.key == "set") read_row(row, true, out);
    set_read_ = true;
    const bool chosen = out.so_far().has("set");
    const std::string name = chosen ? out.so_far().text("set") : there.size() == 1 ? there.front() : "";
    if (all.has(name)) {
      stated_ = &all.section(name);
      if (!chosen) out.set("set", {ValueType::choice, all.origin(name), name});
    } else if (chosen ? !there.empty() : there.size() > 1) {
      set_refused_ = true;
      if (!chosen && tree_.find("set") != nullptr) return;  // what stands there has been refused already
      const Origin at = chosen ? out.so_far().origin("set") : place_;
      faults_.add(
          at, joined(path_, "set"),
          chosen
              ? fallback_->owner + " has no set '" + name + "' for " + picked_ + " (it has: " + list_words(there) + ")"
              : fallback_->owner + " has several sets for " + picked_ + ": choose one of " + list_words(there));
    }
  }

  void read_given(const Tree::Entry& entry, const Row& row, SettingsBuilder& out) {
    std::optional<Value> value = read_any(entry, row);
    if (value) out.set(row.key, std::move(*value));
  }

  void read_default(const Row& row, SettingsBuilder& out) {
    Faults broken;
    const std::optional<Tree> tree = parse_tree(*row.default_text, "default", broken);
    require(tree && broken.empty(), "the default of '" + joined(path_, row.key) + "' is not YAML");
    const Tree::Entry entry{row.key, {"default", 0, 0}, at_default(*tree)};
    SectionReader defaults(entry.value, section_, path_, {"default", 0, 0}, broken, fallbacks_);
    std::optional<Value> value = defaults.read_any(entry, row);
    if (!broken.empty()) throw InvariantBroken("the default of " + broken.all().front().text());
    if (value) out.set(row.key, std::move(*value));
  }

  static Tree at_default(Tree tree) {
    tree.origin = {"default", 0, 0};
    for (Tree& item : tree.items) item = at_default(std::move(item));
    for (Tree::Entry& e : tree.entries) e = {e.key, {"default", 0, 0}, at_default(std::move(e.value))};
    return tree;
  }

  std::optional<Value> read_any(const Tree::Entry& entry, const Row& row) {
    const std::string path = joined(path_, row.key);
    switch (row.type) {
      case ValueType::section:
        return Value{row.type, entry.value.origin,
                     std::vector<Settings>{read_section(entry.value, *row.section, path, entry.origin)}};
      case ValueType::sections:
        return read_sections(entry.value, row, path);
      case ValueType::tagged:
        return read_tagged(entry.value, row, path);
      default:
        return read_value(entry.value, row, path, faults_);
    }
  }

  Settings read_section(const Tree& tree, const Section& section, const std::string& path, const Origin& place,
                        const std::string& tag = "") {
    return SectionReader(tree, section, path, place, faults_, fallbacks_).read(tag);
  }

  std::optional<Value> read_sections(const Tree& list, const Row& row, const std::string& path) {
    if (!is_list(list, row, path)) return std::nullopt;
    std::vector<Settings> out;
    for (std::size_t i = 0; i < list.items.size(); ++i)
      out.push_back(read_section(list.items[i], *row.section, path + "." + std::to_string(i), list.items[i].origin));
    return Value{row.type, list.origin, std::move(out)};
  }

  std::optional<Value> read_tagged(const Tree& list, const Row& row, const std::string& path) {
    if (!is_list(list, row, path)) return std::nullopt;
    std::vector<Settings> out;
    for (std::size_t i = 0; i < list.items.size(); ++i)
      read_tagged_item(list.items[i], row, path + "." + std::to_string(i), out);
    return Value{row.type, list.origin, std::move(out)};
  }

  void read_tagged_item(const Tree& item, const Row& row, const std::string& path, std::vector<Settings>& out) {
    if (item.kind != Tree::Kind::map || item.entries.size() != 1) {
      faults_.add(item.origin, path, "an entry has exactly one key: expected " + expectation(row));
      return;
    }
    const Tree::Entry& entry = item.entries.front();
    std::vector<std::string> names;
    for (const Section::Variant& v : row.variants) {
      names.push_back(v.name);
      if (v.name == entry.key)
        out.push_back(read_section(entry.value, v.section, joined(path, v.name), entry.origin, v.name));
    }
    if (std::find(names.begin(), names.end(), entry.key) == names.end())
      faults_.add(entry.origin, joined(path, entry.key), "unknown kind " + unknown_word(entry.key, names));
  }

  bool is_list(const Tree& tree, const Row& row, const std::string& path) {
    if (tree.kind == Tree::Kind::list) return true;
    faults_.add(tree.origin, path, "expected " + expectation(row));
    return false;
  }

  void check_groups(const Section& section, const SettingsBuilder& out) {
    for (const auto& group : section.exactly_one_of) check_group(group, true, out);
    for (const auto& group : section.at_least_one_of) check_group(group, false, out);
  }

  /// Keys count when they stand in the input, even with a bad value, or were resolved from elsewhere.
  void check_group(const std::vector<std::string>& group, bool one_only, const SettingsBuilder& out) {
    std::vector<std::string> present;
    for (const std::string& key : group)
      if (out.so_far().has(key) || std::find(given_.begin(), given_.end(), key) != given_.end()) present.push_back(key);
    if (present.empty())
      faults_.add(place_, path_,
                  std::string(one_only ? "needs exactly one of " : "needs at least one of ") + list_words(group));
    if (!one_only || present.size() < 2) return;
    const Tree::Entry* second = tree_.find(present[1]);
    faults_.add(second != nullptr ? second->origin : place_, joined(path_, present[1]),
                "only one of " + list_words(group) + " may be given ('" + present[0] + "' is there too)");
  }

  const Tree& tree_;
  const Section& section_;
  std::string path_;
  Origin place_;
  Faults& faults_;
  const Fallback* fallbacks_;  ///< of all sections
  const Fallback* fallback_;   ///< of this one, or null
  const Section::Variant* variant_ = nullptr;
  std::string picked_;
  std::vector<std::string> given_;
  const Settings* stated_ = nullptr;  ///< what the fallback says of the picked variant
  bool set_read_ = false;
  bool set_refused_ = false;  ///< its set is in doubt: what is missing is not reported
};

}  // namespace

Settings read_settings(const Tree& tree, const Section& section, Faults& faults, const Fallback* fallback) {
  return SectionReader(tree, section, "", tree.origin, faults, fallback).read();
}

Settings read_settings(const std::string& yaml, const Section& section, const std::string& name) {
  Faults faults;
  const std::optional<Tree> tree = parse_tree(yaml, name, faults);
  Settings out;
  if (tree) out = read_settings(*tree, section, faults);
  faults.throw_if_any();
  return out;
}

const Section* picked_variant(const Section& section, const Settings& settings) {
  if (section.selector.empty() || !settings.has(section.selector)) return nullptr;
  for (const Section::Variant& v : section.variants)
    if (v.name == settings.text(section.selector)) return &v.section;
  return nullptr;
}

}  // namespace pillardd
