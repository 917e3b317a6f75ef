#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <iostream>
#include <numbers>
#include <stdexcept>

#include "ddd/base/constants.hpp"
#include "ddd/base/read_settings.hpp"
#include "ddd/base/text.hpp"
#include "ddd/base/tree.hpp"
#include "ddd/crystal/material.hpp"
#include "ddd/figures/chart.hpp"
#include "mobility/list.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/registries.hpp"

namespace pillardd {
namespace {

struct Asked {
  std::string material, law = "kink_pair", kinetics, length = "1000 nm", plot, out;
  std::vector<std::string> sets, temperatures{"300 K"}, stresses, angles{"-30", "-15", "0", "15", "30"};
};

/// One line of the table.
struct SpeedRow {
  double temperature, stress, chi, screw, edge;  ///< [K], [GPa], [degrees], [m/s]
  std::string plane;                             ///< the {110} plane on which the screw is fastest
  int warnings;
  double volume;  ///< of activation, kT d ln v_screw/d tau [b³]
};

double quantity_of(const std::string& text, const Dimension& dimension, const char* option) {
  try {
    const Quantity q = parse_quantity(text);
    if (q.dimension == dimension && std::isfinite(q.value)) return q.value;
  } catch (const std::invalid_argument& e) {
    throw InputError(std::string(option) + " " + text + ": " + e.what());
  }
  throw InputError(std::string(option) + " " + text + ": expected a value like " + example_of(dimension));
}

/// The mobility section as the options say it; a --set without '=' names a set of the material.
std::string mobility_yaml(const Asked& asked) {
  std::string yaml = "{law: " + asked.law;
  if (!asked.kinetics.empty()) yaml += ", kinetics: " + asked.kinetics;
  for (const std::string& set : asked.sets) {
    const std::size_t at = set.find('=');
    yaml += at == std::string::npos ? ", set: " + set : ", " + set.substr(0, at) + ": " + set.substr(at + 1);
  }
  return yaml + "}";
}

std::unique_ptr<MobilityLaw> law_of(const Asked& asked, const Settings& stated, double temperature) {
  Faults faults;
  const std::optional<Tree> tree = parse_tree(mobility_yaml(asked), "options", faults);
  faults.throw_if_any();
  Section root("mobility", "One law.");
  root.rows = {row::section("mobility", mobility_schema(), "The law.")};
  const Tree whole{Tree::Kind::map, tree->origin, "", {}, {{"mobility", tree->origin, *tree}}};
  Fallback fallback{"mobility", nullptr, "material " + asked.material, true};
  if (stated.has("mobility")) fallback.variants = &stated.section("mobility");
  const Settings mobility = read_settings(whole, root, faults, &fallback);
  faults.throw_if_any();
  return mobility_laws().at(asked.law).make(mobility.section("mobility"),
                                            make_material(asked.material, stated, temperature));
}

struct Plane {
  const char* name;
  Vector3 normal;
};

const std::array<Plane, 3>& planes() {
  static const std::array<Plane, 3> three{{{"(-101)", Vector3(-1, 0, 1).normalized()},
                                           {"(0-11)", Vector3(0, -1, 1).normalized()},
                                           {"(-110)", Vector3(-1, 1, 0).normalized()}}};
  return three;
}

/// A straight [111] line on `plane`, at `angle` to its Burgers vector, under tau on the plane of maximum resolved shear
/// at chi from (-101), negative towards (-1-12), the twinning side. Crystal axes.
ArmState line_under(double tau, double chi, const Vector3& plane, double angle, double b, double length, double T) {
  const Vector3 s = Vector3(1, 1, 1).normalized(), n0 = planes()[0].normal;
  const Vector3 n = std::cos(chi) * n0 + std::sin(chi) * n0.cross(s);
  ArmState arm;
  arm.stress = tau * (s * n.transpose() + n * s.transpose());
  arm.burgers = b * s;
  arm.normal = plane;
  arm.tangent = angle == 0 ? s : Vector3(Eigen::AngleAxisd(angle, plane) * s);
  arm.force = (arm.stress * arm.burgers).cross(arm.tangent);
  arm.straight_length = length;
  arm.temperature = T;
  return arm;
}

double speed_of(const MobilityLaw& law, const ArmState& arm, int& warnings) {
  const ArmResponse r = law.respond(arm);
  const Vector3 m = arm.normal.cross(arm.tangent).normalized();
  warnings |= r.warnings;
  return std::abs(m.dot(arm.force) / m.dot(r.drag * m));
}

SpeedRow row_of(const MobilityLaw& law, double b, double length, double T, double tau, double chi) {
  const double turn = chi * std::numbers::pi / 180;
  SpeedRow row{T, tau, chi, -1, 0, "", 0, unset};
  int seen = 0;
  const auto screw = [&](const Plane& p, double stress) {
    seen = 0;
    return speed_of(law, line_under(stress, turn, p.normal, 0, b, length, T), seen);
  };
  const Plane* fastest = nullptr;
  for (const Plane& p : planes()) {
    const double v = screw(p, tau);
    if (v <= row.screw) continue;
    row.screw = v;
    row.plane = p.name;
    row.warnings = seen;
    fastest = &p;
  }
  constexpr double step = 1e-4;  // of the stress; the truncation is of its square
  if (fastest != nullptr && row.screw > 0) {
    const double ratio = screw(*fastest, tau * (1 + step)) / screw(*fastest, tau * (1 - step));
    row.volume = boltzmann * T * std::log(ratio) / (2 * step * tau) / (b * b * b);
  }
  const double right = 0.5 * std::numbers::pi;
  row.edge = speed_of(law, line_under(tau, turn, planes()[0].normal, right, b, length, T), row.warnings);
  return row;
}

std::string as_csv(const std::vector<SpeedRow>& rows) {
  std::string out =
      "temperature_K,stress_MPa,chi_deg,screw_m_per_s,screw_plane,edge_m_per_s,activation_volume_b3,drag_capped,"
      "out_of_range\n";
  for (const SpeedRow& r : rows)
    out += to_text(r.temperature) + "," + to_text(1e3 * r.stress) + "," + to_text(r.chi) + "," + to_text(r.screw) +
           "," + r.plane + "," + to_text(r.edge) + "," + to_text(r.volume) + "," +
           ((r.warnings & drag_capped) != 0 ? "1" : "0") + "," + ((r.warnings & stress_out_of_range) != 0 ? "1" : "0") +
           "\n";
  return out;
}

double log_speed(double v) {
  return v > 0 ? std::log10(v) : unset;
}

constexpr std::array<Color, 4> curve_colors{colors::blue, colors::vermillion, Color{0.0, 0.62, 0.45}, colors::grey};

/// Screw (solid) and edge (dashed) speeds against stress at chi nearest zero, a colour for each temperature.
Chart against_stress(const std::vector<SpeedRow>& rows) {
  Chart chart{"resolved shear stress (MPa)", "log10 of speed (m/s)", {}};
  std::size_t color = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool fresh = i == 0 || rows[i].temperature != rows[i - 1].temperature;
    if (fresh) {
      const std::string at = ", " + to_text(rows[i].temperature) + " K";
      const Color c = curve_colors[color++ % curve_colors.size()];
      chart.series.push_back({"screw" + at, {}, {}, c, Stroke::solid});
      chart.series.push_back({"edge" + at, {}, {}, c, Stroke::dashed});
    }
    if (rows[i].chi != 0) continue;
    Series &edge = chart.series.back(), &screw = chart.series[chart.series.size() - 2];
    for (Series* s : {&screw, &edge}) s->x.push_back(1e3 * rows[i].stress);
    screw.y.push_back(log_speed(rows[i].screw));
    edge.y.push_back(log_speed(rows[i].edge));
  }
  return chart;
}

/// Speed of the screw against chi at the middle stress, a colour for each temperature.
Chart against_angle(const std::vector<SpeedRow>& rows, double stress) {
  Chart chart{"angle chi of the maximum-resolved-shear plane (degrees)", "log10 of screw speed (m/s)", {}};
  std::size_t color = 0;
  for (const SpeedRow& r : rows) {
    if (r.stress != stress) continue;
    const std::string label = to_text(r.temperature) + " K, " + to_text(std::round(1e3 * stress)) + " MPa";
    if (chart.series.empty() || chart.series.back().label != label)
      chart.series.push_back({label, {}, {}, curve_colors[color++ % curve_colors.size()], Stroke::solid});
    chart.series.back().x.push_back(r.chi);
    chart.series.back().y.push_back(log_speed(r.screw));
  }
  return chart;
}

/// Activation volume of the screw against stress at chi = 0, a colour for each temperature.
Chart volumes(const std::vector<SpeedRow>& rows) {
  Chart chart{"resolved shear stress (MPa)", "activation volume of the screw (b³)", {}};
  std::size_t color = 0;
  for (const SpeedRow& r : rows) {
    if (r.chi != 0) continue;
    const std::string label = to_text(r.temperature) + " K";
    if (chart.series.empty() || chart.series.back().label != label)
      chart.series.push_back({label, {}, {}, curve_colors[color++ % curve_colors.size()], Stroke::solid});
    // Towards zero stress kT/tau diverges, and a bounded drag has no activation: neither is drawn.
    if (!(r.volume < 40) || (r.warnings & drag_capped) != 0) continue;
    chart.series.back().x.push_back(1e3 * r.stress);
    chart.series.back().y.push_back(r.volume);
  }
  return chart;
}

void draw(const std::vector<SpeedRow>& rows, const std::vector<double>& stresses, const std::string& plot) {
  std::filesystem::path stem = plot;
  if (stem.extension() == ".png" || stem.extension() == ".svg") stem.replace_extension();
  std::vector<std::filesystem::path> files = write_chart(against_stress(rows), stem);
  const Chart turned = against_angle(rows, stresses[stresses.size() / 2]);
  for (const auto& f : write_chart(turned, stem.string() + "-chi")) files.push_back(f);
  for (const auto& f : write_chart(volumes(rows), stem.string() + "-volume")) files.push_back(f);
  for (const std::filesystem::path& f : files) std::cerr << f.string() << "\n";
}

std::vector<double> stresses_of(const Asked& asked) {
  std::vector<double> out;
  for (const std::string& s : asked.stresses) out.push_back(quantity_of(s, dimension::pressure, "--stress"));
  if (out.empty())
    for (int i = 1; i <= 40; ++i) out.push_back(0.025 * i);
  for (const double s : out)
    if (!(s > 0)) throw InputError("--stress: is above 0 GPa");
  return out;
}

}  // namespace

int mobility_command(const Arguments& arguments) {
  Asked asked;
  CLI::App app(
      "Speed of screw and edge by a mobility law, against stress, temperature and the angle of the shear, as a "
      "table (CSV on stdout) and pictures.",
      "pillardd mobility");
  app.add_option("material", asked.material, "a material of the library")->required();
  app.add_option("--law", asked.law, "the law; kink_pair when absent");
  app.add_option("--set", asked.sets,
                 "a named set of the material (experimental), or KEY=VALUE of mobility; repeatable")
      ->expected(1);
  app.add_option("--kinetics", asked.kinetics, "long_line or finite_length, of kink_pair");
  app.add_option("--length", asked.length, "of the straight screw, for finite_length; \"1000 nm\" when absent");
  app.add_option("--temperature", asked.temperatures, "\"300 K\", several with commas")->delimiter(',');
  app.add_option("--stress", asked.stresses, "resolved shear, \"100 MPa, 0.5 GPa\"; 25 to 1000 MPa when absent")
      ->delimiter(',');
  app.add_option("--chi", asked.angles, "degrees from (-101), negative on the twinning side; -30 to 30 when absent")
      ->delimiter(',');
  app.add_option("--plot", asked.plot,
                 "FILE: writes FILE.png and FILE.svg, FILE-chi (against chi), FILE-volume (activation volume)");
  if (const auto over = parse_arguments(app, arguments)) return *over;

  const Settings stated = read_material(asked.material, material_section(), MaterialLibrary());
  const double b = 0.5 * std::sqrt(3.0) * stated.number("lattice_parameter");
  const double length = quantity_of(asked.length, dimension::length, "--length");
  if (!(length > 0)) throw InputError("--length: is above 0 nm");
  const std::vector<double> stresses = stresses_of(asked);
  std::vector<double> angles;
  for (const std::string& a : asked.angles) angles.push_back(quantity_of(a, dimension::none, "--chi"));
  std::vector<SpeedRow> rows;
  std::vector<std::string> warnings;
  for (const std::string& text : asked.temperatures) {
    const double T = quantity_of(text, dimension::temperature, "--temperature");
    if (!(T > 0)) throw InputError("--temperature: is above 0 K");
    const std::unique_ptr<MobilityLaw> law = law_of(asked, stated, T);
    if (rows.empty()) std::cerr << asked.material << ": " << law->describe() << "\n";
    warnings = law->warnings();
    for (const double tau : stresses)
      for (const double chi : angles) rows.push_back(row_of(*law, b, length, T, tau, chi));
  }
  print_warnings(warnings);
  std::cout << as_csv(rows);
  if (!asked.plot.empty()) draw(rows, stresses, asked.plot);
  return done;
}

}  // namespace pillardd
