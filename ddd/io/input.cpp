#include "ddd/io/input.hpp"

#include <algorithm>
#include <optional>

#include "ddd/base/files.hpp"
#include "ddd/base/read_settings.hpp"
#include "ddd/base/sha256.hpp"
#include "ddd/base/text.hpp"
#include "ddd/base/tree.hpp"
#include "ddd/base/write_settings.hpp"

namespace pillardd {
namespace {

namespace fs = std::filesystem;

std::optional<Tree> read_tree(const fs::path& file, const Origin& asked_at, Faults& faults) {
  try {
    return parse_tree(read_file(file), file.string(), faults);
  } catch (const RunFailure& e) {
    faults.add(asked_at, "", e.what());
    return std::nullopt;
  }
}

fs::path input_file(const fs::path& given) {
  if (!fs::is_directory(given)) return given;
  const fs::path inside = given / "input.yaml";
  if (!fs::exists(inside)) throw InputError(given.string() + ": a folder without an input.yaml");
  return inside;
}

/// Relative paths start at the input's folder.
std::string beside(const fs::path& input, const std::string& path) {
  return fs::absolute(input).parent_path().append(path).lexically_normal().string();
}

bool sets_material_whole(const std::string& assignment) {
  return assignment.starts_with("material=");
}

/// Reads one input; the parts of its answer that several steps need are members.
class InputReader {
 public:
  InputReader(const InputSource& source, const Section& root, const MaterialLibrary& library)
      : source_(source), root_(root), library_(library), file_(input_file(source.file)) {}

  ResolvedInput read() {
    std::optional<Tree> tree = read_tree(file_, {}, faults_);
    if (tree && tree->kind != Tree::Kind::map) faults_.add(tree->origin, "", "expected a map of keys at the top");
    if (!tree || tree->kind != Tree::Kind::map) faults_.throw_if_any();
    apply_overrides(*tree, true);
    const bool readable = place_material(*tree);
    apply_overrides(*tree, false);
    complete_paths(*tree);
    ResolvedInput out = answer(resolve(*tree, readable));
    if (out.faults.empty()) out.files = carried_files(*tree);
    if (!out.files.empty()) out.yaml = write_settings(resolve(*tree, readable), root_);
    return out;
  }

 private:
  void apply_overrides(Tree& tree, bool of_material) {
    for (std::size_t i = 0; i < source_.sets.size(); ++i)
      if (sets_material_whole(source_.sets[i]) == of_material)
        apply_override(tree, source_.sets[i], static_cast<int>(i) + 1, faults_);
  }

  /// Puts the map of a named or filed material where its name stood. False when there is none to read.
  bool place_material(Tree& tree) {
    Tree::Entry* entry = tree.find("material");
    if (entry == nullptr || entry->value.kind == Tree::Kind::null) return false;
    name_ = "in place";
    if (entry->value.kind == Tree::Kind::scalar && !load_material(*entry)) return false;
    if (entry->value.kind != Tree::Kind::map) return false;
    name_material(*entry);
    return true;
  }

  bool load_material(Tree::Entry& entry) {
    const std::string asked = entry.value.text;
    const Origin origin = entry.value.origin;
    const bool is_path = asked.find('/') != std::string::npos || asked.ends_with(".yaml");
    name_ = is_path ? fs::path(asked).stem().string() : asked;
    std::optional<Tree> loaded;
    if (is_path || check_material_name(asked, library_, origin, faults_)) {
      if (!is_path) library_file_ = library_.file(asked).string();
      loaded = read_tree(is_path ? fs::path(beside(file_, asked)) : fs::path(library_file_), origin, faults_);
    }
    if (loaded) entry.value = std::move(*loaded);
    return loaded.has_value();
  }

  void name_material(Tree::Entry& entry) {
    if (const Tree::Entry* stated = entry.value.find("name")) {
      name_ = stated->value.text;
      return;
    }
    const Origin origin = library_file_.empty() ? entry.origin : Origin{library_file_, 0, 0};
    const Tree name{Tree::Kind::scalar, origin, name_, {}, {}};
    entry.value.entries.insert(entry.value.entries.begin(), {"name", origin, name});
  }

  /// Where the entries of `dislocations` name a network file.
  static std::vector<Tree*> file_paths(Tree& tree) {
    std::vector<Tree*> out;
    Tree::Entry* list = tree.find("dislocations");
    if (list == nullptr) return out;
    for (Tree& item : list->value.items)
      for (Tree::Entry& entry : item.entries) {
        Tree::Entry* path = entry.key == "file" ? entry.value.find("path") : nullptr;
        if (path != nullptr && path->value.kind == Tree::Kind::scalar) out.push_back(&path->value);
      }
    return out;
  }

  void complete_paths(Tree& tree) {
    for (Tree* path : file_paths(tree)) path->text = beside(file_, path->text);
  }

  /// Reads the network files and names them by their content in the tree.
  static std::vector<InputFile> carried_files(Tree& tree) {
    std::vector<InputFile> out;
    for (Tree* path : file_paths(tree)) {
      const fs::path file = path->text;
      if (!fs::is_regular_file(file)) continue;  // placing the lines says so
      std::string bytes = read_file(file);
      path->text = "networks/" + sha256(bytes).substr(0, 16) + file.extension().string();
      out.push_back({path->text, std::move(bytes)});
    }
    return out;
  }

  const Section& material_section() const {
    const auto row =
        std::find_if(root_.rows.begin(), root_.rows.end(), [](const Row& r) { return r.key == "material"; });
    require(row != root_.rows.end() && row->section, "the schema of the input has no section 'material'");
    return *row->section;
  }

  Settings resolve(const Tree& tree, bool readable) {
    Faults of_material;
    Settings material;
    if (readable) material = read_settings(tree.find("material")->value, material_section(), of_material);
    Fallback fallback{"mobility", nullptr, "material " + name_, readable && of_material.empty()};
    if (material.has("mobility")) fallback.variants = &material.section("mobility");
    Fallback nucleation{"surface.nucleation", nullptr, fallback.owner, fallback.readable};
    if (material.has("nucleation")) nucleation.variants = &material.section("nucleation");
    fallback.next = &nucleation;
    if (readable || tree.find("material") == nullptr) return read_settings(tree, root_, faults_, &fallback);
    return read_settings(tree, without_material(), faults_, &fallback);
  }

  /// For the faults of the rest, when the material has been refused already.
  Section without_material() const {
    Section rest = root_;
    for (Row& row : rest.rows)
      if (row.key == "material") row = row::text("material", row.sentence).optional();
    return rest;
  }

  ResolvedInput answer(const Settings& resolved) const {
    ResolvedInput out{file_, resolved, name_, "", "", faults_, {}};
    if (!faults_.empty()) return out;
    out.yaml = write_settings(resolved, root_);
    out.annotated_yaml = write_settings(resolved, root_, [&](const Row& row, const Origin& origin) {
      if (!library_file_.empty() && origin.file == library_file_) return "material " + name_;
      if (origin.file == "default") return row.source.empty() ? std::string("default") : "default: " + row.source;
      return Origin{origin.file, origin.line, 0}.text();
    });
    return out;
  }

  const InputSource& source_;
  const Section& root_;
  const MaterialLibrary& library_;
  fs::path file_;
  Faults faults_;
  std::string name_ = "in place";
  std::string library_file_;  ///< of a material given by name
};

}  // namespace

bool check_material_name(const std::string& name, const MaterialLibrary& library, const Origin& origin,
                         Faults& faults) {
  if (library.has(name)) return true;
  const std::vector<std::string> known = library.names();
  const std::string near = nearest(name, known);
  faults.add(origin, "material",
             "unknown material '" + name + "' (" + (near.empty() ? "" : "did you mean '" + near + "'? ") +
                 "known: " + list_words(known) + "; a path contains / or ends in .yaml)");
  return false;
}

ResolvedInput read_input(const InputSource& source, const Section& root, const MaterialLibrary& library) {
  return InputReader(source, root, library).read();
}

void write_input_files(const std::filesystem::path& folder, const std::vector<InputFile>& files) {
  for (const InputFile& f : files) {
    const fs::path file = folder / f.name;
    if (fs::exists(file) && read_file(file) == f.bytes) continue;
    fs::create_directories(file.parent_path());
    write_atomically(file, f.bytes);
  }
}

Settings read_material(const std::string& name, const Section& material, const MaterialLibrary& library) {
  Faults faults;
  check_material_name(name, library, {}, faults);
  faults.throw_if_any();
  return read_settings(read_file(library.file(name)), material, library.file(name).string());
}

}  // namespace pillardd
