#include "ddd/base/errors.hpp"
#include "ddd/io/vtk_writer.hpp"

namespace pillardd {
namespace {

[[noreturn]] void refuse() {
  throw InputError("this build has no VTK (PILLARDD_WITH_VTK=OFF): it writes no .vtp files");
}

}  // namespace

bool vtk_available() {
  return false;
}
void write_network_vtp(const std::filesystem::path&, const Snapshot&, const Lattice&) {
  refuse();
}
void write_surface_vtp(const std::filesystem::path&, const SurfaceMesh&, double) {
  refuse();
}

}  // namespace pillardd
