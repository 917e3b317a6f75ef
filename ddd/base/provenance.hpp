#pragma once
#include <string>

namespace pillardd {

/// What made a result.
struct Provenance {
  std::string version;
  std::string commit;  ///< of the source tree at build time, "unknown" outside git
  bool dirty = false;  ///< the source tree differed from its commit
  std::string compiler, flags, build_type;
  std::string options;  ///< "VTK=ON cairo=ON invariants=OFF traps=OFF"
  std::string target;   ///< SIMD target of the kernels: results are identical per target
};

const Provenance& provenance();

}  // namespace pillardd
