#include <algorithm>
#include <cmath>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/figures/cairo_tools.hpp"
#include "ddd/figures/scene.hpp"

namespace pillardd {
namespace {

// Parts of a panel's width.
constexpr double margin = 0.06, font_part = 0.042, row_part = 0.056, swatch_part = 0.07;
constexpr double line_part = 0.006, thin_part = 0.0025, edge_part = 0.003;
constexpr double step_darkness = 0.45;  ///< opacity that the largest slip step adds
constexpr double palest = 0.55;         ///< share of white in the line farthest from the reader

/// The pillar's extent on the page and towards the reader [nm].
struct Extent {
  double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY, back = INFINITY, front = -INFINITY;
  double width() const { return right - left; }
  double height() const { return high - low; }
};

Extent extent_of(const std::vector<Scene>& scenes, const Projection& p) {
  Extent e;
  for (const Scene& s : scenes)
    for (const Vector3& x : s.surface.vertices) {
      e.left = std::min(e.left, x.dot(p.right)), e.right = std::max(e.right, x.dot(p.right));
      e.low = std::min(e.low, x.dot(p.up)), e.high = std::max(e.high, x.dot(p.up));
      e.back = std::min(e.back, x.dot(p.towards)), e.front = std::max(e.front, x.dot(p.towards));
    }
  return e;
}

/// nm to page, for one panel.
struct Panel {
  const Projection& projection;
  const Extent& extent;
  double x0 = 0.0, y0 = 0.0, scale = 1.0, size = 1.0;  ///< top left of the drawing; pixels a nm; panel width [pixels]
  double x(const Vector3& v) const { return x0 + (v.dot(projection.right) - extent.left) * scale; }
  double y(const Vector3& v) const { return y0 + (extent.high - v.dot(projection.up)) * scale; }
  /// 0 in front, 1 at the back.
  double depth(const Vector3& v) const {
    return std::clamp((extent.front - v.dot(projection.towards)) / (extent.front - extent.back), 0.0, 1.0);
  }
};

Color paler(const Color& c, double white) {
  return {c.red + (1 - c.red) * white, c.green + (1 - c.green) * white, c.blue + (1 - c.blue) * white};
}

void move_line(cairo_t* c, const Panel& p, const Vector3& a, const Vector3& b) {
  line(c, p.x(a), p.y(a), p.x(b), p.y(b));
}

void draw_edges(cairo_t* c, const Panel& p, const std::vector<SceneEdge>& edges, bool hidden) {
  for (const SceneEdge& e : edges)
    if (e.hidden == hidden) move_line(c, p, e.a, e.b);
  cairo_set_line_width(c, edge_part * p.size);
  set_color(c, hidden ? paler(colors::grey, 0.6) : colors::grey);
  cairo_stroke(c);
}

/// Faces towards the reader, one translucent sheet shaded by its slope, so that the body is seen and what is in it too.
void draw_faces(cairo_t* c, const Panel& p, const Scene& scene) {
  const SurfaceMesh& surface = scene.surface;
  cairo_save(c);
  cairo_set_antialias(c, CAIRO_ANTIALIAS_NONE);  // else the seams between triangles show
  for (std::size_t i = 0; i < surface.triangles.size(); ++i) {
    const auto& t = surface.triangles[i];
    const Vector3& u = surface.vertices[static_cast<std::size_t>(t[0])];
    const Vector3& v = surface.vertices[static_cast<std::size_t>(t[1])];
    const Vector3& w = surface.vertices[static_cast<std::size_t>(t[2])];
    const double facing = (v - u).cross(w - u).normalized().dot(p.projection.towards);
    if (facing <= 0) continue;
    const double step = scene.steps.empty() ? 0.0 : scene.steps[i], sheet = 0.05 + 0.22 * (1 - facing) * (1 - facing);
    cairo_set_source_rgba(c, 0.35 * (1 - step), 0.42 * (1 - step), 0.5 * (1 - step), sheet + step_darkness * step);
    cairo_move_to(c, p.x(u), p.y(u));
    cairo_line_to(c, p.x(v), p.y(v));
    cairo_line_to(c, p.x(w), p.y(w));
    cairo_fill(c);
  }
  cairo_restore(c);
}

/// From the back to the front, each with a white halo that tells which one passes before the other.
void draw_lines(cairo_t* c, const Panel& p, const std::vector<SceneLine>& lines) {
  std::vector<std::size_t> order(lines.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto towards = [&](std::size_t i) { return (lines[i].a + lines[i].b).dot(p.projection.towards); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return towards(i) < towards(j); });
  cairo_set_line_cap(c, CAIRO_LINE_CAP_ROUND);
  for (const std::size_t i : order) {
    const SceneLine& s = lines[i];
    const double width = (s.thin ? thin_part : line_part) * p.size;
    cairo_set_source_rgba(c, 1, 1, 1, 0.5);
    cairo_set_line_width(c, 1.8 * width);
    move_line(c, p, s.a, s.b);
    cairo_stroke(c);
    set_color(c, paler(s.color, palest * p.depth(0.5 * (s.a + s.b))));
    cairo_set_line_width(c, width);
    move_line(c, p, s.a, s.b);
    cairo_stroke(c);
  }
  cairo_set_line_cap(c, CAIRO_LINE_CAP_BUTT);
}

/// 1, 2 or 5 times a power of ten, at most `longest`.
double round_length(double longest) {
  const double power = std::pow(10.0, std::floor(std::log10(longest)));
  const double part = longest / power;
  return power * (part >= 5 ? 5 : part >= 2 ? 2 : 1);
}

void draw_scale_bar(cairo_t* c, const Panel& p, double y) {
  const double length = round_length(0.35 * p.extent.width());
  cairo_set_line_width(c, 1.5 * line_part * p.size);
  set_color(c, colors::black);
  line(c, p.x0, y, p.x0 + length * p.scale, y);
  cairo_stroke(c);
  draw_text(c, to_text(length) + " nm", p.x0 + length * p.scale + 0.02 * p.size, y + 0.3 * font_part * p.size);
}

double draw_bar(cairo_t* c, const ColorBar& bar, double x, double y, double size) {
  const double w = 0.45 * size, h = 0.5 * row_part * size, step = w / static_cast<double>(bar.colors.size());
  set_color(c, colors::black);
  draw_text(c, bar.title, x, y);
  draw_text(c, bar.low, x, y + row_part * size);
  const double start = x + text_width(c, bar.low) + 0.02 * size;
  for (std::size_t i = 0; i < bar.colors.size(); ++i) {
    set_color(c, bar.colors[i]);
    cairo_rectangle(c, start + static_cast<double>(i) * step, y + row_part * size - h, step + 0.5, h);
    cairo_fill(c);
  }
  set_color(c, colors::black);
  draw_text(c, bar.high, start + w + 0.02 * size, y + row_part * size);
  return y + 2 * row_part * size;
}

double draw_legend(cairo_t* c, const Scene& scene, double x, double y, double size) {
  for (const LegendEntry& e : scene.legend) {
    set_color(c, e.color);
    cairo_set_line_width(c, 1.6 * line_part * size);
    line(c, x, y - 0.3 * font_part * size, x + swatch_part * size, y - 0.3 * font_part * size);
    cairo_stroke(c);
    set_color(c, colors::black);
    draw_text(c, e.label, x + 1.3 * swatch_part * size, y);
    y += row_part * size;
  }
  for (const ColorBar& bar : scene.bars) y = draw_bar(c, bar, x, y, size);
  return y;
}

double legend_rows(const Scene& s) {
  return static_cast<double>(s.legend.size() + 2 * s.bars.size());
}

double caption_rows(const std::vector<Scene>& scenes) {
  std::size_t rows = 0;
  for (const Scene& s : scenes) rows = std::max(rows, s.caption.size());
  return static_cast<double>(rows);
}

void draw_panel(cairo_t* c, const Scene& scene, const Panel& p, double caption_top) {
  double y = caption_top;
  set_color(c, colors::black);
  for (const std::string& row : scene.caption) {
    draw_text(c, row, p.x0, y += row_part * p.size);
  }
  const std::vector<SceneEdge> edges = visible_edges(scene.surface, p.projection);
  draw_edges(c, p, edges, true);
  draw_lines(c, p, scene.lines);
  draw_faces(c, p, scene);
  draw_edges(c, p, edges, false);
}

}  // namespace

void write_film_strip(const std::vector<Scene>& scenes, const View& view, int width, const std::filesystem::path& png) {
  const Projection projection(view);
  const Extent extent = extent_of(scenes, projection);
  const double size = width, scale = (1 - 2 * margin) * size / extent.width();
  const double top = margin * size + caption_rows(scenes) * row_part * size;
  const double bottom = top + 0.5 * row_part * size + extent.height() * scale + row_part * size;
  double rows = 0.0;
  for (const Scene& s : scenes) rows = std::max(rows, legend_rows(s));
  const int height = static_cast<int>(std::ceil(bottom + (rows + 1.5) * row_part * size));
  write_atomically(png, cairo_png(width * static_cast<int>(scenes.size()), height, [&](cairo_t* c) {
                     cairo_set_source_rgb(c, 1, 1, 1);
                     cairo_paint(c);
                     cairo_select_font_face(c, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
                     cairo_set_font_size(c, font_part * size);
                     for (std::size_t i = 0; i < scenes.size(); ++i)
                       draw_panel(c, scenes[i],
                                  {projection, extent, (static_cast<double>(i) + margin) * size,
                                   top + 0.5 * row_part * size, scale, size},
                                  margin * size);
                     const Panel first{projection, extent, margin * size, top, scale, size};
                     draw_scale_bar(c, first, bottom);
                     // Every colour that any of the scenes uses.
                     Scene all = scenes.back();
                     for (const Scene& s : scenes)
                       for (const LegendEntry& e : s.legend)
                         if (std::none_of(all.legend.begin(), all.legend.end(),
                                          [&](const LegendEntry& k) { return k.label == e.label; }))
                           all.legend.push_back(e);
                     draw_legend(c, all, first.x0, bottom + 1.3 * row_part * size, size);
                   }));
}

void write_scene(const Scene& scene, const View& view, int width, const std::filesystem::path& png) {
  write_film_strip({scene}, view, width, png);
}

}  // namespace pillardd
