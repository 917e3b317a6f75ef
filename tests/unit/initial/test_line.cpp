#include <doctest/doctest.h>

#include <cmath>

#include "fixture.hpp"

using namespace pillardd;

namespace {

std::string line(const std::string& points, const std::string& burgers = "[1, 1, 1]",
                 const std::string& plane = "[1, -1, 0]") {
  return "  - line: {burgers: " + burgers + ", plane: " + plane + ", points: " + points + "}\n";
}

bool refused(const Start& start, const std::string& message) {
  INFO(start.fault_text());
  const bool found = start.fault_text().find(message) != std::string::npos;
  CHECK(found);
  CHECK(start.fault_text().find("input.yaml:2:") == 0);
  return found && start.network.nodes().empty();
}

}  // namespace

TEST_CASE("both ends of an open line are slid onto the surface along the line") {
  const Start start = place(line("[[-63.6396, -63.6396, 300], [75, 75, 300]]"));  // one end inside, one outside
  REQUIRE(start.faults.empty());
  CHECK(broken_invariants(start.network, false, 1e-9).empty());
  const Network& net = start.network;
  CHECK(count_kind(net, NodeKind::surface) == 2);
  CHECK(net.total_length() == doctest::Approx(200.0).epsilon(1e-9));  // a diameter
  CHECK(net.segments().size() == 14);                                 // 200/15 rounded up
  CHECK((net.nodes().front().x - Vector3(-std::sqrt(0.5) * 100, -std::sqrt(0.5) * 100, 300)).norm() < 1e-6);
}

TEST_CASE("equal first and last points close a loop") {
  const Start start = place(line("[[0, 0, 250], [30, 30, 300], [0, 0, 350], [0, 0, 250.0000001]]"));
  REQUIRE(start.faults.empty());
  CHECK(broken_invariants(start.network, false, 1e-9).empty());
  CHECK(count_kind(start.network, NodeKind::surface) == 0);
  CHECK(start.network.total_length() == doctest::Approx(100.0 + 2 * std::sqrt(4300.0)).epsilon(1e-9));
}

TEST_CASE("last = first + (0, 0, height) is an infinite line with periodic ends only") {
  const Start start = place(line("[[10, 20, 0], [10, 20, 600]]"));
  REQUIRE(start.faults.empty());
  CHECK(broken_invariants(start.network, false, 1e-9).empty());
  CHECK(start.network.nodes().size() == 40);
  CHECK(start.network.segments().size() == 40);
  CHECK(start.network.total_length() == doctest::Approx(600.0).epsilon(1e-12));
  const Start coarse = place(line("[[0, 0, 0], [0, 0, 30]]"), 1, pillar("periodic", "diameter: 200 nm", "30 nm"));
  REQUIRE(coarse.faults.empty());
  CHECK(coarse.network.nodes().size() >= 3);
  CHECK_FALSE(place(line("[[10, 20, 0], [10, 20, 600]]"), 1, pillar("platens")).faults.empty());
}

TEST_CASE("with free ends a line along the axis ends on the end faces") {
  const Start start = place(line("[[10, 20, 0], [10, 20, 600]]"), 1, pillar("free"));
  INFO(start.fault_text());
  REQUIRE(start.faults.empty());
  CHECK(count_kind(start.network, NodeKind::surface) == 2);
  CHECK(start.network.total_length() == doctest::Approx(600.0).epsilon(1e-12));
}

TEST_CASE("lines that cannot be are refused with the reason and nothing is placed") {
  CHECK(refused(place(line("[[-70, -70, 300], [70, 70, 300]]", "[1, 1, 0]")), "is neither 1/2<111>"));
  CHECK(refused(place(line("[[-70, -70, 300], [70, 70, 300]]", "[1, 1, 1]", "[1, 1, 0]")),
                "does not contain the Burgers vector: their product is 2, not 0"));
  CHECK(refused(place(line("[[-70, -70, 300], [70, 71, 300]]")), "point 2 is 0.7071 nm off the glide plane"));
  CHECK(refused(place(line("[[-70, -70, 300], [90, 90, 310], [70, 70, 300]]")),
                "point 2 is outside the pillar by 27.2792 nm"));
  CHECK(refused(place(line("[[-70, -70, 300], [10, 10, 300]]")),
                "point 2 is 85.8579 nm from the surface along the line"));
  CHECK(refused(place(line("[[0, 0, 300]]")), "at least two points"));
  CHECK(refused(place(line("[[0, 0, 300], [10, 10, 310], [0, 0, 300]]")), "at least three different points"));
  CHECK(refused(place(line("[[-70, -70, 300], [-70, -70, 300], [70, 70, 300]]")), "point 2 repeats point 1"));
  CHECK(refused(place(line("[[150, 150, 300], [160, 160, 400]]")), "cannot be put on the surface"));
  CHECK(refused(place(line("[[-150, -150, 300], [70, 70, 300]]")), "from the surface along the line"));
}

TEST_CASE("a line across another is placed with a warning") {
  const Start start = place(line("[[-70, -70, 300], [70, 70, 300]]") +
                            line("[[-70, 70, 300], [70, -70, 300]]", "[1, -1, 1]", "[1, 1, 0]"));
  REQUIRE(start.faults.empty());
  CHECK(start.reports.at(0).warnings.empty());
  REQUIRE(start.reports.at(1).warnings.size() == 1);
  CHECK(start.reports.at(1).warnings[0].find("nearer than 2 nm to another line") != std::string::npos);
}

TEST_CASE("a <100> line without a plane") {
  const Start start = place(line("[[-95, 0, 300], [95, 0, 310]]", "[2, 0, 0]", "[0, 0, 0]"));
  REQUIRE(start.faults.empty());
  CHECK(broken_invariants(start.network, false, 1e-9).empty());
}

TEST_CASE("pin: the ends named are held, and only ends on the surface have one") {
  const std::string open = "[[-80, -80, 300], [80, 80, 300]]";
  const auto held = [](const Start& start) {
    std::vector<bool> out;
    for (std::size_t n = 0; n < start.network.nodes().size(); ++n)
      if (start.network.nodes()[n].kind == NodeKind::surface)
        out.push_back(start.network.nodes()[n].held && !start.network.mobile(static_cast<Slot>(n)));
    return out;
  };
  CHECK(held(place(line(open))) == std::vector<bool>{false, false});
  CHECK(held(place(line(open + ", pin: first"))) == std::vector<bool>{true, false});
  CHECK(held(place(line(open + ", pin: last"))) == std::vector<bool>{false, true});
  CHECK(held(place(line(open + ", pin: both"))) == std::vector<bool>{true, true});
  refused(place(line("[[10, 20, 0], [10, 20, 600]], pin: first")), "no ends on the surface");
  refused(place(line("[[0, 0, 250], [30, 30, 300], [0, 0, 350], [0, 0, 250]], pin: both")), "no ends on the surface");
}

TEST_CASE("sessile: the first legs leave the plane, never move, and pin what follows") {
  const std::string corners = "[[0, 0, 600], [0, 0, 300], [80, 80, 300]]";
  const Start start = place(line(corners + ", sessile: 1"), 1, pillar("free"));
  INFO(start.fault_text());
  REQUIRE(start.faults.empty());
  CHECK(broken_invariants(start.network, false, 1e-9).empty());
  const Network& net = start.network;
  double arm = 0.0;
  for (std::size_t s = 0; s < net.segments().size(); ++s)
    if (net.segments()[s].sessile)
      arm += net.separation(net.start(static_cast<Slot>(s)), net.end(static_cast<Slot>(s))).norm();
  CHECK(arm == doctest::Approx(300.0).epsilon(1e-12));
  CHECK(net.total_length() == doctest::Approx(400.0).epsilon(1e-9));
  for (std::size_t n = 0; n < net.nodes().size(); ++n)
    if (net.nodes()[n].x.head<2>().norm() < 1e-9) CHECK_FALSE(net.mobile(static_cast<Slot>(n)));
  const std::string away = "[[0, 0, 600], [0, 0, 300], [70, -70, 300]]";
  refused(place(line(away + ", sessile: 1"), 1, pillar("free")),
          "point 3 is 98.9949 nm off the glide plane through point 2");
  refused(place(line(corners + ", sessile: 2"), 1, pillar("free")), "a line of 3 points has 2 legs");
  refused(place(line("[[10, 20, 0], [10, 20, 600]], sessile: 1")), "no ends on the surface");
}
