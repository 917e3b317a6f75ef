#pragma once
#include <array>
#include <cstdint>

namespace pillardd {

/// What a random stream is for: streams of different purposes never share numbers. Values are part of the format.
enum class RandomPurpose : std::uint32_t { frank_read = 1, loops = 2, lines = 3, nucleation = 4, thermal_noise = 5, roughness = 6, latin_hypercube = 32, bootstrap = 33 };

/// The block function of the generator: 128 bits from a counter and a key.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Counter-based random numbers: draw k of a stream is a pure function of (seed, purpose, id, k).
/// Philox4x32-10, Salmon et al., SC'11 (2011), doi 10.1145/2063384.2063405.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t id);
  std::uint64_t bits(std::uint64_t draw) const;
  double uniform(std::uint64_t draw) const;                        ///< in [0, 1), 53 bits
  double exponential(std::uint64_t draw) const;                    ///< mean 1
  std::uint64_t below(std::uint64_t n, std::uint64_t draw) const;  ///< integer in [0, n)

 private:
  std::uint64_t seed_, id_;
  std::uint32_t purpose_;
};

}  // namespace pillardd
