#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/base/types.hpp"
#include "ddd/figures/chart.hpp"
#include "ddd/models/boundary.hpp"

namespace pillardd {

/// Where the reader stands: the direction from the pillar towards him. Azimuth counts from x to y, elevation up from
/// the horizontal plane [degrees].
struct View {
  double azimuth = 30.0, elevation = 15.0;
};

/// Orthographic projection: right and up span the page, towards points at the reader.
struct Projection {
  explicit Projection(const View& view);
  Vector3 right, up, towards;
};

struct SceneLine {
  Vector3 a, b;  ///< [nm]
  Color color;
  bool thin = false;
};

struct LegendEntry {
  std::string label;
  Color color;
};

/// A continuous colour scale; `colors` from low to high.
struct ColorBar {
  std::string title, low, high;
  std::vector<Color> colors;
};

/// A pillar with its lines at one moment.
struct Scene {
  SurfaceMesh surface;
  std::vector<SceneLine> lines;
  std::vector<std::string> caption;  ///< rows at the top
  std::vector<LegendEntry> legend;
  std::vector<ColorBar> bars;  ///< none or one
  std::vector<double> steps;   ///< how dark each triangle of the surface is, 0 to 1; empty: all alike
};

/// Edges of a surface worth drawing: its outline as seen, sharp edges and the rims of an open one.
struct SceneEdge {
  Vector3 a, b;
  bool hidden = false;  ///< behind the body, which is convex
};
std::vector<SceneEdge> visible_edges(const SurfaceMesh& surface, const Projection& projection);

// Without cairo (figures_available) both throw InputError.
/// PNG of one scene, `width` pixels wide; its height follows the pillar's shape. Lines far from the reader are paler.
void write_scene(const Scene& scene, const View& view, int width, const std::filesystem::path& png);

/// Scenes side by side in one PNG, at the same scale, with one legend; each pillar `width` pixels wide.
void write_film_strip(const std::vector<Scene>& scenes, const View& view, int width, const std::filesystem::path& png);

}  // namespace pillardd
