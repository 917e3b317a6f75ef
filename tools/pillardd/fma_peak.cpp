#include "tools/pillardd/fma_peak.hpp"

#include <chrono>
#include <limits>

#include "ddd/base/simd.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pillardd {
namespace {

#if defined(__x86_64__)
/// Independent sums, each kept in a register: latency 4 times 2 units, and some.
constexpr int chains = 10;
constexpr long rounds = 1000000;

__attribute__((target("avx512f"))) double chains_of_8() {
  const __m512d factor = _mm512_set1_pd(1.0 - 1e-9), more = _mm512_set1_pd(1e-9);
  __m512d a = _mm512_set1_pd(0.0), b = _mm512_set1_pd(1.0), c = _mm512_set1_pd(2.0), d = _mm512_set1_pd(3.0),
          e = _mm512_set1_pd(4.0), f = _mm512_set1_pd(5.0), g = _mm512_set1_pd(6.0), h = _mm512_set1_pd(7.0),
          i = _mm512_set1_pd(8.0), j = _mm512_set1_pd(9.0);
  for (long r = 0; r < rounds; ++r) {
    a = _mm512_fmadd_pd(a, factor, more);
    b = _mm512_fmadd_pd(b, factor, more);
    c = _mm512_fmadd_pd(c, factor, more);
    d = _mm512_fmadd_pd(d, factor, more);
    e = _mm512_fmadd_pd(e, factor, more);
    f = _mm512_fmadd_pd(f, factor, more);
    g = _mm512_fmadd_pd(g, factor, more);
    h = _mm512_fmadd_pd(h, factor, more);
    i = _mm512_fmadd_pd(i, factor, more);
    j = _mm512_fmadd_pd(j, factor, more);
  }
  return _mm512_cvtsd_f64(_mm512_add_pd(_mm512_add_pd(_mm512_add_pd(a, b), _mm512_add_pd(c, _mm512_add_pd(d, e))),
                                        _mm512_add_pd(_mm512_add_pd(f, g), _mm512_add_pd(h, _mm512_add_pd(i, j)))));
}

__attribute__((target("avx2,fma"))) double chains_of_4() {
  const __m256d factor = _mm256_set1_pd(1.0 - 1e-9), more = _mm256_set1_pd(1e-9);
  __m256d a = _mm256_set1_pd(0.0), b = _mm256_set1_pd(1.0), c = _mm256_set1_pd(2.0), d = _mm256_set1_pd(3.0),
          e = _mm256_set1_pd(4.0), f = _mm256_set1_pd(5.0), g = _mm256_set1_pd(6.0), h = _mm256_set1_pd(7.0),
          i = _mm256_set1_pd(8.0), j = _mm256_set1_pd(9.0);
  for (long r = 0; r < rounds; ++r) {
    a = _mm256_fmadd_pd(a, factor, more);
    b = _mm256_fmadd_pd(b, factor, more);
    c = _mm256_fmadd_pd(c, factor, more);
    d = _mm256_fmadd_pd(d, factor, more);
    e = _mm256_fmadd_pd(e, factor, more);
    f = _mm256_fmadd_pd(f, factor, more);
    g = _mm256_fmadd_pd(g, factor, more);
    h = _mm256_fmadd_pd(h, factor, more);
    i = _mm256_fmadd_pd(i, factor, more);
    j = _mm256_fmadd_pd(j, factor, more);
  }
  return _mm256_cvtsd_f64(_mm256_add_pd(_mm256_add_pd(_mm256_add_pd(a, b), _mm256_add_pd(c, _mm256_add_pd(d, e))),
                                        _mm256_add_pd(_mm256_add_pd(f, g), _mm256_add_pd(h, _mm256_add_pd(i, j)))));
}

double best_rate(double (*run)(), int lanes) {
  using Clock = std::chrono::steady_clock;
  double best = 0.0;
  volatile double kept = 0.0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Clock::time_point start = Clock::now();
    kept = kept + run();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double rate = 2.0 * chains * lanes * static_cast<double>(rounds) / seconds;
    if (rate > best) best = rate;
  }
  return best;
}
#endif

}  // namespace

double measured_fma_peak() {
#if defined(__x86_64__)
  if (simd_target() == "avx512") return best_rate(chains_of_8, 8);
  if (simd_target() == "avx2") return best_rate(chains_of_4, 4);
#endif
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace pillardd
