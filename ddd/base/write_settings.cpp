#include "ddd/base/write_settings.hpp"

#include <algorithm>
#include <cctype>

#include "ddd/base/read_settings.hpp"
#include "ddd/base/settings.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {
namespace {

constexpr std::size_t comment_column = 48;

bool is_plain(const std::string& text) {
  if (text.empty() || text == "null" || text == "Null" || text == "NULL") return false;
  if (!std::isalnum(static_cast<unsigned char>(text.front())) && text.front() != '/' && text.front() != '.')
    return false;
  if (text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || std::string("_./ +-()").find(c) != std::string::npos;
  });
}

std::string quoted(const std::string& text) {
  if (is_plain(text)) return text;
  static const char* hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (byte < 0x20)
      out += std::string("\\x") + hex[byte >> 4] + hex[byte & 15];
    else
      out += c;
  }
  return out + "\"";
}

template <class List, class Print>
std::string flow(const List& list, Print print) {
  std::string out;
  for (const auto& item : list) out += (out.empty() ? "" : ", ") + print(item);
  return "[" + out + "]";
}

std::string point_text(const Vector3& x) {
  return "[" + to_text(x[0]) + ", " + to_text(x[1]) + ", " + to_text(x[2]) + "]";
}

std::string range_value(const Range& r, const Dimension& d) {
  if (r.min == r.max) return quantity_text(r.min, d);
  return "[" + quantity_text(r.min, d) + ", " + quantity_text(r.max, d) + "]";
}

std::string value_text(const Settings::Value& value, const Row& row) {
  switch (row.type) {
    case ValueType::text:
    case ValueType::choice:
      return quoted(std::get<std::string>(value.data));
    case ValueType::flag:
      return std::get<bool>(value.data) ? "true" : "false";
    case ValueType::integer:
      return std::to_string(std::get<std::int64_t>(value.data));
    case ValueType::number:
    case ValueType::quantity:
      return quantity_text(std::get<double>(value.data), row.dimension);
    case ValueType::quantity_range:
      return range_value(std::get<Range>(value.data), row.dimension);
    case ValueType::indices:
      return flow(std::get<Integer3>(value.data), [](int i) { return std::to_string(i); });
    case ValueType::choices:
      return flow(std::get<std::vector<std::string>>(value.data), quoted);
    case ValueType::points:
      return flow(std::get<std::vector<Vector3>>(value.data), point_text);
    default:
      throw InvariantBroken("the section '" + row.key + "' is written as a value");
  }
}

class Writer {
 public:
  explicit Writer(const Annotate& annotate) : annotate_(annotate) {}
  std::string take() { return std::move(out_); }

  void section(const Settings& settings, const Section& section, int indent) {
    for (const Row& row : section.rows) entry(settings, row, indent);
    if (const Section* variant = picked_variant(section, settings))
      for (const Row& row : variant->rows) entry(settings, row, indent);
  }

 private:
  void entry(const Settings& settings, const Row& row, int indent) {
    if (!settings.has(row.key)) return;
    const Settings::Value& value = SettingsBuilder::value_of(settings, row.key);
    if (row.type == ValueType::section) return nested(row.key, settings.section(row.key), *row.section, indent);
    if (row.type == ValueType::texts) return texts(row, value, indent);
    if (row.type != ValueType::sections && row.type != ValueType::tagged)
      return line(row.key + ": " + value_text(value, row), indent, comment(row, value.origin));
    const std::vector<Settings>& list = settings.list(row.key);
    line(row.key + (list.empty() ? ": []" : ":"), indent, "");
    for (const Settings& item : list) list_item(item, row, indent + 2);
  }

  /// One line each: references are long.
  void texts(const Row& row, const Settings::Value& value, int indent) {
    const auto& list = std::get<std::vector<std::string>>(value.data);
    line(row.key + (list.empty() ? ": []" : ":"), indent, comment(row, value.origin));
    for (const std::string& text : list) line("- " + quoted(text), indent + 2, "");
  }

  void nested(const std::string& key, const Settings& settings, const Section& section, int indent) {
    Writer inner(annotate_);
    inner.section(settings, section, indent + 2);
    line(key + (inner.out_.empty() ? ": {}" : ":"), indent, "");
    out_ += inner.out_;
  }

  /// Writes the item as a map two columns deeper and puts the dash before its first key.
  void list_item(const Settings& item, const Row& row, int indent) {
    Writer inner(annotate_);
    if (row.type == ValueType::sections) inner.section(item, *row.section, indent + 2);
    for (const Section::Variant& v : row.variants)
      if (v.name == item.tag()) inner.nested(v.name, item, v.section, indent + 2);
    if (inner.out_.empty()) return line("- {}", indent, "");
    inner.out_[static_cast<std::size_t>(indent)] = '-';
    out_ += inner.out_;
  }

  std::string comment(const Row& row, const Origin& origin) const { return annotate_ ? annotate_(row, origin) : ""; }

  void line(const std::string& text, int indent, const std::string& remark) {
    std::string full = std::string(static_cast<std::size_t>(indent), ' ') + text;
    if (!remark.empty())
      full += std::string(full.size() < comment_column ? comment_column - full.size() : 2, ' ') + "# " + remark;
    out_ += full + "\n";
  }

  const Annotate& annotate_;
  std::string out_;
};

}  // namespace

std::string write_settings(const Settings& settings, const Section& section, const Annotate& annotate) {
  Writer writer(annotate);
  writer.section(settings, section, 0);
  return writer.take();
}

}  // namespace pillardd
