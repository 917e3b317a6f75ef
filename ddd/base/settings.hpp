#pragma once
#include <variant>

#include "ddd/base/schema.hpp"

namespace pillardd {

/// One resolved value. A section is a list of one.
struct Settings::Value {
  ValueType type = ValueType::text;
  Origin origin;
  std::variant<std::string, bool, std::int64_t, double, Range, Integer3, std::vector<std::string>, std::vector<Vector3>,
               std::vector<Settings>>
      data;
};

/// Fills Settings; the only way to make one.
class SettingsBuilder {
 public:
  SettingsBuilder(std::string path, std::string tag, Origin place);
  void set(const std::string& key, Settings::Value value);
  const Settings& so_far() const { return settings_; }
  Settings take() { return std::move(settings_); }

  static const Settings::Value& value_of(const Settings& settings, const std::string& key) { return settings.at(key); }

 private:
  Settings settings_;
};

}  // namespace pillardd
