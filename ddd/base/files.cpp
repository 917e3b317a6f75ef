#include "ddd/base/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "ddd/base/errors.hpp"

namespace pillardd {
namespace {

constexpr std::size_t buffer_limit = 1 << 16;

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& path) {
  throw RunFailure("cannot " + what + " " + path.string() + ": " + std::strerror(errno));
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("write", path);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// Makes a finished file or a rename last: syncs the file or folder at `path`.
void sync_path(const std::filesystem::path& path) {
  const int d = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (d < 0) fail("open", path);
  const bool synced = ::fsync(d) == 0 || errno == EINVAL;  // EINVAL: a file system without fsync of folders
  ::close(d);
  if (!synced) fail("sync", path);
}

}  // namespace

void publish_file(const std::filesystem::path& temporary, const std::filesystem::path& path) {
  sync_path(temporary);
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail("rename to", path);
  sync_path(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

void write_atomically(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path temporary = path;
  temporary += ".part";
  const int d = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (d < 0) fail("create", temporary);
  try {
    write_all(d, content, temporary);
  } catch (...) {
    ::close(d);
    ::unlink(temporary.c_str());
    throw;
  }
  if (::close(d) != 0) fail("close", temporary);
  publish_file(temporary, path);
}

std::string read_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("read", path);
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad() || std::filesystem::is_directory(path)) throw RunFailure("cannot read " + path.string());
  return std::move(text).str();
}

AppendFile::AppendFile(const std::filesystem::path& path, std::uint64_t keep_bytes) : bytes_(keep_bytes) {
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("open", path);
  const off_t length = ::lseek(descriptor_, 0, SEEK_END);
  const bool longer = length >= 0 && static_cast<std::uint64_t>(length) >= keep_bytes;
  if (!longer || ::ftruncate(descriptor_, static_cast<off_t>(keep_bytes)) != 0 ||
      ::lseek(descriptor_, 0, SEEK_END) < 0) {
    ::close(std::exchange(descriptor_, -1));
    if (!longer) throw RunFailure(path.string() + " is shorter than its checkpoint says");
    fail("truncate", path);
  }
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), bytes_(other.bytes_), buffer_(std::move(other.buffer_)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(bytes_, other.bytes_);
  std::swap(buffer_, other.buffer_);
  return *this;
}

// A destructor cannot report a full disk: sync() is called where it matters.
AppendFile::~AppendFile() {
  if (descriptor_ < 0) return;
  try {
    write_all(descriptor_, buffer_, "table");
  } catch (const RunFailure&) {
    buffer_.clear();
  }
  ::close(descriptor_);
}

void AppendFile::append(std::string_view text) {
  buffer_ += text;
  bytes_ += text.size();
  if (buffer_.size() >= buffer_limit) flush();
}

void AppendFile::flush() {
  write_all(descriptor_, buffer_, "table");
  buffer_.clear();
}

void AppendFile::sync() {
  flush();
  if (::fsync(descriptor_) != 0) fail("sync", "table");
}

FolderLock::FolderLock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / ".lock";
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("open", file);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(std::exchange(descriptor_, -1));
  throw InputError(folder.string() + ": another run is writing to this folder");
}

FolderLock::~FolderLock() {
  ::close(descriptor_);
}

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace pillardd
