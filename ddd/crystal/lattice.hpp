#pragma once
#include <string>
#include <vector>

#include "ddd/base/types.hpp"

namespace pillardd {

/// Crystal indices to lab vectors. Lab frame: z is the pillar axis, x the `side` direction; origin at the centre of the
/// bottom face. Burgers vectors are integers in units of a/2 ([1,1,1] is 1/2[111], [2,0,0] is [100]).
class Lattice {
 public:
  Lattice() = default;
  /// `axis` along z, `side` along x; throws InputError when zero or not perpendicular. a: lattice parameter [nm].
  Lattice(const Integer3& axis, const Integer3& side, double lattice_parameter);

  const Matrix3& rotation() const { return rotation_; }  ///< lab = rotation * crystal
  double lattice_parameter() const { return a_; }
  double burgers_magnitude() const { return a_ * 0.8660254037844386; }  ///< |1/2<111>| = a sqrt(3)/2 [nm]

  Vector3 burgers(const Integer3& half_indices) const;  ///< [nm], lab frame
  Vector3 direction(const Integer3& indices) const;     ///< unit vector, lab frame
  Vector3 plane_normal(const Integer3& plane) const;    ///< unit vector, lab frame; zero vector for {0,0,0} (none)

 private:
  Matrix3 rotation_ = Matrix3::Identity();
  double a_ = unset;
};

int dot(const Integer3& a, const Integer3& b);
Integer3 negated(const Integer3& a);
Integer3 sum(const Integer3& a, const Integer3& b);
inline bool is_zero(const Integer3& a) { return a[0] == 0 && a[1] == 0 && a[2] == 0; }

/// The same plane up to sign and common factor, in one canonical form (coprime, first non-zero index positive).
Integer3 canonical_plane(const Integer3& plane);

enum class BurgersFamily { half_111, full_100, other };
BurgersFamily burgers_family(const Integer3& half_indices);
const char* family_name(BurgersFamily family);  ///< "1/2<111>", "<100>", "other"

}  // namespace pillardd
