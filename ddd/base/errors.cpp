#include "ddd/base/errors.hpp"

#include <algorithm>
#include <tuple>

namespace pillardd {
namespace {

std::string joined(const std::vector<Fault>& faults) {
  std::string out;
  for (const Fault& f : faults) out += (out.empty() ? "" : "\n") + f.text();
  return out;
}

}  // namespace

std::string Origin::text() const {
  if (line == 0) return file;
  if (file == "--set") return "--set " + std::to_string(line);
  const std::string place = file + ":" + std::to_string(line);
  return column == 0 ? place : place + ":" + std::to_string(column);
}

std::string Fault::text() const {
  const std::string place = origin.text();
  return (place.empty() ? "" : place + ": ") + (key.empty() ? "" : key + ": ") + message;
}

InputError::InputError(std::vector<Fault> faults) : std::runtime_error(joined(faults)), faults_(std::move(faults)) {}

InputError::InputError(const std::string& message) : InputError(std::vector<Fault>{{{}, "", message}}) {}

void Faults::add(Origin origin, std::string key, std::string message) {
  faults_.push_back({std::move(origin), std::move(key), std::move(message)});
}

void Faults::throw_if_any() const {
  if (faults_.empty()) return;
  std::vector<Fault> ordered = faults_;
  const auto rank = [](const Fault& f) {
    return std::make_tuple(f.origin.file == "--set", f.origin.file, f.origin.line, f.origin.column);
  };
  std::stable_sort(ordered.begin(), ordered.end(), [&](const Fault& a, const Fault& b) { return rank(a) < rank(b); });
  throw InputError(std::move(ordered));
}

void broken(std::string_view message) { throw InvariantBroken(std::string(message)); }

}  // namespace pillardd
