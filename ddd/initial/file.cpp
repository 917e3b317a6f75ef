#include <cmath>
#include <filesystem>
#include <map>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/initial/ca_data.hpp"
#include "ddd/initial/complaints.hpp"
#include "ddd/initial/entries.hpp"
#include "ddd/initial/paradis_data.hpp"
#include "ddd/initial/paradis_lattice.hpp"
#include "ddd/initial/path.hpp"

namespace pillardd {

namespace {

constexpr double surface_tolerance = 1.0;  ///< how far a surface node of the file is moved onto the surface [nm]

/// A path given relative to the input file's folder; from the command line, to the working directory.
std::filesystem::path resolved_path(const Settings& entry) {
  const std::filesystem::path path = entry.text("path");
  const std::string& input = entry.origin("path").file;
  if (path.is_absolute() || input.empty() || input == "--set") return path;
  return std::filesystem::path(input).parent_path() / path;
}

std::optional<Vector3> read_origin(const Settings& entry, Faults& faults) {
  const std::vector<std::string>& words = entry.texts("origin");
  Vector3 x = Vector3::Zero();
  bool good = words.size() == 3;
  for (std::size_t i = 0; good && i < 3; ++i) {
    try {
      const Quantity q = parse_quantity(words[i]);
      good = q.bare && std::isfinite(q.value);
      x[static_cast<int>(i)] = q.value;
    } catch (const std::invalid_argument&) {
      good = false;
    }
  }
  if (!good) entry.fault(faults, "origin", "must be three bare numbers in nm, for example [150, 150, 0]");
  return good ? std::optional<Vector3>(x) : std::nullopt;
}

/// Turns one file into nodes and segments of the pillar.
class Loader {
 public:
  Loader(const ParadisNetwork& data, const Settings& entry, PlacementContext& context, Network& network,
         const Vector3& origin, const std::string& file)
      : data_(data),
        entry_(entry),
        context_(context),
        network_(network),
        origin_(origin),
        complaints_(file, entry.path(), context.faults) {}

  PlacementReport load() {
    report_.entry = entry_.path();
    convert_nodes();
    convert_arms();
    if (!complaints_.empty()) return report_;
    Edit edit(network_);
    for (const PlannedNode& node : nodes_) slots_.push_back(edit.add_node(node.x, node.kind));
    for (const PlannedSegment& s : segments_) edit.add_segment(slots_[s.a], slots_[s.b], s.burgers, s.plane);
    report_.placed = segments_.size();
    warn();
    return report_;
  }

 private:
  struct PlannedNode {
    Vector3 x;
    NodeKind kind = NodeKind::free;
  };
  struct PlannedSegment {
    std::size_t a = 0, b = 0;
    Integer3 burgers{}, plane{};
  };

  /// x_lab = Q (b_file x_file - origin)
  Vector3 lab(const Vector3& x) const {
    return network_.lattice().rotation() * (entry_.number("burgers_magnitude") * x - origin_);
  }

  void convert_nodes() {
    for (const ParadisNode& node : data_.nodes) {
      index_[node.tag] = nodes_.size();
      PlannedNode planned{lab(node.x), NodeKind::free};
      if (node.constraint == ParadisConstraint::pinned) planned.kind = NodeKind::pinned;
      if (node.constraint == ParadisConstraint::surface) {
        put_on_surface(node, planned);
      } else if (depth(context_.boundary, planned.x) < 0.0) {
        complaints_.add(node.line, "node " + node.tag.text() + " is outside the pillar by " +
                                       to_text(std::round(-1e4 * depth(context_.boundary, planned.x)) / 1e4) + " nm");
      }
      nodes_.push_back(planned);
      check_open(node);
    }
  }

  void put_on_surface(const ParadisNode& node, PlannedNode& planned) {
    planned.kind = NodeKind::surface;
    const Vector3 n = network_.lattice().rotation() * node.arms.front().normal;
    const Vector3 unit = n.norm() > 0.0 ? Vector3(n.normalized()) : Vector3(Vector3::Zero());
    const std::optional<SurfacePoint> at = context_.boundary.onto_surface(planned.x, unit);
    if (!at || (at->x - planned.x).norm() > surface_tolerance)
      complaints_.add(node.line, "surface node " + node.tag.text() + " is not within " + to_text(surface_tolerance) +
                                     " nm of the pillar's surface");
    else
      planned.x = at->x;
  }

  void check_open(const ParadisNode& node) {
    Vector3 sum = Vector3::Zero();
    for (const ParadisArm& arm : node.arms) sum += arm.burgers;
    if (node.constraint != ParadisConstraint::pinned || sum.cwiseAbs().maxCoeff() < 1e-4) return;
    ++open_ends_;
    if (context_.image_stress)
      complaints_.add(node.line, "pinned node " + node.tag.text() +
                                     " ends a line inside the body: such a network is not in equilibrium and needs "
                                     "surface.image_stress: {method: none}");
  }

  void convert_arms() {
    for (const ParadisNode& node : data_.nodes) {
      for (const ParadisArm& arm : node.arms) {
        const std::optional<Integer3> burgers = lattice_burgers(arm.burgers);
        if (!burgers)
          complaints_.add(arm.line, "the Burgers vector of the arm " + node.tag.text() + " -> " + arm.to.text() +
                                        " is not a lattice vector of BCC in units of |1/2<111>|");
        // Every segment stands in the file twice; the end that comes first gives its sense.
        else if (index_.at(node.tag) < index_.at(arm.to))
          plan(node, arm, *burgers);
      }
    }
  }

  void plan(const ParadisNode& node, const ParadisArm& arm, const Integer3& burgers) {
    PlannedSegment s{index_.at(node.tag), index_.at(arm.to), burgers, {}};
    const Vector3 line = network_.separation(nodes_[s.a].x, nodes_[s.b].x);
    if (line.norm() == 0.0)
      return complaints_.add(arm.line, "nodes " + node.tag.text() + " and " + arm.to.text() + " coincide");
    const Vector3 box = entry_.number("burgers_magnitude") * (data_.max - data_.min);
    const Vector3 crystal = network_.lattice().rotation().transpose() * line;
    for (int i = 0; i < 3; ++i)
      if (box[i] > 0.0 && std::abs(crystal[i]) > 0.5 * box[i]) {
        ++jumps_;
        break;
      }
    s.plane = lattice_plane(arm.normal, burgers, crystal);
    if (is_zero(s.plane)) ++planeless_;
    segments_.push_back(s);
  }

  void warn() {
    const auto number = [](std::size_t n) { return std::to_string(n); };
    if (open_ends_ > 0)
      report_.warnings.push_back(number(open_ends_) +
                                 " pinned nodes end a line inside the body: the network is not in "
                                 "equilibrium (accepted without image stress only)");
    if (planeless_ > 0)
      report_.warnings.push_back(number(planeless_) +
                                 " segments have no plane of small indices that contains the Burgers "
                                 "vector and the line; they are read without a plane");
    if (jumps_ > 0)
      report_.warnings.push_back(number(jumps_) +
                                 " segments are longer than half the file's box: its periodic boundaries "
                                 "are not followed");
    const double ratio = entry_.number("burgers_magnitude") / network_.lattice().burgers_magnitude();
    if (std::abs(ratio - 1.0) > 0.01)
      report_.warnings.push_back("burgers_magnitude is " + to_text(std::round(1e4 * ratio) / 1e4) +
                                 " times that of the material");
  }

  const ParadisNetwork& data_;
  const Settings& entry_;
  PlacementContext& context_;
  Network& network_;
  Vector3 origin_;
  Complaints complaints_;
  std::map<ParadisTag, std::size_t> index_;
  std::vector<PlannedNode> nodes_;
  std::vector<PlannedSegment> segments_;
  std::vector<Slot> slots_;
  std::size_t open_ends_ = 0, planeless_ = 0, jumps_ = 0;
  PlacementReport report_;
};

}  // namespace

Section file_section() {
  Section section;
  section.name = "dislocations.file";
  section.sentence =
      "A network from a ParaDiS .data file, version 4 or 5, or an OVITO .ca file of a BCC crystal. A .data file's axes "
      "are the crystal's. Constraint 7 is a pinned node; one that ends a line is accepted without image stress only.";
  section.rows = {
      row::text("path", "The .data or .ca file, relative to the input file."),
      row::texts("origin",
                 "The file's point, along its axes, that is put at the pillar's origin, the centre of the bottom "
                 "face: three bare numbers in nm, [x, y, z].")
          .by_default("[0, 0, 0]"),
      row::quantity("burgers_magnitude", dimension::length, "The unit of length of a .data file; a .ca file is read into it.").above(0),
  };
  return section;
}

PlacementReport place_file(const Settings& entry, PlacementContext& context, Network& network) {
  PlacementReport report;
  report.entry = entry.path();
  const std::filesystem::path path = resolved_path(entry);
  const std::optional<Vector3> origin = read_origin(entry, context.faults);
  if (!std::filesystem::is_regular_file(path)) {
    entry.fault(context.faults, "path", "no such file: '" + path.string() + "'");
    return report;
  }
  const std::size_t before = context.faults.all().size();
  CrystalFrame frame;
  const ParadisNetwork data =
      path.extension() == ".ca"
          ? parse_ca(read_file(path), path.string(), entry.number("burgers_magnitude"), frame, context.faults)
          : parse_paradis(read_file(path), path.string(), context.faults);
  if (!origin || context.faults.all().size() > before) return report;
  return Loader(data, entry, context, network, *origin, path.string()).load();
}

}  // namespace pillardd
