#include "tools/pillardd/line_networks.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/base/errors.hpp"
#include "ddd/base/random.hpp"

namespace pillardd {
namespace {

constexpr double density = 2000.0 / (300.0 * 300.0 * 300.0), burgers_size = 0.2728, period = 200.0;

enum class Ends { open, closed, periodic };

/// One line, or what else is put at once, from its own random numbers.
class Maker {
 public:
  Maker(std::size_t number, double width, BenchNetwork& out)
      : random_(77, RandomPurpose::loops, number), width_(width), out_(out) {
    for (int i = 0; i < 3; ++i) center_[i] = width * uniform();
    for (int i = 0; i < 3; ++i) along_[i] = uniform() - 0.5;
    along_.normalize();
    burgers_ = burgers_size / std::sqrt(3.0) * Vector3(sign(), sign(), 1.0);
    across_ = along_.cross(Vector3(along_.y() + 0.3, along_.z(), -along_.x())).normalized();
    third_ = along_.cross(across_);
  }

  void mixed() {
    const std::size_t sides = 11 + static_cast<std::size_t>(63.0 * uniform());
    const double radius = 5.0 * static_cast<double>(sides) / (2.0 * std::numbers::pi);
    for (std::size_t k = 0; k < sides; ++k) {
      const double angle = 2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(sides);
      const double r = radius * (1.0 + 0.05 * (2.0 * uniform() - 1.0));
      x_.push_back(center_ + r * (std::cos(angle) * across_ + std::sin(angle) * third_));
    }
    put(Ends::closed);
  }
  void lines() {
    const auto count = static_cast<double>(60 + static_cast<std::size_t>(90.0 * uniform()));
    const double one = 6.0 * uniform(), two = 6.0 * uniform();
    for (double k = 0.0; k <= count; k += 1.0) {
      const double t = 5.0 * k;
      x_.push_back(center_ + (t - 2.5 * count) * along_ + 8.0 * std::sin(t / 25.0 + one) * across_ +
                   5.0 * std::sin(t / 17.0 + two) * third_);
    }
    put(Ends::open);
  }
  /// bow: of the chord, four times the height of the arc.
  void arc(double count, double length, double bow) {
    for (double k = 0.0; k <= count; k += 1.0) {
      const double s = k / count;
      x_.push_back(center_ + count * length * ((s - 0.5) * along_ + bow * s * (1.0 - s) * across_));
    }
    put(Ends::open);
  }
  void unequal() {
    Vector3 x = center_;
    for (int k = 0; k <= 60; ++k) {
      x_.push_back(x);
      x += 1.5 * std::pow(10.0, uniform()) * (along_ + 0.3 * std::sin(0.3 * k) * across_).normalized();
    }
    put(Ends::open);
  }
  void bundles() {
    for (int line = 0; line < 10; ++line) {
      for (int k = 0; k <= 50; ++k)
        x_.push_back(center_ + (10.0 * line + 3.0 * std::sin(0.2 * k + line)) * across_ + 5.0 * (k - 25) * along_);
      put(Ends::open);
    }
  }
  void periodic() {
    const double one = 6.0 * uniform(), two = 6.0 * uniform();
    const double area = width_ * width_ * width_ / period, side = std::sqrt(area);
    const Vector3 foot(side * uniform(), side * uniform(), 0.0);
    for (int k = 0; k < 32; ++k) {
      const double t = k / 32.0, angle = 2.0 * std::numbers::pi * t;
      x_.push_back(foot + period * Vector3(0.12 * std::sin(angle + one), 0.06 * std::sin(2.0 * angle + two), t));
    }
    put(Ends::periodic);
  }

 private:
  double uniform() { return random_.uniform(draw_++); }
  double sign() { return uniform() < 0.5 ? 1.0 : -1.0; }

  void put(Ends ends) {
    const std::size_t nodes = x_.size(), count = ends == Ends::open ? nodes - 1 : nodes;
    for (std::size_t k = 0; k < count; ++k) {
      Vector3 to = x_[(k + 1) % nodes];
      if (ends == Ends::periodic && k + 1 == nodes) to.z() += period;
      out_.segments.push_back({x_[k], to, burgers_});
      out_.ends.push_back({out_.nodes + k, out_.nodes + (k + 1) % nodes});
    }
    if (ends == Ends::open) out_.closed = false;
    if (ends == Ends::periodic) out_.period = period;
    out_.nodes += nodes;
    x_.clear();
  }

  RandomStream random_;
  std::uint64_t draw_ = 0;
  double width_;
  BenchNetwork& out_;
  Vector3 center_, along_, burgers_, across_, third_;
  std::vector<Vector3> x_;
};

struct Kind {
  const char* name;
  void (*put)(Maker&);
};
constexpr Kind kinds[] = {
    {"mixed", [](Maker& m) { m.mixed(); }},
    {"lines", [](Maker& m) { m.lines(); }},
    {"straight", [](Maker& m) { m.arc(60.0, 2.0, 0.0); }},
    {"bowed", [](Maker& m) { m.arc(30.0, 5.0, 0.8); }},
    {"unequal", [](Maker& m) { m.unequal(); }},
    {"bundles", [](Maker& m) { m.bundles(); }},
    {"periodic", [](Maker& m) { m.periodic(); }},
};

}  // namespace

std::vector<std::string> network_kinds() {
  std::vector<std::string> out{"loops"};
  for (const Kind& k : kinds) out.emplace_back(k.name);
  return out;
}

BenchNetwork network_of(const std::string& kind, std::size_t size) {
  if (kind == "loops") return random_loops(size);
  const auto found = std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& k) { return k.name == kind; });
  if (found == std::end(kinds)) {
    std::string known;
    for (const std::string& k : network_kinds()) known += (known.empty() ? "" : ", ") + k;
    throw InputError("no network of " + kind + "; there are: " + known);
  }
  BenchNetwork out;
  const double width = std::cbrt(static_cast<double>(size) / density);
  for (std::size_t number = 0; out.segments.size() < size; ++number) {
    Maker maker(number, width, out);
    found->put(maker);
  }
  return out;
}

}  // namespace pillardd
