#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/io/tables.hpp"
#include "ddd/study/collect.hpp"

namespace pillardd {
namespace {

std::string line(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) out += (i > 0 ? "," : "") + csv_field(fields[i]);
  return out + "\n";
}

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string runs_text(const RunTable& runs) {
  std::vector<std::string> names;
  for (const RunColumn& c : runs.columns) names.push_back(c.name);
  std::string out = line(names);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::vector<std::string> fields;
    for (const RunColumn& c : runs.columns) fields.push_back(c.texts[i]);
    out += line(fields);
  }
  return out;
}

std::string bursts_text(const RunTable& runs) {
  std::string out = "point,strain,plastic_strain,displacement_nm\n";
  for (const RunBurst& b : runs.bursts)
    out += line({runs.column("point").texts[b.run], to_text(b.burst.strain), to_text(b.burst.plastic_strain),
                 to_text(b.displacement)});
  return out;
}

std::string groups_text(const Collection& c) {
  std::string out =
      line(joined(c.group_columns, {"quantity", "n", "mean", "standard_deviation", "mean_low", "mean_high"}));
  for (const GroupStatistic& s : c.statistics)
    out += line(joined(c.groups[s.group].values,
                       {s.quantity, std::to_string(s.n), to_text(s.mean), to_text(s.standard_deviation),
                        to_text(s.interval.low), to_text(s.interval.high)}));
  return out;
}

std::string fits_text(const Collection& c) {
  std::string out = line(joined(joined({"fit"}, c.group_columns), {"quantity", "n", "exponent", "exponent_low",
                                                                   "exponent_high", "prefactor", "x_min", "distance"}));
  for (const SweepFit& f : c.fits)
    out += line(joined(joined({f.kind}, f.values),
                       {f.quantity, std::to_string(f.n), to_text(f.exponent), to_text(f.interval.low),
                        to_text(f.interval.high), to_text(f.prefactor), to_text(f.x_min), to_text(f.distance)}));
  return out;
}

}  // namespace

std::vector<std::filesystem::path> write_collection(const Collection& c, const SweepFolder& folder) {
  const std::vector<std::pair<const char*, std::string>> files = {{"runs.csv", runs_text(c.runs)},
                                                                  {"bursts.csv", bursts_text(c.runs)},
                                                                  {"groups.csv", groups_text(c)},
                                                                  {"fits.csv", fits_text(c)}};
  std::vector<std::filesystem::path> out;
  for (const auto& file : files) {
    out.push_back(folder.path() / file.first);
    write_atomically(out.back(), file.second);
  }
  return out;
}

}  // namespace pillardd
