#pragma once
#include <string>
#include <vector>

#include "ddd/base/errors.hpp"
#include "ddd/base/schema.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {

/// A visible list of models: name, one-line description, own parameters, factory. `Make` is the factory's signature.
template <class Make>
class Registry {
 public:
  struct Entry {
    std::string name;
    std::string sentence;
    Section parameters;
    Make make;
  };
  explicit Registry(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  const std::vector<Entry>& entries() const { return entries_; }

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const Entry& e : entries_) out.push_back(e.name);
    return out;
  }

  /// The entry called `name`; an unknown name is an InputError that lists the known ones.
  const Entry& at(const std::string& name) const {
    for (const Entry& e : entries_)
      if (e.name == name) return e;
    const std::vector<std::string> known = names();
    throw InputError("unknown model '" + name + "' (known: " + list_words(known) + ")");
  }

  /// As the variants of a selector row.
  std::vector<Section::Variant> variants() const {
    std::vector<Section::Variant> out;
    for (const Entry& e : entries_) out.push_back({e.name, e.parameters});
    return out;
  }

 private:
  std::vector<Entry> entries_;
};

}  // namespace pillardd
