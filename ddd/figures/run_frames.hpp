#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ddd/figures/line_colors.hpp"

namespace pillardd {

struct FrameChoice {
  View view;
  ColorBy color = ColorBy::burgers;
  int width = 480;     ///< of one pillar [pixels]
  bool frames = true;  ///< draw frame-NNNNN.png, not only the film strip
  int every = 1;       ///< draw each n-th moment of network.pvd
  int film = 6;        ///< moments in the film strip, evenly spread; 0: none
};

/// Draws frames/frame-NNNNN.png (NNNNN: place in network.pvd), frames/film.png and paraview_view.py, which shows the
/// same view in ParaView, into a run's folder. Returns the files. Needs cairo and VTK, no display. Throws InputError
/// when the folder holds no network.pvd or surface.pvd.
std::vector<std::filesystem::path> draw_run_frames(const std::filesystem::path& run_folder, const FrameChoice& choice);

/// The ParaView script: tubes coloured by the same quantity, the surface translucent, the same direction of view.
std::string paraview_script(const FrameChoice& choice);

}  // namespace pillardd
