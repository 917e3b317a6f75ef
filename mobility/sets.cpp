#include "mobility/sets.hpp"

#include "ddd/base/text.hpp"
#include "ddd/crystal/material.hpp"

namespace pillardd {

std::vector<Row> set_rows() {
  return {
      row::quantity_range("temperature_range", dimension::temperature,
                          "Temperatures for which the set was made; a test outside is refused.")
          .above(0)
          .optional(),
      row::quantity("stress_max", dimension::pressure,
                    "Largest resolved shear for which the set was made; arms beyond it are counted.")
          .above(0)
          .optional(),
      row::choice("exponent", {"half", "full"},
                  "Convention in which the set was fitted: half, exp(-dG/2kT); full, exp(-dG/kT).")
          .optional(),
      row::text("reference", "Where the set comes from.").optional(),
      row::texts("warnings", "What a reader of results made with this set must know.").optional(),
  };
}

void check_temperature(const Settings& mobility, const Material& material, Faults& faults) {
  if (!mobility.has("temperature_range") || !(material.temperature > 0)) return;
  const Range range = mobility.range("temperature_range");
  if (material.temperature >= range.min && material.temperature <= range.max) return;
  mobility.fault(faults, "temperature_range",
                 "the law's parameters hold from " + to_text(range.min) + " to " + to_text(range.max) + " K, not at " +
                     to_text(material.temperature) + " K");
}

std::string SetNotes::described() const {
  return (set.empty() ? "" : ", set " + set) + (reference.empty() ? "" : "; " + reference);
}

SetNotes set_notes(const Settings& mobility) {
  SetNotes notes;
  if (mobility.has("set")) notes.set = mobility.text("set");
  if (mobility.has("reference")) notes.reference = mobility.text("reference");
  if (mobility.has("warnings")) notes.warnings = mobility.texts("warnings");
  return notes;
}

}  // namespace pillardd
