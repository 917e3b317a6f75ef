#include "ddd/base/timers.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "ddd/base/provenance.hpp"
#include "ddd/base/simd.hpp"

using namespace pillardd;

TEST_CASE("timers add up wall time by name, in the order of first use") {
  Timers timers;
  {
    const auto outer = timers.measure("forces");
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    const auto inner = timers.measure("output");
  }
  { const auto again = timers.measure("forces"); }
  REQUIRE(timers.totals().size() == 2);
  CHECK(timers.totals()[0].name == "forces");
  CHECK(timers.totals()[0].calls == 2);
  CHECK(timers.seconds("forces") >= 0.003);
  CHECK(timers.seconds("forces") >= timers.seconds("output"));
  CHECK(timers.seconds("none") == 0.0);
}

TEST_CASE("the build states what made it") {
  const Provenance& p = provenance();
  CHECK_FALSE(p.version.empty());
  CHECK((p.commit == "unknown" || p.commit.size() == 40));
  CHECK(p.flags.find("-ffp-contract=off") != std::string::npos);
  CHECK(p.target == simd_target());
  CHECK_FALSE(p.compiler.empty());
}
