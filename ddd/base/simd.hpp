#pragma once
#include <cstddef>
#include <new>
#include <string>
#include <vector>

namespace pillardd {

/// Vector instruction set of the kernels: "avx512", "avx2", "sse4" or "portable". The widest that this processor has,
/// or the one the environment variable PILLARDD_TARGET names (InputError where the processor or the program lacks it).
/// Read once; every vector kernel asks here before its first dispatch. Results are the same bits per target.
const std::string& simd_target();

/// The targets that this program and processor have, best first, and a switch between them for tests: from here on
/// kernels run on the one named (not while a kernel runs in another thread).
std::vector<std::string> simd_targets();
void use_simd_target(const std::string& name);

/// Doubles in the widest vector of any target: arrays of kernels are padded to a multiple of it.
inline constexpr std::size_t simd_padding = 8;

/// Allocates on cache lines, which the widest loads want.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  CacheLineAllocator() = default;
  template <class U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), line)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, line); }
  bool operator==(const CacheLineAllocator&) const { return true; }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace pillardd
