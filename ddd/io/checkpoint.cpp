#include "ddd/io/checkpoint.hpp"

#include <system_error>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"

namespace pillardd {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "PILLARDD";
constexpr std::size_t frame_bytes = 8 + 8 + 8 + 8;  // magic, version, length; checksum at the end

fs::path previous_of(const fs::path& file) {
  fs::path out = file;
  out += ".previous";
  return out;
}

std::string framed(std::string_view payload) {
  ArchiveWriter head, tail;
  head.u64(checkpoint_version);
  head.text(payload);
  std::string out(magic);
  out += head.bytes();
  tail.u64(checksum(out));
  return out += tail.bytes();
}

/// The payload, or RunFailure saying what is wrong with the frame.
std::string unframed(const fs::path& file) {
  const std::string bytes = read_file(file);
  const std::string name = file.string();
  if (bytes.size() < frame_bytes || !bytes.starts_with(magic)) throw RunFailure(name + ": not a pillardd checkpoint");
  const std::size_t body = bytes.size() - 8;
  const std::uint64_t stored = ArchiveReader(bytes.substr(body)).u64();
  if (stored != checksum(std::string_view(bytes).substr(0, body))) throw RunFailure(name + ": damaged (checksum)");
  ArchiveReader in(bytes.substr(magic.size(), body - magic.size()));
  const std::uint64_t version = in.u64();
  if (version != checkpoint_version)
    throw RunFailure(name + ": checkpoint version " + std::to_string(version) + ", this program reads version " +
                     std::to_string(checkpoint_version));
  std::string payload = in.text();
  in.expect_end();
  return payload;
}

bool intact(const fs::path& file) {
  if (!fs::exists(file)) return false;
  try {
    unframed(file);
    return true;
  } catch (const RunFailure&) {
    return false;
  }
}

void save_nodes(ArchiveWriter& out, const std::vector<Node>& nodes) {
  out.section("nodes");
  out.u64(nodes.size());
  for (const Node& n : nodes) {
    out.u64(n.id);
    out.vector3(n.x);
    out.vector3(n.handed_on);
    out.u64(static_cast<std::uint64_t>(n.kind));
    out.flag(n.held);
    out.flag(n.alive);
    out.u64(n.arms.size());
    for (const Slot s : n.arms) out.i64(s);
  }
}

// The derived vectors are stored too: a resumed run then has the very bits, whatever built them.
void save_segments(ArchiveWriter& out, const std::vector<Segment>& segments) {
  out.section("segments");
  out.u64(segments.size());
  for (const Segment& s : segments) {
    out.u64(s.id);
    out.i64(s.a);
    out.i64(s.b);
    out.integer3(s.burgers);
    out.integer3(s.plane);
    out.flag(s.sessile);
    out.flag(s.alive);
    out.vector3(s.burgers_nm);
    out.vector3(s.normal);
  }
}

Slot restore_slot(ArchiveReader& in, std::size_t size) {
  const std::int64_t slot = in.i64();
  if (slot < no_slot || slot >= static_cast<std::int64_t>(size))
    throw RunFailure("checkpoint: slot " + std::to_string(slot) + " does not exist");
  return static_cast<Slot>(slot);
}

NodeKind restore_kind(ArchiveReader& in) {
  const std::uint64_t kind = in.u64();
  if (kind > static_cast<std::uint64_t>(NodeKind::pinned))
    throw RunFailure("checkpoint: node kind " + std::to_string(kind) + " does not exist");
  return static_cast<NodeKind>(kind);
}

std::vector<Node> restore_nodes(ArchiveReader& in, std::size_t segments) {
  in.section("nodes");
  std::vector<Node> nodes(in.count(8 + 24 + 24 + 8 + 2 + 8));
  for (Node& n : nodes) {
    n.id = in.u64();
    n.x = in.vector3();
    n.handed_on = in.vector3();
    n.kind = restore_kind(in);
    n.held = in.flag();
    n.alive = in.flag();
    n.arms.resize(in.count(8));
    for (Slot& s : n.arms) s = restore_slot(in, segments);
  }
  return nodes;
}

std::vector<Segment> restore_segments(ArchiveReader& in, std::size_t nodes) {
  in.section("segments");
  std::vector<Segment> segments(in.count(8 + 16 + 48 + 2 + 48));
  for (Segment& s : segments) {
    s.id = in.u64();
    s.a = restore_slot(in, nodes);
    s.b = restore_slot(in, nodes);
    s.burgers = in.integer3();
    s.plane = in.integer3();
    s.sessile = in.flag();
    s.alive = in.flag();
    s.burgers_nm = in.vector3();
    s.normal = in.vector3();
  }
  return segments;
}

template <class Visit>
void each_account(Ledger& ledger, Visit visit) {
  for (Compensated& c : ledger.length) visit(c);
  for (Compensated& c : ledger.gross) visit(c);
  for (auto& tensor : ledger.swept)
    for (Compensated& c : tensor) visit(c);
  for (Compensated& c : ledger.moments) visit(c);
  for (Compensated& c : ledger.open_ends) visit(c);
  for (Compensated* c : {&ledger.work_applied, &ledger.work_internal, &ledger.energy_topology, &ledger.dissipated, &ledger.work_load}) visit(*c);
}

}  // namespace

void write_checkpoint(const fs::path& file, std::string_view payload, PresentCheckpoint present) {
  // A damaged newest must not push out the good previous one that the run was resumed from.
  if (present == PresentCheckpoint::keep_as_previous && intact(file)) {
    std::error_code failed;
    fs::rename(file, previous_of(file), failed);
    if (failed) throw RunFailure(file.string() + ": cannot be kept as .previous: " + failed.message());
  }
  write_atomically(file, framed(payload));
}

CheckpointRead read_checkpoint(const fs::path& file) {
  std::string why;
  try {
    return {unframed(file), ""};
  } catch (const RunFailure& newest) {
    why = newest.what();
  }
  const fs::path previous = previous_of(file);
  try {
    return {unframed(previous), why + "; the checkpoint before it is used"};
  } catch (const RunFailure& older) {
    throw RunFailure("no usable checkpoint: " + why + "; " + older.what());
  }
}

bool checkpoint_exists(const fs::path& file) {
  return fs::exists(file) || fs::exists(previous_of(file));
}

void NetworkArchive::save(ArchiveWriter& out, const Network& network) {
  out.section("network");
  out.f64(network.period_);
  out.f64(network.lattice_.lattice_parameter());
  out.u64(network.next_node_);
  out.u64(network.next_segment_);
  out.u64(network.nodes_.size());
  out.u64(network.segments_.size());
  save_nodes(out, network.nodes_);
  save_segments(out, network.segments_);
}

void NetworkArchive::restore(ArchiveReader& in, Network& network) {
  in.section("network");
  const double period = in.f64(), lattice_parameter = in.f64();
  // Negated, so that a NaN differs from everything.
  if (!(period == network.period_) || !(lattice_parameter == network.lattice_.lattice_parameter()))
    throw RunFailure("checkpoint: period or lattice parameter differ from the input");
  const Id next_node = in.u64(), next_segment = in.u64();
  const std::uint64_t node_count = in.u64(), segment_count = in.u64();
  std::vector<Node> nodes = restore_nodes(in, segment_count);
  std::vector<Segment> segments = restore_segments(in, node_count);
  if (nodes.size() != node_count || segments.size() != segment_count)
    throw RunFailure("checkpoint: the network's counts contradict each other");
  network.nodes_ = std::move(nodes);
  network.segments_ = std::move(segments);
  network.next_node_ = next_node;
  network.next_segment_ = next_segment;
}

void save(ArchiveWriter& out, const Ledger& ledger) {
  out.section("ledger");
  out.u64(cause_count);
  Ledger copy = ledger;
  each_account(copy, [&](const Compensated& c) { out.compensated(c); });
}

void restore(ArchiveReader& in, Ledger& ledger) {
  in.section("ledger");
  const std::uint64_t causes = in.u64();
  if (causes != cause_count)
    throw RunFailure("checkpoint: a ledger of " + std::to_string(causes) + " causes, this program has " +
                     std::to_string(cause_count));
  each_account(ledger, [&](Compensated& c) { c = in.compensated(); });
}

void save(ArchiveWriter& out, const LoadState& state) {
  out.section("load");
  out.u64(state.stage);
  for (const Compensated* c : {&state.time, &state.stage_time, &state.strain, &state.plastic_strain})
    out.compensated(*c);
  out.f64(state.stress);
  out.f64(state.density);
  out.f64(state.stage_density);
}

void restore(ArchiveReader& in, LoadState& state) {
  in.section("load");
  state.stage = static_cast<std::size_t>(in.u64());
  for (Compensated* c : {&state.time, &state.stage_time, &state.strain, &state.plastic_strain}) *c = in.compensated();
  state.stress = in.f64();
  state.density = in.f64();
  state.stage_density = in.f64();
}

}  // namespace pillardd
