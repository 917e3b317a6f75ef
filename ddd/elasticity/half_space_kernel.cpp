#include "ddd/elasticity/half_space_kernel.hpp"

#include <numbers>

#include "ddd/elasticity/half_space_rules.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ddd/elasticity/half_space_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>

#include "ddd/elasticity/half_space_frames-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace pillardd {
namespace HWY_NAMESPACE {

/// The harmonic functions of orders 0 and 1 of eq. (6), (7): H_m^p = T^m h[p][m].
struct Harmonics {
  Lanes i1, i2;
  Complex t1, t2, t3;

  HWY_INLINE Harmonics(const Place& at, float core_squared) {
    const Lanes square = at.w.re * at.w.re + at.w.im * at.w.im + at.height * at.height + set(core_squared);
    i2 = set(1.0F) / square;
    i1 = hn::Sqrt(i2);
    cosine = at.height * i1;
    t1 = (set(1.0F) / (square * i1 + at.height)) * at.w;
    t2 = t1 * t1;
    t3 = t2 * t1;
  }
  HWY_INLINE Lanes h1(float m) const { return (set(m) + cosine) * i2; }

 private:
  Lanes cosine;
};

/// Coefficients of B and of c in eq. (8), of one part of the amplitude.
struct Part {
  float b1, b2, c1, c2;
};

/// h_m^1, depth h_m^2, z h_m^2 and z depth h_m^3 of eq. (7), as polynomials in m:
///   h^2 ~ m^2 + 3 m c + 3 c^2 - 1,   h^3 ~ m (m^2 - 4) + (6 m^2 - 9) c + 15 m c^2 + 15 c^3,   c = cos of the angle.
struct Orders {
  Lanes one, two_depth, two_z, three;
};

struct OrdersOf {
  Lanes one_0, by_m, c3, flat, k1, k2, k3, depth3, z3, both4;

  HWY_INLINE OrdersOf(Lanes cosine, Lanes i1, Lanes i2, Lanes z, Lanes depth) {
    const Lanes i3 = i1 * i2, square = cosine * cosine;
    one_0 = cosine * i2;
    by_m = i2;
    c3 = set(3.0F) * cosine;
    flat = set(3.0F) * square - set(1.0F);
    k1 = set(6.0F) * cosine;
    k2 = set(15.0F) * square;
    k3 = cosine * (k2 - set(9.0F));
    depth3 = depth * i3;
    z3 = z * i3;
    both4 = depth3 * (z * i1);
  }
  /// m is a constant.
  HWY_INLINE Orders at(float m) const {
    const Lanes second = set(m) * c3 + (flat + set(m * m));
    const Lanes third = set(m) * (set(m) * k1 + k2) + (k3 + set(m * (m * m - 4.0F)));
    return {set(m) * by_m + one_0, depth3 * second, z3 * second, both4 * third};
  }
};

/// p B + q c + r kz B of one part (eq. 3), and anti h^1 of it.
HWY_INLINE Lanes combined(const Orders& f, const Part& part, float p, float q, float r, float anti) {
  return set(p * part.b1 + q * part.c1 + anti) * f.one + set(p * part.b2 + q * part.c2) * f.two_depth +
         set(r * part.b1) * f.two_z + set(r * part.b2) * f.three;
}

/// The eigenstrain of one curtain for all lanes, or of one for each.
struct CurtainLanes {
  Lanes theta;
  Complex e1, e2;
};
HWY_INLINE CurtainLanes in_all(const HalfSpaceCurtain& c) {
  return {set(c.theta), {set(c.e1[0]), set(c.e1[1])}, {set(c.e2[0]), set(c.e2[1])}};
}

/// Eq. (9) and (10) for one element of length `weight` at `depth`, with A = E_1 conj T, Q = E_2 conj T^2:
///   spin 0:  g theta - 2 a Re A - 2 b Re Q
///   spin 1:  T [-g theta + a_2 conj A + b_3 conj Q] - a_0 E_1 - b_1 E_2 conj T
///   spin 2:  T^2 [-g theta + a_3 conj A + b_4 conj Q] - a_1 E_1 T + b_0 E_2,
/// indices for the order of the harmonic.
HWY_INLINE void add_element(const Place& at, const CurtainLanes& curtain, Lanes depth, Lanes weight,
                            const HalfSpaceConstants& constants, SpinStress& out) {
  const float nu = constants.poisson, anti = 1.0F - nu, twice = 2.0F - 2.0F * nu;
  const Part g{0.5F + 2.0F * nu, -1.0F, nu, -0.5F}, a{1.0F, 2.0F, 1.0F, 1.0F}, b{0.25F - nu, -0.5F, -0.5F * nu, -0.25F};
  const Lanes square = at.w.re * at.w.re + at.w.im * at.w.im + at.height * at.height + set(constants.core_squared);
  const Lanes i2 = set(1.0F) / square, i1 = hn::Sqrt(i2);
  const Complex t = (set(1.0F) / (square * i1 + at.height)) * at.w, back = conjugate(t);
  const OrdersOf orders(at.height * i1, i1, i2, at.z, depth);
  const Orders f0 = orders.at(0.0F), f1 = orders.at(1.0F), f2 = orders.at(2.0F), f3 = orders.at(3.0F),
               f4 = orders.at(4.0F);

  const Lanes theta = weight * curtain.theta;
  const Complex e1 = weight * curtain.e1, e2 = weight * curtain.e2;
  const Complex e1_back = e1 * back, e2_back = e2 * back, q = e2_back * back;
  const Lanes a0 = set(-2.0F) * e1_back.re, b0 = set(-2.0F) * q.re;
  const auto spin0 = [&](float of_b, float of_rest) HWY_ATTR __attribute__((always_inline)) {
    const auto of = [&](const Orders& f, const Part& part) HWY_ATTR __attribute__((always_inline)) {
      return combined(f, part, of_b, of_rest, of_rest, 0.0F);
    };
    return theta * of(f0, g) + a0 * of(f1, a) + b0 * of(f2, b);
  };
  out.zz = out.zz + spin0(0.0F, 1.0F);
  out.sum = out.sum + spin0(2.0F + 2.0F * nu, -1.0F);

  const auto one = [&](const Orders& f, const Part& part, float sign, float of_anti)
                       HWY_ATTR __attribute__((always_inline)) {
                         return combined(f, part, sign, -sign, -sign, of_anti * anti);
                       };
  const auto two = [&](const Orders& f, const Part& part, float sign, float of_anti)
                       HWY_ATTR __attribute__((always_inline)) {
                         return combined(f, part, sign * twice, -sign, -sign, of_anti * anti);
                       };
  const auto inner = [&](Lanes of_theta, Lanes of_a, Lanes of_q) HWY_ATTR __attribute__((always_inline)) {
    return Complex{theta * of_theta + of_a * e1_back.re + of_q * q.re,
                   hn::Zero(Tag()) - (of_a * e1_back.im + of_q * q.im)};
  };
  out.one = out.one + t * inner(one(f1, g, -1.0F, 0.0F), one(f2, a, 1.0F, 1.0F), one(f3, b, 1.0F, -0.5F)) +
            one(f0, a, -1.0F, 1.0F) * e1 + one(f1, b, -1.0F, -0.5F) * e2_back;
  out.two = out.two +
            t * (t * inner(two(f2, g, -1.0F, 0.0F), two(f3, a, 1.0F, 2.0F), two(f4, b, 1.0F, -1.0F)) +
                 two(f1, a, -1.0F, 2.0F) * e1) +
            two(f0, b, 1.0F, 1.0F) * e2;
}

void Elements(const float* rows, std::size_t blocks, const HalfSpaceElement* elements, std::size_t count,
              const HalfSpaceConstants& constants, float* out) {
  const HalfSpaceConstants fixed = constants;
  for (std::size_t block = 0; block < blocks; ++block, rows += point_rows * block_points, out += 6 * block_points)
    for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(Tag())) {
      Stress stress = stress_at(out + lane);
      for (std::size_t k = 0; k < count; ++k) {
        const HalfSpaceElement& e = elements[k];
        SpinStress sum = nothing();
        add_element(place(rows, lane, e.curtain->frame, e.x, e.height), in_all(*e.curtain), set(e.depth),
                    set(e.weight), fixed, sum);
        add_turned(sum, e.curtain->frame, stress);
      }
      put(stress, out + lane);
    }
}

/// Elements as the lanes have them: rows of 16.
struct ElementRows {
  alignas(64) float frame[9][16];
  alignas(64) float theta[16], e1[2][16], e2[2][16], x[3][16], height[16], depth[16], weight[16];
  bool upright;
};

/// What fills up the lanes weighs nothing.
HWY_INLINE void put(const HalfSpaceElement* elements, std::size_t count, ElementRows& to) {
  to.upright = true;
  for (std::size_t i = 0; i < hn::Lanes(Tag()); ++i) {
    const HalfSpaceElement& e = elements[i < count ? i : 0];
    const HalfSpaceCurtain& c = *e.curtain;
    for (std::size_t k = 0; k < 9; ++k) to.frame[k][i] = c.frame[k];
    to.theta[i] = c.theta;
    for (std::size_t k = 0; k < 2; ++k) {
      to.e1[k][i] = c.e1[k];
      to.e2[k][i] = c.e2[k];
    }
    for (std::size_t k = 0; k < 3; ++k) to.x[k][i] = e.x[k];
    to.height[i] = e.height;
    to.depth[i] = e.depth;
    to.weight[i] = i < count ? e.weight : 0.0F;
    to.upright = to.upright && is_upright(c.frame);
  }
}

/// At few points the elements lie along the lanes.
void AcrossElements(const float* rows, std::size_t points, const HalfSpaceElement* elements, std::size_t count,
                    const HalfSpaceConstants& constants, float* out) {
  const Tag d;
  const HalfSpaceConstants fixed = constants;
  Stress sum[block_points];
  for (std::size_t p = 0; p < points; ++p)
    for (Lanes& row : sum[p].rows) row = hn::Zero(d);
  ElementRows e;
  const auto load = [&](const float* row) HWY_ATTR { return hn::Load(d, row); };
  for (std::size_t begin = 0; begin < count; begin += hn::Lanes(d)) {
    put(elements + begin, count - begin, e);
    const FrameByLane frame{e.frame[0]};
    const CurtainLanes curtain{load(e.theta), {load(e.e1[0]), load(e.e1[1])}, {load(e.e2[0]), load(e.e2[1])}};
    for (std::size_t p = 0; p < points; ++p) {
      const Place at = place(set(rows[p]) - load(e.x[0]), set(rows[16 + p]) - load(e.x[1]),
                             set(rows[32 + p]) - load(e.x[2]), frame, e.upright, load(e.height));
      SpinStress spin = nothing();
      add_element(at, curtain, load(e.depth), load(e.weight), fixed, spin);
      add_turned(spin, frame, e.upright, sum[p]);
    }
  }
  for (std::size_t p = 0; p < points; ++p)
    for (std::size_t r = 0; r < 6; ++r) out[16 * r + p] += hn::GetLane(hn::SumOfLanes(d, sum[p].rows[r]));
}

/// Whichever way has fewer vectors; putting elements into rows takes as long as one of them.
void BlockElements(const float* rows, std::size_t points, const HalfSpaceElement* elements, std::size_t count,
                   const HalfSpaceConstants& constants, float* out) {
  const std::size_t lanes = hn::Lanes(Tag()), across = (count + lanes - 1) / lanes * (points + 1);
  if (across < count * block_points / lanes)
    AcrossElements(rows, points, elements, count, constants, out);
  else
    Elements(rows, 1, elements, count, constants, out);
}

/// Of one line's field, to the sum over all.
HWY_INLINE void add_turned(const SpinStress& s, const float* frame, float* out) {
  Stress stress = stress_at(out);
  add_turned(s, frame, stress);
  put(stress, out);
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
      add_element(from, in_all(curtain), set(line.depth) + along * dz, set(rule.weight[g]) * panel * half * (grown + shrunk),
                  constants, out);
    }
}

void Line(const float* rows, const HalfSpaceCurtain& curtain, const HalfSpaceLine& line,
          const HalfSpaceConstants& constants, float* out) {
  for (std::size_t lane = 0; lane < block_points; lane += hn::Lanes(Tag())) {
    SpinStress sum = nothing();
    add_line(place(rows, lane, curtain.frame, line.x, line.height), curtain, line, constants, sum);
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
HWY_EXPORT(BlockElements);
HWY_EXPORT(Line);
HWY_EXPORT(End);
HWY_EXPORT(Bend);

void add_half_space_elements(const float* rows, std::size_t blocks, std::span<const HalfSpaceElement> elements,
                             const HalfSpaceConstants& constants, float* out) {
  HWY_DYNAMIC_DISPATCH(Elements)(rows, blocks, elements.data(), elements.size(), constants, out);
}

void add_half_space_elements_at(const float* rows, std::size_t points, std::span<const HalfSpaceElement> elements,
                                const HalfSpaceConstants& constants, float* out) {
  HWY_DYNAMIC_DISPATCH(BlockElements)(rows, points, elements.data(), elements.size(), constants, out);
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
