#include "ddd/io/regime.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pillardd {
namespace {

/// Parts of equal deformation that a stage is divided into: the resolution of its phases.
constexpr std::size_t windows_per_stage = 20;

/// What is less than this part of a window belongs to the one before it, at the start to the one that follows.
constexpr double least_window = 0.01;

/// Relative error of the length ledger from which on its balance is no evidence.
constexpr double ledger_tolerance = 1e-6;

/// Rows first..last, both included; the first is the last of what came before.
struct Range {
  std::size_t stage = 0, first = 0, last = 0;
};

class Detector {
 public:
  Detector(std::span<const HistoryRow> rows, const RegimeScale& scale) : rows_(rows), scale_(scale) {
    double peak = 0.0;
    for (const HistoryRow& r : rows_) {
      peak = std::max(peak, mobile(r));
      starved_.push_back(mobile(r) < scale_.diameter && mobile(r) < 0.5 * peak &&
                         r.escaped_length > r.annihilated_length + r.removed_length);
    }
  }

  RegimeReport report() {
    RegimeReport out;
    out.run = measured({rows_.front().stage, 0, rows_.size() - 1});
    for (const Range& stage : stages()) {
      const std::size_t before = out.phases.size();
      add_phases(stage, out.phases);
      out.stages.push_back(measured(stage));
      out.stages.back().regime = governing(std::span(out.phases).subspan(before));
    }
    out.run.regime = anneals_in_cycles(out) ? Regime::annealing : governing(out.phases);
    return out;
  }

  bool sound() const {
    return rows_.size() > 1 && scale_.elastic_slope > 0.0 && scale_.volume > 0.0 && scale_.diameter > 0.0 &&
           scale_.screw_across > 0.0 &&
           std::all_of(rows_.begin(), rows_.end(), [](const HistoryRow& r) {
             return std::abs(r.ledger_length_residual) < ledger_tolerance && std::isfinite(r.stress) &&
                    std::isfinite(r.multiplied_length);
           });
  }

 private:
  double mobile(const HistoryRow& r) const { return r.mobile_density * scale_.volume; }

  double elastic_strain(std::size_t i, std::size_t j) const {
    return std::abs(rows_[j].stress - rows_[i].stress) / scale_.elastic_slope;
  }
  double plastic_strain(std::size_t i, std::size_t j) const {
    return std::abs(rows_[j].plastic_strain - rows_[i].plastic_strain);
  }

  std::vector<Range> stages() const {
    std::vector<Range> out;
    std::size_t first = 0;
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      if (i + 1 < rows_.size() && rows_[i + 1].stage == rows_[i].stage) continue;
      out.push_back({static_cast<std::size_t>(rows_[i].stage), first, i});
      first = i;
    }
    return out;
  }

  /// Windows of equal deformation  sum |d(plastic strain)| + |d(stress)|/E,  each a row long at least. A row that is
  /// itself as long as a window is one: a pillar without lines waits in one step, and what came before is judged apart.
  /// None is next to nothing: in a row of 5e-4 of a window, taken after an event, lines relax and do not flow.
  std::vector<Range> windows(const Range& stage) const {
    std::vector<double> path{0.0};
    for (std::size_t i = stage.first; i < stage.last; ++i)
      path.push_back(path.back() + plastic_strain(i, i + 1) + elastic_strain(i, i + 1));
    std::vector<Range> out;
    std::size_t first = stage.first;
    double next = 1.0;
    const double scale = windows_per_stage * (1.0 + 1e-12) / path.back();
    const auto close = [&](std::size_t last) {
      const bool next_to_nothing = (path[last - stage.first] - path[first - stage.first]) * scale < least_window;
      if (next_to_nothing && out.empty()) return;
      if (next_to_nothing)
        out.back().last = last;
      else
        out.push_back({stage.stage, first, last});
      first = last;
    };
    for (std::size_t i = stage.first + 1; i <= stage.last; ++i) {
      const double parts = path[i - stage.first] * scale, row = parts - path[i - stage.first - 1] * scale;
      if (row >= 1.0 && first < i - 1) close(i - 1);
      if (i < stage.last && parts < next) continue;
      close(i);
      next = std::floor(parts) + 1.0;
    }
    return out;
  }

  bool flows(const Range& r) const {
    const double plastic = plastic_strain(r.first, r.last);
    return plastic > 0.0 && plastic >= elastic_strain(r.first, r.last);
  }
  /// Whether the pillar was without lines over the whole of it, but for its end.
  bool starved(const Range& r) const { return starved_[r.first] && !flows(r); }

  /// Neighbouring windows of one kind are judged together; equal judgements then are one phase.
  void add_phases(const Range& stage, std::vector<RegimeSpan>& out) {
    std::vector<Range> kept;
    std::vector<Regime> regimes;
    const std::vector<Range> parts = windows(stage);
    for (std::size_t i = 0; i < parts.size();) {
      Range whole = parts[i];
      const bool flow = flows(whole), empty = starved(whole);
      for (; i < parts.size() && flows(parts[i]) == flow && starved(parts[i]) == empty; ++i) whole.last = parts[i].last;
      const RegimeSpan span = measured(whole);
      new_lines_ += span.lines.new_lines;
      const Regime regime = flow ? flowing(span) : rising(span, empty);
      if (flow) {
        flow_stress_ = std::abs(span.to.stress);
        new_lines_ = 0;
      }
      if (!regimes.empty() && regimes.back() == regime) {
        kept.back().last = whole.last;
      } else {
        kept.push_back(whole);
        regimes.push_back(regime);
      }
    }
    for (std::size_t k = 0; k < kept.size(); ++k) {
      out.push_back(measured(kept[k]));
      out.back().regime = regimes[k];
    }
  }

  RegimeSpan measured(const Range& range) const {
    RegimeSpan out;
    out.stage = range.stage;
    const HistoryRow &p = out.from = rows_[range.first], &q = out.to = rows_[range.last];
    LineBalance& l = out.lines;
    l.start = p.density * scale_.volume;
    l.end = q.density * scale_.volume;
    l.mobile_start = mobile(p);
    l.mobile_end = mobile(q);
    l.multiplied = q.multiplied_length - p.multiplied_length;
    l.nucleated = q.nucleated_length - p.nucleated_length;
    l.escaped = q.escaped_length - p.escaped_length;
    l.annihilated = q.annihilated_length - p.annihilated_length + q.removed_length - p.removed_length;
    l.new_lines = q.nucleated_lines - p.nucleated_lines;
    const double plastic = plastic_strain(range.first, range.last), elastic = elastic_strain(range.first, range.last);
    if (plastic + elastic > 0.0) out.plastic_share = plastic / (plastic + elastic);
    if (q.strain != p.strain) out.stress_slope = (q.stress - p.stress) / (q.strain - p.strain) / scale_.elastic_slope;
    return out;
  }

  /// More is lost than gained, and less than half of the mobile lines is left.
  static bool empties(const LineBalance& l) { return l.losses() > l.gains() && l.mobile_end < 0.5 * l.mobile_start; }

  /// The load rises, or falls, elastically.
  Regime rising(const RegimeSpan& s, bool without_lines) const {
    if (without_lines) return Regime::starvation;
    if (empties(s.lines)) return Regime::annealing;
    const bool past_flow = flow_stress_ >= 0.0 && std::abs(s.to.stress) > flow_stress_;
    return past_flow && std::abs(s.to.stress) > std::abs(s.from.stress) ? Regime::exhaustion : Regime::elastic;
  }

  /// Lines carry the larger part of the deformation.
  Regime flowing(const RegimeSpan& s) const {
    const LineBalance& l = s.lines;
    if (new_lines_ > 0 && 2.0 * static_cast<double>(new_lines_) * scale_.screw_across >= l.gains())
      return Regime::nucleation;
    if (empties(l)) return Regime::annealing;
    if (l.multiplied > 0.0 && (l.gains() >= l.losses() || l.multiplied > l.mobile_start)) return Regime::multiplication;
    return l.losses() > l.gains() ? Regime::exhaustion : Regime::undetermined;
  }

  /// The regime that most of the deformation took place in, elastic loading aside.
  Regime governing(std::span<const RegimeSpan> phases) const {
    std::array<double, 7> share{};
    for (const RegimeSpan& p : phases)
      share[static_cast<std::size_t>(p.regime)] += std::abs(p.to.plastic_strain - p.from.plastic_strain) +
                                                   std::abs(p.to.stress - p.from.stress) / scale_.elastic_slope;
    const bool only_elastic =
        std::all_of(phases.begin(), phases.end(), [](const RegimeSpan& p) { return p.regime == Regime::elastic; });
    if (phases.empty() || only_elastic) return phases.empty() ? Regime::undetermined : Regime::elastic;
    share[static_cast<std::size_t>(Regime::elastic)] = -1.0;
    return static_cast<Regime>(std::max_element(share.begin(), share.end()) - share.begin());
  }

  /// The load turned at least once, and the lines became fewer on the whole.
  bool anneals_in_cycles(const RegimeReport& report) const {
    bool up = false, down = false;
    for (const RegimeSpan& s : report.stages) {
      up = up || s.to.stress > s.from.stress;
      down = down || s.to.stress < s.from.stress;
    }
    return up && down && empties(report.run.lines);
  }

  std::span<const HistoryRow> rows_;
  RegimeScale scale_;
  std::vector<char> starved_;
  double flow_stress_ = -1.0;    ///< where lines flowed last [GPa]; negative: they never did
  std::uint64_t new_lines_ = 0;  ///< nucleated since lines flowed last: the first begin while the load still rises
};

std::string percent(double strain) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), 100.0 * strain, std::chars_format::general, 3);
  return std::string(text.data(), end.ptr) + " %";
}

}  // namespace

const char* regime_name(Regime regime) {
  switch (regime) {
    case Regime::elastic:
      return "elastic";
    case Regime::exhaustion:
      return "exhaustion";
    case Regime::starvation:
      return "starvation";
    case Regime::nucleation:
      return "nucleation-controlled";
    case Regime::multiplication:
      return "multiplication";
    case Regime::annealing:
      return "mechanical annealing";
    case Regime::undetermined:
      return "undetermined";
  }
  return "?";
}

RegimeReport detect_regimes(std::span<const HistoryRow> rows, const RegimeScale& scale) {
  Detector detector(rows, scale);
  return detector.sound() ? detector.report() : RegimeReport{};
}

std::string phases_text(const RegimeReport& report) {
  std::string out;
  for (const RegimeSpan& p : report.phases) {
    out += (out.empty() ? "" : ", ") + std::string(regime_name(p.regime)) + " to " + percent(p.to.strain);
    if (&p == &report.phases.front()) out += " strain";
  }
  return out;
}

}  // namespace pillardd
