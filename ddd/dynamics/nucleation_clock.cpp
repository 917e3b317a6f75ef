#include "ddd/dynamics/nucleation_clock.hpp"

#include <algorithm>
#include <cmath>

#include "ddd/base/random.hpp"

namespace pillardd {

namespace {

constexpr double accuracy = 1e-6;
constexpr double rounding = 1e-12;
constexpr int deepest = 60;
/// Rates below this are zero: one event in 1e60 times the age of the universe.
constexpr double least_rate = 1e-85;

/// Bound of a total rate between two times of which the rates are known. The stress of a site goes linearly, |s.sigma.n|
/// is then convex, and the rate grows with it: no site passes the larger of its two rates, all together not their sum.
double most_between(double r0, double r1) { return r0 + r1; }

/// One interval of the integral, whose ends' rates are known.
struct Interval {
  double t0, t1, r0, r1;
};

/// Adaptive from left to right; stops at `goal`.
class Integral {
 public:
  Integral(const RateAt& rate, double scale, double goal) : rate_(rate), scale_(scale), goal_(goal) {}

  /// True when the goal was reached, at `time()`.
  bool over(const Interval& i, int depth) {
    const double middle = 0.5 * (i.t0 + i.t1), r = rate_(middle);
    const double whole = exponential_mean(i.r0, i.r1, i.t1 - i.t0);
    const double left = exponential_mean(i.r0, r, middle - i.t0), right = exponential_mean(r, i.r1, i.t1 - middle);
    const bool split_no_more = depth >= deepest || !(middle > i.t0 && middle < i.t1);
    if (split_no_more || std::abs(left + right - whole) <= accuracy * scale_ + rounding * whole)
      return add({i.t0, middle, i.r0, r}, left) || add({middle, i.t1, r, i.r1}, right);
    return over({i.t0, middle, i.r0, r}, depth + 1) || over({middle, i.t1, r, i.r1}, depth + 1);
  }
  double sum() const { return sum_.total(); }
  double time() const { return time_; }

 private:
  bool add(const Interval& i, double value) {
    const double left = goal_ - sum_.total();
    if (value >= left) {
      time_ = i.t0 + time_within(i, left);
      return true;
    }
    sum_.add(value);
    return false;
  }
  /// t with  r0 (e^{kt} - 1)/k = hazard,  k = ln(r1/r0)/dt.
  static double time_within(const Interval& i, double hazard) {
    const double dt = i.t1 - i.t0;
    if (!(i.r0 > least_rate && i.r1 > least_rate)) return dt;
    const double k = std::log(i.r1 / i.r0) / dt;
    const double t = std::abs(k * dt) < 1e-12 ? hazard / i.r0 : std::log1p(hazard * k / i.r0) / k;
    return std::min(t, dt);
  }

  const RateAt& rate_;
  double scale_, goal_, time_ = 0.0;
  Compensated sum_;
};

}  // namespace

double exponential_mean(double r0, double r1, double dt) {
  const double low = std::max(r0, least_rate), high = std::max(r1, least_rate), x = std::log(high / low);
  return std::abs(x) < 1e-5 ? low * dt * (1.0 + x * (0.5 + x / 6.0)) : (high - low) * dt / x;
}

double drawn_hazard(std::uint64_t seed, std::uint64_t draws) {
  return RandomStream(seed, RandomPurpose::nucleation, draws).exponential(0);
}

std::optional<double> first_passage(const RateAt& rate, double horizon, double hazard) {
  if (!(horizon > 0.0)) return std::nullopt;
  const double now = rate(0.0);
  if (std::isinf(horizon)) {  // nothing is prescribed: the load is held
    if (!(now > least_rate)) return std::nullopt;
    return hazard / now;
  }
  const double then = rate(horizon);
  if (most_between(now, then) * horizon < hazard) return std::nullopt;
  Integral integral(rate, hazard, hazard);
  if (!integral.over({0.0, horizon, now, then}, 0)) return std::nullopt;
  return integral.time();
}

double integrated_rate(const RateAt& rate, double time, double scale, double most) {
  if (!(most > 0.0)) return 0.0;
  const double now = rate(0.0), then = rate(time);
  if (most_between(now, then) * time <= accuracy * scale) return std::min(most, exponential_mean(now, then, time));
  Integral integral(rate, scale, most);
  return integral.over({0.0, time, now, then}, 0) ? most : integral.sum();
}

}  // namespace pillardd
