#include <doctest/doctest.h>

#include "ddd/base/files.hpp"
#include "ddd/io/checkpoint.hpp"
#include "ddd/network/edit.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;
using test::ScratchFolder;

namespace {

Lattice molybdenum() {
  return {{0, 0, 1}, {1, 0, 0}, 0.3147};
}

/// A pinned source with a bowed middle and an arm already removed, so that dead slots and gaps in the ids are in it.
Network source() {
  Network network(molybdenum(), 600.0);
  Edit edit(network);
  const Slot a = edit.add_node({-30.0, 0.1, 300.0}, NodeKind::pinned);
  const Slot b = edit.add_node({0.0, 1.0 / 3.0, 310.0});
  const Slot c = edit.add_node({30.0, -0.0, 300.0}, NodeKind::surface);
  const Slot d = edit.add_node({0.0, 50.0, 300.0});
  edit.add_segment(a, b, {1, 1, 1}, {1, -1, 0});
  edit.add_segment(b, c, {1, 1, 1}, {1, -1, 0});
  const Slot gone = edit.add_segment(c, d, {2, 0, 0}, {0, 0, 0});
  edit.add_segment(c, a, {1, 1, 1}, {0, 0, 0}, true);
  edit.remove_segment(gone, Cause::removal);
  network.set_position(b, {0.0, std::numeric_limits<double>::quiet_NaN(), 310.0});
  return network;
}

std::string bytes_of(const Network& network) {
  ArchiveWriter out;
  NetworkArchive::save(out, network);
  return out.bytes();
}

template <class Record>
std::string bytes_of_record(const Record& record) {
  ArchiveWriter out;
  save(out, record);
  return out.bytes();
}

}  // namespace

TEST_CASE("a network written, read and written again has the same bytes") {
  const Network network = source();
  const std::string first = bytes_of(network);
  Network copy(molybdenum(), 600.0);
  ArchiveReader in(first);
  NetworkArchive::restore(in, copy);
  CHECK_NOTHROW(in.expect_end());
  CHECK(bytes_of(copy) == first);
  REQUIRE(copy.nodes().size() == network.nodes().size());
  for (std::size_t i = 0; i < copy.nodes().size(); ++i) CHECK(copy.nodes()[i].arms == network.nodes()[i].arms);
  REQUIRE(copy.segments().size() == 4);
  CHECK_FALSE(copy.segments()[2].alive);
  CHECK(copy.segments()[3].sessile);
  CHECK(std::isnan(copy.nodes()[1].x.y()));
  // The next ids go on where they were, also after the removed segment.
  Network original = network;
  const Slot s = Edit(original).add_node({1, 2, 3}), t = Edit(copy).add_node({1, 2, 3});
  CHECK(original.node(s).id == copy.node(t).id);
}

TEST_CASE("a network goes only into one of the same period and lattice") {
  const std::string bytes = bytes_of(source());
  Network other_period(molybdenum(), 0.0), other_metal(Lattice({0, 0, 1}, {1, 0, 0}, 0.3303), 600.0);
  ArchiveReader one(bytes), two(bytes);
  CHECK_THROWS_AS(NetworkArchive::restore(one, other_period), RunFailure);
  CHECK_THROWS_AS(NetworkArchive::restore(two, other_metal), RunFailure);
}

TEST_CASE("ledger and load state come back whole") {
  Ledger ledger;
  double v = 0.1;
  const auto fill = [&](Compensated& c) { c = {v += 0.7, v * 1e-17}; };
  for (Compensated& c : ledger.length) fill(c);
  for (Compensated& c : ledger.gross) fill(c);
  for (auto& tensor : ledger.swept)
    for (Compensated& c : tensor) fill(c);
  for (Compensated& c : ledger.open_ends) fill(c);
  for (Compensated* c : {&ledger.work_applied, &ledger.work_internal, &ledger.energy_topology, &ledger.dissipated, &ledger.work_load})
    fill(*c);
  const double last_filled = v;
  LoadState load;
  load.stage = 2;
  for (Compensated* c : {&load.time, &load.stage_time, &load.strain, &load.plastic_strain}) fill(*c);
  load.stress = -1.25;
  load.density = unset;

  Ledger ledger_copy;
  LoadState load_copy;
  ArchiveReader a(bytes_of_record(ledger)), b(bytes_of_record(load));
  restore(a, ledger_copy);
  restore(b, load_copy);
  CHECK_NOTHROW(a.expect_end());
  CHECK_NOTHROW(b.expect_end());
  CHECK(bytes_of_record(ledger_copy) == bytes_of_record(ledger));
  CHECK(bytes_of_record(load_copy) == bytes_of_record(load));
  CHECK(ledger_copy.work_load.value == last_filled);
  CHECK(load_copy.stage == 2);
}

TEST_CASE("the frame finds every changed byte and every truncation") {
  const ScratchFolder folder;
  const auto file = folder / "checkpoint";
  write_checkpoint(file, "state of step 7");
  const std::string good = read_file(file);
  CHECK(read_checkpoint(file).payload == "state of step 7");
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const unsigned change : {0x01u, 0x80u, 0xffu}) {
      std::string bad = good;
      bad[i] = static_cast<char>(static_cast<unsigned char>(bad[i]) ^ change);
      test::put(file, bad);
      CHECK_THROWS_AS(read_checkpoint(file), RunFailure);
    }
    test::put(file, good.substr(0, i));
    CHECK_THROWS_AS(read_checkpoint(file), RunFailure);
  }
}

TEST_CASE("the one before is kept and used when the newest is damaged or absent") {
  const ScratchFolder folder;
  const auto file = folder / "checkpoint";
  CHECK_FALSE(checkpoint_exists(file));
  write_checkpoint(file, "one");
  write_checkpoint(file, "two");
  CHECK(read_checkpoint(file).payload == "two");
  CHECK(read_checkpoint(file).note.empty());

  test::put(file, "PILLARDD half a file, but long enough to be looked into");
  const CheckpointRead older = read_checkpoint(file);
  CHECK(older.payload == "one");
  CHECK(older.note.find("damaged") != std::string::npos);
  // Writing on from there must not push the damaged one over the good one.
  write_checkpoint(file, "three");
  test::put(file, "");
  CHECK(read_checkpoint(file).payload == "one");

  std::filesystem::remove(file);
  CHECK(checkpoint_exists(file));
  CHECK(read_checkpoint(file).payload == "one");
}

TEST_CASE("a checkpoint of another version is refused by number") {
  const ScratchFolder folder;
  const auto file = folder / "checkpoint";
  ArchiveWriter head, tail;
  head.u64(checkpoint_version + 1);
  head.text("state");
  const std::string body = "PILLARDD" + head.bytes();
  tail.u64(checksum(body));
  test::put(file, body + tail.bytes());
  try {
    read_checkpoint(file);
    FAIL("accepted");
  } catch (const RunFailure& e) {
    CHECK(std::string(e.what()).find("version 5, this program reads version 4") != std::string::npos);
  }
}
