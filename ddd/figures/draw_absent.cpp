#include "ddd/base/errors.hpp"
#include "ddd/figures/chart.hpp"

namespace pillardd {

bool figures_available() {
  return false;
}

std::vector<std::filesystem::path> write_chart(const Chart&, const std::filesystem::path&) {
  throw InputError("this build has no cairo (PILLARDD_WITH_CAIRO=OFF): it draws no figures");
}

}  // namespace pillardd
