#pragma once
#include "ddd/base/types.hpp"
#include "ddd/network/records.hpp"

namespace pillardd {

/// A pillar's section, x and y along the lab axes and from its centre.
struct SectionShape {
  double area = 0.0;                      ///< A [nm^2]
  double half_x = 0.0, half_y = 0.0;      ///< extent [nm]
  double second_x = 0.0, second_y = 0.0;  ///< int x^2 dA, int y^2 dA [nm^4]
  double polar = unset;                   ///< int r^2 dA where the section twists without warping, else unset [nm^4]
};

/// How the load is shared out over the section: the stress field is s m(x), s the amplitude [GPa], m linear in
/// position; docs/theory/loading.md, 8-13. Strain e is its conjugate, s = M (e - e_p).
struct LoadMode {
  enum class Field {
    axial,      ///< m_zz = 1
    bending_x,  ///< m_zz = x/c: the pillar bends about y
    bending_y,  ///< m_zz = y/c: about x
    torsion     ///< m_yz = x/c, m_xz = -y/c
  };
  Field field = Field::axial;
  double modulus = unset;  ///< M: Young's along the axis, or the modulus of torsion [GPa]
  double outer = 1.0;      ///< c, the outermost fibre's distance from the axis [nm]; of no meaning for axial loads
  double share = 1.0;      ///< g: the amplitude's work is g V s de

  bool axial() const { return field == Field::axial; }
  bool bending() const { return field == Field::bending_x || field == Field::bending_y; }
  Matrix3 stress(double amplitude, const Vector3& x) const;
  /// Q = int b . m(x) . n dA [nm^3]: the load does the work s dQ.
  double work_area(const SweptSums& swept) const;
};

}  // namespace pillardd
