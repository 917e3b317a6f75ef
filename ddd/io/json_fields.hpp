#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace pillardd {

/// One value of a JSON file: its path ("density.final_per_m2", "references.0") and its text, strings without quotes.
struct JsonField {
  std::string path, text;
};

/// All values of a JSON file in their order; none when there is no such file. Throws InputError when it is damaged.
std::vector<JsonField> read_json_fields(const std::filesystem::path& path);

}  // namespace pillardd
