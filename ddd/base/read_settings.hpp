#pragma once
#include <string>

#include "ddd/base/schema.hpp"
#include "ddd/base/tree.hpp"

namespace pillardd {

/// Where rows of a selected variant are taken from when the input does not give them: a law's parameters from the
/// material.
struct Fallback {
  std::string path;                    ///< dotted path of the section it serves, "mobility"
  const Settings* variants = nullptr;  ///< sections by the variant's name; null: none are stated
  std::string owner;                   ///< for messages: "material Mo"
  bool readable = true;                ///< false: the owner has faults of its own, so what it lacks is not reported
  const Fallback* next = nullptr;      ///< for another section
};

/// Checks a tree against its schema and resolves it. Every fault is added; the Settings are complete only when none
/// was.
Settings read_settings(const Tree& tree, const Section& section, Faults& faults, const Fallback* fallback = nullptr);

/// The same from text; throws InputError with all faults. `name` stands for the file in messages.
Settings read_settings(const std::string& yaml, const Section& section, const std::string& name = "input");

/// The variant of `section` that its selector picks in `settings`; nullptr where there is none.
const Section* picked_variant(const Section& section, const Settings& settings);

}  // namespace pillardd
