#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddd/base/errors.hpp"

namespace pillardd {

/// A YAML document as plain data, every part with its place. Keys keep the order of the file.
struct Tree {
  enum class Kind { null, scalar, list, map };
  struct Entry;

  Kind kind = Kind::null;
  Origin origin;
  std::string text;            ///< of a scalar
  std::vector<Tree> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map; keys are unique

  const Entry* find(const std::string& key) const;
  Entry* find(const std::string& key);
};

struct Tree::Entry {
  std::string key;
  Origin origin;  ///< of the key
  Tree value;
};

/// Reads one YAML document. Faults: not YAML, tabs as indentation, several documents, anchors, aliases, tags, keys that
/// are not words, duplicate keys (the first is kept). nullopt when nothing could be read. `file` names the text in
/// messages.
std::optional<Tree> parse_tree(const std::string& text, const std::string& file, Faults& faults);

/// Applies one `--set KEY=VALUE` to the tree; `position` counts from 1 and is what its faults cite. Sections may be
/// created; a path through a value or past the end of a list is a fault.
void apply_override(Tree& root, const std::string& assignment, int position, Faults& faults);

}  // namespace pillardd
