#include <cmath>

#include "ddd/base/text.hpp"
#include "ddd/initial/entries.hpp"
#include "ddd/initial/placing.hpp"

namespace pillardd {

namespace {

constexpr double same_point = 1e-6;       ///< of first and last point, product contract [nm]
constexpr double plane_tolerance = 0.01;  ///< of typed coordinates; points are then put onto the plane [nm]
constexpr double reach_in_radii = 0.25;   ///< how far an end is slid to the surface

std::string nm(double x) {
  return to_text(std::round(x * 1e4) / 1e4) + " nm";
}

std::string place(std::size_t i) {
  return "point " + std::to_string(i + 1);
}

enum class Closing { open, loop, periodic };

struct Request {
  const Settings& entry;
  PlacementContext& context;
  Integer3 burgers, plane;
  std::vector<Vector3> points;
  std::size_t sessile = 0;  ///< how many legs, from the first point on, never move
  Closing closing = Closing::open;

  void fault(const std::string& key, const std::string& message) const { entry.fault(context.faults, key, message); }
};

void check_system(const Request& request) {
  if (burgers_family(request.burgers) == BurgersFamily::other)
    request.fault("burgers", "is neither 1/2<111> ([1, 1, 1] in units of a/2) nor <100> ([2, 0, 0])");
  if (dot(request.burgers, request.plane) != 0)
    request.fault("plane", "does not contain the Burgers vector: their product is " +
                               std::to_string(dot(request.burgers, request.plane)) + ", not 0");
}

Closing closing_of(const Request& request) {
  const Vector3 across = request.points.back() - request.points.front();
  if (across.norm() < same_point) return Closing::loop;
  const bool periodic = request.context.boundary.ends() == Ends::periodic;
  const Vector3 period(0.0, 0.0, request.context.boundary.height());
  return periodic && (across - period).norm() < same_point ? Closing::periodic : Closing::open;
}

/// Reports points off the plane through the first (that of the sessile part's end), and puts the others onto it.
void put_on_plane(Request& request, const Vector3& normal) {
  const std::size_t first = request.sessile;
  for (std::size_t i = first + 1; i < request.points.size(); ++i) {
    const double off = normal.dot(request.points[i] - request.points[first]);
    if (std::abs(off) > plane_tolerance)
      request.fault("points", place(i) + " is " + nm(std::abs(off)) + " off the glide plane through " + place(first));
    request.points[i] -= off * normal;
  }
}

void check_pin(const Request& request) {
  if (request.entry.has("pin") && request.closing != Closing::open)
    request.fault("pin", "this line has no ends on the surface: it closes on itself or runs through the periodic ends");
}

void check_sessile(const Request& request) {
  if (request.sessile == 0) return;
  if (request.closing != Closing::open)
    request.fault("sessile",
                  "this line has no ends on the surface: it closes on itself or runs through the periodic ends");
  else if (request.sessile + 2 > request.points.size())
    request.fault("sessile", "leaves no leg that can move: a line of " + std::to_string(request.points.size()) +
                                 " points has " + std::to_string(request.points.size() - 1) + " legs");
}

void check_steps(const Request& request) {
  for (std::size_t i = 1; i < request.points.size(); ++i)
    if ((request.points[i] - request.points[i - 1]).norm() < same_point)
      request.fault("points", place(i) + " repeats point " + std::to_string(i));
}

void check_inside(const Request& request) {
  const bool open = request.closing == Closing::open;
  const std::size_t n = request.points.size();
  for (std::size_t i = open ? 1 : 0; i < (open ? n - 1 : n); ++i) {
    const double inside = depth(request.context.boundary, request.points[i]);
    if (inside < 0.0) request.fault("points", place(i) + " is outside the pillar by " + nm(-inside));
  }
}

/// A point of the line inside the pillar, from which the surface can be sought.
std::optional<Vector3> anchor(const Vector3& end, const Vector3& next, const Boundary& boundary) {
  if (depth(boundary, next) > 0.0) return next;
  for (int i = 1; i < 64; ++i) {
    const Vector3 x = end + (next - end) * (i / 64.0);
    if (depth(boundary, x) > 0.0) return x;
  }
  return std::nullopt;
}

/// The end slid along its own leg onto the surface: outwards from inside, or back to where the leg leaves the pillar.
void slide_end(Request& request, std::size_t i, const Vector3& next) {
  const Boundary& boundary = request.context.boundary;
  const Vector3 end = request.points[i];
  const double reach = reach_in_radii * boundary.bounding_radius();
  std::optional<Vector3> x;
  if (depth(boundary, end) > 0.0) {
    x = exit_point(boundary, end, (end - next).normalized());
  } else if (const std::optional<Vector3> from = anchor(end, next, boundary)) {
    x = exit_point(boundary, *from, (end - *from).normalized());
  }
  if (!x) {
    request.fault("points", place(i) + " cannot be put on the surface: the line does not leave the pillar there");
  } else if ((*x - end).norm() > reach) {
    request.fault("points", place(i) + " is " + nm((*x - end).norm()) +
                                " from the surface along the line; an end is slid at most " + nm(reach));
  } else {
    request.points[i] = *x;
  }
}

Path to_path(const Request& request) {
  Path path;
  path.burgers = request.burgers;
  path.corners = request.points;
  path.closed = request.closing != Closing::open;
  if (path.closed) path.corners.pop_back();
  if (request.closing == Closing::periodic) path.closing_shift = {0.0, 0.0, request.context.boundary.height()};
  path.kinds.assign(path.corners.size(), NodeKind::free);
  if (!path.closed) path.kinds.front() = path.kinds.back() = NodeKind::surface;
  const std::string pin = request.entry.has("pin") ? request.entry.text("pin") : "";
  path.hold_first = pin == "first" || pin == "both";
  path.hold_last = pin == "last" || pin == "both";
  path.legs.assign(request.points.size() - 1, Leg{request.plane, false});
  for (std::size_t i = 0; i < request.sessile; ++i) path.legs[i] = Leg{{0, 0, 0}, true};
  return path;
}

/// The path, or nothing and faults.
std::optional<Path> resolve(Request& request, const Lattice& lattice) {
  const std::size_t before = request.context.faults.all().size();
  const std::size_t n = request.points.size();
  check_system(request);
  if (n < 2) request.fault("points", "needs at least two points");
  if (request.context.faults.all().size() > before) return std::nullopt;
  request.closing = closing_of(request);
  if (request.closing == Closing::loop && n < 4)
    request.fault("points", "a loop needs at least three different points");
  check_pin(request);
  check_sessile(request);
  if (request.context.faults.all().size() > before) return std::nullopt;
  check_steps(request);
  put_on_plane(request, lattice.plane_normal(request.plane));
  check_inside(request);
  if (request.context.faults.all().size() > before) return std::nullopt;
  if (request.closing == Closing::open) {
    const Vector3 second = request.points[1], last_but_one = request.points[n - 2];
    slide_end(request, 0, second);
    slide_end(request, n - 1, last_but_one);
  }
  if (request.context.faults.all().size() > before) return std::nullopt;
  return to_path(request);
}

}  // namespace

Section line_section() {
  Section section;
  section.name = "dislocations.line";
  section.sentence =
      "One line. Last point = first (1e-6 nm) closes a loop; with periodic ends, = first + (0, 0, height) is an "
      "infinite "
      "line; otherwise each end is slid along the line onto the surface, by at most a quarter of the pillar's radius.";
  section.rows = {
      row::indices("burgers",
                   "Burgers vector in units of a/2: [1, 1, 1] is 1/2[111], [2, 0, 0] is [100]; FS/RH for the "
                   "sense of the points."),
      row::indices("plane",
                   "Glide plane; contains the Burgers vector and, within 0.01 nm, all points. [0, 0, 0]: none."),
      row::points("points", "Corners in nm, lab frame; inside the pillar except the two ends."),
      row::choice("pin", {"first", "last", "both"},
                  "Ends on the surface that stay where they are; the line turns about them.")
          .optional(),
      row::integer(
          "sessile",
          "The first so many legs never move and need not lie in the glide plane, like the arms of a source; the "
          "point where they end is a pin inside the body.")
          .at_least(1)
          .optional(),
  };
  return section;
}

PlacementReport place_line(const Settings& entry, PlacementContext& context, Network& network) {
  PlacementReport report;
  report.entry = entry.path();
  Request request{entry, context, entry.indices("burgers"), entry.indices("plane"), entry.points("points")};
  if (entry.has("sessile")) request.sessile = static_cast<std::size_t>(entry.integer("sessile"));
  const std::optional<Path> path = resolve(request, network.lattice());
  if (!path) return report;
  if (near_network(*path, network, clearance(context)))
    report.warnings.push_back("the line comes nearer than " + nm(clearance(context)) + " to another line");
  Edit edit(network);
  add_path(edit, *path, context.segment_length, network.period());
  report.placed = 1;
  return report;
}

}  // namespace pillardd
