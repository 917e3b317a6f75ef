// How far lines are from where they were. Oracles: distances by hand, in units of what is allowed.
#include <doctest/doctest.h>

#include "boundaries/kept_lines.hpp"
#include "ddd/network/edit.hpp"

using namespace pillardd;

namespace {

constexpr double period = 300.0;

/// A line along y through 12 nodes at x = 10, its ends on the surface at y = -50 and 60.
Network line(NodeKind first = NodeKind::surface) {
  Network network(Lattice({0, 0, 1}, {1, 0, 0}, 0.3147), period);
  Edit edit(network, nullptr);
  Slot before = edit.add_node({10, -50, 299}, first);
  for (int k = 1; k < 12; ++k) {
    const Slot now = edit.add_node({10, -50.0 + 10 * k, 299}, k == 11 ? NodeKind::surface : NodeKind::free);
    edit.add_segment(before, now, {1, 1, 1}, {1, 0, -1}, false);
    before = now;
  }
  return network;
}

bool outrun(const KeptLines& kept, const Network& network, double allowed) {
  return kept.outrun(network, [&](const Vector3&, double moved) { return moved > allowed; });
}

}  // namespace

TEST_CASE("lines are as far away as their nodes are from where the lines were") {
  Network network = line();
  KeptLines kept;
  CHECK(kept.empty());
  kept.keep(network);
  CHECK_FALSE(outrun(kept, network, 1e-9));
  // Along the line, as remeshing moves nodes: no way at all.
  network.set_position(5, network.node(5).x + Vector3(0, 3, 0));
  CHECK_FALSE(outrun(kept, network, 1e-9));
  network.set_position(5, network.node(5).x + Vector3(1.5, 0, 0));
  CHECK(outrun(kept, network, 1.4));
  CHECK_FALSE(outrun(kept, network, 1.6));
  // Through the periodic boundary nothing has moved either.
  for (std::size_t n = 0; n < network.nodes().size(); ++n)
    network.set_position(static_cast<Slot>(n), network.nodes()[n].x + Vector3(0, 0, n == 5 ? 0.0 : period));
  network.set_position(5, network.node(5).x + Vector3(0, 0, period));
  CHECK_FALSE(outrun(kept, network, 1.6));
}

TEST_CASE("nodes put in and taken out are looked up on the lines") {
  Network network = line();
  KeptLines kept;
  kept.keep(network);
  Edit edit(network, nullptr);
  const Slot made = edit.bisect(4, 0.5);
  network.set_position(made, {11, -5, 299});
  CHECK(outrun(kept, network, 0.9));
  CHECK_FALSE(outrun(kept, network, 1.1));
  std::vector<Vector3> places;
  kept.places(network, places);
  CHECK((places[static_cast<std::size_t>(made)] - Vector3(10, -5, 299)).norm() < 1e-12);
  // A line that is gone is far from where it was, whatever is left.
  KeptLines of_made;
  of_made.keep(network);
  Network none(network.lattice(), period);
  CHECK(outrun(of_made, none, 1e3));
}

TEST_CASE("another line that ends on the surface counts as moved, another node on its last segment does not") {
  Network network = line();
  KeptLines kept, one_end;
  kept.keep(network);
  Edit edit(network, nullptr);
  edit.bisect(0, 0.5);
  CHECK_FALSE(outrun(kept, network, 1e-9));
  one_end.keep(line(NodeKind::free));
  CHECK(outrun(one_end, line(), 1e3));
}

TEST_CASE("what is kept survives as numbers") {
  Network network = line();
  KeptLines kept, again;
  kept.keep(network);
  const std::vector<double> memory = kept.memory();
  std::span<const double> rest(memory);
  again.recall(rest);
  CHECK(rest.empty());
  CHECK(again.memory() == memory);
  CHECK_FALSE(outrun(again, network, 1e-9));
}
