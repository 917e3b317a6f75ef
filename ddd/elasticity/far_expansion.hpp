#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "ddd/elasticity/far_harmonics.hpp"
#include "ddd/elasticity/far_kernel.hpp"

namespace pillardd {

/// Expansions of the stress of many sources in harmonic polynomials (docs/theory/far-field.md, eq. 14-18, 20). Moments
/// of sources about a centre and the field around one are harmonics(degree) rows of eight numbers, of the first eight
/// of PointSource::q, and after them one number a row, of the potential S. What PointSource has besides follows from
/// the eight: the ninth is minus the seventh and eighth, u_i = u_factor e_ijk q_jk. Lengths are in a unit that the
/// owner chooses; positions in S are taken from one origin for all.
inline constexpr std::size_t row_lanes = 8;
/// Floats of moments or a field: whole cache lines.
constexpr std::size_t expansion_size(std::size_t degree) {
  return row_lanes * harmonics(degree) + (harmonics(degree) + 15) / 16 * 16;
}

/// What all expansions of one network share.
struct ExpansionScale {
  float inverse_unit = 1.0F;  ///< 1/unit [1/nm]
  float core_squared = 0.0F;  ///< a^2 [units^2]
  float u_factor = 0.0F;      ///< -2/(1-nu)
};

/// Adds the sources, whose centre stands at `shift` from that of the moments and at `from_origin` from the origin [nm].
void add_source_moments(const SourceRun& from, const float* from_origin, const ExpansionScale& scale,
                        std::size_t degree, float* moments);
/// Adds the core's part of S to sources' moments that have not got it.
void add_core_moments(const ExpansionScale& scale, std::size_t degree, float* moments);

/// Adds moments about a centre at `shift` [units] from that of `to`.
void shift_moments(const float* from, const float* shift, std::size_t degree, float* to);
/// Adds a field around the centre of `from` to the one around a centre at `shift` [units] from there.
void shift_field(const float* from, const float* shift, std::size_t degree, float* to);

/// One block of points about a centre at `shift` [nm] from the field's, and its stress.
struct FieldPoints {
  const float* x;
  float shift[3];
  float* out;
};
/// Adds the stress of a field to blocks of points. from_origin: of the field's centre [units].
void add_field_stress(const float* field, const float* from_origin, const ExpansionScale& scale, std::size_t degree,
                      std::span<const FieldPoints> blocks);

}  // namespace pillardd
