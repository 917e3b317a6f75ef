#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "ddd/io/archive.hpp"
#include "ddd/models/loading.hpp"
#include "ddd/network/network.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// Version of the frame written around a payload; files of another version are refused.
inline constexpr std::uint64_t checkpoint_version = 8;

/// Keeps an intact `file` as `file`.previous unless it is to be replaced, then writes the new one atomically. The frame
/// is the word PILLARDD, the version, the payload's length, the payload, and the FNV-1a checksum of everything before
/// it: every change of a single byte is found, because each step of FNV-1a is a bijection. Throws RunFailure.
enum class PresentCheckpoint { keep_as_previous, replace };
void write_checkpoint(const std::filesystem::path& file, std::string_view payload,
                      PresentCheckpoint present = PresentCheckpoint::keep_as_previous);

struct CheckpointRead {
  std::string payload;
  std::string note;  ///< "" when the newest was used; otherwise what was wrong with it, for a warning
};

/// The payload of `file`, or of `file`.previous when the newest is absent or damaged. Throws RunFailure with both
/// reasons when neither can be read.
CheckpointRead read_checkpoint(const std::filesystem::path& file);

bool checkpoint_exists(const std::filesystem::path& file);  ///< `file` or `file`.previous

/// Nodes and segments with their dead slots, arms in order, kinds and next ids, so that a resumed run has the same
/// slots.
class NetworkArchive {
 public:
  static void save(ArchiveWriter& out, const Network& network);
  /// Into a network that was made with the lattice and period of the input; throws RunFailure when these differ.
  static void restore(ArchiveReader& in, Network& network);
};

void save(ArchiveWriter& out, const Ledger& ledger);
void restore(ArchiveReader& in, Ledger& ledger);
void save(ArchiveWriter& out, const LoadState& state);
void restore(ArchiveReader& in, LoadState& state);

}  // namespace pillardd
