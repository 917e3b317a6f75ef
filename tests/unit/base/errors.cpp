#include "ddd/base/errors.hpp"

#include <doctest/doctest.h>

using namespace pillardd;

TEST_CASE("an origin is written as an editor expects it") {
  CHECK(Origin{"a.yaml", 3, 7}.text() == "a.yaml:3:7");
  CHECK(Origin{"a.yaml", 3, 0}.text() == "a.yaml:3");
  CHECK(Origin{"--set", 2, 0}.text() == "--set 2");
  CHECK(Origin{"default", 0, 0}.text() == "default");
  CHECK(Fault{{"a.yaml", 3, 7}, "pillar.height", "is wrong"}.text() == "a.yaml:3:7: pillar.height: is wrong");
  CHECK(Fault{{}, "", "is wrong"}.text() == "is wrong");
}

TEST_CASE("all faults are thrown at once, in the order of the file, overrides last") {
  Faults faults;
  CHECK_NOTHROW(faults.throw_if_any());
  faults.add({"--set", 1, 0}, "c", "third");
  faults.add({"a.yaml", 9, 1}, "b", "second");
  faults.add({"a.yaml", 2, 5}, "a", "first");
  try {
    faults.throw_if_any();
    FAIL("no exception");
  } catch (const InputError& e) {
    REQUIRE(e.faults().size() == 3);
    CHECK(e.faults()[0].message == "first");
    CHECK(e.faults()[1].message == "second");
    CHECK(e.faults()[2].message == "third");
    CHECK(std::string(e.what()) == "a.yaml:2:5: a: first\na.yaml:9:1: b: second\n--set 1: c: third");
  }
}

TEST_CASE("a broken invariant says what was broken") {
  CHECK_NOTHROW(require(true, "x"));
  CHECK_THROWS_WITH_AS(require(false, "the sum at node 3 is not zero"), "the sum at node 3 is not zero",
                       InvariantBroken);
}
