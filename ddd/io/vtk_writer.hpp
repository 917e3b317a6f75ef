#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ddd/crystal/lattice.hpp"
#include "ddd/models/boundary.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// Whether this build writes VTK files. In one that does not, the functions below throw InputError by name.
bool vtk_available();

/// The dislocation lines of one moment as VTK PolyData (.vtp): one line cell a segment, double precision, inline base64
/// and uncompressed, written atomically. Holds nothing of host, clock or threads. The arrays are listed in
/// docs/reference/outputs.md. An end that lies a period away from its node is drawn where the segment has it. Throws
/// RunFailure.
void write_network_vtp(const std::filesystem::path& path, const Snapshot& snapshot, const Lattice& lattice);

/// Stress on a regular grid, point by point with x fastest.
struct StressGrid {
  std::array<int, 3> counts{0, 0, 0};
  Vector3 origin = Vector3::Zero(), spacing = Vector3::Zero();      ///< [nm]
  std::vector<char> inside;                                         ///< a point in the pillar; others are hidden
  std::vector<std::pair<std::string, std::vector<Matrix3>>> parts;  ///< "image" and so on [GPa]
};

/// The grid as VTK ImageData (.vti), encoded as the others: for each part the array `part_GPa` of symmetric tensors,
/// and `inside`. Points outside the pillar are hidden (vtkGhostType) and hold zeros.
void write_stress_vti(const std::filesystem::path& path, const StressGrid& grid);

/// The pillar's surface, triangles, at time [ns]; `displacement` of its vertices as `displacement_nm`, none when empty.
void write_surface_vtp(const std::filesystem::path& path, const SurfaceMesh& mesh, double time,
                       const std::vector<Vector3>& displacement = {});

}  // namespace pillardd
