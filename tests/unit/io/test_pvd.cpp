#include <doctest/doctest.h>

#include "ddd/base/files.hpp"
#include "ddd/io/pvd.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;
using test::ScratchFolder;

TEST_CASE("a collection lists files and physical times; a resumed one forgets the later") {
  const ScratchFolder folder;
  const auto file = folder / "network.pvd";
  PvdSeries series(file);
  series.add(0.0, "network/0.vtp");
  series.add(0.1, "network/20.vtp");
  ArchiveWriter checkpoint;
  series.save(checkpoint);
  series.add(1e10, "network/40.vtp");
  series.write();
  CHECK(read_file(file) ==
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"1.0\" byte_order=\"LittleEndian\">\n"
        "  <Collection>\n"
        "    <DataSet timestep=\"0\" group=\"\" part=\"0\" file=\"network/0.vtp\"/>\n"
        "    <DataSet timestep=\"0.1\" group=\"\" part=\"0\" file=\"network/20.vtp\"/>\n"
        "    <DataSet timestep=\"1e+10\" group=\"\" part=\"0\" file=\"network/40.vtp\"/>\n"
        "  </Collection>\n</VTKFile>\n");

  PvdSeries resumed(file);
  ArchiveReader in(checkpoint.bytes());
  resumed.restore(in);
  resumed.write();
  CHECK(resumed.entries().size() == 2);
  CHECK(read_file(file).find("40.vtp") == std::string::npos);
  ArchiveWriter again;
  resumed.save(again);
  CHECK(again.bytes() == checkpoint.bytes());
}

TEST_CASE("the same file is listed once, and time does not go back") {
  PvdSeries series("surface.pvd");
  series.add(0.5, "surface/0.vtp");
  series.add(0.5, "surface/0.vtp");
  CHECK(series.entries().size() == 1);
  series.add(1.0, "surface/1.vtp");
  CHECK_THROWS_AS(series.add(0.9, "surface/2.vtp"), RunFailure);
  CHECK_THROWS_AS(series.add(std::numeric_limits<double>::quiet_NaN(), "surface/3.vtp"), RunFailure);
}

TEST_CASE("a file name is written as an XML attribute") {
  CHECK(pvd_text({{0.0, "a&b<\"c\".vtp"}}).find("file=\"a&amp;b&lt;&quot;c&quot;.vtp\"") != std::string::npos);
}
