#include "ddd/io/tables.hpp"

#include "ddd/base/errors.hpp"
#include "ddd/base/text.hpp"
#include "ddd/crystal/slip_systems.hpp"
#include "ddd/io/csv.hpp"

namespace pillardd {
namespace {

constexpr double per_m2 = 1e18;  ///< 1/nm^2 in 1/m^2

/// A column of history.csv: a count or a real of HistoryRow; `scale` is the internal unit in the column's unit.
struct HistoryColumn {
  const char* name;
  std::uint64_t HistoryRow::*count;
  double HistoryRow::*real;
  double scale;
};

const std::vector<HistoryColumn>& history_columns_of_row() {
  using R = HistoryRow;
  static const std::vector<HistoryColumn> columns = {
      {"step", &R::step, nullptr, 1},
      {"time_ns", nullptr, &R::time, 1},
      {"strain", nullptr, &R::strain, 1},
      {"stress_GPa", nullptr, &R::stress, 1},
      {"plastic_strain", nullptr, &R::plastic_strain, 1},
      {"density_per_m2", nullptr, &R::density, per_m2},
      {"mobile_density_per_m2", nullptr, &R::mobile_density, per_m2},
      {"nodes", &R::nodes, nullptr, 1},
      {"segments", &R::segments, nullptr, 1},
      {"loops", &R::loops, nullptr, 1},
      {"dt_ns", nullptr, &R::dt, 1},
      {"stress_zz_GPa", nullptr, &R::stress_zz, 1},
      {"strain_zz", nullptr, &R::strain_zz, 1},
      {"escaped_length_nm", nullptr, &R::escaped_length, 1},
      {"annihilated_length_nm", nullptr, &R::annihilated_length, 1},
      {"density_half_111_per_m2", nullptr, &R::density_half_111, per_m2},
      {"density_100_per_m2", nullptr, &R::density_100, per_m2},
      {"junction_length_nm", nullptr, &R::junction_length, 1},
      {"surface_nodes", &R::surface_nodes, nullptr, 1},
      {"ledger_length_residual", nullptr, &R::ledger_length_residual, 1},
      {"ledger_swept_residual", nullptr, &R::ledger_swept_residual, 1},
      {"work_load_aJ", nullptr, &R::work_load, 1},
      {"dissipated_aJ", nullptr, &R::dissipated, 1},
      {"line_energy_change_aJ", nullptr, &R::line_energy_change, 1},
      {"energy_residual", nullptr, &R::energy_residual, 1},
      {"stage", &R::stage, nullptr, 1},
      {"multiplied_length_nm", nullptr, &R::multiplied_length, 1},
      {"nucleated_length_nm", nullptr, &R::nucleated_length, 1},
      {"nucleated_lines", &R::nucleated_lines, nullptr, 1},
      {"removed_length_nm", nullptr, &R::removed_length, 1},
      {"displacement_nm", nullptr, &R::displacement, 1},
      {"moment_nN_nm", nullptr, &R::moment, 1},
      {"angle_rad", nullptr, &R::angle, 1},
      {"curvature_per_m", nullptr, &R::curvature, 1e9},
      {"lines", &R::lines, nullptr, 1},
      {"curves_made", &R::curves_made, nullptr, 1},
      {"curves_cut", &R::curves_cut, nullptr, 1},
      {"curves_merged", &R::curves_merged, nullptr, 1},
      {"curves_gone", &R::curves_gone, nullptr, 1},
  };
  return columns;
}

std::string joined(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& f : fields) out += (out.empty() ? "" : ",") + csv_field(f);
  return out;
}

AppendFile opened(const std::filesystem::path& path, std::uint64_t keep_bytes, const std::string& header) {
  AppendFile file(path, keep_bytes);
  if (keep_bytes == 0) file.append(header + "\n");
  return file;
}

}  // namespace

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::string history_header() {
  std::vector<std::string> names;
  for (const HistoryColumn& c : history_columns_of_row()) names.emplace_back(c.name);
  return joined(names);
}

std::string events_header() {
  return "step,time_ns,kind,x_nm,y_nm,z_nm,slip_system,length_nm,area_nm2";
}

std::string history_line(const HistoryRow& row) {
  std::vector<std::string> fields;
  for (const HistoryColumn& c : history_columns_of_row())
    fields.push_back(c.count != nullptr ? std::to_string(row.*c.count) : to_text(row.*c.real * c.scale));
  return joined(fields) + "\n";
}

std::string event_line(const Event& e) {
  return joined({std::to_string(e.step), to_text(e.time), event_name(e.kind), to_text(e.x[0]), to_text(e.x[1]),
                 to_text(e.x[2]), slip_system_name(e.burgers, e.plane), to_text(e.length), to_text(e.area)}) +
         "\n";
}

HistoryTable::HistoryTable(const std::filesystem::path& path, std::uint64_t keep_bytes)
    : file_(opened(path, keep_bytes, history_header())) {}

EventTable::EventTable(const std::filesystem::path& path, std::uint64_t keep_bytes)
    : file_(opened(path, keep_bytes, events_header())) {}

std::vector<HistoryRow> read_history(const std::filesystem::path& path, int* cut_line) {
  const CsvTable table = read_csv(path);
  if (cut_line != nullptr)
    *cut_line = table.cut_line;
  else
    table.require_complete();
  std::vector<HistoryRow> rows(table.rows.size());
  for (const HistoryColumn& c : history_columns_of_row()) {
    const std::size_t place = table.column(c.name);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (c.count != nullptr)
        rows[i].*c.count = table.natural(i, place);
      else
        rows[i].*c.real = table.number(i, place) / c.scale;
    }
  }
  return rows;
}

std::map<std::string, std::uint64_t> read_event_counts(const std::filesystem::path& path) {
  const CsvTable table = read_csv(path);
  table.require_complete();
  std::map<std::string, std::uint64_t> counts;
  for (int kind = 0; kind <= static_cast<int>(EventKind::outside_model); ++kind)
    counts[event_name(static_cast<EventKind>(kind))] = 0;
  const std::size_t place = table.column("kind");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto found = counts.find(table.rows[i][place]);
    if (found == counts.end()) table.fault(i, place, "is not a kind of event");
    ++found->second;
  }
  return counts;
}

}  // namespace pillardd
