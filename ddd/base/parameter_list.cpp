#include "ddd/base/parameter_list.hpp"

#include "ddd/base/read_value.hpp"

namespace pillardd {
namespace {

class Lister {
 public:
  std::vector<ParameterEntry> take() { return std::move(out_); }

  void section(const Section& section, const std::string& prefix, const std::string& only_with) {
    for (const Row& row : section.rows) entry(row, prefix, only_with);
    for (const Section::Variant& v : section.variants)
      for (const Row& row : v.section.rows) entry(row, prefix, section.selector + ": " + v.name);
  }

 private:
  void entry(const Row& row, const std::string& prefix, const std::string& only_with) {
    const std::string path = prefix + row.key;
    const bool is_section = row.section != nullptr || !row.variants.empty();
    const std::string stated = row.default_text ? *row.default_text : row.required ? "required" : "optional";
    out_.push_back({path, only_with, expectation(row), unit_of(row.dimension), range_text(row), stated, row.sentence,
                    row.source, is_section});
    if (row.section) section(*row.section, path + (row.type == ValueType::sections ? "[]." : "."), only_with);
    for (const Section::Variant& v : row.variants) variant(v, path + "[]." + v.name, only_with);
  }

  void variant(const Section::Variant& v, const std::string& path, const std::string& only_with) {
    out_.push_back({path, only_with, "a section (key: value)", "", "", "optional", v.section.sentence, "", true});
    section(v.section, path + ".", only_with);
  }

  std::vector<ParameterEntry> out_;
};

}  // namespace

std::vector<ParameterEntry> list_parameters(const Section& root) {
  Lister lister;
  lister.section(root, "", "");
  return lister.take();
}

}  // namespace pillardd
