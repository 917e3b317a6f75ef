#include "ddd/base/errors.hpp"
#include "ddd/figures/chart.hpp"
#include "ddd/figures/scene.hpp"

namespace pillardd {
namespace {

[[noreturn]] void refuse() {
  throw InputError("this build has no cairo (PILLARDD_WITH_CAIRO=OFF): it draws no figures");
}

}  // namespace

bool figures_available() {
  return false;
}

std::vector<std::filesystem::path> write_chart(const Chart&, const std::filesystem::path&) {
  refuse();
}
void write_scene(const Scene&, const View&, int, const std::filesystem::path&) {
  refuse();
}
void write_film_strip(const std::vector<Scene>&, const View&, int, const std::filesystem::path&) {
  refuse();
}

}  // namespace pillardd
