#include "ddd/io/csv.hpp"

#include <charconv>
#include <fstream>
#include <sstream>

#include "ddd/base/errors.hpp"

namespace pillardd {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int line, const std::string& message) {
  throw InputError(std::vector<Fault>{{{path.string(), line, 0}, "", message}});
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      out.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path, 0, "cannot be read");
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

template <class Number>
bool parsed(const std::string& text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::size_t CsvTable::column(const std::string& name) const {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i] == name) return i;
  fail(path, 1, "column '" + name + "' is missing");
}

double CsvTable::number(std::size_t row, std::size_t col) const {
  double value = 0.0;
  if (!parsed(rows[row][col], value)) fault(row, col, "is not a number");
  return value;
}

std::uint64_t CsvTable::natural(std::size_t row, std::size_t col) const {
  std::uint64_t value = 0;
  if (!parsed(rows[row][col], value)) fault(row, col, "is not a natural number");
  return value;
}

void CsvTable::fault(std::size_t row, std::size_t col, const std::string& message) const {
  fail(path, static_cast<int>(row) + 2, header[col] + ": '" + rows[row][col] + "' " + message);
}

void CsvTable::require_complete() const {
  if (cut_line != 0) fail(path, cut_line, "the line is not complete: the run was cut off or is still writing");
}

CsvTable read_csv(const std::filesystem::path& path) {
  const std::string content = content_of(path);
  CsvTable table;
  table.path = path;
  int line_number = 0;
  for (std::size_t at = 0; at < content.size(); ++line_number) {
    const std::size_t end = content.find('\n', at);
    if (end == std::string::npos) {
      table.cut_line = line_number + 1;
      break;
    }
    std::vector<std::string> fields = fields_of(content.substr(at, end - at));
    at = end + 1;
    if (line_number == 0) {
      table.header = std::move(fields);
      continue;
    }
    if (fields.size() != table.header.size())
      fail(path, line_number + 1,
           std::to_string(fields.size()) + " fields, the header has " + std::to_string(table.header.size()));
    table.rows.push_back(std::move(fields));
  }
  if (table.header.empty()) fail(path, 1, "a header line was expected");
  return table;
}

}  // namespace pillardd
