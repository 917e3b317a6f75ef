#pragma once

namespace pillardd {

/// What one core does in fused multiply-adds of doubles on registers at the SIMD target in use [flop/s]; NaN on a
/// target without them. Takes about 0.1 s.
double measured_fma_peak();

}  // namespace pillardd
