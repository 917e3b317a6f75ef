#include "ddd/io/run_summary.hpp"

#include <algorithm>

#include "ddd/base/errors.hpp"

namespace pillardd {
namespace {

double interpolated(double x0, double y0, double x1, double y1, double x) {
  return x1 == x0 ? y1 : y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

/// Index of the first row of largest strain.
std::size_t largest_strain(std::span<const HistoryRow> rows) {
  const auto less = [](const HistoryRow& a, const HistoryRow& b) { return a.strain < b.strain; };
  return static_cast<std::size_t>(std::max_element(rows.begin(), rows.end(), less) - rows.begin());
}

/// Integral of stress over strain from `from` on, rows first..last of rising strain.
double area_under(std::span<const HistoryRow> rows, double from) {
  double area = 0.0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const HistoryRow &p = rows[i - 1], &q = rows[i];
    const double left = std::max(p.strain, from);
    const double stress_left = interpolated(p.strain, p.stress, q.strain, q.stress, left);
    area += 0.5 * (stress_left + q.stress) * (q.strain - left);
  }
  return area;
}

}  // namespace

std::optional<CurvePoint> yield_point(std::span<const HistoryRow> rows, double elastic_slope) {
  const auto above = [&](const HistoryRow& r) { return r.stress - elastic_slope * (r.strain - yield_offset); };
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const double before = above(rows[i - 1]), after = above(rows[i]);
    if (!(before > 0.0 && after <= 0.0)) continue;
    const double strain = interpolated(before, rows[i - 1].strain, after, rows[i].strain, 0.0);
    return CurvePoint{strain, interpolated(before, rows[i - 1].stress, after, rows[i].stress, 0.0)};
  }
  return std::nullopt;
}

std::optional<FlowStress> flow_stress(std::span<const HistoryRow> rows, double elastic_slope) {
  if (rows.empty()) return std::nullopt;
  const std::size_t last = largest_strain(rows);
  const double to = rows[last].strain, from = (1.0 - flow_window) * to;
  const std::optional<CurvePoint> yield = yield_point(rows, elastic_slope);
  if (!yield || !(to > 0.0) || yield->strain > from) return std::nullopt;
  std::size_t first = last;
  while (first > 0 && rows[first].strain > from) {
    if (rows[first - 1].strain > rows[first].strain) return std::nullopt;
    --first;
  }
  // A row of the window further back: the pillar has been there before and was unloaded in between.
  for (const HistoryRow& r : rows.first(first))
    if (r.strain > from) return std::nullopt;
  return FlowStress{from, to, area_under(rows.subspan(first, last - first + 1), from) / (to - from)};
}

std::vector<Burst> list_bursts(std::span<const HistoryRow> rows) {
  std::vector<Burst> out;
  Burst present;
  const auto close = [&] {
    if (present.plastic_strain >= smallest_burst_strain) out.push_back(present);
    present = {};
  };
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const double plastic = rows[i].plastic_strain - rows[i - 1].plastic_strain;
    const double total = rows[i].strain - rows[i - 1].strain;
    if (total >= 0.0 && plastic > total) {
      if (present.plastic_strain == 0.0) present.strain = rows[i - 1].strain;
      present.plastic_strain += plastic;
    } else {
      close();
    }
  }
  close();
  return out;
}

Bursts count_bursts(std::span<const HistoryRow> rows) {
  Bursts out;
  for (const Burst& b : list_bursts(rows)) {
    ++out.count;
    out.plastic_strain += b.plastic_strain;
    out.largest = std::max(out.largest, b.plastic_strain);
  }
  return out;
}

RunSummary summarize(std::span<const HistoryRow> rows, double elastic_slope,
                     const std::map<std::string, std::uint64_t>& events) {
  require(!rows.empty(), "a summary needs at least one row of history");
  RunSummary out;
  out.elastic_slope = elastic_slope;
  out.first = rows.front();
  out.last = rows.back();
  out.yield = yield_point(rows, elastic_slope);
  out.flow = flow_stress(rows, elastic_slope);
  out.bursts = count_bursts(rows);
  out.events = events;
  out.peak_density = rows.front().density;
  out.peak = {rows.front().strain, rows.front().stress};
  for (const HistoryRow& r : rows) {
    out.peak_density = std::max(out.peak_density, r.density);
    if (r.stress > out.peak.stress) out.peak = {r.strain, r.stress};
  }
  return out;
}

}  // namespace pillardd
