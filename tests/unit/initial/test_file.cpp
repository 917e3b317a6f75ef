#include <doctest/doctest.h>

#include <cmath>

#include "ddd/base/files.hpp"
#include "ddd/initial/paradis_data.hpp"
#include "ddd/initial/paradis_lattice.hpp"
#include "fixture.hpp"

using namespace pillardd;

namespace {

const std::string data = std::string(PILLARDD_SOURCE_DIR) + "/tests/data/";

std::string file(const std::string& name, const std::string& rest) {
  return "  - file: {path: \"" + data + name + "\", " + rest + "}\n";
}

std::unique_ptr<Boundary> wide(const std::string& ends = "platens") {
  return pillar(ends, "diameter: 500 nm", "310 nm");
}

/// A triangle loop of 1/2[111] on (1-10) as text, in units of b; pieces can be replaced to break it.
std::string triangle(const std::string& version = "5") {
  const std::string p = " 0.577350269190 0.577350269190 0.577350269190\n 0.707106781187 -0.707106781187 0\n";
  const std::string m = " -0.577350269190 -0.577350269190 -0.577350269190\n 0.707106781187 -0.707106781187 0\n";
  return "# made by hand\ndataFileVersion = " + version +
         "\nnumFileSegments = 1\nminCoordinates = [\n 0\n 0\n 0\n ]\nmaxCoordinates = [\n 1000\n 1000\n 1000\n ]\n"
         "nodeCount = 3\ndataDecompType = 2\ndataDecompGeometry = [\n 1\n 1\n 1\n ]\ndomainDecomposition = \n"
         " 0 0 0 0 1000 1000 1000\nnodalData =\n"
         "0,4 500 500 100 2 0\n 0,5" +
         p + " 1,6" + m + "0,5 600 600 100 2 0\n 1,6" + p + " 0,4" + m + "1,6 550 550 200 2 0\n 0,4" + p + " 0,5" + m;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string faults_of(const std::string& text) {
  Faults faults;
  parse_paradis(text, "made.data", faults);
  std::string out;
  for (const Fault& f : faults.all()) out += f.text() + "\n";
  return out;
}

bool says(const std::string& text, const std::string& message) {
  const std::string faults = faults_of(text);
  INFO(faults);
  const bool found = faults.find(message) != std::string::npos;
  CHECK(found);
  return found;
}

}  // namespace

TEST_CASE("the benchmark of twenty sources reads as its header and geometry say") {
  const Start start = place(file("frs20.data", "origin: [150.04, 150.04, 0], burgers_magnitude: 0.2728 nm"), 1, wide());
  INFO(start.fault_text());
  REQUIRE(start.faults.empty());
  const Network& net = start.network;
  CHECK(net.nodes().size() == 1220);
  CHECK(net.segments().size() == 1200);
  CHECK(count_kind(net, NodeKind::pinned) == 40);
  CHECK(has_open_ends(net));
  CHECK(broken_invariants(net, true).empty());
  // Twenty sources of 450 b; positions carry twelve decimals.
  CHECK(net.total_length() == doctest::Approx(20 * 450 * 0.2728).epsilon(1e-9));
  for (const Segment& s : net.segments()) {
    CHECK_FALSE(is_zero(s.plane));
    CHECK(burgers_family(s.burgers) == BurgersFamily::half_111);
  }
  // The first node stands at (217.651987810233, 1028.859256253706, 1028.859256253706) b.
  CHECK((net.nodes()[0].x -
         Vector3(217.651987810233 * 0.2728 - 150.04, 1028.859256253706 * 0.2728 - 150.04, 1028.859256253706 * 0.2728))
            .norm() < 1e-9);
  REQUIRE(start.reports.at(0).warnings.size() == 1);
  CHECK(start.reports.at(0).warnings[0].find("40 pinned nodes end a line") == 0);
}

TEST_CASE("open ends are refused under image stress, and nodes outside the pillar always") {
  const std::string yaml = file("frs20.data", "origin: [150.04, 150.04, 0], burgers_magnitude: 0.2728 nm");
  const Start image = place(yaml, 1, wide(), molybdenum(), true);
  CHECK(image.fault_text().find("frs20.data:31: dislocations.0.file: pinned node 0,0 ends a line inside the body") !=
        std::string::npos);
  CHECK(image.network.nodes().empty());
  const Start narrow = place(yaml, 1, pillar("platens"));
  CHECK(narrow.fault_text().find("is outside the pillar by") != std::string::npos);
  CHECK(narrow.faults.all().size() == 11);
  CHECK(narrow.fault_text().find("more like these") != std::string::npos);
}

TEST_CASE("the file's axes are the crystal's: positions and planes turn with the pillar") {
  const std::string path = data + "loop_v5.data";
  const std::string yaml = "  - file: {path: \"" + path + "\", origin: [150, 150, 0], burgers_magnitude: 0.2725 nm}\n";
  const Start plain = place(yaml, 1, pillar("free", "diameter: 500 nm", "400 nm"));
  // Axis [010], side [100]: lab x is crystal x, lab y is -z, lab z is y.
  const Start turned = place("  - file: {path: \"" + path + "\", origin: [150, 0, 40], burgers_magnitude: 0.2725 nm}\n",
                             1, pillar("free", "diameter: 500 nm", "400 nm"), molybdenum({0, 1, 0}, {1, 0, 0}));
  for (const Start* start : {&plain, &turned}) {
    INFO(start->fault_text());
    REQUIRE(start->faults.empty());
    CHECK(broken_invariants(start->network, false).empty());
    CHECK(start->network.nodes().size() == 3);
    CHECK(start->network.segments()[0].burgers == Integer3{1, 1, 1});
    CHECK(start->network.segments()[0].plane == Integer3{1, -1, 0});
  }
  const Vector3 crystal = 0.2725 * Vector3(500, 500, 100);
  CHECK((plain.network.nodes()[0].x - (crystal - Vector3(150, 150, 0))).norm() < 1e-9);
  const Vector3 c = crystal - Vector3(150, 0, 40);
  CHECK((turned.network.nodes()[0].x - Vector3(c.x(), -c.z(), c.y())).norm() < 1e-9);
}

TEST_CASE("a sound file of either version is accepted") {
  CHECK(faults_of(triangle("4")).empty());
  CHECK(faults_of(triangle("5")).empty());
  Faults faults;
  const ParadisNetwork network = parse_paradis(triangle("5"), "made.data", faults);
  REQUIRE(network.nodes.size() == 3);
  CHECK(network.version == 5);
  CHECK(network.max == Vector3(1000, 1000, 1000));
  CHECK(network.nodes[2].tag == ParadisTag{1, 6});
  CHECK(network.nodes[1].arms[0].to == ParadisTag{1, 6});
  CHECK(network.nodes[0].line == 24);
}

TEST_CASE("one network in every layout that codes write: comments, blank lines, either comma, one line or several") {
  const auto each = [](std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
    return text;
  };
  const std::string plain = triangle("4");
  Faults faults;
  const ParadisNetwork expected = parse_paradis(plain, "made.data", faults);
  for (const std::string& layout :
       {each(plain, ",", ", "), each(plain, ",", " , "), each(plain, ",", " "), each(plain, "\n", "\r\n"),
        each(plain, "\n", "\n\n  \n"), each(plain, "\n", " # said aside, 1 2 3\n"), each(plain, " ", "\t "),
        each(plain, "\n 0.707", " 0.707"), each(plain, " = ", "="), each(plain, "= [\n", "= ["),
        each(plain, "nodalData =", "nodalData"), each(plain, "nodalData =\n", "nodalData =\n# Primary lines: tag\n\n"),
        each(plain, " 0.577350269190", " +5.77350269190E-01"), plain + "\n\n# the end"}) {
    INFO(layout);
    const ParadisNetwork network = parse_paradis(layout, "made.data", faults);
    REQUIRE(faults.all().empty());
    REQUIRE(network.nodes.size() == 3);
    CHECK(network.max == expected.max);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(network.nodes[i].tag == expected.nodes[i].tag);
      CHECK(network.nodes[i].x == expected.nodes[i].x);
      REQUIRE(network.nodes[i].arms.size() == 2);
      for (std::size_t k = 0; k < 2; ++k) {
        CHECK(network.nodes[i].arms[k].to == expected.nodes[i].arms[k].to);
        CHECK(network.nodes[i].arms[k].burgers == expected.nodes[i].arms[k].burgers);
        CHECK(network.nodes[i].arms[k].normal == expected.nodes[i].arms[k].normal);
      }
    }
  }
}

TEST_CASE("constraints differ between versions and unknown ones are refused by name") {
  const std::string at = "0,4 500 500 100 2 0";
  CHECK(faults_of(replaced(triangle("4"), at, "0,4 500 500 100 2 1")).empty());
  CHECK(faults_of(replaced(triangle("5"), at, "0,4 500 500 100 2 8")).empty());
  CHECK(faults_of(replaced(triangle("5"), at, "0,4 500 500 100 2 7")).empty());
  CHECK(says(replaced(triangle("5"), at, "0,4 500 500 100 2 1"),
             "made.data:24: constraint 1 pins a node along some axes only"));
  CHECK(says(replaced(triangle("4"), at, "0,4 500 500 100 2 8"),
             "unknown constraint 8 (known: 0 free, 7 pinned, 1, 5 or 6 on the surface)"));
  for (const char* surface : {"1", "5", "6"}) {
    Faults faults;
    const ParadisNetwork network = parse_paradis(replaced(triangle("4"), at, at.substr(0, at.size() - 1) + surface),
                                                 "made.data", faults);
    REQUIRE(faults.all().empty());
    CHECK(network.nodes[0].constraint == ParadisConstraint::surface);
  }
}

TEST_CASE("broken files are refused with file, line and reason") {
  const std::string good = triangle();
  CHECK(says(good.substr(0, good.size() - 40), "the file ends where"));
  CHECK(says(good.substr(0, good.find("1,6 550")), "the file is truncated: nodeCount is 3, but 2 nodes follow"));
  CHECK(says(replaced(good, "nodeCount = 3", "nodeCount = 2"), "more follows after the 2 nodes of nodeCount"));
  CHECK(says(replaced(good, "dataFileVersion = 5", "dataFileVersion = 3"),
             "dataFileVersion 3 is not read (known: 4, 5)"));
  CHECK(says(replaced(good, "nodeCount = 3\n", ""), "no nodeCount before nodalData"));
  CHECK(says(replaced(good, "numFileSegments = 1", "numFileSegments = 4"), "spread over 4 files"));
  CHECK(says(replaced(good, "0,5 600 600", "0,5 600 6oo"),
             "made.data:29: expected y of node 0,5, a number, found '6oo'"));
  CHECK(says(replaced(good, "0,5 600 600", "0,5 600 nan"), "a number, found 'nan'"));
  CHECK(says(replaced(good, "1,6 550", "0,5 550"), "node 0,5 appears twice"));
  CHECK(
      says(replaced(good, " 1,6 -0.577", " 1,7 -0.577"), "the arm 0,4 -> 1,7 leads to a node that is not in the file"));
  CHECK(says(replaced(good, " 0,5 0.577350269190", " 0,5 -0.577350269190"), "the arm 0,4 -> 0,5 is not mutual"));
  CHECK(
      says(replaced(good, " 0,5 0.577350269190", " 0,5 -0.577350269190"),
           "made.data:24: the Burgers vectors of the arms of free node 0,4 sum to (-1.15470053838 0 0), not to zero"));
  CHECK(says("", "the file ends where 'nodalData' should follow"));
}

TEST_CASE("bad entries: no such file, an origin that is no point") {
  CHECK(place("  - file: {path: none.data, burgers_magnitude: 0.27 nm}\n")
            .fault_text()
            .find("dislocations.0.file.path: no such file: 'none.data'") != std::string::npos);
  CHECK(place(file("frs20.data", "origin: [1, 2], burgers_magnitude: 0.2728 nm"), 1, wide())
            .fault_text()
            .find("must be three bare numbers in nm") != std::string::npos);
  CHECK(place(file("frs20.data", "origin: [1 nm, 2, 3], burgers_magnitude: 0.2728 nm"), 1, wide())
            .fault_text()
            .find("must be three bare numbers in nm") != std::string::npos);
}

TEST_CASE("Burgers vectors and planes become integers or are refused") {
  const double s = 1.0 / std::sqrt(3.0);
  CHECK(lattice_burgers({s, -s, s}) == Integer3{1, -1, 1});
  CHECK(lattice_burgers({2 * s, 0, 0}) == Integer3{2, 0, 0});
  CHECK_FALSE(lattice_burgers({s, 0, 0}));        // a/2 [100] is no lattice vector of BCC
  CHECK_FALSE(lattice_burgers({0.5, 0.5, 0.5}));  // not normalised by |1/2<111>|
  CHECK(lattice_plane({0, 0.70710678, -0.70710678}, {1, 1, 1}, {2, 3, 3}) == Integer3{0, 1, -1});
  CHECK(lattice_plane({0.40824829, 0.40824829, -0.81649658}, {1, 1, 1}, {1, 1, 1}) == Integer3{1, 1, -2});
  CHECK(lattice_plane({1, 2, -3}, {1, 1, 1}, {1, 1, 1}) == Integer3{1, 2, -3});
  CHECK(is_zero(lattice_plane({0, 1, -1}, {1, 1, 1}, {0, 1, 0})));  // the line is not in it
  CHECK(is_zero(lattice_plane({0, 1, 1}, {1, 1, 1}, {0, 1, -1})));  // b is not in it
  CHECK(is_zero(lattice_plane({0.3, 0.5, -0.8}, {1, 1, 1}, {1, 1, 1})));
}
