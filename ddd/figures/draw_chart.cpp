#include <cairo-svg.h>
#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/figures/cairo_tools.hpp"
#include "ddd/figures/chart.hpp"
#include "ddd/figures/ticks.hpp"

namespace pillardd {
namespace {

// All lengths in points (1/72 inch).
constexpr double width = 360, height = 260, left = 64, right = 14, top = 12, bottom = 44, margin = 4;
constexpr double font_size = 11, legend_row = 15, legend_sample = 24, legend_pad = 7;
constexpr double marker_size = 7;
constexpr double widest_label = width - left - legend_sample - 6 - 2 * legend_pad;
constexpr double tick_long = 5, tick_short = 3, pixels_per_point = 3;

struct Rectangle {
  double x = 0, y = 0, w = 0, h = 0;
  bool holds(double px, double py) const { return px >= x && px <= x + w && py >= y && py <= y + h; }
};
constexpr Rectangle plot_area{left, top, width - left - right, height - top - bottom};

/// Data to page.
struct Frame {
  Ticks x, y;
  double page_x(double v) const { return plot_area.x + x.part(v) * plot_area.w; }
  double page_y(double v) const { return plot_area.y + plot_area.h - y.part(v) * plot_area.h; }
};

/// Smallest and largest value that an axis must hold.
struct Range {
  double low = INFINITY, high = -INFINITY;
  void hold(const std::vector<double>& values, Scale scale) {
    for (const double v : values)
      if (std::isfinite(v) && (scale == Scale::linear || v > 0)) low = std::min(low, v), high = std::max(high, v);
  }
};

/// With a little air: above the curves where zero is held, on both sides elsewhere.
Ticks axis_of(Range r, Scale scale, bool holds_zero, double air) {
  if (!(r.low <= r.high)) r = scale == Scale::linear ? Range{0, 0} : Range{1, 10};
  if (scale == Scale::logarithmic) {
    const double factor = std::pow(r.high / r.low, air) * 1.1;
    return log_ticks(r.low / factor, r.high * factor);
  }
  const double gap = air * (r.high - r.low);
  if (holds_zero) return nice_ticks(std::min(0.0, r.low), std::max(0.0, r.high + gap), 5);
  return nice_ticks(r.low - gap, r.high + gap, 5);
}

Frame frame_of(const Chart& chart) {
  Range x, y;
  for (const Series& s : chart.series) {
    if (!s.sets_range) continue;
    x.hold(s.x, chart.x_scale);
    for (const auto* values : {&s.y, &s.low, &s.high}) y.hold(*values, chart.y_scale);
  }
  return {axis_of(x, chart.x_scale, chart.x_holds_zero, chart.x_holds_zero ? 0.0 : 0.04),
          axis_of(y, chart.y_scale, chart.y_holds_zero, 0.04)};
}

/// Ticks point inwards on all four sides, minor ones between the labelled.
void draw_ticks(cairo_t* c, const Frame& f) {
  const double x1 = plot_area.x + plot_area.w, y1 = plot_area.y + plot_area.h;
  const auto each = [](const Ticks& t, const auto& mark) {
    for (const double v : t.values) mark(v, tick_long);
    for (const double v : t.small) mark(v, tick_short);
  };
  each(f.x, [&](double v, double size) {
    line(c, f.page_x(v), y1, f.page_x(v), y1 - size);
    line(c, f.page_x(v), plot_area.y, f.page_x(v), plot_area.y + size);
  });
  each(f.y, [&](double v, double size) {
    line(c, plot_area.x, f.page_y(v), plot_area.x + size, f.page_y(v));
    line(c, x1, f.page_y(v), x1 - size, f.page_y(v));
  });
  cairo_rectangle(c, plot_area.x, plot_area.y, plot_area.w, plot_area.h);
  set_color(c, colors::black);
  cairo_set_line_width(c, 0.8);
  cairo_stroke(c);
}

/// A label no wider than `widest`: cut, with dots in place of its end.
std::string fitted(cairo_t* c, std::string label, double widest) {
  if (text_width(c, label) <= widest) return label;
  do {
    while (label.size() > 1 && (static_cast<unsigned char>(label.back()) & 0xC0) == 0x80) label.pop_back();  // UTF-8
    label.pop_back();
  } while (!label.empty() && text_width(c, label + "…") > widest);
  return label + "…";
}

void draw_labels(cairo_t* c, const Chart& chart, const Frame& f) {
  const double y1 = plot_area.y + plot_area.h;
  for (std::size_t i = 0; i < f.x.values.size(); ++i)
    draw_text(c, f.x.labels[i], f.page_x(f.x.values[i]) - 0.5 * text_width(c, f.x.labels[i]), y1 + 15);
  for (std::size_t i = 0; i < f.y.values.size(); ++i)
    draw_text(c, f.y.labels[i], plot_area.x - 6 - text_width(c, f.y.labels[i]), f.page_y(f.y.values[i]) + 4);
  const std::string x_title = fitted(c, chart.x_title, width - 2 * margin), y_title = fitted(c, chart.y_title, height);
  const double x_width = text_width(c, x_title), y_width = text_width(c, y_title);
  draw_text(c, x_title, std::clamp(plot_area.x + 0.5 * (plot_area.w - x_width), margin, width - margin - x_width),
            height - 9);
  cairo_save(c);
  cairo_translate(c, 14, std::clamp(plot_area.y + 0.5 * (plot_area.h + y_width), y_width, height));
  cairo_rotate(c, -0.5 * std::numbers::pi);
  draw_text(c, y_title, 0, 0);
  cairo_restore(c);
}

void set_stroke(cairo_t* c, const Series& s) {
  static constexpr double dashed[] = {6, 4}, dotted[] = {1.5, 3};
  const bool is_dashed = s.stroke == Stroke::dashed, is_dotted = s.stroke == Stroke::dotted;
  cairo_set_dash(c, is_dashed ? dashed : dotted, is_dashed || is_dotted ? 2 : 0, 0);
  cairo_set_line_width(c, s.width * (s.stroke == Stroke::solid ? 1.5 : 1.1));
  set_color(c, s.color);
}

bool is_points(const Series& s) {
  return s.stroke == Stroke::marker || s.stroke == Stroke::disc;
}

/// Strokes the path; or fills it where it is discs, with a white rim that parts them where they touch.
void finish_path(cairo_t* c, const Series& s) {
  set_stroke(c, s);
  if (s.stroke == Stroke::disc) {
    cairo_fill_preserve(c);
    set_color(c, {1, 1, 1});
    cairo_set_line_width(c, 0.7);
  }
  cairo_stroke(c);
}

void draw_marker(cairo_t* c, double x, double y, double size) {
  cairo_new_sub_path(c);
  cairo_arc(c, x, y, 0.5 * marker_size * size, 0, 2 * std::numbers::pi);
}

void draw_error_bars(cairo_t* c, const Series& s, const Frame& f) {
  for (std::size_t i = 0; i < s.low.size(); ++i) {
    const double x = f.page_x(s.x[i]), low = f.page_y(s.low[i]), high = f.page_y(s.high[i]);
    if (!std::isfinite(x) || !std::isfinite(low) || !std::isfinite(high)) continue;
    line(c, x, low, x, high);
    line(c, x - 3, low, x + 3, low);
    line(c, x - 3, high, x + 3, high);
  }
  set_stroke(c, s);
  cairo_stroke(c);
}

void draw_series(cairo_t* c, const Series& s, const Frame& f) {
  cairo_save(c);
  cairo_rectangle(c, plot_area.x, plot_area.y, plot_area.w, plot_area.h);
  cairo_clip(c);
  bool pen_down = false;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    const bool point = std::isfinite(f.page_x(s.x[i])) && std::isfinite(f.page_y(s.y[i]));
    if (point && is_points(s))
      draw_marker(c, f.page_x(s.x[i]), f.page_y(s.y[i]), s.width);
    else if (point && pen_down)
      cairo_line_to(c, f.page_x(s.x[i]), f.page_y(s.y[i]));
    else if (point)
      cairo_move_to(c, f.page_x(s.x[i]), f.page_y(s.y[i]));
    pen_down = point;
  }
  finish_path(c, s);
  draw_error_bars(c, s, f);
  cairo_restore(c);
}

/// Part of a straight line on the page inside a rectangle, sampled.
double part_inside(const Rectangle& box, double x0, double y0, double x1, double y1) {
  constexpr int samples = 16;
  int inside = 0;
  for (int k = 0; k < samples; ++k) {
    const double u = (k + 0.5) / samples;
    inside += box.holds(x0 + u * (x1 - x0), y0 + u * (y1 - y0)) ? 1 : 0;
  }
  return inside == 0 ? 0.0 : std::hypot(x1 - x0, y1 - y0) * inside / samples;
}

/// Length of the curves and error bars, and thrice the width of the points, inside a rectangle of the page: what a legend there would
/// hide.
double hidden_by(const Rectangle& box, const Chart& chart, const Frame& f) {
  double hidden = 0.0;
  for (const Series& s : chart.series)
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const double x = f.page_x(s.x[i]), y = f.page_y(s.y[i]);
      if (is_points(s))
        hidden += box.holds(x, y) ? 3.0 * marker_size * s.width : 0.0;
      else if (i > 0)
        hidden += part_inside(box, f.page_x(s.x[i - 1]), f.page_y(s.y[i - 1]), x, y);
      if (i < s.low.size() && std::isfinite(s.low[i]) && std::isfinite(s.high[i]))
        hidden += part_inside(box, x, f.page_y(s.low[i]), x, f.page_y(s.high[i]));
    }
  return hidden;
}

/// What a legend may hide where it stands on the plot [points]: a bit of a curve, no mean.
constexpr double may_hide = 20;

/// The corner where a legend hides least; below the axis' title where it would hide too much anywhere.
Rectangle legend_place(double w, double h, const Chart& chart, const Frame& f) {
  const double x1 = plot_area.x + plot_area.w - w - legend_pad, y1 = plot_area.y + plot_area.h - h - legend_pad;
  const double x0 = plot_area.x + legend_pad, y0 = plot_area.y + legend_pad;
  Rectangle best;
  double least = INFINITY;
  for (const Rectangle& r : {Rectangle{x1, y1, w, h}, {x0, y0, w, h}, {x1, y0, w, h}, {x0, y1, w, h}}) {
    const double hidden = hidden_by(r, chart, f);
    if (hidden < least) least = hidden, best = r;
  }
  const bool fits = w + 2 * legend_pad <= plot_area.w && h + 2 * legend_pad <= plot_area.h;
  return fits && least <= may_hide ? best : Rectangle{plot_area.x, height, w, h};
}

void draw_legend_row(cairo_t* c, const Series& s, double x, double y) {
  if (is_points(s))
    draw_marker(c, x + 0.5 * legend_sample, y, s.width);
  else
    line(c, x, y, x + legend_sample, y);
  finish_path(c, s);
  set_color(c, colors::black);
  draw_text(c, fitted(c, s.label, widest_label), x + legend_sample + 6, y + 4);
}

std::vector<const Series*> listed(const Chart& chart) {
  std::vector<const Series*> out;
  for (const Series& s : chart.series)
    if (!s.label.empty()) out.push_back(&s);
  return out;
}

/// Where the legend goes; of no height without labels. Measured in the font that is set.
Rectangle legend_box(cairo_t* c, const Chart& chart, const Frame& f) {
  const auto rows = listed(chart);
  if (rows.empty()) return {};
  double widest = 0.0;
  for (const Series* s : rows) widest = std::max(widest, std::min(text_width(c, s->label), widest_label));
  return legend_place(legend_sample + 6 + widest + 2 * legend_pad,
                      static_cast<double>(rows.size()) * legend_row + legend_pad, chart, f);
}

void draw_legend(cairo_t* c, const Chart& chart, const Rectangle& box) {
  cairo_rectangle(c, box.x, box.y, box.w, box.h);
  cairo_set_source_rgba(c, 1, 1, 1, 0.85);
  cairo_fill(c);
  double y = box.y + 0.5 * (legend_pad + legend_row);
  for (const Series* s : listed(chart)) {
    draw_legend_row(c, *s, box.x + legend_pad, y);
    y += legend_row;
  }
}

void set_font(cairo_t* c) {
  cairo_select_font_face(c, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(c, font_size);
}

void draw(cairo_t* c, const Chart& chart, const Rectangle& legend) {
  cairo_set_source_rgb(c, 1, 1, 1);
  cairo_paint(c);
  set_font(c);
  cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
  set_color(c, colors::black);
  const Frame f = frame_of(chart);
  draw_labels(c, chart, f);
  for (const Series& s : chart.series) draw_series(c, s, f);
  draw_ticks(c, f);
  draw_legend(c, chart, legend);
}

/// Where the legend goes, once for the page's height and the drawing: widths of text change with the scale, and with them
/// what a legend hides.
Rectangle place_legend(const Chart& chart) {
  Rectangle out;
  cairo_png(1, 1, [&](cairo_t* c) {
    cairo_scale(c, pixels_per_point, pixels_per_point);
    set_font(c);
    out = legend_box(c, chart, frame_of(chart));
  });
  return out;
}

/// The page grows by a legend that stands below [points].
double page_height(const Rectangle& legend) {
  return std::max(height, legend.y + legend.h);
}

std::string png_of(const Chart& chart, const Rectangle& legend) {
  return cairo_png(static_cast<int>(width * pixels_per_point), static_cast<int>(page_height(legend) * pixels_per_point),
                   [&](cairo_t* c) {
                     cairo_scale(c, pixels_per_point, pixels_per_point);
                     draw(c, chart, legend);
                   });
}

std::string svg_of(const Chart& chart, const Rectangle& legend) {
  std::string out;
  {
    const CairoSurface surface(cairo_svg_surface_create_for_stream(&append_bytes, &out, width, page_height(legend)),
                               &cairo_surface_destroy);
    cairo_svg_surface_set_document_unit(surface.get(), CAIRO_SVG_UNIT_PT);
    draw_on(surface.get(), [&](cairo_t* c) { draw(c, chart, legend); });
    cairo_surface_finish(surface.get());
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw RunFailure("an SVG could not be made");
  }
  return out;
}

}  // namespace

bool figures_available() {
  return true;
}

std::vector<std::filesystem::path> write_chart(const Chart& chart, const std::filesystem::path& stem) {
  std::filesystem::path png = stem, svg = stem;
  png += ".png";
  svg += ".svg";
  const Rectangle legend = place_legend(chart);
  write_atomically(png, png_of(chart, legend));
  write_atomically(svg, svg_of(chart, legend));
  return {png, svg};
}

}  // namespace pillardd
