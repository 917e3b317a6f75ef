#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <numbers>
#include <stdexcept>

#include "boundaries/lists.hpp"
#include "ddd/base/constants.hpp"
#include "ddd/base/read_settings.hpp"
#include "ddd/base/text.hpp"
#include "ddd/base/tree.hpp"
#include "ddd/crystal/material.hpp"
#include "ddd/crystal/slip_systems.hpp"
#include "ddd/figures/chart.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/registries.hpp"

namespace pillardd {
namespace {

struct Asked {
  std::string material, model = "arrhenius", diameter, height, plot;
  std::vector<std::string> sets, temperatures{"300 K"}, stresses, rates;
  std::vector<int> axis{0, 0, 1};
};

/// The pillar as far as rates need it: how many atomic sites, how they are loaded.
struct Wire {
  double area;     ///< of the side [nm^2]
  double schmid;   ///< largest of 1/2<111>{110}
  double systems;  ///< how many have it
  std::vector<double> factors;  ///< Schmid factors of all twelve
  double burgers;  ///< [nm]
  Integer3 axis;
};

/// One temperature.
struct Prepared {
  double temperature, modulus;  ///< [K], E along the axis [GPa]
  std::unique_ptr<NucleationModel> model;
  LoopLineTension loop;
};

struct RateRow {
  double temperature, shear, barrier, volume, radius, rate;  ///< [K], [GPa], [aJ], [nm^3], [nm], [1/ns]
  bool barrierless;
};
struct StrengthRow {
  double temperature, rate, shear;  ///< [K], [1/ns], [GPa]
  FirstEvent first;
};

double positive(const std::string& text, const Dimension& dimension, const char* option) {
  std::string why = "expected a value above 0 like " + example_of(dimension);
  try {
    const Quantity q = parse_quantity(text);
    if (q.dimension == dimension && std::isfinite(q.value) && q.value > 0.0) return q.value;
  } catch (const std::invalid_argument& e) {
    why = e.what();
  }
  throw InputError(std::string(option) + " " + text + ": " + why);
}

std::vector<double> all_positive(const std::vector<std::string>& texts, const Dimension& dimension,
                                 const char* option) {
  std::vector<double> out;
  for (const std::string& text : texts) out.push_back(positive(text, dimension, option));
  return out;
}

Wire wire_of(const Asked& asked, double burgers) {
  const double d = positive(asked.diameter, dimension::length, "--diameter");
  const double h = asked.height.empty() ? 3.0 * d : positive(asked.height, dimension::length, "--height");
  Wire wire{std::numbers::pi * d * h, 0.0, 0.0, {}, burgers, {asked.axis[0], asked.axis[1], asked.axis[2]}};
  if (is_zero(wire.axis)) throw InputError("--axis: 0,0,0 is not a direction");
  const std::vector<SlipSystem>& all = bcc_slip_systems();
  for (std::size_t i = 0; i < 12; ++i) wire.factors.push_back(schmid_factor(all[i], wire.axis));
  wire.schmid = *std::max_element(wire.factors.begin(), wire.factors.end());
  for (const double s : wire.factors) wire.systems += s > wire.schmid * (1.0 - 1e-9) ? 1.0 : 0.0;
  return wire;
}

Settings model_settings(const Asked& asked, const Settings& stated) {
  std::string yaml = "{model: " + asked.model;
  for (const std::string& set : asked.sets) {
    const std::size_t at = set.find('=');
    if (at == std::string::npos) throw InputError("--set " + set + ": expected KEY=VALUE");
    yaml += ", " + set.substr(0, at) + ": " + set.substr(at + 1);
  }
  Faults faults;
  const std::optional<Tree> tree = parse_tree(yaml + "}", "options", faults);
  faults.throw_if_any();
  Section root("nucleation", "One model.");
  Section models("nucleation", "The model.");
  models.selector = "model";
  models.variants = nucleation_models().variants();
  models.rows = {row::choice("model", nucleation_models().names(), "Model of the nucleation rate.")};
  root.rows = {row::section("nucleation", models, "The model.")};
  const Tree whole{Tree::Kind::map, tree->origin, "", {}, {{"nucleation", tree->origin, *tree}}};
  Fallback fallback{"nucleation", nullptr, "material " + asked.material, true};
  if (stated.has("nucleation")) fallback.variants = &stated.section("nucleation");
  const Settings out = read_settings(whole, root, faults, &fallback);
  faults.throw_if_any();
  return out.section("nucleation");
}

Prepared prepare(const Asked& asked, const Settings& stated, const Settings& settings, const Wire& wire, double T) {
  const Material material = make_material(asked.material, stated, T);
  const NucleationContext context{
      material, {material.moduli.shear, material.moduli.poisson, wire.burgers}, wire.burgers};
  return {T, material.axial_modulus(wire.axis), nucleation_models().at(asked.model).make(settings, context),
          run_line_tension(context, true)};
}

RateRow rate_row(const Prepared& at, const Wire& wire, double shear) {
  const Activation a = at.model->activation(NucleationPlace::surface, shear, at.temperature);
  const double sites = wire.systems * atomic_sites(NucleationPlace::surface, wire.area, wire.burgers);
  return {at.temperature,
          shear,
          a.energy,
          a.volume,
          loop_saddle(at.loop, shear).radius,
          sites * at.model->rate(NucleationPlace::surface, shear, at.temperature),
          a.barrierless};
}

StrengthRow strength_row(const Prepared& at, const Wire& wire, double rate) {
  const double sites = atomic_sites(NucleationPlace::surface, wire.area, wire.burgers);
  RampedLoading ramp{wire.systems * sites, wire.schmid, at.modulus, rate, at.temperature};
  const double shear = most_probable_shear(*at.model, NucleationPlace::surface, ramp);
  ramp.sites = sites;
  return {at.temperature, rate, shear, first_event(*at.model, NucleationPlace::surface, ramp, wire.factors)};
}

std::string rates_csv(const std::vector<RateRow>& rows, double b) {
  std::string out =
      "temperature_K,shear_MPa,barrier_eV,activation_volume_b3,critical_radius_nm,rate_per_s,barrierless\n";
  for (const RateRow& r : rows)
    out += to_text(r.temperature) + "," + to_text(1e3 * r.shear) + "," + to_text(r.barrier / electron_volt) + "," +
           to_text(r.volume / (b * b * b)) + "," + to_text(r.radius) + "," + to_text(1e9 * r.rate) + "," +
           (r.barrierless ? "1" : "0") + "\n";
  return out;
}

std::string strengths_csv(const std::vector<StrengthRow>& rows, double schmid) {
  std::string out = "temperature_K,strain_rate_per_s,shear_MPa,axial_MPa,mean_shear_MPa,deviation_MPa\n";
  for (const StrengthRow& r : rows)
    out += to_text(r.temperature) + "," + to_text(1e9 * r.rate) + "," + to_text(1e3 * r.shear) + "," +
           to_text(1e3 * r.shear / schmid) + "," + to_text(1e3 * r.first.mean) + "," +
           to_text(1e3 * r.first.deviation) + "\n";
  return out;
}

constexpr std::array<Color, 6> curve_colors{colors::blue,  colors::vermillion, colors::green,
                                            colors::black, colors::purple,     colors::orange};

/// The series of a temperature, made where it is new.
Series& series_of(Chart& chart, double temperature) {
  const std::string label = to_text(temperature) + " K";
  if (chart.series.empty() || chart.series.back().label != label)
    chart.series.push_back({label, {}, {}, curve_colors[chart.series.size() % curve_colors.size()], Stroke::solid});
  return chart.series.back();
}

Chart rates_chart(const std::vector<RateRow>& rows) {
  Chart chart{"resolved shear stress (GPa)", "log10 of the pillar's rate (/s)", {}};
  chart.x_holds_zero = chart.y_holds_zero = false;
  for (const RateRow& r : rows) {
    const double log_rate = std::log10(std::max(1e9 * r.rate, 1e-300));
    Series& s = series_of(chart, r.temperature);
    s.x.push_back(r.shear);
    s.y.push_back(log_rate < -30.0 ? unset : log_rate);
  }
  return chart;
}

/// Of the line-tension saddle, which sizes the loops of either model; at the first temperature, as others differ by the
/// moduli alone.
Chart radii_chart(const std::vector<RateRow>& rows) {
  Chart chart{"resolved shear stress (GPa)", "log10 of the critical radius (nm)", {}};
  chart.y_holds_zero = false;
  for (const RateRow& r : rows) {
    if (r.temperature != rows.front().temperature) break;
    Series& s = series_of(chart, r.temperature);
    s.x.push_back(r.shear);
    s.y.push_back(std::log10(r.radius));
  }
  return chart;
}

Chart strengths_chart(const std::vector<StrengthRow>& rows) {
  Chart chart{"log10 of the strain rate (/s)", "most probable resolved shear (GPa)", {}};
  chart.x_holds_zero = false;
  for (const StrengthRow& r : rows) {
    Series& s = series_of(chart, r.temperature);
    s.x.push_back(std::log10(1e9 * r.rate));
    s.y.push_back(r.shear);
  }
  return chart;
}

void draw(const std::vector<RateRow>& rates, const std::vector<StrengthRow>& strengths, const std::string& plot) {
  std::filesystem::path stem = plot;
  if (stem.extension() == ".png" || stem.extension() == ".svg") stem.replace_extension();
  std::vector<std::filesystem::path> files = write_chart(rates_chart(rates), stem);
  for (const auto& f : write_chart(strengths_chart(strengths), stem.string() + "-strength")) files.push_back(f);
  for (const auto& f : write_chart(radii_chart(rates), stem.string() + "-radius")) files.push_back(f);
  for (const std::filesystem::path& f : files) std::cerr << f.string() << "\n";
}

/// What was given, or `count` values from first to last.
std::vector<double> or_range(const std::vector<double>& given, double first, double last, int count, bool by_factor) {
  if (!given.empty()) return given;
  std::vector<double> out;
  for (int i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / (count - 1);
    out.push_back(by_factor ? first * std::pow(last / first, part) : first + (last - first) * part);
  }
  return out;
}

}  // namespace

int nucleation_command(const Arguments& arguments) {
  Asked asked;
  CLI::App app(
      "Rates of nucleation of half loops on a round pillar, and the most probable shear at a constant strain rate, as "
      "a "
      "table (CSV on stdout) and pictures. The table is of rates against stress; with --strain-rate it is of the most "
      "probable shear.",
      "pillardd nucleation");
  app.add_option("material", asked.material, "a material of the library")->required();
  app.add_option("--diameter", asked.diameter, "of the pillar, \"21 nm\"")->required();
  app.add_option("--height", asked.height, "of the pillar; three diameters when absent");
  app.add_option("--axis", asked.axis, "crystal direction of the load, 1,1,2; 0,0,1 when absent")
      ->delimiter(',')
      ->expected(3);
  app.add_option("--model", asked.model, "arrhenius or line_tension; arrhenius when absent");
  app.add_option("--set", asked.sets, "KEY=VALUE of the model; repeatable")->expected(1);
  app.add_option("--temperature", asked.temperatures, "\"300 K\", several with commas")->delimiter(',');
  app.add_option("--stress", asked.stresses,
                 "resolved shear, \"7.2 GPa\", several with commas; 0.5 to 12 GPa when absent")
      ->delimiter(',');
  app.add_option("--strain-rate", asked.rates, "\"1e-3 /s\", several with commas; the figure shows 1e-3 to 1e8 /s")
      ->delimiter(',');
  app.add_option("--plot", asked.plot,
                 "FILE: writes FILE.png and FILE.svg (rates), FILE-strength (most probable shear), FILE-radius (critical "
                 "radius)");
  if (const auto over = parse_arguments(app, arguments)) return *over;

  const Settings stated = read_material(asked.material, material_section(), MaterialLibrary());
  const Wire wire = wire_of(asked, 0.5 * std::sqrt(3.0) * stated.number("lattice_parameter"));
  const Settings settings = model_settings(asked, stated);
  const std::vector<double> asked_rates = all_positive(asked.rates, dimension::rate, "--strain-rate");
  const std::vector<double> stresses =
      or_range(all_positive(asked.stresses, dimension::pressure, "--stress"), 0.5, 12.0, 47, false);
  const std::vector<double> rates = or_range(asked_rates, 1e-12, 0.1, 34, true);
  std::vector<RateRow> table;
  std::vector<StrengthRow> strengths;
  for (const double T : all_positive(asked.temperatures, dimension::temperature, "--temperature")) {
    const Prepared at = prepare(asked, stated, settings, wire, T);
    if (table.empty()) {
      std::cerr << asked.material << ": " << at.model->describe() << "\n";
      print_warnings(at.model->warnings());
    }
    for (const double shear : stresses) table.push_back(rate_row(at, wire, shear));
    for (const double rate : rates) strengths.push_back(strength_row(at, wire, rate));
  }
  std::cout << (asked_rates.empty() ? rates_csv(table, wire.burgers) : strengths_csv(strengths, wire.schmid));
  if (!asked.plot.empty()) draw(table, strengths, asked.plot);
  return done;
}

}  // namespace pillardd
