#include "ddd/base/random.hpp"

#include <cmath>

#include "ddd/base/errors.hpp"

namespace pillardd {
namespace {

std::uint32_t low(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}
std::uint32_t high(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32);
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {high(p1) ^ counter[1] ^ key[0], low(p1), high(p0) ^ counter[3] ^ key[1], low(p0)};
    key[0] += 0x9E3779B9;  // golden ratio
    key[1] += 0xBB67AE85;  // sqrt(3) - 1
  }
  return counter;
}

RandomStream::RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t id)
    : seed_(seed), id_(id), purpose_(static_cast<std::uint32_t>(purpose)) {}

// The counter holds the draw (56 bits), the purpose (8 bits) and the id (64 bits): two streams never meet.
std::uint64_t RandomStream::bits(std::uint64_t draw) const {
  require(draw >> 56 == 0 && purpose_ < 256, "a random stream has 2^56 draws and 256 purposes");
  const auto r =
      philox4x32_10({low(draw), high(draw) | purpose_ << 24, low(id_), high(id_)}, {low(seed_), high(seed_)});
  return std::uint64_t{r[0]} << 32 | r[1];
}

double RandomStream::uniform(std::uint64_t draw) const {
  return static_cast<double>(bits(draw) >> 11) * 0x1p-53;
}

double RandomStream::exponential(std::uint64_t draw) const {
  return -std::log1p(-uniform(draw));
}

// High word of the product n * bits (Lemire, ACM TOMACS 29 (2019) 3); the bias is below n / 2^64.
std::uint64_t RandomStream::below(std::uint64_t n, std::uint64_t draw) const {
  require(n > 0, "a random integer needs a positive bound");
  const std::uint64_t x = bits(draw);
  const std::uint64_t mid = std::uint64_t{high(n)} * low(x) + high(std::uint64_t{low(n)} * low(x));
  const std::uint64_t carry = std::uint64_t{low(n)} * high(x) + low(mid);
  return std::uint64_t{high(n)} * high(x) + high(mid) + high(carry);
}

}  // namespace pillardd
