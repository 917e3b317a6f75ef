#include "ddd/figures/html_page.hpp"

#include <cstdint>

#include "ddd/base/files.hpp"

namespace pillardd {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

constexpr const char* style =
    "body{font:16px/1.5 sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #ccc}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .8rem .2rem 0;text-align:left;"
    "border-bottom:1px solid #eee;vertical-align:top}figure{margin:1rem 0}img{max-width:100%}"
    "figcaption{color:#555;font-size:.9rem}pre{background:#f6f6f6;padding:.8rem;overflow-x:auto;font-size:.85rem}"
    ".wide{overflow-x:auto}@media print{h2{break-after:avoid}figure,tr{break-inside:avoid}.wide{overflow:visible;font-size:.6rem}}";

std::string row(const std::vector<std::string>& cells, const char* tag) {
  std::string out = "<tr>";
  for (const std::string& c : cells) out += "<" + std::string(tag) + ">" + escaped(c) + "</" + tag + ">";
  return out + "</tr>\n";
}

}  // namespace

std::string base64(std::string_view bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= n ? digits[group >> (18 - 6 * k) & 63u] : '=';
  }
  return out;
}

void HtmlPage::heading(const std::string& text) {
  body_ += "<h2>" + escaped(text) + "</h2>\n";
}

void HtmlPage::paragraph(const std::string& text) {
  body_ += "<p>" + escaped(text) + "</p>\n";
}

void HtmlPage::list(const std::vector<std::string>& items) {
  body_ += "<ul>\n";
  for (const std::string& i : items) body_ += "<li>" + escaped(i) + "</li>\n";
  body_ += "</ul>\n";
}

void HtmlPage::preformatted(const std::string& text) {
  body_ += "<details><summary>show</summary><pre>" + escaped(text) + "</pre></details>\n";
}

void HtmlPage::table(const std::vector<std::string>& header, const Rows& rows) {
  body_ += "<div class=\"wide\"><table>\n";
  if (!header.empty()) body_ += row(header, "th");
  for (const auto& r : rows) body_ += row(r, "td");
  body_ += "</table></div>\n";
}

void HtmlPage::picture(const std::filesystem::path& file, const std::string& caption) {
  const std::string type = file.extension() == ".svg" ? "image/svg+xml" : "image/png";
  body_ += "<figure><img alt=\"" + escaped(caption) + "\" src=\"data:" + type + ";base64," + base64(read_file(file)) +
           "\"><figcaption>" + escaped(caption) + "</figcaption></figure>\n";
}

std::string HtmlPage::text() const {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n<title>" +
         escaped(title_) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<h1>" + escaped(title_) +
         "</h1>\n" + body_ + "</body>\n</html>\n";
}

}  // namespace pillardd
