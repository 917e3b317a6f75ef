#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ddd/base/files.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// Header lines, without the newline; the columns' units are in their names.
std::string history_header();
std::string events_header();

/// One row as it stands in the file, newline included; doubles in the shortest form that reads back to the same bits.
std::string history_line(const HistoryRow& row);
std::string event_line(const Event& event);

/// A field of a CSV line: in quotes, with quotes doubled, when it holds a comma, a quote or a line break.
std::string csv_field(std::string_view text);

/// history.csv. `keep_bytes` is 0 for a new table (the header is written), or the length stored in the checkpoint.
class HistoryTable {
 public:
  HistoryTable() = default;
  HistoryTable(const std::filesystem::path& path, std::uint64_t keep_bytes);
  void append(const HistoryRow& row) { file_.append(history_line(row)); }
  void flush() { file_.flush(); }
  void sync() { file_.sync(); }
  std::uint64_t bytes() const { return file_.bytes(); }

 private:
  AppendFile file_;
};

/// events.csv, in the same way.
class EventTable {
 public:
  EventTable() = default;
  EventTable(const std::filesystem::path& path, std::uint64_t keep_bytes);
  void append(const Event& event) { file_.append(event_line(event)); }
  void flush() { file_.flush(); }
  void sync() { file_.sync(); }
  std::uint64_t bytes() const { return file_.bytes(); }

 private:
  AppendFile file_;
};

/// The rows of a history.csv. Columns are found by name: further ones are passed over, one missing is a fault, and so
/// are a field that is not a number and a wrong number of fields. A last line without its end (a run cut off, or still
/// writing) is a fault too, unless `cut_line` is given: then it is left out and its number stored there, 0 for none.
/// Throws InputError with `file:line:`.
std::vector<HistoryRow> read_history(const std::filesystem::path& path, int* cut_line = nullptr);

/// How many events of each kind an events.csv holds, all kinds present. Throws InputError as read_history.
std::map<std::string, std::uint64_t> read_event_counts(const std::filesystem::path& path);

}  // namespace pillardd
