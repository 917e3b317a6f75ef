// Nodal forces of pairs of lines at an angle, once for each SIMD target. The equations and their numbers:
// docs/theory/pair-forces.md.
#if defined(PILLARDD_PAIR_SKEW_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef PILLARDD_PAIR_SKEW_INL
#undef PILLARDD_PAIR_SKEW_INL
#else
#define PILLARDD_PAIR_SKEW_INL
#endif

#include "ddd/elasticity/pair_sides-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd::HWY_NAMESPACE {

/// Constants of a call, and what the cancellation estimate may reach.
struct Elastic {
  V a2;       ///< core radius squared [nm^2]
  V edge;     ///< mu/(4 pi (1-nu)) [GPa]
  V screw;    ///< (1-nu)/2: of the screw terms relative to `edge`
  V poisson;  ///< nu
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

/// Moments that one line's force needs: q = int int f/R^3, p = 3 int int f/R^5 over x and y.
struct Moments {
  V q0, qx, qxx, qy, qxy, qS, qxS;
  V p0, px, pxx, py, pxy, pxxy;
  V pS, pxS, pxxS, pyS, pxyS, pxxyS;
  V pxL, pxxL, pxyL, pxxyL;
};

/// Products of a Burgers vector with N, with the side normals M of the source and K of the target, with the source.
struct Burgers {
  V n, m, k, t;
};

/// Integrals over both lines of N.sigma.b and K.sigma.b with the weights 1 and x, by `edge`.
struct Traction {
  V n, k, nx, kx;
};

/// What both lines' forces share.
struct Frame {
  V c, s2, H, eta, h2, Z2;
};

/// eq. (9): b on the target, `from` on the line that makes the stress. For line 2 (not `first`) the terms that hold the
/// product of the target's K with the source, -s^2 for line 1 and s^2 for line 2, change their sign.
template <bool first>
HWY_INLINE Traction traction(const Moments& w, const Burgers& b, const Burgers& from, const Frame& f,
                             const Elastic& e) {
  const auto minus = [](V p, V q) HWY_ATTR { return first ? p - q : q - p; };
  const V ub = from.m * b.n - from.n * b.m, eta_m = f.eta * from.m, eta_n = f.eta * from.n, eta_mn = eta_m * b.n;
  const V bt = e.screw * b.t, st = e.screw * from.t, bt2 = bt + bt, tt = bt * from.t, s_tt = f.s2 * tt;
  const V nn = b.n * from.n, mm = from.m * b.m, m_t = from.m * b.t, c_n = f.c * from.n;
  // N.sigma.b, weights 1 and x.
  const V n_q0 = f.eta * ub, n_qx = (nn + mm) + (s_tt + s_tt), n_qS = e.poisson * m_t;
  const V n_p0 = eta_mn * f.Z2, n_px = f.h2 * (mm - nn) - e.a2 * (nn + s_tt), n_pS = m_t * (f.h2 + e.a2 * e.screw);
  const V n_pxL = eta_n * b.m, n_pxS = eta_n * b.k;
  const auto along_n = [&](V q0, V qx, V qS, V p0, V px, V pS, V pxL, V pxS) HWY_ATTR {
    return (n_p0 * p0 + n_px * px + n_pS * pS) + minus(n_pxS * pxS, n_pxL * pxL) - (n_q0 * q0 + n_qx * qx + n_qS * qS);
  };
  // K.sigma.b, weights 1 and x.
  const V v0 = f.H * (minus(st * b.m, bt2 * from.m) - f.c * tt), vx = f.s2 * minus(bt2 * from.n, st * b.n);
  const V vS = first ? c_n * bt + e.screw * ub : c_n * bt - e.screw * ub;
  const V bk_n = b.k * from.n, w0 = b.k * eta_m - v0, wx = bk_n + vx;
  const V k_q0 = w0 - v0 + c_n * (f.eta * b.n), k_qx = c_n * b.m - (wx + vx), k_qS = c_n * b.t - (vS + vS);
  const V k_p0 = e.a2 * w0, k_px = e.a2 * wx, k_pS = e.a2 * vS;
  const V k_py = f.H * eta_mn, k_pxy = f.H * (mm - nn), k_pyS = f.H * m_t, k_pxyL = from.n * b.m;
  const auto along_k = [&](V q0, V qx, V qS, V qy, V p0, V px, V pS, V py, V pxy, V pyS, V pxyL, V pxyS) HWY_ATTR {
    return (k_q0 * q0 + k_qx * qx + k_qS * qS - ub * qy) + (k_p0 * p0 - k_px * px - k_pS * pS) +
           (k_py * py + k_pxy * pxy + k_pyS * pyS) + minus(bk_n * pxyS, k_pxyL * pxyL);
  };
  Traction g;
  g.n = along_n(w.q0, w.qx, w.qS, w.p0, w.px, w.pS, w.pxL, w.pxS);
  g.nx = along_n(w.qx, w.qxx, w.qxS, w.px, w.pxx, w.pxS, w.pxxL, w.pxxS);
  g.k = along_k(w.q0, w.qx, w.qS, w.qy, w.p0, w.px, w.pS, w.py, w.pxy, w.pyS, w.pxyL, w.pxyS);
  g.kx = along_k(w.qx, w.qxx, w.qxS, w.qxy, w.px, w.pxx, w.pxS, w.pxy, w.pxxy, w.pxyS, w.pxxyL, w.pxxyS);
  return g;
}

/// Forces of all pairs of the vector, normal = t1 x t2 and s2 its square (not zero); false in the lanes whose terms
/// would cancel beyond `allowed` (forces without meaning there).
HWY_INLINE Mask skew_forces(const Lines& in, const Vec3& normal, V s2, const Elastic& e, NodalForces& out) {
  // Frame and parallelogram (eq. 1-3).
  const V r2 = set(1.0) / s2, c = dot(in.t1, in.t2);
  const V H = dot(in.d, normal), L00 = dot(in.d, in.t1), S00 = dot(in.d, in.t2);
  const V eta = H * r2, h2 = H * eta, Z2 = h2 + e.a2, Zs = hn::Sqrt(Z2 * s2);
  // y from x, not from d: rounding then moves both along the lines, and S = c x - y stays.
  const V X0 = L00 - c * S00, x0 = X0 * r2, y0 = c * x0 - S00, Y0 = s2 * y0;
  const V X1 = X0 + s2 * in.length1, Y1 = Y0 + s2 * in.length2, x1 = x0 + in.length1, y1 = y0 + in.length2;
  const V S01 = S00 - in.length2, S10 = S00 + c * in.length1, S11 = S10 - in.length2;
  const V L10 = L00 + in.length1, L01 = L00 - c * in.length2, L11 = L01 + in.length1;
  const V wA0 = Z2 + X0 * x0, wA1 = Z2 + X1 * x1, wB0 = Z2 + Y0 * y0, wB1 = Z2 + Y1 * y1;
  const V R00 = hn::Sqrt(wA0 + S00 * S00), R01 = hn::Sqrt(wA0 + S01 * S01);
  const V R10 = hn::Sqrt(wA1 + S10 * S10), R11 = hn::Sqrt(wA1 + S11 * S11);
  Side A0 = side_ends(S01, S00, R01, R00, wA0), A1 = side_ends(S11, S10, R11, R10, wA1);
  Side B0 = side_ends(L00, L10, R00, R10, wB0), B1 = side_ends(L01, L11, R01, R11, wB1);

  // The solid angle by one arc tangent (eq. 5), among the logarithms of the sides.
  const V across = X0 * x1 + S00 * S11 + Z2, up = Zs * (in.length1 * in.length2);
  const V D1 = R11 * B0.outer + R00 * A1.inner + R10 * across, D2 = R11 * A0.outer + R00 * B1.inner + R01 * across;
  const Arc half_angle = arc_argument(up * (D1 + D2), D1 * D2 - up * up);
  const Logarithm log_A0 = side_integrals(in.length2, A0), log_A1 = side_integrals(in.length2, A1);
  const Logarithm log_B0 = side_integrals(in.length1, B0), log_B1 = side_integrals(in.length1, B1);
  const V per_Zs = set(2.0) / Zs, per_Z2 = set(1.0) / Z2;
  const V q0 = angle(half_angle) * per_Zs;
  set_log(logarithm(log_A0), A0), set_log(logarithm(log_A1), A1);
  set_log(logarithm(log_B0), B0), set_log(logarithm(log_B1), B1);

  // Moments over R^3 (eq. 6).
  const V dxA = x1 * A1.log - x0 * A0.log, dyB = y1 * B1.log - y0 * B0.log;
  const V K1 = dxA + dyB - Z2 * q0;
  const V qL = A0.log - A1.log, qS = B1.log - B0.log;
  const V qx = (qL - c * qS) * r2, qy = (c * qL - qS) * r2;
  const V qxL = K1 - dxA, qxS = (B1.growth - B0.growth) + c * dyB;
  const V qyL = (A1.growth - A0.growth) - c * dxA, qyS = dyB - K1;
  const V qxx = (qxL - c * qxS) * r2, qxy = (c * qxL - qxS) * r2, qyy = (c * qyL - qyS) * r2;

  // Moments over R^5 (eq. 7).
  const V cx0 = c * x0, cx1 = c * x1, cy0 = c * y0, cy1 = c * y1;
  const V xA0 = x0 * A0.m0, xA1 = x1 * A1.m0, yB0 = y0 * B0.m0, yB1 = y1 * B1.m0;
  const V dx3 = xA1 - xA0, dy3 = yB1 - yB0;
  const V yA0 = cx0 * A0.m0 - A0.m1, yA1 = cx1 * A1.m0 - A1.m1;
  const V yyA0 = cx0 * (yA0 - A0.m1) + A0.m2, yyA1 = cx1 * (yA1 - A1.m1) + A1.m2;
  const V xB0 = cy0 * B0.m0 + B0.m1, xB1 = cy1 * B1.m0 + B1.m1;
  const V xxB0 = cy0 * (xB0 + B0.m1) + B0.m2, xxB1 = cy1 * (xB1 + B1.m1) + B1.m2;
  const V p0 = (q0 + (dx3 + dy3)) * per_Z2;
  const V pL = A0.m0 - A1.m0, pS = B1.m0 - B0.m0;
  const V pxL = q0 - dx3, pxS = xB1 - xB0, pyL = yA0 - yA1, pyS = dy3 - q0;
  const V xyA0 = x0 * yA0, xyA1 = x1 * yA1, xyB0 = y0 * xB0, xyB1 = y1 * xB1;
  const V pxyL = qy - (xyA1 - xyA0), pxyS = (xyB1 - xyB0) - qx;
  const V pxxL = qx + qx - (x1 * xA1 - x0 * xA0), pxxS = xxB1 - xxB0;
  const V pyyL = yyA0 - yyA1, pyyS = (y1 * yB1 - y0 * yB0) - (qy + qy);
  const V pxxyL = qxy + qxy - (x1 * xyA1 - x0 * xyA0), pxxyS = (y1 * xxB1 - y0 * xxB0) - qxx;
  const V pxyyL = qyy - (x1 * yyA1 - x0 * yyA0), pxyyS = (y1 * xyB1 - y0 * xyB0) - (qxy + qxy);
  const V px = (pL - c * pS) * r2, py = (c * pL - pS) * r2;
  const V pxx = (pxL - c * pxS) * r2, pxy = (c * pxL - pxS) * r2, pyy = (c * pyL - pyS) * r2;
  const V pxxy = (pxyL - c * pxyS) * r2, pxyy = (c * pxyL - pxyS) * r2;

  // Line 1 in the stress of 2; line 2 in the stress of 1 is the same with N, M, K, x, y, S for -N, -K, -M, y, x, -L.
  const Frame frame{c, s2, H, eta, h2, Z2};
  const V b1_t1 = dot(in.b1, in.t1), b1_t2 = dot(in.b1, in.t2), b2_t1 = dot(in.b2, in.t1), b2_t2 = dot(in.b2, in.t2);
  const V b1_n = dot(in.b1, normal), b1_m = b1_t1 - c * b1_t2, b1_k = c * b1_t1 - b1_t2;
  const V b2_n = dot(in.b2, normal), b2_m = b2_t1 - c * b2_t2, b2_k = c * b2_t1 - b2_t2;
  const Moments on1{q0,   qx, qxx, qy,   qxy, qS,   qxS,   p0,  px,   pxx,  py,   pxy,
                    pxxy, pS, pxS, pxxS, pyS, pxyS, pxxyS, pxL, pxxL, pxyL, pxxyL};
  const Traction g1 = traction<true>(on1, {b1_n, b1_m, b1_k, b1_t2}, {b2_n, b2_m, b2_k, b2_t2}, frame, e);
  const Moments on2{q0,   qy, qyy, qx,   qxy, qL,   qyL,   p0,  py,   pyy,  px,   pxy,
                    pxyy, pL, pyL, pyyL, pxL, pxyL, pxyyL, pyS, pyyS, pxyS, pxyyS};
  const Traction g2 = traction<false>(on2, {b2_n, b2_k, b2_m, b2_t1}, {b1_n, b1_k, b1_m, b1_t1}, frame, e);

  // f = g x t; the share of end b is (x - x0)/L (eq. 10).
  const V scale = e.edge * r2, per1 = scale * in.inverse1, per2 = scale * in.inverse2;
  const Vec3 M = in.t1 - c * in.t2, K = c * in.t1 - in.t2;
  const V n1 = (g1.kx - x0 * g1.k) * per1, k1 = (x0 * g1.n - g1.nx) * per1;
  const V n2 = (y0 * g2.k - g2.kx) * per2, m2 = (g2.nx - y0 * g2.n) * per2;
  out.b1 = n1 * normal + k1 * K;
  out.a1 = (scale * g1.k - n1) * normal - (scale * g1.n + k1) * K;
  out.b2 = n2 * normal + m2 * M;
  out.a2 = (scale * g2.n - m2) * M - (scale * g2.k + n2) * normal;

  // The cancellation estimate (eq. 8).
  const V terms = (R00 + R11) * (A0.log + A1.log + B0.log + B1.log);
  return terms * hn::Max(in.length1, in.length2) < e.allowed * (s2 * (K1 * K1));
}

}  // namespace pillardd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
