#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "ddd/base/errors.hpp"
#include "ddd/io/archive.hpp"

using namespace pillardd;

TEST_CASE("archive bytes are little-endian and fixed") {
  // Oracle: IEEE 754 and the stated layout, written out by hand.
  ArchiveWriter out;
  out.u64(0x0102030405060708);
  out.f64(1.0);
  out.i64(-2);
  out.flag(true);
  out.text("ab");
  const std::string expected(
      "\x08\x07\x06\x05\x04\x03\x02\x01"
      "\0\0\0\0\0\0\xf0\x3f"
      "\xfe\xff\xff\xff\xff\xff\xff\xff"
      "\x01"
      "\x02\0\0\0\0\0\0\0"
      "ab",
      8 + 8 + 8 + 1 + 8 + 2);
  CHECK(out.bytes() == expected);
}

TEST_CASE("archive gives back every bit") {
  const double values[] = {0.1, -0.0, std::numeric_limits<double>::denorm_min(), INFINITY,
                           std::bit_cast<double>(0x7ff8000000001234u)};
  ArchiveWriter out;
  for (const double v : values) out.f64(v);
  out.compensated({1e10, -3e-9});
  out.integer3({1, -1, 2147483647});
  ArchiveReader in(out.bytes());
  for (const double v : values) CHECK(std::bit_cast<std::uint64_t>(in.f64()) == std::bit_cast<std::uint64_t>(v));
  const Compensated c = in.compensated();
  CHECK(c.value == 1e10);
  CHECK(c.compensation == -3e-9);
  CHECK(in.integer3() == Integer3{1, -1, 2147483647});
  CHECK_NOTHROW(in.expect_end());
}

TEST_CASE("archive refuses what does not fit") {
  ArchiveWriter out;
  out.section("nodes");
  out.f64(1.0);
  SUBCASE("every truncation") {
    for (std::size_t n = 0; n < out.bytes().size(); ++n) {
      ArchiveReader in(out.bytes().substr(0, n));
      CHECK_THROWS_AS((in.section("nodes"), in.f64()), RunFailure);
    }
  }
  SUBCASE("another section") {
    ArchiveReader in(out.bytes());
    CHECK_THROWS_WITH_AS(in.section("ledger"), "checkpoint: section 'ledger' expected at byte 0, found 'nodes'",
                         RunFailure);
  }
  SUBCASE("bytes left over") {
    ArchiveReader in(out.bytes());
    in.section("nodes");
    CHECK_THROWS_AS(in.expect_end(), RunFailure);
  }
  SUBCASE("an absurd count is refused before memory is asked for") {
    ArchiveWriter big;
    big.u64(std::numeric_limits<std::uint64_t>::max());
    ArchiveReader in(big.bytes());
    CHECK_THROWS_AS(in.count(8), RunFailure);
  }
  SUBCASE("a flag that is neither") {
    ArchiveReader in(std::string("\x02"));
    CHECK_THROWS_AS(in.flag(), RunFailure);
  }
  SUBCASE("an index beyond int") {
    ArchiveWriter wide;
    for (int i = 0; i < 3; ++i) wide.i64(std::int64_t{1} << 40);
    ArchiveReader in(wide.bytes());
    CHECK_THROWS_AS(in.integer3(), RunFailure);
  }
}
