#include <CLI/CLI.hpp>
#include <array>
#include <iostream>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/dynamics/field.hpp"
#include "ddd/io/csv.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/model_lists.hpp"
#include "tools/pillardd/stress_option.hpp"
#include "tools/pillardd/threads.hpp"

namespace pillardd {
namespace {

constexpr std::array<const char*, 4> parts{"applied", "network", "image", "total"};
constexpr std::array<const char*, 6> components{"xx", "yy", "zz", "yz", "xz", "xy"};

/// Points of a CSV with columns x_nm, y_nm, z_nm; all must lie in the pillar to 1e-6 of its radius.
std::vector<Vector3> read_points(const std::filesystem::path& file, const Boundary& boundary) {
  const CsvTable table = read_csv(file);
  const std::size_t x = table.column("x_nm"), y = table.column("y_nm"), z = table.column("z_nm");
  std::vector<Vector3> out;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const Vector3 p(table.number(r, x), table.number(r, y), table.number(r, z));
    if (!p.allFinite()) table.fault(r, x, "not a finite point");
    const double slack = 1e-6 * boundary.bounding_radius();
    const double below = -p.z(), above = p.z() - boundary.height();
    const bool beyond_ends = boundary.ends() != Ends::periodic && std::max(below, above) > slack;
    if (boundary.signed_distance(p) > slack || beyond_ends)
      table.fault(r, x,
                  "row " + std::to_string(r + 1) + ": the point is outside the pillar by " +
                      to_text(std::max({boundary.signed_distance(p), below, above})) + " nm");
    out.push_back(p);
  }
  return out;
}

std::string header() {
  std::string out = "x_nm,y_nm,z_nm";
  for (const char* part : parts)
    for (const char* c : components) out += "," + std::string(part) + "_" + c + "_GPa";
  return out + "\n";
}

std::string tensor_text(const Matrix3& s) {
  std::string out;
  for (const double v : {s(0, 0), s(1, 1), s(2, 2), s(1, 2), s(0, 2), s(0, 1)}) out += "," + to_text(v);
  return out;
}

std::string stress_table(const Setup& setup, const std::vector<Vector3>& points) {
  const Model& model = setup.model;
  std::vector<Matrix3> network(points.size()), image(points.size(), Matrix3::Zero());
  network_stress(model, setup.state.network, points, network);
  if (!model.image->is_none()) {
    model.image->update(setup.state.network, InfiniteBody(model, setup.state.network));
    model.image->stress(points, image);
  }
  std::string out = header();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Matrix3 applied = model.applied_stress(setup.state.load.stress, points[i]);
    out += to_text(points[i].x()) + "," + to_text(points[i].y()) + "," + to_text(points[i].z());
    out += tensor_text(applied) + tensor_text(network[i]) + tensor_text(image[i]) +
           tensor_text(applied + network[i] + image[i]) + "\n";
  }
  return out;
}

}  // namespace

int probe_command(const Arguments& arguments) {
  InputSource source;
  std::string points, grid, out, stress;
  CLI::App app("Stress at points: applied, network, image and total, of an input's first state or a run's last.",
               "pillardd probe");
  add_input_options(app, source);
  app.add_option("--points", points, "CSV with columns x_nm,y_nm,z_nm");
  app.add_option("--grid", grid, "NXxNYxNZ: not in this version");
  app.add_option("--out", out, "CSV file; stdout when absent");
  app.add_option("--stress", stress,
                 "uniform stress in place of the loading's: \"xx yy zz yz xz xy\" in GPa, lab frame");
  if (const auto over = parse_arguments(app, arguments)) return *over;
  if (!grid.empty()) throw InputError("probe --grid is not in this version; use --points");
  if (points.empty()) throw InputError("probe needs --points FILE.csv with columns x_nm,y_nm,z_nm");
  Built built = build(source, false);
  use_threads(0);
  apply_stress_option(stress, built.setup.model);
  load_last_state(source.file.string(), built.setup.state);
  print_warnings(built.setup.warnings);
  const std::string text = stress_table(built.setup, read_points(points, *built.setup.model.boundary));
  if (out.empty())
    std::cout << text;
  else
    write_atomically(out, text);
  return done;
}

}  // namespace pillardd
