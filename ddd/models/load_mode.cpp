#include "ddd/models/load_mode.hpp"

namespace pillardd {

Matrix3 LoadMode::stress(double amplitude, const Vector3& x) const {
  Matrix3 sigma = Matrix3::Zero();
  switch (field) {
    case Field::axial:
      sigma(2, 2) = amplitude;
      break;
    case Field::bending_x:
      sigma(2, 2) = amplitude * x.x() / outer;
      break;
    case Field::bending_y:
      sigma(2, 2) = amplitude * x.y() / outer;
      break;
    case Field::torsion:
      sigma(1, 2) = sigma(2, 1) = amplitude * x.x() / outer;
      sigma(0, 2) = sigma(2, 0) = -amplitude * x.y() / outer;
      break;
  }
  return sigma;
}

double LoadMode::work_area(const SweptSums& swept) const {
  switch (field) {
    case Field::axial:
      break;
    case Field::bending_x:
      return swept.bending_x / outer;
    case Field::bending_y:
      return swept.bending_y / outer;
    case Field::torsion:
      return swept.twist / outer;
  }
  return swept.area(2, 2);
}

}  // namespace pillardd
