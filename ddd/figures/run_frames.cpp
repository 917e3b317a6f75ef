#include "ddd/figures/run_frames.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"

namespace pillardd {
namespace {

std::string fixed(double value, int decimals) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

/// Time in the unit that leaves one to three digits before the point.
std::string time_text(double ns) {
  static constexpr std::array<std::pair<double, const char*>, 4> units = {
      {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1.0, "ns"}}};
  for (const auto& [size, name] : units)
    if (ns >= size) return fixed(ns / size, 2) + " " + name;
  return fixed(ns, 2) + " ns";
}

std::vector<std::string> caption(const DrawnNetwork& n) {
  return {"t = " + time_text(n.time), "ε = " + fixed(100 * n.strain, 3) + " %", "σ = " + fixed(n.stress, 3) + " GPa"};
}

/// Largest difference of displacement between the corners of each triangle: the steps that cross it [nm].
std::vector<double> steps_of(const DrawnSurface& surface) {
  std::vector<double> out;
  if (surface.displacement.empty()) return out;
  for (const auto& t : surface.mesh.triangles) {
    double step = 0.0;
    for (std::size_t k = 0; k < 3; ++k)
      step = std::max(step, (surface.displacement[static_cast<std::size_t>(t[k])] -
                             surface.displacement[static_cast<std::size_t>(t[(k + 1) % 3])])
                                .norm());
    out.push_back(step);
  }
  return out;
}

double largest(const std::vector<double>& values) {
  return values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
}

/// What all scenes of a run share: the fastest line, the highest step.
struct Tops {
  double speed = 0.0, step = 0.0;
};

constexpr double lowest_step = 0.02;  ///< a run without higher ones is drawn without any [nm]

Scene scene_of(const DrawnSurface& surface, const DrawnNetwork& network, const FrameChoice& choice, const Tops& tops) {
  ColoredLines colored = color_lines(network, choice.color, tops.speed);
  Scene out{
      surface.mesh, std::move(colored.lines), caption(network), std::move(colored.legend), std::move(colored.bars), {}};
  if (tops.step < lowest_step) return out;
  out.steps = steps_of(surface);
  out.caption.push_back("steps to " + fixed(largest(out.steps), 2) + " nm");
  for (double& s : out.steps) s /= tops.step;
  return out;
}

std::vector<PvdFile> collection(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) throw InputError(path.string() + ": there is no such file");
  std::vector<PvdFile> files = read_pvd(path);
  if (files.empty()) throw InputError(path.string() + ": lists no moment yet");
  return files;
}

/// `count` places of 0..size-1, first and last among them.
std::vector<std::size_t> spread(std::size_t size, int count) {
  std::vector<std::size_t> out;
  for (int i = 0; i < count; ++i) {
    const double u = count > 1 ? static_cast<double>(i) / (count - 1) : 1.0;
    const auto k = static_cast<std::size_t>(std::lround(u * static_cast<double>(size - 1)));
    if (out.empty() || out.back() != k) out.push_back(k);
  }
  return out;
}

std::filesystem::path frame_name(std::size_t i) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "frame-%05zu.png", i);
  return name.data();
}

}  // namespace

std::vector<std::filesystem::path> draw_run_frames(const std::filesystem::path& run_folder, const FrameChoice& choice) {
  const std::vector<PvdFile> moments = collection(run_folder / "network.pvd");
  const std::vector<PvdFile> surfaces = collection(run_folder / "surface.pvd");
  std::vector<DrawnNetwork> networks;
  std::vector<DrawnSurface> shapes;
  Tops tops;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    networks.push_back(read_network_vtp(moments[i].path));
    shapes.push_back(read_surface_vtp(surfaces[std::min(i, surfaces.size() - 1)].path));
    tops.speed = std::max(tops.speed, top_speed(networks.back()));
    tops.step = std::max(tops.step, largest(steps_of(shapes.back())));
  }
  const std::filesystem::path folder = run_folder / "frames";
  std::filesystem::create_directories(folder);
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; choice.frames && i < networks.size(); i += static_cast<std::size_t>(choice.every)) {
    files.push_back(folder / frame_name(i));
    write_scene(scene_of(shapes[i], networks[i], choice, tops), choice.view, choice.width, files.back());
  }
  if (choice.film > 0) {
    std::vector<Scene> film;
    for (const std::size_t i : spread(networks.size(), choice.film))
      film.push_back(scene_of(shapes[i], networks[i], choice, tops));
    files.push_back(folder / "film.png");
    write_film_strip(film, choice.view, choice.width, files.back());
  }
  files.push_back(run_folder / "paraview_view.py");
  write_atomically(files.back(), paraview_script(choice));
  return files;
}

}  // namespace pillardd
