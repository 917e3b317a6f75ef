#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/dynamics/field.hpp"
#include "ddd/io/csv.hpp"
#include "ddd/io/vtk_writer.hpp"
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

/// The parts at points, in the order of `parts`; points of no interest are left out by the caller.
std::array<std::vector<Matrix3>, 4> stress_parts(const Setup& setup, const std::vector<Vector3>& points) {
  const Model& model = setup.model;
  std::array<std::vector<Matrix3>, 4> out;
  for (auto& part : out) part.assign(points.size(), Matrix3::Zero());
  network_stress(model, setup.state.network, points, out[1]);
  if (!model.image->is_none()) {
    model.image->update(setup.state.network, InfiniteBody(model, setup.state.network));
    model.image->stress(points, out[2]);
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    out[0][i] = model.applied_stress(setup.state.load.stress, points[i]);
    out[3][i] = out[0][i] + out[1][i] + out[2][i];
  }
  return out;
}

std::string stress_table(const Setup& setup, const std::vector<Vector3>& points) {
  const std::array<std::vector<Matrix3>, 4> stress = stress_parts(setup, points);
  std::string out = header();
  for (std::size_t i = 0; i < points.size(); ++i) {
    out += to_text(points[i].x()) + "," + to_text(points[i].y()) + "," + to_text(points[i].z());
    for (const auto& part : stress) out += tensor_text(part[i]);
    out += "\n";
  }
  return out;
}

/// "NXxNYxNZ", at least two points each way.
std::array<int, 3> read_counts(const std::string& text) {
  std::array<int, 3> counts{0, 0, 0};
  char rest = 0;
  const bool read = std::sscanf(text.c_str(), "%dx%dx%d%c", &counts[0], &counts[1], &counts[2], &rest) == 3;
  if (!read || *std::min_element(counts.begin(), counts.end()) < 2 ||
      *std::max_element(counts.begin(), counts.end()) > 10000)
    throw InputError("--grid: three counts from 2 to 10000 as in 41x41x61, not '" + text + "'");
  return counts;
}

/// A regular grid over the box around the pillar.
StressGrid grid_around(const Boundary& boundary, const std::array<int, 3>& counts) {
  Vector3 low = Vector3::Zero(), high(0, 0, boundary.height());
  for (const Vector3& v : boundary.mesh(0.1 * boundary.bounding_radius()).vertices) {
    low = low.cwiseMin(v);
    high = high.cwiseMax(v);
  }
  const Vector3 intervals(counts[0] - 1, counts[1] - 1, counts[2] - 1);
  return {counts, low, (high - low).cwiseQuotient(intervals), {}, {}};
}

void write_grid(const std::string& text, const std::string& file, const Setup& setup) {
  StressGrid grid = grid_around(*setup.model.boundary, read_counts(text));
  std::vector<Vector3> points;
  for (int k = 0; k < grid.counts[2]; ++k)
    for (int j = 0; j < grid.counts[1]; ++j)
      for (int i = 0; i < grid.counts[0]; ++i) {
        const Vector3 x = grid.origin + grid.spacing.cwiseProduct(Vector3(i, j, k));
        const bool inside = setup.model.boundary->signed_distance(x) <= 1e-6 * setup.model.boundary->bounding_radius();
        grid.inside.push_back(inside ? 1 : 0);
        if (inside) points.push_back(x);
      }
  const std::array<std::vector<Matrix3>, 4> stress = stress_parts(setup, points);
  for (std::size_t part = 0; part < parts.size(); ++part) {
    std::vector<Matrix3> all(grid.inside.size(), Matrix3::Zero());
    std::size_t next = 0;
    for (std::size_t p = 0; p < all.size(); ++p)
      if (grid.inside[p]) all[p] = stress[part][next++];
    grid.parts.emplace_back(parts[part], std::move(all));
  }
  write_stress_vti(file, grid);
}

}  // namespace

int probe_command(const Arguments& arguments) {
  InputSource source;
  std::string points, grid, out, stress;
  CLI::App app("Stress at points: applied, network, image and total, of an input's first state or a run's last.",
               "pillardd probe");
  add_input_options(app, source);
  app.add_option("--points", points, "CSV with columns x_nm,y_nm,z_nm");
  app.add_option("--grid", grid, "NXxNYxNZ points over the box around the pillar, for ParaView; needs --out FIELD.vti");
  app.add_option("--out", out, "CSV file, stdout when absent; FIELD.vti with --grid");
  app.add_option("--stress", stress,
                 "uniform stress in place of the loading's: \"xx yy zz yz xz xy\" in GPa, lab frame");
  if (const auto over = parse_arguments(app, arguments)) return *over;
  if (points.empty() == grid.empty())
    throw InputError("probe needs either --points FILE.csv with columns x_nm,y_nm,z_nm or --grid NXxNYxNZ");
  if (!grid.empty() && std::filesystem::path(out).extension() != ".vti")
    throw InputError("probe --grid writes a VTK file: name it with --out FIELD.vti");
  Built built = build(source, false);
  use_threads(0);
  apply_stress_option(stress, built.setup.model);
  load_last_state(source.file.string(), built.setup.state);
  print_warnings(built.setup.warnings);
  if (!grid.empty()) {
    write_grid(grid, out, built.setup);
    return done;
  }
  const std::string text = stress_table(built.setup, read_points(points, *built.setup.model.boundary));
  if (out.empty())
    std::cout << text;
  else
    write_atomically(out, text);
  return done;
}

}  // namespace pillardd
