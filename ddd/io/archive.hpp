#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ddd/base/sums.hpp"
#include "ddd/base/types.hpp"

namespace pillardd {

/// Values one after another as bytes: integers and the bit patterns of doubles little-endian whatever the host, text
/// with its length before it. Nothing is rounded: NaN payloads and signed zeros come back as they were.
class ArchiveWriter {
 public:
  void section(std::string_view tag);  ///< a landmark that the reader checks
  void u64(std::uint64_t value);
  void i64(std::int64_t value);
  void f64(double value);
  void flag(bool value);
  void text(std::string_view value);
  void vector3(const Vector3& value);
  void integer3(const Integer3& value);
  void compensated(const Compensated& value);

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads what ArchiveWriter wrote, in the same order. Throws RunFailure at the first byte missing, at a section of
/// another name and at a value that its type cannot hold.
class ArchiveReader {
 public:
  explicit ArchiveReader(std::string bytes) : bytes_(std::move(bytes)) {}

  void section(std::string_view tag);
  std::uint64_t u64();
  std::int64_t i64();
  double f64();
  bool flag();
  std::string text();
  Vector3 vector3();
  Integer3 integer3();
  Compensated compensated();
  /// A number of entries that take at least `bytes_each`: refused when the rest of the archive cannot hold them.
  std::size_t count(std::size_t bytes_each);
  void expect_end() const;

 private:
  std::string_view take(std::size_t n);
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace pillardd
