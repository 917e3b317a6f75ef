#include <doctest/doctest.h>

#include "ddd/figures/html_page.hpp"

using namespace pillardd;

TEST_CASE("base64: the test vectors of RFC 4648, section 10") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe") == "//4=");
}

TEST_CASE("a page escapes what it is given") {
  HtmlPage page("a < b & \"c\"");
  page.table({"<i>"}, {{"x>y"}});
  const std::string text = page.text();
  CHECK(text.find("<h1>a &lt; b &amp; &quot;c&quot;</h1>") != std::string::npos);
  CHECK(text.find("<th>&lt;i&gt;</th>") != std::string::npos);
  CHECK(text.find("<td>x&gt;y</td>") != std::string::npos);
}
