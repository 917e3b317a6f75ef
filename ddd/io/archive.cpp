#include "ddd/io/archive.hpp"

#include <bit>
#include <limits>

#include "ddd/base/errors.hpp"

namespace pillardd {

void ArchiveWriter::section(std::string_view tag) {
  text(tag);
}

void ArchiveWriter::u64(std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) bytes_.push_back(static_cast<char>((value >> shift) & 0xffu));
}

void ArchiveWriter::i64(std::int64_t value) {
  u64(static_cast<std::uint64_t>(value));
}

void ArchiveWriter::f64(double value) {
  u64(std::bit_cast<std::uint64_t>(value));
}

void ArchiveWriter::flag(bool value) {
  bytes_.push_back(value ? '\1' : '\0');
}

void ArchiveWriter::text(std::string_view value) {
  u64(value.size());
  bytes_.append(value);
}

void ArchiveWriter::vector3(const Vector3& value) {
  for (int i = 0; i < 3; ++i) f64(value[i]);
}

void ArchiveWriter::integer3(const Integer3& value) {
  for (const int v : value) i64(v);
}

void ArchiveWriter::compensated(const Compensated& value) {
  f64(value.value);
  f64(value.compensation);
}

std::string_view ArchiveReader::take(std::size_t n) {
  if (n > bytes_.size() - at_)
    throw RunFailure("checkpoint ends after " + std::to_string(bytes_.size()) + " bytes, " + std::to_string(n) +
                     " more were expected at byte " + std::to_string(at_));
  const std::string_view out = std::string_view(bytes_).substr(at_, n);
  at_ += n;
  return out;
}

void ArchiveReader::section(std::string_view tag) {
  const std::size_t place = at_;
  const std::string found = text();
  if (found != tag)
    throw RunFailure("checkpoint: section '" + std::string(tag) + "' expected at byte " + std::to_string(place) +
                     ", found '" + found + "'");
}

std::uint64_t ArchiveReader::u64() {
  const std::string_view raw = take(8);
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = (value << 8) | static_cast<unsigned char>(raw[static_cast<std::size_t>(i)]);
  return value;
}

std::int64_t ArchiveReader::i64() {
  return static_cast<std::int64_t>(u64());
}

double ArchiveReader::f64() {
  return std::bit_cast<double>(u64());
}

bool ArchiveReader::flag() {
  const char c = take(1)[0];
  if (c != '\0' && c != '\1')
    throw RunFailure("checkpoint: a flag is neither 0 nor 1 before byte " + std::to_string(at_));
  return c == '\1';
}

std::string ArchiveReader::text() {
  return std::string(take(count(1)));
}

Vector3 ArchiveReader::vector3() {
  Vector3 out;
  for (int i = 0; i < 3; ++i) out[i] = f64();
  return out;
}

Integer3 ArchiveReader::integer3() {
  Integer3 out{};
  for (int& v : out) {
    const std::int64_t wide = i64();
    if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
      throw RunFailure("checkpoint: an index is out of range before byte " + std::to_string(at_));
    v = static_cast<int>(wide);
  }
  return out;
}

Compensated ArchiveReader::compensated() {
  Compensated out;
  out.value = f64();
  out.compensation = f64();
  return out;
}

std::size_t ArchiveReader::count(std::size_t bytes_each) {
  const std::uint64_t n = u64();
  if (n > (bytes_.size() - at_) / bytes_each)
    throw RunFailure("checkpoint: " + std::to_string(n) + " entries announced before byte " + std::to_string(at_) +
                     ", more than the file can hold");
  return static_cast<std::size_t>(n);
}

void ArchiveReader::expect_end() const {
  if (at_ != bytes_.size())
    throw RunFailure("checkpoint: " + std::to_string(bytes_.size() - at_) + " bytes left over after the last section");
}

}  // namespace pillardd
