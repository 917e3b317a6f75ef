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

/// The text at a path; "" when the fields lack it.
inline std::string field_text(const std::vector<JsonField>& fields, const std::string& path) {
  for (const JsonField& f : fields)
    if (f.path == path) return f.text;
  return "";
}

}  // namespace pillardd
