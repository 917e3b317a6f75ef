#pragma once
#include <string>
#include <vector>

namespace pillardd {

/// One column of a table the program writes.
struct Column {
  std::string name;  ///< as in the header line, unit included: "stress_GPa"
  std::string sentence;
};

struct ColumnTable {
  std::string file;  ///< "history.csv"
  std::string sentence;
  std::vector<Column> columns;
};

/// Every table: history.csv, events.csv, nodes, probe.
const std::vector<ColumnTable>& column_tables();

}  // namespace pillardd
