#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace pillardd {

/// Writes `content` to a temporary name beside `path`, syncs, and renames: never a half file. Throws RunFailure.
void write_atomically(const std::filesystem::path& path, std::string_view content);

/// Syncs and renames a file that another library has written under `temporary`.
void publish_file(const std::filesystem::path& temporary, const std::filesystem::path& path);

std::string read_file(const std::filesystem::path& path);  ///< throws RunFailure

/// An append-only table. Its byte length goes to the checkpoint; a resumed run truncates to it.
class AppendFile {
 public:
  AppendFile() = default;
  AppendFile(const std::filesystem::path& path, std::uint64_t keep_bytes);  ///< opens, truncates to keep_bytes
  AppendFile(AppendFile&& other) noexcept;
  AppendFile& operator=(AppendFile&& other) noexcept;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  ~AppendFile();
  void append(std::string_view text);             ///< buffered
  void flush();                                   ///< so that others can read it; throws RunFailure
  void sync();                                    ///< flushes and syncs; throws RunFailure
  std::uint64_t bytes() const { return bytes_; }  ///< length including what is buffered

 private:
  int descriptor_ = -1;
  std::uint64_t bytes_ = 0;
  std::string buffer_;
};

/// An flock on a folder's lock file; released by the system when the process ends, however it ends.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);  ///< throws InputError when another process holds it
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  int descriptor_ = -1;
};

/// FNV-1a, 64 bit.
std::uint64_t checksum(std::string_view bytes);

}  // namespace pillardd
