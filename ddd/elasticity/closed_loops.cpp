#include "ddd/elasticity/closed_loops.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace pillardd {
namespace {

constexpr std::uint32_t none = ~std::uint32_t{0}, many = none - 1;

enum State : std::uint8_t { not_seen, seen, in_loop };

/// Mixes the bits of a place: a product for each coordinate, then the finisher of splitmix64.
std::uint64_t mixed(const Vector3& x) {
  const auto bits = [](double v) { return std::bit_cast<std::uint64_t>(v + 0.0); };  // + 0.0: one zero for both
  std::uint64_t h = bits(x.x()) * 0x9e3779b97f4a7c15 + std::rotl(bits(x.y()) * 0xbf58476d1ce4e5b9, 21) +
                    std::rotl(bits(x.z()) * 0x94d049bb133111eb, 42);
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return h ^ (h >> 31);
}

/// Of midpoints. The sum of two ends does not depend on which one is the first.
bool lesser(const StraightSegment& s, const StraightSegment& t) {
  const Vector3 x = s.a + s.b, y = t.a + t.b;
  return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
}

}  // namespace

void ClosedLoops::build(std::span<const StraightSegment> segments) {
  order_.clear();
  loops_.clear();
  state_.assign(segments.size(), not_seen);
  join(segments);
  for (std::uint32_t i = 0; i < segments.size(); ++i)
    if (state_[i] == not_seen) follow(i);
  for (std::uint32_t i = 0; i < segments.size(); ++i)
    if (state_[i] != in_loop) order_.push_back(i);
}

/// Open addressing: at most half of the table is taken.
void ClosedLoops::join(std::span<const StraightSegment> segments) {
  const std::size_t ends = 2 * segments.size(), size = std::bit_ceil(2 * ends + 1);
  table_.assign(size, none);
  partner_.assign(ends, none);
  const auto place = [&](std::size_t e) -> const Vector3& {
    return e % 2 == 0 ? segments[e / 2].a : segments[e / 2].b;
  };
  for (std::uint32_t e = 0; e < ends; ++e) {
    std::size_t at = mixed(place(e)) & (size - 1);
    while (table_[at] != none && place(table_[at]) != place(e)) at = (at + 1) & (size - 1);
    if (table_[at] == none) {
      table_[at] = e;
      continue;
    }
    const std::uint32_t there = table_[at], second = partner_[there];
    partner_[there] = partner_[e] = many;
    if (second == none) {
      partner_[there] = e;
      partner_[e] = there;
    } else if (second != many) {
      partner_[second] = many;
    }
  }
}

/// From end to end until the line comes back to where it began, or ends, or runs into one that was seen to end.
void ClosedLoops::follow(std::uint32_t from) {
  const auto begin = static_cast<std::uint32_t>(order_.size());
  std::uint32_t enter = 2 * from;
  do {
    state_[enter / 2] = seen;
    order_.push_back(enter / 2);
    enter = partner_[enter ^ 1U];
  } while (enter < many && state_[enter / 2] == not_seen);
  if (enter != 2 * from) {
    order_.resize(begin);
    return;
  }
  for (std::size_t r = begin; r < order_.size(); ++r) state_[order_[r]] = in_loop;
  loops_.push_back({begin, static_cast<std::uint32_t>(order_.size())});
}

double ClosedLoops::bend(std::span<const StraightSegment> segments) const {
  double sum = 0.0, joints = 0.0;
  for (std::uint32_t e = 0; e < partner_.size(); ++e) {
    const std::uint32_t other = partner_[e];
    if (other >= many || other < e) continue;
    const StraightSegment &s = segments[e / 2], &t = segments[other / 2];
    const Vector3 one = s.b - s.a, two = t.b - t.a;
    const double product = one.squaredNorm() * two.squaredNorm();
    if (product == 0.0) continue;
    const double cosine = one.dot(two) / std::sqrt(product);  // both away from the joint, or both towards it: bent back
    sum += std::max(0.0, 2.0 + (e % 2 == other % 2 ? 2.0 : -2.0) * cosine);
    joints += 1.0;
  }
  return joints > 0.0 ? std::sqrt(sum / joints) : 0.0;
}

void ClosedLoops::start_at_least(std::span<const StraightSegment> segments) {
  const auto before = [segments](std::uint32_t i, std::uint32_t j) { return lesser(segments[i], segments[j]); };
  for (const Loop& loop : loops_) {
    const auto first = order_.begin() + loop.begin, end = order_.begin() + loop.end;
    std::rotate(first, std::min_element(first, end, before), end);
    if (loop.count() > 2 && before(*(end - 1), *(first + 1))) std::reverse(first + 1, end);
  }
}

}  // namespace pillardd
