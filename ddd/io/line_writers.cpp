#include "ddd/io/line_writers.hpp"

#include <charconv>
#include <cmath>
#include <map>

#include "ddd/base/errors.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {
namespace {

constexpr int digits = 10;                    ///< those that OVITO writes
constexpr double nothing = 1e-10;             ///< a coordinate below is rounding error [Angstrom]
constexpr double per_a = 0.8660254037844386;  ///< |1/2<111>| in units of a

std::string short_text(double value) {
  if (std::abs(value) < nothing) return "0";
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits);
  return {text, end.ptr};
}

std::string short_words(const Vector3& v) {
  return short_text(v.x()) + " " + short_text(v.y()) + " " + short_text(v.z());
}

std::string rows(const Matrix3& m) {
  std::string out;
  for (int i = 0; i < 3; ++i) out += to_text(m(i, 0)) + " " + to_text(m(i, 1)) + " " + to_text(m(i, 2)) + "\n";
  return out;
}

/// One line as the formats want it.
struct Polyline {
  Vector3 burgers;              ///< [a], lattice axes
  std::vector<Vector3> points;  ///< [Angstrom], each the nearest image of the one before
};

class Polylines {
 public:
  Polylines(const ParadisNetwork& network, const CrystalFrame& frame, double unit)
      : network_(network), frame_(frame), lines_(lines_of(network)) {
    const Matrix3 to_space = frame.rotation() * (10.0 * unit);
    for (const ParadisNode& node : network.nodes) places_.push_back(to_space * node.x);
  }

  std::size_t size() const { return lines_.size(); }
  const std::vector<std::size_t>& nodes(std::size_t k) const { return lines_[k]; }

  Polyline line(std::size_t k) const {
    Polyline out{burgers(lines_[k][0], lines_[k][1]), {places_[lines_[k][0]]}};
    for (std::size_t i = 1; i < lines_[k].size(); ++i)
      out.points.push_back(frame_.nearest_image(places_[lines_[k][i]], out.points.back()));
    return out;
  }

 private:
  /// Of the arm from node a to node b; of two such arms, one is as good as the other where they leave a chain.
  Vector3 burgers(std::size_t a, std::size_t b) const {
    for (const ParadisArm& arm : network_.nodes[a].arms)
      if (arm.to == network_.nodes[b].tag) return per_a * arm.burgers;
    throw InvariantBroken("a line follows no arm of node " + network_.nodes[a].tag.text());
  }

  const ParadisNetwork& network_;
  const CrystalFrame& frame_;
  std::vector<std::vector<std::size_t>> lines_;
  std::vector<Vector3> places_;
};

/// Lattice types as OVITO names them for BCC; its own number for it is 3.
constexpr const char* ca_structures = R"(STRUCTURE_TYPES 1
STRUCTURE_TYPE 3
NAME bcc
FULL_NAME BCC
COLOR 0.4 0.4 1
TYPE LATTICE
BURGERS_VECTOR_FAMILIES 4
BURGERS_VECTOR_FAMILY ID 0
Other
0 0 0
0.9 0.2 0.2
BURGERS_VECTOR_FAMILY ID 1
1/2<111>
0.5 0.5 0.5
0 1 0
BURGERS_VECTOR_FAMILY ID 2
<100>
1 0 0
1 0.3 0.8
BURGERS_VECTOR_FAMILY ID 3
<110>
1 1 0
0.2 0.5 1
END_STRUCTURE_TYPE
)";

std::string ca_space(const CrystalFrame& frame) {
  const Vector3& o = frame.origin;
  std::string out = "SIMULATION_CELL_ORIGIN " + to_text(o.x()) + " " + to_text(o.y()) + " " + to_text(o.z()) +
                    "\nSIMULATION_CELL_MATRIX\n" + rows(frame.cell) + "PBC_FLAGS";
  for (const bool flag : frame.periodic) out += flag ? " 1" : " 0";
  return out + "\nCLUSTERS 1\nCLUSTER 1\nCLUSTER_STRUCTURE 3\nCLUSTER_ORIENTATION\n" + rows(frame.orientation) +
         "CLUSTER_COLOR 1 1 1\nCLUSTER_SIZE 0\nEND_CLUSTER\n";
}

/// For each line its last and its first vertex: the next end in the ring of those that meet at the node.
std::string ca_junctions(const Polylines& lines) {
  struct End {
    bool last;
    std::size_t line;
  };
  std::map<std::size_t, std::vector<End>> rings;
  for (std::size_t k = 0; k < lines.size(); ++k)
    for (const bool last : {true, false})
      rings[last ? lines.nodes(k).back() : lines.nodes(k).front()].push_back({last, k});
  std::string out = "DISLOCATION_JUNCTIONS\n";
  for (std::size_t k = 0; k < lines.size(); ++k)
    for (const bool last : {true, false}) {
      const std::vector<End>& ring = rings.at(last ? lines.nodes(k).back() : lines.nodes(k).front());
      std::size_t at = 0;
      while (ring[at].last != last || ring[at].line != k) ++at;
      const End& next = ring[(at + 1) % ring.size()];
      out += std::string(next.last ? "1 " : "0 ") + std::to_string(next.line) + "\n";
    }
  return out;
}

std::string vtk_vectors(const std::string& name, const std::vector<Vector3>& vectors) {
  std::string out = "VECTORS " + name + " double\n";
  for (const Vector3& v : vectors) out += short_words(v) + "\n";
  return out;
}

}  // namespace

std::string ca_text(const ParadisNetwork& network, const CrystalFrame& frame, double unit) {
  const Polylines lines(network, frame, unit);
  std::string out = "CA_FILE_VERSION 6\nCA_LIB_VERSION 0.0.0\n" + std::string(ca_structures) + ca_space(frame) +
                    "DISLOCATIONS " + std::to_string(lines.size()) + "\n";
  for (std::size_t k = 0; k < lines.size(); ++k) {
    const Polyline line = lines.line(k);
    out += std::to_string(k) + "\n" + short_words(line.burgers) + "\n1\n" + std::to_string(line.points.size()) + "\n";
    for (const Vector3& x : line.points) out += short_words(x) + "\n";
  }
  return out + ca_junctions(lines);
}

std::string vtk_lines_text(const ParadisNetwork& network, const CrystalFrame& frame, double unit) {
  const Polylines lines(network, frame, unit);
  std::string points, cells, numbers;
  std::vector<Vector3> local, world;
  std::size_t count = 0;
  for (std::size_t k = 0; k < lines.size(); ++k) {
    const Polyline line = lines.line(k);
    cells += std::to_string(line.points.size());
    for (const Vector3& x : line.points) {
      points += short_words(x) + "\n";
      cells += " " + std::to_string(count++);
    }
    cells += "\n";
    numbers += std::to_string(k) + "\n";
    local.push_back(line.burgers);
    world.push_back(frame.rotation() * line.burgers * (10.0 * frame.lattice_parameter()));
  }
  return "# vtk DataFile Version 3.0\n# Dislocation lines, lengths in Angstrom\nASCII\nDATASET POLYDATA\nPOINTS " +
         std::to_string(count) + " double\n" + points + "\nLINES " + std::to_string(lines.size()) + " " +
         std::to_string(count + lines.size()) + "\n" + cells + "\nCELL_DATA " + std::to_string(lines.size()) +
         "\nSCALARS dislocation_index int 1\nLOOKUP_TABLE default\n" + numbers +
         vtk_vectors("burgers_vector_local", local) + vtk_vectors("burgers_vector_world", world);
}

}  // namespace pillardd
