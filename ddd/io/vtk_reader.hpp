#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/models/boundary.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// One segment of a network/*.vtp, as pictures need it.
struct DrawnSegment {
  Vector3 a, b;                 ///< ends [nm]
  Integer3 burgers{}, plane{};  ///< units of a/2; Miller indices, zero: none
  double character = unset;     ///< angle of line and Burgers vector [degrees]
  double speed = unset;         ///< mean of its ends' [m/s]
  bool sessile = false;
};

/// One moment of a run as ParaView would read it.
struct DrawnNetwork {
  double time = unset, strain = unset, stress = unset;  ///< [ns], tension-positive, [GPa]
  std::vector<DrawnSegment> segments;
};

/// The pillar's surface at one moment.
struct DrawnSurface {
  SurfaceMesh mesh;
  std::vector<Vector3> displacement;  ///< of its vertices by slip [nm]; empty when the file has none
};

/// An entry of a .pvd collection.
struct PvdFile {
  double time = unset;         ///< [ns]
  std::filesystem::path path;  ///< the collection's folder and the entry's name
};

// Files of a run's folder, written by vtk_writer.hpp. InputError names a file that is missing or holds something else.
std::vector<PvdFile> read_pvd(const std::filesystem::path& path);
DrawnNetwork read_network_vtp(const std::filesystem::path& path);
DrawnSurface read_surface_vtp(const std::filesystem::path& path);

}  // namespace pillardd
