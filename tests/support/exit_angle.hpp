#pragma once
#include <string>

#include "tests/support/pillar.hpp"

namespace pillardd {

/// A tungsten body (`pillar` as the section of an input) without load, all drags 1e-4 Pa s but climb, `image` as the
/// section surface.image_stress, to which a line is added.
std::string unloaded_body(const std::string& pillar, const std::string& image, double segment_max_nm);

/// The angle from the normal, toward b at phi from it [rad], at which 1 - nu cos^2(phi - alpha) over cos(alpha) is
/// least, by search (J. Lothe, in Fundamental Aspects of Dislocation Theory, NBS 1970).
double least_energy_angle(double phi, double nu);

struct ExitAngles {
  double first, line;  ///< of the last segment, and of the line's last 60 nm, from the normal [rad]
  int steps;
};

/// A line of ½[111] on (1 -1 0) from a pin 180 nm below `exit` up to the surface there, at `start` [rad] toward b at
/// first, moved until it is at rest; on the other side of the pin it goes on to `back`, fixed. `toward_b` is a unit
/// vector in the surface.
ExitAngles relaxed_exit(TestPillar& pillar, const Vector3& back, const Vector3& exit, const Vector3& normal,
                        const Vector3& toward_b, double start);

}  // namespace pillardd
