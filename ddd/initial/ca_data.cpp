#include "ddd/initial/ca_data.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

namespace pillardd {
namespace {

/// What stops the reading: the place and the sentence.
struct Stop {
  int line = 0;
  std::string message;
};

/// The lines of the file, split into words.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  /// The next line that is not blank; false at the end.
  bool next() {
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      split(text_.substr(at_, end - at_));
      at_ = end + 1;
      ++number_;
      if (!words_.empty()) return true;
    }
    words_.clear();
    return false;
  }
  void need(const std::string& what) {
    if (!next()) throw Stop{number_, "the file ends where " + what + " should follow: is it truncated?"};
  }
  int number() const { return number_; }
  std::size_t count() const { return words_.size(); }
  std::string_view word(std::size_t i) const { return i < words_.size() ? words_[i] : std::string_view(); }

  template <class Number>
  Number value(std::size_t i, const std::string& what) const {
    Number out{};
    const std::string_view w = word(i);
    const auto read = std::from_chars(w.data(), w.data() + w.size(), out);
    if (w.empty() || read.ec != std::errc() || read.ptr != w.data() + w.size())
      throw Stop{number_, "expected " + what + ", found '" + std::string(w) + "'"};
    return out;
  }
  Vector3 vector(std::size_t from, const std::string& what) const {
    const Vector3 v(value<double>(from, what), value<double>(from + 1, what), value<double>(from + 2, what));
    if (!v.allFinite()) throw Stop{number_, what + " is not finite"};
    return v;
  }

 private:
  void split(std::string_view line) {
    words_.clear();
    for (std::size_t i = 0; i < line.size();) {
      const std::size_t begin = line.find_first_not_of(" \t\r", i);
      if (begin == std::string_view::npos) return;
      const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
      words_.push_back(line.substr(begin, end - begin));
      i = end;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int number_ = 0;
  std::vector<std::string_view> words_;
};

struct CaLine {
  Vector3 burgers;  ///< units of a, lattice axes
  int cluster = 0;
  std::vector<Vector3> points;  ///< [Angstrom]
  int place = 0;                ///< line of the file
};

/// Position of a line's end in the list of all ends: first vertex 2k, last vertex 2k + 1.
std::size_t end_of(std::size_t line, bool last) {
  return 2 * line + (last ? 1 : 0);
}

class Reader {
 public:
  Reader(std::string_view text, CrystalFrame& frame) : lines_(text), frame_(frame) {}

  void read() {
    lines_.need("CA_FILE_VERSION");
    if (lines_.word(0) != "CA_FILE_VERSION")
      throw Stop{lines_.number(), "no CA_FILE_VERSION: not a Crystal Analysis file"};
    const int version = lines_.value<int>(1, "the version");
    if (version != 5 && version != 6)
      throw Stop{lines_.number(), "CA_FILE_VERSION " + std::to_string(version) + " is not read (known: 5, 6)"};
    while (lines_.next()) read_section();
    if (!has_lines_) throw Stop{lines_.number(), "the file holds no DISLOCATIONS"};
    check_crystal();
  }

  const std::vector<CaLine>& lines() const { return out_; }
  const std::vector<std::size_t>& partners() const { return partners_; }

 private:
  void read_section() {
    const std::string_view key = lines_.word(0);
    if (key == "STRUCTURE_TYPE") {
      structure_ = lines_.value<int>(1, "a structure's number");
    } else if (key == "NAME") {
      names_[structure_] = std::string(lines_.word(1));
    } else if (key == "SIMULATION_CELL_ORIGIN") {
      frame_.origin = lines_.vector(1, "the cell's origin");
    } else if (key == "SIMULATION_CELL_MATRIX") {
      frame_.cell = matrix("the cell's matrix");
    } else if (key == "PBC_FLAGS") {
      for (std::size_t i = 0; i < 3; ++i) frame_.periodic[i] = lines_.value<int>(i + 1, "a flag") != 0;
    } else if (key == "CLUSTER") {
      cluster_ = lines_.value<int>(1, "a cluster's number");
    } else if (key == "CLUSTER_STRUCTURE") {
      structures_[cluster_] = lines_.value<int>(1, "a structure's number");
    } else if (key == "CLUSTER_ORIENTATION") {
      orientations_[cluster_] = matrix("the cluster's orientation");
    } else if (key == "DISLOCATIONS") {
      read_lines(lines_.value<int>(1, "the number of dislocations"));
    } else if (key == "DISLOCATION_JUNCTIONS") {
      read_junctions();
    }
  }

  Matrix3 matrix(const std::string& what) {
    Matrix3 out;
    for (int row = 0; row < 3; ++row) {
      lines_.need("a row of " + what);
      out.row(row) = lines_.vector(0, "a row of " + what).transpose();
    }
    return out;
  }

  void read_lines(int count) {
    has_lines_ = true;
    for (int k = 0; k < count; ++k) {
      CaLine line;
      lines_.need("dislocation " + std::to_string(k));
      line.place = lines_.number();
      lines_.need("a Burgers vector");
      line.burgers = lines_.vector(0, "a Burgers vector");
      lines_.need("a cluster's number");
      line.cluster = lines_.value<int>(0, "a cluster's number");
      lines_.need("the number of vertices");
      const int points = lines_.value<int>(0, "the number of vertices");
      if (points < 2) throw Stop{lines_.number(), "a line needs two vertices"};
      for (int i = 0; i < points; ++i) {
        lines_.need("a vertex");
        line.points.push_back(lines_.vector(0, "a vertex"));
      }
      out_.push_back(std::move(line));
    }
    partners_.resize(2 * out_.size());
    std::iota(partners_.begin(), partners_.end(), std::size_t{0});
  }

  void read_junctions() {
    for (std::size_t k = 0; k < out_.size(); ++k)
      for (const bool last : {true, false}) {
        lines_.need("a junction");
        const int to_last = lines_.value<int>(0, "0 or 1"), line = lines_.value<int>(1, "a dislocation's number");
        if (line < 0 || static_cast<std::size_t>(line) >= out_.size() || (to_last != 0 && to_last != 1))
          throw Stop{lines_.number(), "a junction leads to no dislocation of the file"};
        partners_[end_of(k, last)] = end_of(static_cast<std::size_t>(line), to_last == 1);
      }
  }

  void check_crystal() {
    for (const CaLine& line : out_) {
      if (line.cluster != out_.front().cluster)
        throw Stop{line.place, "dislocations of several crystallites: only single crystals are read"};
      const auto structure = structures_.find(line.cluster);
      const auto name = structure == structures_.end() ? names_.end() : names_.find(structure->second);
      if (name == names_.end() || (name->second != "bcc" && name->second != "BCC"))
        throw Stop{line.place, "the dislocation is not in a bcc crystallite"};
    }
    if (out_.empty()) return;
    const auto orientation = orientations_.find(out_.front().cluster);
    if (orientation == orientations_.end() || !(orientation->second.determinant() > 0.0))
      throw Stop{out_.front().place, "the crystallite has no right-handed CLUSTER_ORIENTATION"};
    frame_.orientation = orientation->second;
  }

  Lines lines_;
  CrystalFrame& frame_;
  bool has_lines_ = false;
  int structure_ = 0, cluster_ = 0;
  std::map<int, std::string> names_;
  std::map<int, int> structures_;
  std::map<int, Matrix3> orientations_;
  std::vector<CaLine> out_;
  std::vector<std::size_t> partners_;
};

/// Makes nodes of vertices; ends in one ring of the junctions are one node.
class Builder {
 public:
  Builder(const Reader& reader, const CrystalFrame& frame, double unit) : reader_(reader), frame_(frame), unit_(unit) {}

  ParadisNetwork build() {
    const std::size_t ends = reader_.partners().size();
    node_of_end_.assign(ends, ends + reader_.lines().size());
    ring_.assign(ends, 0);
    for (std::size_t k = 0; k < reader_.lines().size(); ++k) add_line(k);
    for (std::size_t e = 0; e < ends; ++e)
      if (ring_[e] == 1) out_.nodes[node_of_end_[e]].constraint = ParadisConstraint::surface;
    set_box(out_, frame_, unit_);
    return std::move(out_);
  }

 private:
  Vector3 inside(const Vector3& x) const { return frame_.rotation().transpose() * x * (0.1 / unit_); }

  std::size_t add_node(const Vector3& x, int place) {
    ParadisNode node;
    node.tag = {0, static_cast<int>(out_.nodes.size())};
    node.x = inside(x);
    node.line = place;
    out_.nodes.push_back(node);
    return out_.nodes.size() - 1;
  }

  /// The node of an end, made when none of its ring was met before. A closed line's own ends are one without a ring.
  std::size_t node_at(std::size_t end, const Vector3& x, int place) {
    const std::size_t none = reader_.partners().size() + reader_.lines().size();
    if (node_of_end_[end] != none) return node_of_end_[end];
    const std::size_t node = add_node(x, place);
    std::size_t length = 0, e = end;
    do {
      node_of_end_[e] = node;
      e = reader_.partners()[e];
      ++length;
    } while (e != end && length <= reader_.partners().size());
    if (e != end) throw Stop{place, "the junctions of this dislocation do not close into a ring"};
    for (std::size_t i = 0; i < length; ++i, e = reader_.partners()[e]) ring_[e] = length;
    return node;
  }

  void add_line(std::size_t k) {
    const CaLine& line = reader_.lines()[k];
    const bool alone = reader_.partners()[end_of(k, false)] == end_of(k, false);
    std::vector<std::size_t> nodes = {node_at(end_of(k, false), line.points.front(), line.place)};
    for (std::size_t i = 1; i + 1 < line.points.size(); ++i) nodes.push_back(add_node(line.points[i], line.place));
    const bool closed = alone && (line.points.front() - line.points.back()).norm() == 0.0;
    if (closed) {
      ring_[end_of(k, false)] = 2;
      node_of_end_[end_of(k, true)] = nodes.front();
      ring_[end_of(k, true)] = 2;
    }
    nodes.push_back(node_at(end_of(k, true), line.points.back(), line.place));
    const Vector3 burgers = line.burgers * (2.0 / std::sqrt(3.0));
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      const Vector3 t = inside(line.points[i] - line.points[i - 1]);
      const Vector3 cross = burgers.cross(t);
      const bool screw = cross.norm() < 1e-3 * burgers.norm() * t.norm();
      const Vector3 normal = screw ? Vector3(Vector3::Zero()) : Vector3(cross.normalized());
      join(nodes[i - 1], nodes[i], burgers, normal, line.place);
    }
    out_.lines.push_back(std::move(nodes));
  }

  void join(std::size_t a, std::size_t b, const Vector3& burgers, const Vector3& normal, int place) {
    out_.nodes[a].arms.push_back({out_.nodes[b].tag, burgers, normal, place});
    out_.nodes[b].arms.push_back({out_.nodes[a].tag, -burgers, normal, place});
  }

  const Reader& reader_;
  const CrystalFrame& frame_;
  double unit_;
  std::vector<std::size_t> node_of_end_, ring_;
  ParadisNetwork out_;
};

}  // namespace

ParadisNetwork parse_ca(std::string_view text, const std::string& file, double unit, CrystalFrame& frame,
                        Faults& faults) {
  try {
    Reader reader(text, frame);
    reader.read();
    ParadisNetwork network = Builder(reader, frame, unit).build();
    network.version = 4;
    return network;
  } catch (const Stop& stop) {
    faults.add({file, stop.line, 0}, "", stop.message);
    return {};
  }
}

}  // namespace pillardd
