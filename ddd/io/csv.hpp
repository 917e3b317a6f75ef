#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pillardd {

/// A table of text fields with one header line.
struct CsvTable {
  std::filesystem::path path;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< each as long as the header
  int cut_line = 0;                            ///< number of a last line without its end, left out of `rows`; 0: none

  /// Place of a column; throws InputError at line 1 when the header lacks it.
  std::size_t column(const std::string& name) const;
  /// Field as a real ("nan" and "inf" included) or as a natural number; throws InputError at the row's line.
  double number(std::size_t row, std::size_t column) const;
  std::uint64_t natural(std::size_t row, std::size_t column) const;
  [[noreturn]] void fault(std::size_t row, std::size_t column, const std::string& message) const;
  void require_complete() const;  ///< throws InputError for a cut line
};

/// Reads a table; quoted fields may hold commas and doubled quotes. Throws InputError with `file:line:` on a file that
/// cannot be read, one without a header line, and a row with another number of fields than the header.
CsvTable read_csv(const std::filesystem::path& path);

}  // namespace pillardd
