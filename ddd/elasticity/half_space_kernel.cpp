#include "ddd/elasticity/half_space_kernel.hpp"

#include <numbers>

#include "ddd/elasticity/half_space_rules.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/half_space_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 16>;
using Lanes = hn::Vec<Tag>;

HWY_INLINE Lanes set(float x) {
  return hn::Set(Tag(), x);
}

struct Complex {
  Lanes re, im;
};
HWY_INLINE Complex operator+(const Complex& p, const Complex& q) {
  return {p.re + q.re, p.im + q.im};
}
HWY_INLINE Complex operator*(Lanes f, const Complex& p) {
  return {f * p.re, f * p.im};
}
HWY_INLINE Complex operator*(const Complex& p, const Complex& q) {
  return {p.re * q.re - p.im * q.im, p.re * q.im + p.im * q.re};
}
HWY_INLINE Complex conjugate(const Complex& p) {
  return {p.re, set(0.0F) - p.im};
}

/// xx + yy, zz, xz + i yz, xx - yy + 2i xy in the frame of the plane.
struct SpinStress {
  Lanes sum, zz;
  Complex one, two;
};

/// Targets in the frame of the plane, origin at the image point; z is the depth below the plane.
struct Place {
  Complex w;
  Lanes z, height;
};

HWY_INLINE Place place(const float* rows, std::size_t lane, const float* frame, const float* x, float depth) {
  const Tag d;
  const Lanes rx = hn::Load(d, rows + lane) - set(x[0]), ry = hn::Load(d, rows + lane + 16) - set(x[1]),
              rz = hn::Load(d, rows + lane + 32) - set(x[2]);
  const auto along = [&](int i)
                         HWY_ATTR { return set(frame[i]) * rx + set(frame[i + 1]) * ry + set(frame[i + 2]) * rz; };
  const Lanes z = hn::Max(set(0.0F), along(6) - set(depth));
  return {{along(0), along(3)}, z, z + set(depth)};
}

/// The harmonic functions of eq. (6), (7): H_m^p = T^m h[p][m].
struct Harmonics {
  Lanes i1, i2, i3, i4, cosine, sine2;
  Complex t1, t2, t3, t4;

  HWY_INLINE Harmonics(const Place& at, float core_squared) {
    const Lanes square = at.w.re * at.w.re + at.w.im * at.w.im + at.height * at.height + set(core_squared);
    i2 = set(1.0F) / square;
    i1 = hn::Sqrt(i2);
    i3 = i1 * i2;
    i4 = i2 * i2;
    cosine = at.height * i1;
    sine2 = set(1.0F) - cosine * cosine;
    t1 = (set(1.0F) / (square * i1 + at.height)) * at.w;
    t2 = t1 * t1;
    t3 = t2 * t1;
    t4 = t2 * t2;
  }
  HWY_INLINE Lanes h1(float m) const { return (set(m) + cosine) * i2; }
  HWY_INLINE Lanes second(float m) const { return (set(m) + cosine) * (set(m) + cosine + cosine) - sine2; }
  HWY_INLINE Lanes h2(float m) const { return second(m) * i3; }
  HWY_INLINE Lanes h3(float m) const {
    return ((set(m) + set(3.0F) * cosine) * second(m) - (set(3.0F * m) + set(6.0F) * cosine) * sine2) * i4;
  }
};

/// Coefficients of B and of c in eq. (8), of one part of the amplitude.
struct Part {
  float b1, b2, c1, c2;
};

/// B, c and kz B of one part with the harmonics of order m (eq. 3).
struct Terms {
  Lanes b, c, u;
};

HWY_INLINE Terms terms(const Harmonics& f, const Part& q, float m, Lanes z, Lanes depth) {
  const Lanes h1 = f.h1(m), h2 = f.h2(m), h3 = f.h3(m), b2 = set(q.b2) * depth;
  return {set(q.b1) * h1 + b2 * h2, set(q.c1) * h1 + set(q.c2) * depth * h2, z * (set(q.b1) * h2 + b2 * h3)};
}

/// Eq. (9) and (10) for one element of length `weight` at `depth`; named after the part (g theta, a E_1, b E_2) and the
/// order of the harmonic.
HWY_INLINE void add_element(const Place& at, const HalfSpaceCurtain& curtain, Lanes depth, Lanes weight,
                            const HalfSpaceConstants& constants, SpinStress& out) {
  const float nu = constants.poisson, anti = 1.0F - nu;
  const Part g{0.5F + 2.0F * nu, -1.0F, nu, -0.5F}, a{1.0F, 2.0F, 1.0F, 1.0F}, b{0.25F - nu, -0.5F, -0.5F * nu, -0.25F};
  const Harmonics f(at, constants.core_squared);
  // Said to the compiler, which else calls it nine times an element.
  const auto part = [&](const Part& q, float m) HWY_ATTR __attribute__((always_inline)) {
    return terms(f, q, m, at.z, depth);
  };
  const Lanes theta = weight * set(curtain.theta);
  const Complex e1{weight * set(curtain.e1[0]), weight * set(curtain.e1[1])};
  const Complex e2{weight * set(curtain.e2[0]), weight * set(curtain.e2[1])};
  const Complex c1 = conjugate(e1), c2 = conjugate(e2);

  const Lanes a0 = set(-2.0F) * (e1.re * f.t1.re + e1.im * f.t1.im);
  const Lanes b0 = set(-2.0F) * (e2.re * f.t2.re + e2.im * f.t2.im);
  const Terms a1 = part(a, 1.0F);
  {
    const Terms g0 = part(g, 0.0F), b2 = part(b, 2.0F);
    const Lanes cc = theta * g0.c + a0 * a1.c + b0 * b2.c, u = theta * g0.u + a0 * a1.u + b0 * b2.u;
    out.zz = out.zz + cc + u;
    out.sum = out.sum + set(2.0F + 2.0F * nu) * (theta * g0.b + a0 * a1.b + b0 * b2.b) - cc - u;
  }
  const auto one = [&](const Terms& q) HWY_ATTR { return q.b - q.c - q.u; };
  const auto two = [&](const Terms& q) HWY_ATTR { return set(2.0F - 2.0F * nu) * q.b - q.c - q.u; };
  const Lanes s0 = set(anti) * f.h1(0.0F), s1 = set(anti) * f.h1(1.0F), s2 = set(anti) * f.h1(2.0F),
              s3 = set(anti) * f.h1(3.0F), s4 = set(anti) * f.h1(4.0F), half = set(0.5F), none = set(0.0F);
  const Terms b1 = part(b, 1.0F), b3 = part(b, 3.0F);
  out.one = out.one + (none - theta * one(part(g, 1.0F))) * f.t1 + (s0 - one(part(a, 0.0F))) * e1 +
            (one(part(a, 2.0F)) + s2) * (c1 * f.t2) + (none - one(b1) - half * s1) * (e2 * conjugate(f.t1)) +
            (one(b3) - half * s3) * (c2 * f.t3);
  out.two = out.two + (none - theta * two(part(g, 2.0F))) * f.t2 + (s1 + s1 - two(a1)) * (e1 * f.t1) +
            (two(part(a, 3.0F)) + s3 + s3) * (c1 * f.t3) + (two(part(b, 0.0F)) + s0) * e2 +
            (two(part(b, 4.0F)) - s4) * (c2 * f.t4);
}

/// Back to the axes of the targets.
HWY_INLINE void add_turned(const SpinStress& s, const float* frame, float* out) {
  const Tag d;
  const Lanes half = set(0.5F), xx = half * (s.sum + s.two.re), yy = half * (s.sum - s.two.re), xy = half * s.two.im,
              xz = s.one.re, yz = s.one.im, zz = s.zz;
  Lanes row[3][3];
  for (int k = 0; k < 3; ++k) {
    const Lanes e = set(frame[k]), f = set(frame[3 + k]), g = set(frame[6 + k]);
    row[0][k] = xx * e + xy * f + xz * g;
    row[1][k] = xy * e + yy * f + yz * g;
    row[2][k] = xz * e + yz * f + zz * g;
  }
  const auto add = [&](int r, int i, int k) HWY_ATTR {
    const Lanes value = set(frame[i]) * row[0][k] + set(frame[3 + i]) * row[1][k] + set(frame[6 + i]) * row[2][k];
    hn::Store(hn::Load(d, out + 16 * r) + value, d, out + 16 * r);
  };
  add(0, 0, 0);
  add(1, 1, 1);
  add(2, 2, 2);
  add(3, 0, 1);
  add(4, 1, 2);
  add(5, 0, 2);
}

HWY_INLINE SpinStress nothing() {
  const Lanes zero = set(0.0F);
  return {zero, zero, {zero, zero}, {zero, zero}};
}

void Elements(const float* rows, const HalfSpaceCurtain& curtain, const HalfSpaceElement* elements, std::size_t count,
              const HalfSpaceConstants& constants, float* out) {
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(Tag())) {
    SpinStress sum = nothing();
    for (std::size_t k = 0; k < count; ++k)
      add_element(place(rows, lane, curtain.frame, elements[k].x, elements[k].depth), curtain, set(elements[k].depth),
                  set(elements[k].weight), constants, sum);
    add_turned(sum, curtain.frame, out + lane);
  }
}

/// asinh(x/h), from the side on which nothing cancels.
HWY_INLINE Lanes rapidity(Lanes x, Lanes h) {
  const Tag d;
  const Lanes size = hn::Abs(x) / h;
  return hn::CopySign(hn::Log(d, size + hn::Sqrt(size * size + set(1.0F))), x);
}

/// The whole integral (10) for one set of lanes: u with s = h sinh u from each target's own foot of the perpendicular.
HWY_INLINE void add_line(const Place& at, const HalfSpaceCurtain& curtain, const HalfSpaceLine& line,
                         const HalfSpaceConstants& constants, SpinStress& out) {
  const Tag d;
  const Lanes dx = set(line.direction[0]), dy = set(line.direction[1]), dz = set(line.direction[2]);
  const Lanes foot = at.w.re * dx + at.w.im * dy - at.height * dz;
  const Lanes px = at.w.re - foot * dx, py = at.w.im - foot * dy, pz = at.height + foot * dz;
  const Lanes low = set(0.0F) - foot, high = set(line.length) - foot;
  const Lanes nearest = hn::Max(set(0.0F), hn::Max(low, set(0.0F) - high));
  const Lanes h = hn::Max(hn::Sqrt(px * px + py * py + pz * pz + set(constants.core_squared)), set(1e-3F) * nearest);
  const Lanes first = rapidity(low, h), width = rapidity(high, h) - first;
  const float widest = hn::GetLane(hn::MaxOfLanes(d, width));
  const int panels = half_space_panels(widest);
  const Lanes panel = set(1.0F / static_cast<float>(panels)) * width;
  const UnitRule rule = half_space_rule(widest / static_cast<float>(panels));
  for (int k = 0; k < panels; ++k)
    for (std::size_t g = 0; g < rule.count; ++g) {
      const Lanes grown = hn::Exp(d, first + set(static_cast<float>(k) + rule.node[g]) * panel);
      const Lanes shrunk = set(1.0F) / grown, half = set(0.5F) * h;
      const Lanes along = foot + half * (grown - shrunk);
      const Place from{{at.w.re - along * dx, at.w.im - along * dy}, at.z, at.height + along * dz};
      add_element(from, curtain, set(line.depth) + along * dz, set(rule.weight[g]) * panel * half * (grown + shrunk),
                  constants, out);
    }
}

void Line(const float* rows, const HalfSpaceCurtain& curtain, const HalfSpaceLine& line,
          const HalfSpaceConstants& constants, float* out) {
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(Tag())) {
    SpinStress sum = nothing();
    add_line(place(rows, lane, curtain.frame, line.x, line.depth), curtain, line, constants, sum);
    add_turned(sum, curtain.frame, out + lane);
  }
}

/// Eq. (11) and (12); order 0 is h_m = 1/R for every m.
void End(const float* rows, const HalfSpaceEnd& end, float weight, const HalfSpaceConstants& constants, float* out) {
  constexpr float pi = std::numbers::pi_v<float>;
  const float nu = constants.poisson, edge = -weight * nu * constants.shear / (pi * (1.0F - nu));
  const Lanes screw = set(weight * constants.shear * end.burgers[2] / (2.0F * pi)), none = set(0.0F);
  const Complex b{set(edge * end.burgers[0]), set(edge * end.burgers[1])};
  const auto turned = [&](const Complex& p) HWY_ATTR { return Complex{none - p.im, p.re}; };
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(Tag())) {
    const Place at = place(rows, lane, end.frame, end.x, 0.0F);
    const Harmonics f(at, constants.core_squared);
    const Complex bt = b * f.t1, ct = conjugate(b) * f.t1, ct2 = conjugate(b) * f.t2, ct3 = conjugate(b) * f.t3;
    const Lanes flat = ct.im * f.i1, bent = at.z * ct.im * f.h1(1.0F), half_z = set(-0.5F) * at.z;
    const Lanes half_flat = set(0.5F * (1.0F - 2.0F * nu)) * f.i1;
    SpinStress s;
    s.zz = flat + bent;
    s.sum = set(1.0F + 2.0F * nu) * flat - bent;
    s.one = half_z * turned(f.h1(0.0F) * b + f.h1(2.0F) * ct2) + screw * f.i1 * turned(f.t1);
    s.two = half_flat * turned(bt + ct3) + half_z * turned(f.h1(1.0F) * bt + f.h1(3.0F) * ct3) +
            set(2.0F) * screw * f.i1 * turned(f.t2);
    add_turned(s, end.frame, out + lane);
  }
}

/// Eq. (19), (20): harmonics at the depth of the targets and at three depths more, each with its power of T; then their
/// sums.
void Bend(const float* rows, const HalfSpaceBend& bend, const HalfSpaceConstants& constants, float* out) {
  const Tag d;
  constexpr std::size_t orders = HalfSpaceBend::orders;
  constexpr float share[4] = {1.0F, -3.0F, 3.0F, -1.0F};
  const float nu = constants.poisson;
  const Lanes none = set(0.0F);
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(d)) {
    const Place at = place(rows, lane, bend.frame, bend.x, 0.0F);
    const Lanes across = at.w.re * at.w.re + at.w.im * at.w.im + set(constants.core_squared);
    Complex t[4], power[4];
    Lanes inverse[4], logs = none, over = none;
    for (std::size_t j = 0; j < 4; ++j) {
      const Lanes z = at.z + set(static_cast<float>(j) * bend.smooth), r = hn::Sqrt(across + z * z), rise = r + z;
      inverse[j] = set(share[j]) / r;
      t[j] = (set(1.0F) / rise) * at.w;
      power[j] = {set(1.0F), none};
      logs = logs - set(share[j]) * hn::Log(d, rise);
      over = over + inverse[j];
    }
    Lanes flat = none, bent = none;
    Complex one{none, none}, two{none, none};
    Complex u{logs, none}, v{at.z * over, none};
    for (std::size_t n = 0; n <= orders; ++n) {
      if (n > 0) {
        u = v = {none, none};
        for (std::size_t j = 0; j < 4; ++j) {
          power[j] = power[j] * t[j];
          u = u + set(share[j]) * power[j];
          v = v + inverse[j] * power[j];
        }
        u = set(1.0F / static_cast<float>(n)) * u;
        v = at.z * v;
      }
      const auto amplitude = [&](std::size_t list) HWY_ATTR {
        return Complex{set(bend.amplitude[n][list][0]), set(bend.amplitude[n][list][1])};
      };
      const Complex b = amplitude(0), cu = conjugate(u), cv = conjugate(v);
      flat = flat + b.re * u.re - b.im * u.im;
      bent = bent + b.re * v.re - b.im * v.im;
      one = one + amplitude(1) * u + amplitude(2) * cu + amplitude(3) * v + amplitude(4) * cv;
      two = two + amplitude(5) * u + amplitude(6) * cu + amplitude(7) * v + amplitude(8) * cv;
    }
    add_turned({set(2.0F + 2.0F * nu) * flat - bent, bent, one, two}, bend.frame, out + lane);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pillardd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pillardd {

HWY_EXPORT(Elements);
HWY_EXPORT(Line);
HWY_EXPORT(End);
HWY_EXPORT(Bend);

void add_half_space_elements(const float* rows, const HalfSpaceCurtain& curtain,
                             std::span<const HalfSpaceElement> elements, const HalfSpaceConstants& constants,
                             float* out) {
  HWY_DYNAMIC_DISPATCH(Elements)(rows, curtain, elements.data(), elements.size(), constants, out);
}

void add_half_space_line(const float* rows, const HalfSpaceCurtain& curtain, const HalfSpaceLine& line,
                         const HalfSpaceConstants& constants, float* out) {
  HWY_DYNAMIC_DISPATCH(Line)(rows, curtain, line, constants, out);
}

void add_half_space_end(const float* rows, const HalfSpaceEnd& end, float weight, const HalfSpaceConstants& constants,
                        float* out) {
  HWY_DYNAMIC_DISPATCH(End)(rows, end, weight, constants, out);
}

void add_half_space_bend(const float* rows, const HalfSpaceBend& bend, const HalfSpaceConstants& constants,
                         float* out) {
  HWY_DYNAMIC_DISPATCH(Bend)(rows, bend, constants, out);
}

}  // namespace pillardd
#endif
