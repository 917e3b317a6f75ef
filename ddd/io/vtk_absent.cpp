#include "ddd/base/errors.hpp"
#include "ddd/io/vtk_reader.hpp"
#include "ddd/io/vtk_writer.hpp"

namespace pillardd {
namespace {

[[noreturn]] void refuse() {
  throw InputError("this build has no VTK (PILLARDD_WITH_VTK=OFF): it neither writes nor reads .vtp files");
}

}  // namespace

bool vtk_available() {
  return false;
}
void write_network_vtp(const std::filesystem::path&, const Snapshot&, const Lattice&) {
  refuse();
}
void write_stress_vti(const std::filesystem::path&, const StressGrid&) {
  refuse();
}
void write_surface_vtp(const std::filesystem::path&, const SurfaceMesh&, double, const std::vector<Vector3>&) {
  refuse();
}

std::vector<PvdFile> read_pvd(const std::filesystem::path&) {
  refuse();
}
DrawnNetwork read_network_vtp(const std::filesystem::path&) {
  refuse();
}
DrawnSurface read_surface_vtp(const std::filesystem::path&) {
  refuse();
}

}  // namespace pillardd
