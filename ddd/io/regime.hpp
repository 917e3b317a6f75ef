#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ddd/base/types.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// What the dislocations of a pillar do under load; docs/theory/regimes.md defines each by the balance of line length.
enum class Regime { elastic, exhaustion, starvation, nucleation, multiplication, annealing, undetermined };
const char* regime_name(Regime regime);  ///< "nucleation-controlled", "mechanical annealing", ...

/// What the rows of history.csv do not say of the pillar.
struct RegimeScale {
  double elastic_slope = unset;  ///< E along the axis [GPa]
  double volume = unset;         ///< [nm^3]
  double diameter = unset;       ///< of a circle of the same cross-section: the shortest line across [nm]
  double screw_across = unset;   ///< longest screw, in the slip system that the load favours, within the pillar [nm]
};

/// Line length gained and lost between two rows [nm]:  end = start + multiplied + nucleated - escaped - annihilated.
struct LineBalance {
  double start = 0.0, end = 0.0;                ///< all lines
  double mobile_start = 0.0, mobile_end = 0.0;  ///< without sessile arms
  double multiplied = 0.0;                      ///< grown by motion, less what shortened
  double nucleated = 0.0, escaped = 0.0;
  double annihilated = 0.0;     ///< small loops that collapsed included
  std::uint64_t new_lines = 0;  ///< number nucleated

  double losses() const { return escaped + annihilated; }
  double gains() const { return multiplied + nucleated; }
};

/// One regime from one row to another, with its evidence. Stress and strain in the first stage's sense.
struct RegimeSpan {
  Regime regime = Regime::undetermined;
  std::size_t stage = 0;
  HistoryRow from, to;
  LineBalance lines;
  double stress_slope = unset;   ///< change of stress over that of strain, in parts of E; NaN where strain is held
  double plastic_share = unset;  ///< |plastic strain| / (|plastic strain| + |elastic strain|), both gained
};

/// Phases follow each other in time; stages and the run are named after the phases in them.
struct RegimeReport {
  RegimeSpan run;
  std::vector<RegimeSpan> stages, phases;
};

/// The rows of history.csv, in order. Never throws for want of evidence: then the regime is `undetermined`.
RegimeReport detect_regimes(std::span<const HistoryRow> rows, const RegimeScale& scale);

/// "elastic to 0.6 % strain, multiplication to 1 %"
std::string phases_text(const RegimeReport& report);

}  // namespace pillardd
