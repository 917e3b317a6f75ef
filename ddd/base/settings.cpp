#include "ddd/base/settings.hpp"

namespace pillardd {
namespace {

template <class T>
const T& get(const Settings::Value& value, const std::string& key) {
  const T* data = std::get_if<T>(&value.data);
  require(data != nullptr, "the setting '" + key + "' is asked for as another type than its schema declares");
  return *data;
}

}  // namespace

Settings::Settings() = default;
Settings::~Settings() = default;
Settings::Settings(const Settings&) = default;
Settings::Settings(Settings&&) noexcept = default;
Settings& Settings::operator=(const Settings&) = default;
Settings& Settings::operator=(Settings&&) noexcept = default;

const Settings::Value& Settings::at(const std::string& key) const {
  const auto found = values_.find(key);
  require(found != values_.end(), "the setting '" + path_ + "." + key + "' is asked for but not declared or not given");
  return *found->second;
}

bool Settings::has(const std::string& key) const {
  return values_.contains(key);
}
double Settings::number(const std::string& key) const {
  return get<double>(at(key), key);
}
std::int64_t Settings::integer(const std::string& key) const {
  return get<std::int64_t>(at(key), key);
}
const std::string& Settings::text(const std::string& key) const {
  return get<std::string>(at(key), key);
}
bool Settings::flag(const std::string& key) const {
  return get<bool>(at(key), key);
}
Integer3 Settings::indices(const std::string& key) const {
  return get<Integer3>(at(key), key);
}
Range Settings::range(const std::string& key) const {
  return get<Range>(at(key), key);
}

const std::vector<std::string>& Settings::texts(const std::string& key) const {
  return get<std::vector<std::string>>(at(key), key);
}
const std::vector<Vector3>& Settings::points(const std::string& key) const {
  return get<std::vector<Vector3>>(at(key), key);
}
const std::vector<Settings>& Settings::list(const std::string& key) const {
  return get<std::vector<Settings>>(at(key), key);
}
const Settings& Settings::section(const std::string& key) const {
  const std::vector<Settings>& one = list(key);
  require(at(key).type == ValueType::section && one.size() == 1, "the setting '" + key + "' is not a section");
  return one.front();
}

const Origin& Settings::origin(const std::string& key) const {
  return key.empty() ? place_ : at(key).origin;
}

void Settings::fault(Faults& faults, const std::string& key, const std::string& message) const {
  const std::string full = path_.empty() || key.empty() ? path_ + key : path_ + "." + key;
  faults.add(has(key) ? origin(key) : place_, full, message);
}

SettingsBuilder::SettingsBuilder(std::string path, std::string tag, Origin place) {
  settings_.path_ = std::move(path);
  settings_.tag_ = std::move(tag);
  settings_.place_ = std::move(place);
}

void SettingsBuilder::set(const std::string& key, Settings::Value value) {
  settings_.values_[key] = std::make_shared<const Settings::Value>(std::move(value));
}

}  // namespace pillardd
