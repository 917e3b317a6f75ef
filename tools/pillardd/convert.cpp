#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <optional>

#include "ddd/base/files.hpp"
#include "ddd/base/units.hpp"
#include "ddd/initial/ca_data.hpp"
#include "ddd/initial/paradis_data.hpp"
#include "ddd/io/line_writers.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/model_lists.hpp"
#include "tools/pillardd/stress_option.hpp"

namespace pillardd {

namespace fs = std::filesystem;

namespace {

constexpr double per_a = 0.8660254037844386;  ///< |1/2<111>| in units of a

/// A network with all that a format may want to know of it.
struct Lines {
  ParadisNetwork network;
  CrystalFrame frame;
  double unit = unset;  ///< length unit of the network [nm]; NaN where the file does not say
  std::vector<std::string> notes;
};

std::string text_of(const fs::path& file) {
  if (!fs::is_regular_file(file)) throw InputError("no such file: '" + file.string() + "'");
  return read_file(file);
}

/// Cell and crystal along the axes of the .data file itself.
CrystalFrame data_frame(const ParadisNetwork& network, double unit) {
  CrystalFrame frame;
  frame.origin = 10.0 * unit * network.min;
  frame.cell = Vector3(10.0 * unit * (network.max - network.min)).asDiagonal();
  frame.orientation = Matrix3::Identity() * (10.0 * unit / per_a);
  return frame;
}

Lines from_data(const fs::path& file, double unit) {
  Lines out;
  Faults faults;
  out.network = parse_paradis(text_of(file), file.string(), faults);
  faults.throw_if_any();
  out.unit = unit;
  out.frame = data_frame(out.network, unit);
  if (out.network.version == 5)
    out.notes.push_back("version 5 is written as version 4: surface nodes have constraint 1");
  return out;
}

Lines from_ca(const fs::path& file, double unit) {
  Lines out;
  Faults faults;
  const std::string text = text_of(file);
  parse_ca(text, file.string(), 1.0, out.frame, faults);
  faults.throw_if_any();
  out.unit = std::isnan(unit) ? out.frame.lattice_parameter() * per_a : unit;
  out.network = parse_ca(text, file.string(), out.unit, out.frame, faults);
  return out;
}

/// The box around a pillar, along the lab's axes.
CrystalFrame pillar_frame(const Boundary& boundary, const Lattice& lattice) {
  const double r = boundary.bounding_radius();
  CrystalFrame frame;
  frame.origin = 10.0 * Vector3(-r, -r, 0.0);
  frame.cell = Vector3(20.0 * r, 20.0 * r, 10.0 * boundary.height()).asDiagonal();
  frame.periodic[2] = boundary.period() > 0.0;
  frame.orientation = lattice.rotation() * (10.0 * lattice.lattice_parameter());
  return frame;
}

Lines from_pillar(const fs::path& source) {
  Built built = build({source, {}}, false);
  load_last_state(source.string(), built.setup.state);
  const Network& network = built.setup.state.network;
  Lines out;
  out.network = paradis_network(network);
  out.unit = network.lattice().burgers_magnitude();
  out.frame = pillar_frame(*built.setup.model.boundary, network.lattice());
  set_box(out.network, out.frame, out.unit);
  std::size_t sessile = 0;
  for (const Segment& s : network.segments()) sessile += s.alive && s.sessile ? 1 : 0;
  if (sessile > 0) out.notes.push_back(std::to_string(sessile) + " sessile segments are written as lines like others");
  if (network.period() > 0.0)
    out.notes.push_back("a .data file has no boundary that is periodic along the pillar only");
  return out;
}

/// The unit of length as --burgers-magnitude gives it; NaN when it is absent.
double unit_of_option(const std::string& text) {
  if (text.empty()) return unset;
  try {
    const Quantity q = parse_quantity(text);
    if (q.dimension == dimension::length && !q.bare && q.value > 0.0) return q.value;
  } catch (const std::invalid_argument&) {  // said below, as for a length that is none
  }
  throw InputError("--burgers-magnitude: '" + text + "' is not a length, for example 0.2725 nm");
}

Lines read(const fs::path& in, double unit) {
  if (in.extension() == ".data") return from_data(in, unit);
  if (in.extension() == ".ca") return from_ca(in, unit);
  if (fs::is_directory(in) || in.extension() == ".yaml") return from_pillar(in);
  throw InputError("convert: '" + in.string() + "' is no .data, no .ca, no input and no run's folder");
}

std::string written(const Lines& lines, const fs::path& out) {
  const std::string kind = out.extension().string();
  if (kind != ".data" && kind != ".ca" && kind != ".vtk")
    throw InputError("convert: '" + out.string() + "' must end in .data, .ca or .vtk");
  if (kind == ".data") return paradis_text(lines.network);
  if (std::isnan(lines.unit))
    throw InputError("convert: a .data file does not say how long its unit is: give --burgers-magnitude \"0.2725 nm\"");
  return kind == ".ca" ? ca_text(lines.network, lines.frame, lines.unit)
                       : vtk_lines_text(lines.network, lines.frame, lines.unit);
}

}  // namespace

int convert_command(const Arguments& arguments) {
  std::string in, out, unit;
  CLI::App app(
      "Converts dislocation lines: IN is ParaDiS .data (version 4, 5), OVITO .ca, an input or a run's folder; "
      "OUT is .data (version 4), .ca or .vtk (polylines).",
      "pillardd convert");
  app.add_option("in", in, "what is read")->required();
  app.add_option("out", out, "what is written, by its ending")->required();
  app.add_option("--burgers-magnitude", unit, "length unit of the .data file, 0.2725 nm");
  if (const auto over = parse_arguments(app, arguments)) return *over;
  const Lines lines = read(in, unit_of_option(unit));
  write_atomically(out, written(lines, out));
  print_warnings(lines.notes);
  std::cerr << lines.network.nodes.size() << " nodes, " << lines_of(lines.network).size() << " lines\n";
  return done;
}

}  // namespace pillardd
