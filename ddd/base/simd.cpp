#include "ddd/base/simd.hpp"

#include <hwy/highway.h>

#include <array>
#include <cstdlib>

#include "ddd/base/errors.hpp"

namespace pillardd {
namespace {

struct Target {
  const char* name;
  std::int64_t bits;
};

/// Best first.
#if HWY_ARCH_X86
constexpr std::array<Target, 4> targets{
    {{"avx512", HWY_AVX3}, {"avx2", HWY_AVX2}, {"sse4", HWY_SSE4}, {"portable", HWY_EMU128 | HWY_SCALAR}}};
#else
constexpr std::array<Target, 1> targets{{{"native", HWY_STATIC_TARGET}}};
#endif

/// Compiled in and within the processor's reach; what the compiler was told to assume needs no question.
bool available(const Target& t) {
  return (HWY_TARGETS & (hwy::SupportedTargets() | HWY_STATIC_TARGET) & t.bits) != 0;
}

Target find(const std::string& name) {
  std::string names;
  for (const Target& t : targets) {
    if (!available(t)) continue;
    if (name.empty() || t.name == name) return t;
    names += std::string(names.empty() ? "" : ", ") + t.name;
  }
  throw InputError("PILLARDD_TARGET=" + name + " is not to be had here; this machine runs " + names);
}

}  // namespace

const std::string& simd_target() {
  static const std::string name = [] {
    const char* pinned = std::getenv("PILLARDD_TARGET");
    const Target t = find(pinned == nullptr ? "" : pinned);
    hwy::GetChosenTarget().Update(t.bits);
    return std::string(t.name);
  }();
  return name;
}

std::vector<std::string> simd_targets() {
  std::vector<std::string> out;
  for (const Target& t : targets)
    if (available(t)) out.emplace_back(t.name);
  return out;
}

void use_simd_target(const std::string& name) {
  simd_target();  // so that the first kernel does not choose again
  hwy::GetChosenTarget().Update(find(name).bits);
}

}  // namespace pillardd
