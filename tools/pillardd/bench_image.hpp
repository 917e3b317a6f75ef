#pragma once

namespace pillardd {

struct ImageBenchOptions {
  int repeats = 5, threads = 1;
};

/// Times the spectral image stress on a 64 x 64 grid and its evaluation at 6,000 points, for networks of loops with and
/// without lines that end on the surface, and verifies what it times. Returns the exit code.
int bench_image(const ImageBenchOptions& options);

}  // namespace pillardd
