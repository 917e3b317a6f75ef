// Nodal forces of pairs of lines at an angle, once for each SIMD target. The equations and their numbers:
// docs/theory/pair-forces.md.
#if defined(PILLARDD_PAIR_SKEW_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_PAIR_SKEW_INL
#undef PILLARDD_PAIR_SKEW_INL
#else
#define PILLARDD_PAIR_SKEW_INL
#endif

#include "ddd/elasticity/vector_functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

/// Constants of a call, and what the cancellation estimate may reach.
struct Elastic {
  V a2;       ///< core radius squared [nm^2]
  V edge;     ///< mu/(4 pi (1-nu)) [GPa]
  V screw;    ///< (1-nu)/2: of the screw terms relative to `edge`
  V allowed;  ///< largest T L/(s^2 K1^2), eq. (8)
};

/// One vector of pairs: line 1 (the row) and line 2; x1 - x2 = d + x t1 - y t2.
struct Lines {
  Vec3 d, t1, b1, t2, b2;
  V length1, inverse1, length2, inverse2;
};

/// Forces on the ends of the lines [nN].
struct NodalForces {
  Vec3 a1, b1, a2, b2;
};

/// Line integrals over one side of the parallelogram, running coordinate l from lo to hi, R^2 = l^2 + w^2  (eq. 4).
struct Side {
  V log;         ///< int 1/R
  V growth;      ///< int l/R
  V m0, m1, m2;  ///< int l^k/R^3
  V inner;       ///< R_lo . R_hi, the scalar product with w^2 in it
  V outer;       ///< R_lo R_hi + R_lo . R_hi
};

/// (R_lo + R_hi + length)/(R_lo + R_hi - length) has a denominator that cancels on a long side: there the quotient is
/// (R + |l|) of the far end over that of the near end, or their product over w^2 with the foot between them.
HWY_INLINE Side side(V lo, V hi, V r_lo, V r_hi, V length, V w2) {
  Side out;
  const V product = r_lo * r_hi, sum = r_lo + r_hi, ends = lo * hi;
  out.inner = ends + w2;
  out.outer = product + out.inner;
  const Mask crossed = ends<set(0.0), is_long = length + length> sum, astride = hn::And(crossed, is_long);
  const V reach_lo = r_lo + hn::Abs(lo), reach_hi = r_hi + hn::Abs(hi);
  const V p_long = hn::IfThenElse(crossed, reach_hi * reach_lo, hn::Max(reach_hi, reach_lo));
  const V q_long = hn::IfThenElse(crossed, w2, hn::Min(reach_hi, reach_lo));
  const V p = hn::IfThenElse(is_long, p_long, sum + length), q = hn::IfThenElse(is_long, q_long, sum - length);
  out.log = log_ratio(p, q);
  out.growth = length * (lo + hi) / sum;
  const V up = hn::IfThenElse(astride, hi * r_lo - lo * r_hi, length * sum);
  const V down = hn::IfThenElse(astride, w2, out.outer);
  const V inverse = set(1.0) / (product * down);
  out.m0 = up * inverse;
  out.m1 = out.growth * (down * inverse);
  out.m2 = out.log - w2 * out.m0;
  return out;
}

/// Moments that one line's force needs, f = 1 X X^2 | Y XY X^2Y: q = int int f/R^3, p = 3 int int f/R^5 over x and y.
struct Moments {
  V q0, qX, qXX, qY, qXY, qS, qXS;
  V p0, pX, pXX, pXXX, pY, pXY, pXXY, pXXXY;
  V pS, pXS, pXXS, pYS, pXYS, pXXYS;
};

/// Burgers vector in the frame n, m, t' of the source, and along k = c m - s t'.
struct Burgers {
  V n, m, t, k;
};

/// Integrals over both lines of n.sigma.b and k.sigma.b with the weights 1 and X, by `edge`.
struct Traction {
  V n, k, nX, kX;
};

/// eq. (9): n.sigma.b and k.sigma.b for b on the target, c ("source") on the line that makes the stress.
HWY_INLINE Traction traction(const Moments& w, const Burgers& b, const Burgers& source, V h, V c, V s,
                             const Elastic& e) {
  const V alpha = source.m * h, beta = set(0.0) - source.n;  // u.R = alpha + beta X
  const V gamma = b.n * h;                                   // b.R = gamma + b.m X + b.t S
  const auto bR = [&](V f, V fX, V fS) { return gamma * f + b.m * fX + b.t * fS; };
  const V T0 = bR(w.p0, w.pX, w.pS), TX = bR(w.pX, w.pXX, w.pXS), TXX = bR(w.pXX, w.pXXX, w.pXXS);
  const V TY = bR(w.pY, w.pXY, w.pYS), TXY = bR(w.pXY, w.pXXY, w.pXYS), TXXY = bR(w.pXXY, w.pXXXY, w.pXXYS);
  const V AB = bR(w.q0, w.qX, w.qS), ABX = bR(w.qX, w.qXX, w.qXS);
  const V W0 = w.q0 + e.a2 * w.p0, WX = w.qX + e.a2 * w.pX, WXX = w.qXX + e.a2 * w.pXX;
  const V uW = alpha * W0 + beta * WX, uWX = alpha * WX + beta * WXX;
  const V V0 = W0 + w.q0, VX = WX + w.qX, VXX = WXX + w.qXX;
  const V VS = w.qS + w.qS + e.a2 * w.pS, VXS = w.qXS + w.qXS + e.a2 * w.pXS;
  const V ub = source.m * b.n - source.n * b.m, h_ub = h * ub, c_n = c * source.n;
  const V bt = e.screw * b.t, bt_t = bt * source.t, bt_m = bt * source.m;
  const V sn = e.screw * s;
  const V k0 = h * (sn * source.t * b.m - c * bt_t - (s + s) * bt_m);
  const V kX = (s + s) * bt * source.n - sn * source.t * b.n;
  const V kS = c * bt * source.n + sn * (source.m * b.n - source.n * b.m);
  Traction g;
  g.n = b.n * uW - source.m * AB - h_ub * w.q0 + h * (alpha * T0 + beta * TX) - (bt_t * VX - bt_m * VS);
  g.nX = b.n * uWX - source.m * ABX - h_ub * w.qX + h * (alpha * TX + beta * TXX) - (bt_t * VXX - bt_m * VXS);
  g.k = b.k * uW + c_n * AB - ub * w.qY + (alpha * TY + beta * TXY) - (k0 * V0 + kX * VX + kS * VS);
  g.kX = b.k * uWX + c_n * ABX - ub * w.qXY + (alpha * TXY + beta * TXXY) - (k0 * VX + kX * VXX + kS * VXS);
  return g;
}

/// Forces of all pairs of the vector, normal = t1 x t2 and s2 its square (not zero); false in the lanes whose terms
/// would cancel beyond `allowed` (forces without meaning there).
HWY_INLINE Mask skew_forces(const Lines& in, const Vec3& normal, V s2, const Elastic& e, NodalForces& out) {
  // Frame and parallelogram (eq. 1-3).
  const V s = hn::Sqrt(s2), r = set(1.0) / s;
  const Vec3 n = r * normal, m = cross(in.t2, n), k = cross(in.t1, n);
  const V c = dot(in.t1, in.t2), h = dot(in.d, n), Z2 = h * h + e.a2, Z = hn::Sqrt(Z2);
  const V X0 = dot(in.d, m), X1 = X0 + s * in.length1, Y0 = dot(in.d, k), Y1 = Y0 + s * in.length2;
  const V c1 = c * in.length1, c2 = c * in.length2;
  const V S00 = dot(in.d, in.t2), S01 = S00 - in.length2, S10 = S00 + c1, S11 = S10 - in.length2;
  const V L00 = dot(in.d, in.t1), L10 = L00 + in.length1, L01 = L00 - c2, L11 = L01 + in.length1;
  const V wA0 = Z2 + X0 * X0, wA1 = Z2 + X1 * X1, wB0 = Z2 + Y0 * Y0, wB1 = Z2 + Y1 * Y1;
  const V R00 = hn::Sqrt(wA0 + S00 * S00), R01 = hn::Sqrt(wA0 + S01 * S01);
  const V R10 = hn::Sqrt(wA1 + S10 * S10), R11 = hn::Sqrt(wA1 + S11 * S11);
  const Side A0 = side(S01, S00, R01, R00, in.length2, wA0), A1 = side(S11, S10, R11, R10, in.length2, wA1);
  const Side B0 = side(L00, L10, R00, R10, in.length1, wB0), B1 = side(L01, L11, R01, R11, in.length1, wB1);

  // The solid angle by one arc tangent (eq. 5).
  const V across = X0 * X1 + S00 * S11 + Z2, up = Z * s * in.length1 * in.length2;
  const V D1 = R11 * B0.outer + R00 * A1.inner + R10 * across, D2 = R11 * A0.outer + R00 * B1.inner + R01 * across;
  const V omega_half = angle(up * (D1 + D2), D1 * D2 - up * up);
  const V q0 = (omega_half + omega_half) / (Z * s);

  // Moments over R^3 (eq. 6).
  const V XA0 = X0 * A0.log, XA1 = X1 * A1.log, YB0 = Y0 * B0.log, YB1 = Y1 * B1.log;
  const V dXA = XA1 - XA0, dYB = YB1 - YB0;
  const V sk1 = dXA + dYB - s * Z2 * q0;
  const V qL = A0.log - A1.log, qS = B1.log - B0.log;
  const V qX = (qL - c * qS) * r, qY = (c * qL - qS) * r;
  const V qXL = sk1 - dXA, qXS = s * (B1.growth - B0.growth) + c * dYB;
  const V qYL = s * (A1.growth - A0.growth) - c * dXA, qYS = dYB - sk1;
  const V qXX = (qXL - c * qXS) * r, qXY = (c * qXL - qXS) * r, qYY = (c * qYL - qYS) * r;

  // Moments over R^5 (eq. 7).
  const V cX0 = c * X0, cX1 = c * X1, cY0 = c * Y0, cY1 = c * Y1;
  const V XA30 = X0 * A0.m0, XA31 = X1 * A1.m0, YB30 = Y0 * B0.m0, YB31 = Y1 * B1.m0;
  const V dX3 = XA31 - XA30, dY3 = YB31 - YB30;
  const V y0 = cX0 * A0.m0 - s * A0.m1, y1 = cX1 * A1.m0 - s * A1.m1;
  const V yy0 = cX0 * y0 - s * (cX0 * A0.m1 - s * A0.m2), yy1 = cX1 * y1 - s * (cX1 * A1.m1 - s * A1.m2);
  const V x0 = cY0 * B0.m0 + s * B0.m1, x1 = cY1 * B1.m0 + s * B1.m1;
  const V xx0 = cY0 * x0 + s * (cY0 * B0.m1 + s * B0.m2), xx1 = cY1 * x1 + s * (cY1 * B1.m1 + s * B1.m2);
  const V p0 = (q0 + r * (dX3 + dY3)) / Z2;
  const V pL = A0.m0 - A1.m0, pS = B1.m0 - B0.m0;
  const V sq0 = s * q0, sqX = s * qX, sqY = s * qY, sqXY = s * qXY;
  const V pXL = sq0 - dX3, pXS = x1 - x0, pYL = y0 - y1, pYS = dY3 - sq0;
  const V Xy0 = X0 * y0, Xy1 = X1 * y1, Yx0 = Y0 * x0, Yx1 = Y1 * x1;
  const V pXYL = sqY - (Xy1 - Xy0), pXYS = (Yx1 - Yx0) - sqX;
  const V pXXL = sqX + sqX - (X1 * XA31 - X0 * XA30), pXXS = xx1 - xx0;
  const V pYYL = yy0 - yy1, pYYS = (Y1 * YB31 - Y0 * YB30) - (sqY + sqY);
  const V pXXYL = sqXY + sqXY - (X1 * Xy1 - X0 * Xy0), pXXYS = (Y1 * xx1 - Y0 * xx0) - s * qXX;
  const V pXYYL = s * qYY - (X1 * yy1 - X0 * yy0), pXYYS = (Y1 * Yx1 - Y0 * Yx0) - (sqXY + sqXY);
  const V pX = (pL - c * pS) * r, pY = (c * pL - pS) * r;
  const V pXX = (pXL - c * pXS) * r, pXY = (c * pXL - pXS) * r, pYY = (c * pYL - pYS) * r;
  const V pXXY = (pXYL - c * pXYS) * r, pXYY = (c * pXYL - pXYS) * r;

  // Line 1 in the stress of 2; line 2 in the stress of 1 is the same with n, m, k, X, Y, S for -n, -k, -m, Y, X, -L.
  const V zero = set(0.0);
  const Burgers b1{dot(in.b1, n), dot(in.b1, m), dot(in.b1, in.t2), dot(in.b1, k)};
  const Burgers b2{dot(in.b2, n), dot(in.b2, m), dot(in.b2, in.t2), zero};
  const Moments on1{
      q0, qX,  qXX,  qY,  qXY,  qS,   qXS, p0, pX, pXX, (pXXL - c * pXXS) * r, pY, pXY, pXXY, (pXXYL - c * pXXYS) * r,
      pS, pXS, pXXS, pYS, pXYS, pXXYS};
  const Traction g1 = traction(on1, b1, b2, h, c, s, e);
  const Burgers b2_mirror{zero - b2.n, zero - dot(in.b2, k), dot(in.b2, in.t1), zero - b2.m};
  const Burgers b1_mirror{zero - b1.n, zero - b1.k, dot(in.b1, in.t1), zero};
  const Moments on2{q0,
                    qY,
                    qYY,
                    qX,
                    qXY,
                    zero - qL,
                    zero - qYL,
                    p0,
                    pY,
                    pYY,
                    (c * pYYL - pYYS) * r,
                    pX,
                    pXY,
                    pXYY,
                    (c * pXYYL - pXYYS) * r,
                    zero - pL,
                    zero - pYL,
                    zero - pYYL,
                    zero - pXL,
                    zero - pXYL,
                    zero - pXYYL};
  const Traction g2 = traction(on2, b2_mirror, b1_mirror, h, c, s, e);

  // f = g x t; the share of end b is (X - X0)/(s L) (eq. 10).
  const V per1 = e.edge * r * in.inverse1, per2 = e.edge * r * in.inverse2;
  const V n1 = (g1.kX - X0 * g1.k) * per1, k1 = (X0 * g1.n - g1.nX) * per1;
  const V n2 = (Y0 * g2.k - g2.kX) * per2, m2 = (g2.nX - Y0 * g2.n) * per2;
  out.b1 = n1 * n + k1 * k;
  out.a1 = (e.edge * g1.k - n1) * n - (e.edge * g1.n + k1) * k;
  out.b2 = n2 * n + m2 * m;
  out.a2 = (e.edge * g2.n - m2) * m - (e.edge * g2.k + n2) * n;

  // The cancellation estimate (eq. 8).
  const V terms = (R00 + R11) * (A0.log + A1.log + B0.log + B1.log);
  return terms * hn::Max(in.length1, in.length2) < e.allowed * (sk1 * sk1);
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
