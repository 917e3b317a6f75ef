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

Scene scene_of(const SurfaceMesh& surface, const DrawnNetwork& network, const FrameChoice& choice, double top) {
  ColoredLines colored = color_lines(network, choice.color, top);
  return {surface, std::move(colored.lines), caption(network), std::move(colored.legend), std::move(colored.bars)};
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
  const SurfaceMesh surface = read_surface_vtp(surfaces.front().path);
  std::vector<DrawnNetwork> networks;
  double top = 0.0;
  for (const PvdFile& m : moments) {
    networks.push_back(read_network_vtp(m.path));
    top = std::max(top, top_speed(networks.back()));
  }
  const std::filesystem::path folder = run_folder / "frames";
  std::filesystem::create_directories(folder);
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; choice.frames && i < networks.size(); i += static_cast<std::size_t>(choice.every)) {
    files.push_back(folder / frame_name(i));
    write_scene(scene_of(surface, networks[i], choice, top), choice.view, choice.width, files.back());
  }
  if (choice.film > 0) {
    std::vector<Scene> film;
    for (const std::size_t i : spread(networks.size(), choice.film))
      film.push_back(scene_of(surface, networks[i], choice, top));
    files.push_back(folder / "film.png");
    write_film_strip(film, choice.view, choice.width, files.back());
  }
  files.push_back(run_folder / "paraview_view.py");
  write_atomically(files.back(), paraview_script(choice));
  return files;
}

}  // namespace pillardd
