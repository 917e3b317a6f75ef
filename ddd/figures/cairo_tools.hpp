#pragma once
#include <cairo.h>

#include <functional>
#include <memory>
#include <string>

#include "ddd/figures/chart.hpp"

// What drawings share; only for the sources of builds with cairo.
namespace pillardd {

using CairoSurface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Drawing = std::function<void(cairo_t*)>;

void set_color(cairo_t* c, const Color& color);
double text_width(cairo_t* c, const std::string& text);
void draw_text(cairo_t* c, const std::string& text, double x, double y);
void line(cairo_t* c, double x0, double y0, double x1, double y1);  ///< adds to the path

/// Draws on a surface; throws RunFailure when cairo reports an error.
void draw_on(cairo_surface_t* surface, const Drawing& drawing);

/// The bytes of a PNG of width x height pixels. Throws RunFailure.
std::string cairo_png(int width, int height, const Drawing& drawing);

/// A cairo_write_func_t that appends to the std::string behind `content`.
cairo_status_t append_bytes(void* content, const unsigned char* data, unsigned int length);

}  // namespace pillardd
