#include "ddd/figures/cairo_tools.hpp"

#include <string_view>

#include "ddd/base/errors.hpp"

namespace pillardd {

void set_color(cairo_t* c, const Color& color) {
  cairo_set_source_rgb(c, color.red, color.green, color.blue);
}

double text_width(cairo_t* c, const std::string& text) {
  cairo_text_extents_t extents;
  cairo_text_extents(c, text.c_str(), &extents);
  return extents.x_advance;
}

void draw_text(cairo_t* c, const std::string& text, double x, double y) {
  cairo_move_to(c, x, y);
  cairo_show_text(c, text.c_str());
}

void line(cairo_t* c, double x0, double y0, double x1, double y1) {
  cairo_move_to(c, x0, y0);
  cairo_line_to(c, x1, y1);
}

void draw_on(cairo_surface_t* surface, const Drawing& drawing) {
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> c(cairo_create(surface), &cairo_destroy);
  drawing(c.get());
  if (cairo_status(c.get()) != CAIRO_STATUS_SUCCESS)
    throw RunFailure(std::string("drawing failed: ") + cairo_status_to_string(cairo_status(c.get())));
}

cairo_status_t append_bytes(void* content, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(content)->append(std::string_view(reinterpret_cast<const char*>(data), length));
  return CAIRO_STATUS_SUCCESS;
}

std::string cairo_png(int width, int height, const Drawing& drawing) {
  const CairoSurface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), &cairo_surface_destroy);
  draw_on(surface.get(), drawing);
  std::string out;
  if (cairo_surface_write_to_png_stream(surface.get(), &append_bytes, &out) != CAIRO_STATUS_SUCCESS)
    throw RunFailure("a PNG could not be made");
  return out;
}

}  // namespace pillardd
