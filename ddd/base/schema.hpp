#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ddd/base/errors.hpp"
#include "ddd/base/types.hpp"
#include "ddd/base/units.hpp"

namespace pillardd {

enum class ValueType {
  text,            ///< any string
  choice,          ///< one word of Row::choices
  flag,            ///< true | false
  integer,         ///< 64-bit
  number,          ///< dimensionless real; "1 %" is 0.01
  quantity,        ///< real with the unit of Row::dimension
  quantity_range,  ///< a quantity, or [min, max]
  indices,         ///< three integers, [1, -1, 0]
  choices,         ///< a list of words of Row::choices
  texts,           ///< a list of strings
  points,          ///< a list of [x, y, z] in nm, bare numbers
  section,         ///< a map with its own rows
  sections,        ///< a list of maps with the same rows
  tagged           ///< a list of one-key maps; the key names one of Row::variants
};

struct Row;

/// A named group of rows. With a selector, the value of that row picks further rows (`law: linear`).
struct Section {
  struct Variant;
  Section();
  Section(std::string section_name, std::string what_for);
  std::string name;      ///< "pillar", "mobility.linear"
  std::string sentence;  ///< what it is for
  std::vector<Row> rows;
  std::string selector;                                   ///< key of the choice row that picks a variant, "" for none
  std::vector<Variant> variants;                          ///< one for each choice of the selector
  std::vector<std::vector<std::string>> exactly_one_of;   ///< groups of optional keys
  std::vector<std::vector<std::string>> at_least_one_of;  ///< groups of optional keys
  /// Names under which a fallback (the material) may state several sets of these rows; the row `set` picks one.
  std::vector<std::string> named_sets;
};

struct Section::Variant {
  std::string name;
  Section section;
};

/// One parameter, declared once: this row reads it, checks it, prints it and documents it.
/// Built as  quantity("diameter", dimension::length, "Diameter of the cylinder.").above(0)
struct Row {
  std::string key;
  ValueType type = ValueType::text;
  std::string sentence;
  Dimension dimension;
  double min = -std::numeric_limits<double>::infinity(), max = std::numeric_limits<double>::infinity();
  bool min_open = false, max_open = false;
  bool required = true;
  std::optional<std::string> default_text;  ///< as a person would write it in YAML
  std::string source;                       ///< where the default or the range comes from
  std::vector<std::string> choices;
  std::vector<Section::Variant> variants;  ///< of ValueType::tagged
  std::shared_ptr<const Section> section;  ///< of ValueType::section and sections

  Row above(double bound) const;  ///< value > bound, in internal units
  Row at_least(double bound) const;
  Row below(double bound) const;
  Row at_most(double bound) const;
  Row by_default(std::string text, std::string where_from = "") const;  ///< implies not required
  Row optional() const;                                                 ///< may be absent, no default
  Row from(std::string where_from) const;
};

namespace row {
Row text(std::string key, std::string sentence);
Row choice(std::string key, std::vector<std::string> choices, std::string sentence);
Row flag(std::string key, std::string sentence);
Row integer(std::string key, std::string sentence);
Row number(std::string key, std::string sentence);
Row quantity(std::string key, Dimension dimension, std::string sentence);
Row quantity_range(std::string key, Dimension dimension, std::string sentence);
Row indices(std::string key, std::string sentence);
Row choices(std::string key, std::vector<std::string> choices, std::string sentence);
Row texts(std::string key, std::string sentence);
Row points(std::string key, std::string sentence);
Row section(std::string key, Section section, std::string sentence);
Row sections(std::string key, Section section, std::string sentence);
Row tagged(std::string key, std::vector<Section::Variant> variants, std::string sentence);
}  // namespace row

struct Range {
  double min = 0.0, max = 0.0;
};

/// Resolved values of one section, in internal units, each with its origin. Asking for a key that the schema does not
/// declare or that was not given is a defect of ours and throws InvariantBroken: ask `has` first for optional keys.
class Settings {
 public:
  bool has(const std::string& key) const;
  double number(const std::string& key) const;  ///< number or quantity
  std::int64_t integer(const std::string& key) const;
  const std::string& text(const std::string& key) const;  ///< text or choice
  bool flag(const std::string& key) const;
  Integer3 indices(const std::string& key) const;
  Range range(const std::string& key) const;
  const std::vector<std::string>& texts(const std::string& key) const;  ///< texts or choices
  const std::vector<Vector3>& points(const std::string& key) const;
  const Settings& section(const std::string& key) const;
  const std::vector<Settings>& list(const std::string& key) const;  ///< sections or tagged

  const std::string& tag() const { return tag_; }      ///< of an entry of a tagged list: "frank_read"
  const std::string& path() const { return path_; }    ///< dotted path of this section, "dislocations.0.frank_read"
  const Origin& origin(const std::string& key) const;  ///< where the value came from; the section's own place for ""

  /// Adds a fault at this key's place under its dotted path.
  void fault(Faults& faults, const std::string& key, const std::string& message) const;

  struct Value;  ///< defined in schema.cpp's own header
  Settings();
  ~Settings();
  Settings(const Settings&);
  Settings(Settings&&) noexcept;
  Settings& operator=(const Settings&);
  Settings& operator=(Settings&&) noexcept;

 private:
  friend class SettingsBuilder;
  const Value& at(const std::string& key) const;
  std::string tag_, path_;
  Origin place_;
  std::map<std::string, std::shared_ptr<const Value>> values_;
};

}  // namespace pillardd
