#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/io/archive.hpp"

namespace pillardd {

struct PvdEntry {
  double time = 0.0;  ///< [ns]
  std::string file;   ///< relative to the collection, "network/000120.vtp"
};

/// A ParaView collection: which file belongs to which physical time. The entries go to the checkpoint, so a resumed run
/// forgets what was written after it.
class PvdSeries {
 public:
  PvdSeries() = default;
  explicit PvdSeries(std::filesystem::path collection) : collection_(std::move(collection)) {}

  const std::vector<PvdEntry>& entries() const { return entries_; }
  /// Adds one moment; one of the same file is replaced. Times do not go back: RunFailure.
  void add(double time, const std::string& file);
  void write() const;  ///< atomically; throws RunFailure

  void save(ArchiveWriter& out) const;
  void restore(ArchiveReader& in);

 private:
  std::filesystem::path collection_;
  std::vector<PvdEntry> entries_;
};

/// The text of a collection file.
std::string pvd_text(const std::vector<PvdEntry>& entries);

}  // namespace pillardd
