#include <doctest/doctest.h>

#include "ddd/io/vtk_writer.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;

TEST_CASE("a build without VTK refuses to write, by name") {
  CHECK_FALSE(vtk_available());
  const std::string expected = "this build has no VTK (PILLARDD_WITH_VTK=OFF): it neither writes nor reads .vtp files";
  CHECK(test::refusal([] { write_network_vtp("a.vtp", {}, {}); }) == expected);
  CHECK(test::refusal([] { write_surface_vtp("a.vtp", {}, 0.0); }) == expected);
}
