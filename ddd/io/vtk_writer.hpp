#pragma once
#include <filesystem>

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

/// The pillar's surface, triangles, at time [ns].
void write_surface_vtp(const std::filesystem::path& path, const SurfaceMesh& mesh, double time);

}  // namespace pillardd
