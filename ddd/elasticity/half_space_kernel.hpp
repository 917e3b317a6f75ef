#pragma once
#include <span>

#include "ddd/elasticity/far_kernel.hpp"

namespace pillardd {

/// What the vector kernels read of a segment near a free plane: its frame (rows: two tangents, the inward normal) and
/// the eigenstrain of its curtain times mu/4pi(1-nu) (docs/theory/half-space.md, eq. 2) [GPa nm].
struct HalfSpaceCurtain {
  float frame[9];
  float theta, e1[2], e2[2];
};

/// A Gauss point on the image of a segment with this curtain: where it stands from the targets' centre, how high above
/// the plane, how deep below the plane the segment is there, and the length it stands for [nm].
struct HalfSpaceElement {
  const HalfSpaceCurtain* curtain;
  float x[3];
  float height, depth, weight;
};

/// A segment's image: where it starts from the targets' centre, how high above the plane, how deep below the plane the
/// segment does, its unit tangent in the frame of the plane, and its length [nm].
struct HalfSpaceLine {
  float x[3];
  float height, depth;
  float direction[3];
  float length;
};

/// A line normal to the plane: its frame, where it crosses from the targets' centre [nm], and its Burgers vector in the
/// frame [nm] for the outward sense.
struct HalfSpaceEnd {
  float frame[9];
  float x[3];
  float burgers[3];
};

/// What the bend of the surface adds to an end: its frame, where it is from the targets' centre [nm], the length below
/// which it acts [nm], and the amplitudes of CurvatureAmplitudes in their order, real and imaginary parts [GPa].
struct HalfSpaceBend {
  static constexpr std::size_t orders = 10, lists = 9;
  float frame[9];
  float x[3];
  float smooth;
  float amplitude[orders + 1][lists][2];
};

struct HalfSpaceConstants {
  float shear, poisson, core_squared;
};

/// Adds the image stress [GPa] of the elements to blocks of points, rows as in add_point_stress. Single precision.
void add_half_space_elements(const float* rows, std::size_t blocks, std::span<const HalfSpaceElement> elements,
                             const HalfSpaceConstants& constants, float* out);

/// The same at the first `points` of one block; where they are few the elements are summed side by side.
void add_half_space_elements_at(const float* rows, std::size_t points, std::span<const HalfSpaceElement> elements,
                                const HalfSpaceConstants& constants, float* out);

/// The same of a whole segment, at any distance from its image.
void add_half_space_line(const float* rows, const HalfSpaceCurtain& curtain, const HalfSpaceLine& line,
                         const HalfSpaceConstants& constants, float* out);

/// The same of a line normal to the plane, `weight` times.
void add_half_space_end(const float* rows, const HalfSpaceEnd& end, float weight, const HalfSpaceConstants& constants,
                        float* out);

/// Adds what the bend of the surface adds to it (docs/theory/half-space.md, 19).
void add_half_space_bend(const float* rows, const HalfSpaceBend& bend, const HalfSpaceConstants& constants, float* out);

}  // namespace pillardd
