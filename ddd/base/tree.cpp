#include "ddd/base/tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <charconv>
#include <sstream>
#include <utility>

namespace pillardd {
namespace {

/// Builds a Tree from the parser's events, which keep the duplicate keys and the places that YAML::Node loses.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, Faults& faults) : file_(file), faults_(faults) {}
  const Tree& root() const { return root_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    place(Tree{Tree::Kind::null, origin(mark), "", {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    faults_.add(origin(mark), "", "aliases (*name) are not accepted: write the value out");
    place(Tree{Tree::Kind::null, origin(mark), "", {}, {}});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    place(Tree{Tree::Kind::scalar, origin(mark), value, {}, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Tree::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Tree::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Tree tree;
    Tree::Entry pending;  ///< the key whose value comes next
    bool has_key = false;
  };

  Origin origin(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor)
      faults_.add(origin(mark), "", "anchors (&name) are not accepted: write the value out");
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") faults_.add(origin(mark), "", "tags (" + tag + ") are not accepted");
  }

  void open(Tree::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    levels_.push_back({Tree{kind, origin(mark), "", {}, {}}, {}, false});
  }

  void close() {
    Tree done = std::move(levels_.back().tree);
    levels_.pop_back();
    place(std::move(done));
  }

  void place(Tree tree) {
    if (levels_.empty()) {
      root_ = std::move(tree);
      return;
    }
    Level& level = levels_.back();
    if (level.tree.kind == Tree::Kind::list)
      level.tree.items.push_back(std::move(tree));
    else if (!level.has_key)
      take_key(level, tree);
    else
      take_value(level, std::move(tree));
  }

  void take_key(Level& level, const Tree& tree) {
    if (tree.kind != Tree::Kind::scalar) faults_.add(tree.origin, "", "a key must be a word");
    level.pending = {tree.text, tree.origin, {}};
    level.has_key = true;
  }

  void take_value(Level& level, Tree tree) {
    level.has_key = false;
    if (tree.kind == Tree::Kind::null)
      tree.origin = level.pending.origin;  // an empty value has the place of what follows
    if (const Tree::Entry* first = level.tree.find(level.pending.key)) {
      faults_.add(level.pending.origin, level.pending.key,
                  "duplicate key (first given at line " + std::to_string(first->origin.line) + ")");
      return;
    }
    level.pending.value = std::move(tree);
    level.tree.entries.push_back(std::move(level.pending));
  }

  const std::string& file_;
  Faults& faults_;
  Tree root_;
  std::vector<Level> levels_;
};

bool has_tab_indentation(const std::string& text, const std::string& file, Faults& faults) {
  std::istringstream lines(text);
  std::string line;
  bool found = false;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::size_t tab = line.find_first_not_of(' ');
    if (tab == std::string::npos || line[tab] != '\t') continue;
    faults.add({file, number, static_cast<int>(tab) + 1}, "", "a tab in the indentation: use spaces");
    found = true;
  }
  return found;
}

void set_origin(Tree& tree, const Origin& origin) {
  tree.origin = origin;
  for (Tree& item : tree.items) set_origin(item, origin);
  for (Tree::Entry& e : tree.entries) {
    e.origin = origin;
    set_origin(e.value, origin);
  }
}

std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> out;
  std::istringstream in(path);
  for (std::string part; std::getline(in, part, '.');) out.push_back(part);
  return out;
}

/// The part of a list or map that `word` names, made where it is absent; nullptr and a fault where it cannot be.
Tree* descend(Tree& at, const std::string& word, const std::string& path, const Origin& origin, Faults& faults) {
  if (at.kind == Tree::Kind::null) at = Tree{Tree::Kind::map, origin, "", {}, {}};
  if (at.kind == Tree::Kind::map) {
    if (Tree::Entry* found = at.find(word)) return &found->value;
    at.entries.push_back({word, origin, Tree{Tree::Kind::null, origin, "", {}, {}}});
    return &at.entries.back().value;
  }
  if (at.kind == Tree::Kind::scalar) {
    faults.add(origin, path, "there is a value, not a section, before '" + word + "'");
    return nullptr;
  }
  std::size_t index = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), index);
  const bool is_index = !word.empty() && read.ec == std::errc() && read.ptr == word.data() + word.size();
  if (is_index && index < at.items.size()) return &at.items[index];
  faults.add(origin, path,
             "'" + word + "' is not an index of a list of " + std::to_string(at.items.size()) + " (they count from 0)");
  return nullptr;
}

}  // namespace

const Tree::Entry* Tree::find(const std::string& key) const {
  for (const Entry& e : entries)
    if (e.key == key) return &e;
  return nullptr;
}

Tree::Entry* Tree::find(const std::string& key) {
  return const_cast<Entry*>(std::as_const(*this).find(key));
}

std::optional<Tree> parse_tree(const std::string& text, const std::string& file, Faults& faults) {
  if (has_tab_indentation(text, file, faults)) return std::nullopt;
  std::istringstream in(text);
  TreeBuilder builder(file, faults);
  try {
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) {
      faults.add({file, 1, 1}, "", "the file is empty");
      return std::nullopt;
    }
    Faults ignored;
    TreeBuilder second(file, ignored);
    if (parser.HandleNextDocument(second))
      faults.add(second.root().origin, "", "a second document: an input is one document");
  } catch (const YAML::Exception& e) {
    faults.add({file, e.mark.line + 1, e.mark.column + 1}, "", "not YAML: " + e.msg);
    return std::nullopt;
  }
  return builder.root();
}

void apply_override(Tree& root, const std::string& assignment, int position, Faults& faults) {
  const Origin origin{"--set", position, 0};
  const std::size_t equals = assignment.find('=');
  const std::vector<std::string> path = split_path(assignment.substr(0, equals));
  if (equals == std::string::npos || path.empty()) {
    faults.add(origin, "", "expected KEY=VALUE, got '" + assignment + "'");
    return;
  }
  Faults inner;
  std::optional<Tree> value = parse_tree(assignment.substr(equals + 1), "--set", inner);
  for (const Fault& f : inner.all()) faults.add(origin, assignment.substr(0, equals), f.message);
  if (!value) return;
  set_origin(*value, origin);
  Tree* at = &root;
  for (const std::string& word : path) {
    at = descend(*at, word, assignment.substr(0, equals), origin, faults);
    if (at == nullptr) return;
  }
  *at = std::move(*value);
}

}  // namespace pillardd
