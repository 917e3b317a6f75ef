#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pillardd {

std::string base64(std::string_view bytes);  ///< RFC 4648, with padding

/// One self-contained page: pictures are embedded, nothing is loaded from elsewhere, no script runs. Text is escaped
/// here.
class HtmlPage {
 public:
  explicit HtmlPage(std::string title) : title_(std::move(title)) {}
  void heading(const std::string& text);
  void paragraph(const std::string& text);
  void list(const std::vector<std::string>& items);
  void preformatted(const std::string& text);  ///< folded until clicked
  using Rows = std::vector<std::vector<std::string>>;
  void table(const std::vector<std::string>& header, const Rows& rows);  ///< an empty header: none
  /// An SVG or PNG file with its caption. Throws RunFailure when it cannot be read.
  void picture(const std::filesystem::path& file, const std::string& caption);
  std::string text() const;

 private:
  std::string title_, body_;
};

}  // namespace pillardd
