#include "tools/pillardd/bench_network.hpp"

#include <cmath>
#include <map>
#include <numbers>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/base/random.hpp"
#include "ddd/initial/paradis_data.hpp"

namespace pillardd {

std::vector<Vector3> BenchNetwork::nodal(const std::vector<std::array<Vector3, 2>>& on_ends) const {
  std::vector<Vector3> sum(nodes, Vector3::Zero());
  for (std::size_t s = 0; s < ends.size(); ++s)
    for (std::size_t e = 0; e < 2; ++e) sum[ends[s][e]] += on_ends[s][e];
  return sum;
}

namespace {

constexpr std::size_t sides = 40;
constexpr double radius = 32.0, jitter = 0.05, density = 2000.0 / (300.0 * 300.0 * 300.0), burgers_size = 0.2728;

void add_loop(std::size_t number, double width, BenchNetwork& out) {
  const RandomStream random(20070553, RandomPurpose::loops, number);
  std::uint64_t draw = 0;
  const auto uniform = [&] { return random.uniform(draw++); };
  Vector3 center, direction;
  for (int i = 0; i < 3; ++i) {
    center[i] = width * uniform();
    direction[i] = (uniform() < 0.5 ? -1.0 : 1.0) / std::sqrt(3.0);
  }
  const Vector3 across = direction.cross(Vector3(direction.y(), -direction.x(), 0.0)).normalized();
  const bool prismatic = number % 2 == 1;
  const Vector3 first = prismatic ? across : direction;
  const Vector3 second = prismatic ? Vector3(across.cross(direction)) : across;
  std::array<Vector3, sides> x;
  for (std::size_t k = 0; k < sides; ++k) {
    const double angle = 2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(sides);
    const double r = radius * (1.0 + jitter * (2.0 * uniform() - 1.0));
    x[k] = center + r * (std::cos(angle) * first + std::sin(angle) * second);
  }
  for (std::size_t k = 0; k < sides; ++k) {
    out.segments.push_back({x[k], x[(k + 1) % sides], burgers_size * direction});
    out.ends.push_back({out.nodes + k, out.nodes + (k + 1) % sides});
  }
  out.nodes += sides;
}

}  // namespace

BenchNetwork random_loops(std::size_t size) {
  const std::size_t loops = (size + sides - 1) / sides;
  const double width = std::cbrt(static_cast<double>(loops * sides) / density);
  BenchNetwork out;
  out.segments.reserve(loops * sides);
  out.ends.reserve(loops * sides);
  for (std::size_t l = 0; l < loops; ++l) add_loop(l, width, out);
  return out;
}

BenchNetwork read_bench_network(const std::filesystem::path& file, double burgers_magnitude) {
  Faults faults;
  const ParadisNetwork data = parse_paradis(read_file(file), file.string(), faults);
  faults.throw_if_any();
  std::map<ParadisTag, std::size_t> place;
  for (const ParadisNode& n : data.nodes) place.emplace(n.tag, place.size());
  BenchNetwork out;
  out.nodes = data.nodes.size();
  for (const ParadisNode& n : data.nodes) {
    Vector3 sum = Vector3::Zero();
    for (const ParadisArm& arm : n.arms) {
      sum += arm.burgers;
      const std::size_t from = place.at(n.tag), to = place.at(arm.to);
      if (from > to) continue;
      out.segments.push_back(
          {burgers_magnitude * n.x, burgers_magnitude * data.nodes[to].x, burgers_magnitude * arm.burgers});
      out.ends.push_back({from, to});
    }
    if (sum.norm() > 1e-3) out.closed = false;
  }
  return out;
}

}  // namespace pillardd
