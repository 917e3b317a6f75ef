#pragma once
#include "ddd/elasticity/elasticity.hpp"

namespace pillardd {

/// Energy of a circular glide loop of radius R far above its core radius, whole in the bulk or half at a free surface,
/// in the code's own elasticity with its core energy (docs/theory/nucleation.md, 1-3):
///   half  E = K' R [ln(8 m R/r_0) - 2],   full  E = 2 K' R [ln(8 R/r_0) - 2],   K' = mu b^2 (2-nu)/(8 (1-nu))
struct LoopLineTension {
  double prefactor = unset;   ///< K' [aJ/nm]
  double core = unset;        ///< r_0 [nm]
  double image_factor = 1.0;  ///< m: what the free surface takes off; 1 for a full loop
  bool half = true;
  double burgers = unset;  ///< b [nm]

  double energy(double radius) const;  ///< [aJ]
  double slope(double radius) const;   ///< dE/dR [aJ/nm]
};

/// Where a loop under the resolved shear tau has its greatest energy  E(R) - tau b A(R).
struct LoopSaddle {
  bool barrierless = false;  ///< no maximum above zero: the loop grows from any size
  double radius = unset;     ///< R_c [nm]; where barrierless, the radius at which growth is hardest
  double energy = 0.0;       ///< dG* [aJ], 0 where barrierless
  double area = 0.0;         ///< A(R_c), so that b A is the activation volume [nm^2]; 0 where barrierless
};

/// R_c = K'[ln(8 m R_c/r_0) - 1]/(pi tau b), the larger root;  dG* = K' R_c [ln(8 m R_c/r_0) - 3]/2 of a half loop,
/// twice that of a full one. tau > 0 [GPa]. Zero at ln = 3, no maximum below ln = 2.
LoopSaddle loop_saddle(const LoopLineTension& loop, double shear);

/// The shear at which the barrier vanishes [GPa]: ln(8 m R_c/r_0) = 3.
double barrierless_shear(const LoopLineTension& loop);

/// r_0 of a loop whose elastic core radius, core energy included, is r_c:  r_0 = r_c exp[-(1-nu)/(2(2-nu))], which is
/// 0.811 r_c at nu = .28.   Cai, Arsenlis, Weinberger, Bulatov, JMPS 54 (2006) 561, energy of the glide loop.
double loop_core(double core_radius, double poisson);

/// m of a half loop in a glide plane normal to a flat free surface whose Burgers vector lies at `angle` [rad] from the
/// surface's normal, from the forces of a polygon of 64 sides, R = 200 a, in the half space. A function of nu alone.
double half_loop_image_factor(double poisson, double angle);

/// Geometric mean of the same over the angle.
double mean_image_factor(double poisson);

}  // namespace pillardd
