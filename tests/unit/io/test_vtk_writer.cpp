#include <doctest/doctest.h>
#include <vtkCell.h>
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkSmartPointer.h>
#include <vtkStringArray.h>
#include <vtkXMLPolyDataReader.h>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/crystal/slip_systems.hpp"
#include "ddd/io/pvd.hpp"
#include "ddd/io/vtk_reader.hpp"
#include "ddd/io/vtk_writer.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;
using test::ScratchFolder;

namespace {

constexpr double period = 600.0;

NodeState node(Id id, const Vector3& x, int kind) {
  NodeState n;
  n.id = id;
  n.x = x;
  n.velocity = {1.0 / 3.0, 0, -2};
  n.force = {0.1, 0.2, static_cast<double>(id)};
  n.kind = static_cast<std::uint8_t>(kind);
  return n;
}

SegmentState segment(Id id, const Vector3& a, const Vector3& b, int node_a, int node_b, const Integer3& burgers) {
  SegmentState s;
  s.id = id;
  s.a = a;
  s.b = b;
  s.node_a = node_a;
  s.node_b = node_b;
  s.burgers = burgers;
  s.plane = {1, -1, 0};
  return s;
}

/// Three nodes; the second segment runs through the periodic boundary.
Snapshot threading_line() {
  Snapshot out;
  out.step = 40;
  out.time = 0.1;
  out.strain = -0.001;
  out.stress = -0.384;
  out.nodes = {node(3, {0, 0, 300}, 0), node(4, {0, 0, 590}, 0), node(9, {1.0 / 3.0, 0, 10}, 2)};
  out.segments = {segment(5, out.nodes[0].x, out.nodes[1].x, 0, 1, {1, 1, 1}),
                  segment(8, out.nodes[1].x, out.nodes[2].x + Vector3(0, 0, period), 1, 2, {2, 0, 0})};
  out.segments[1].sessile = true;
  return out;
}

Lattice molybdenum() {
  return {{0, 0, 1}, {1, 0, 0}, 0.3147};
}

vtkSmartPointer<vtkPolyData> read(const std::filesystem::path& path) {
  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName(path.c_str());
  reader->Update();
  REQUIRE(reader->GetErrorCode() == 0);
  return reader->GetOutput();
}

double value(vtkFieldData* fields, const char* name, vtkIdType tuple, int component = 0) {
  vtkDataArray* array = fields->GetArray(name);
  REQUIRE_MESSAGE(array != nullptr, name);
  return array->GetComponent(tuple, component);
}

}  // namespace

TEST_CASE("a network comes back from VTK with every number exact") {
  const ScratchFolder folder;
  const auto file = folder / "network.vtp";
  const Snapshot snapshot = threading_line();
  write_network_vtp(file, snapshot, molybdenum());
  CHECK(vtk_available());
  const auto data = read(file);

  // Two points a segment; the end that crosses the boundary lies where the segment has it.
  REQUIRE(data->GetNumberOfPoints() == 4);
  REQUIRE(data->GetNumberOfLines() == 2);
  double x[3];
  data->GetPoint(2, x);
  CHECK(x[0] == 0.0);
  CHECK(x[2] == 590.0);
  data->GetPoint(3, x);
  CHECK(x[0] == 1.0 / 3.0);
  CHECK(x[2] == 610.0);
  CHECK(data->GetCell(1)->GetPointId(0) == 2);
  CHECK(data->GetCell(1)->GetPointId(1) == 3);

  vtkFieldData* points = data->GetPointData();
  CHECK(value(points, "node_id", 3) == 9);
  CHECK(value(points, "kind", 3) == 2);
  CHECK(value(points, "velocity_m_per_s", 0, 0) == 1.0 / 3.0);
  CHECK(value(points, "force_nN", 1, 2) == 4.0);
  CHECK(std::string(points->GetArray("force_nN")->GetComponentName(2)) == "z");
}

TEST_CASE("segments carry Burgers vector, family, plane, slip system and character") {
  const ScratchFolder folder;
  const auto file = folder / "network.vtp";
  write_network_vtp(file, threading_line(), molybdenum());
  const auto data = read(file);
  vtkFieldData* cells = data->GetCellData();
  CHECK(value(cells, "segment_id", 1) == 8);
  CHECK(value(cells, "burgers_half_a", 0, 2) == 1);
  CHECK(value(cells, "burgers_nm", 0, 2) == doctest::Approx(0.5 * 0.3147).epsilon(1e-14));
  CHECK(value(cells, "burgers_family", 0) == 0);
  CHECK(value(cells, "burgers_family", 1) == 1);
  CHECK(value(cells, "plane", 0, 1) == -1);
  CHECK(value(cells, "slip_system", 0) == slip_system_index({1, 1, 1}, {1, -1, 0}));
  CHECK(value(cells, "slip_system", 1) == -1);
  CHECK(value(cells, "sessile", 0) == 0);
  CHECK(value(cells, "sessile", 1) == 1);
  // [001] against [111]: arccos(1/sqrt 3).
  CHECK(value(cells, "character_deg", 0) == doctest::Approx(54.735610317245346).epsilon(1e-12));

  vtkFieldData* fields = data->GetFieldData();
  CHECK(value(fields, "TimeValue", 0) == 0.1);
  CHECK(value(fields, "step", 0) == 40);
  CHECK(value(fields, "strain_zz", 0) == -0.001);
  CHECK(value(fields, "stress_zz_GPa", 0) == -0.384);
  auto* names = vtkStringArray::SafeDownCast(fields->GetAbstractArray("slip_system_names"));
  REQUIRE(names != nullptr);
  REQUIRE(names->GetNumberOfValues() == 24);
  const SlipSystem& fifth = bcc_slip_systems()[4];
  CHECK(names->GetValue(4) == slip_system_name(fifth.burgers, fifth.plane));
}

TEST_CASE("writing twice gives the same bytes, and nothing is left beside the file") {
  const ScratchFolder folder;
  write_network_vtp(folder / "a.vtp", threading_line(), molybdenum());
  write_network_vtp(folder / "b.vtp", threading_line(), molybdenum());
  CHECK(read_file(folder / "a.vtp") == read_file(folder / "b.vtp"));
  const std::filesystem::directory_iterator files(folder / ""), end;
  CHECK(std::distance(files, end) == 2);
  CHECK_THROWS_AS(write_network_vtp(folder / "absent/a.vtp", threading_line(), molybdenum()), RunFailure);
}

TEST_CASE("an empty network is a file too") {
  const ScratchFolder folder;
  write_network_vtp(folder / "empty.vtp", {}, molybdenum());
  CHECK(read(folder / "empty.vtp")->GetNumberOfCells() == 0);
}

TEST_CASE("the surface is written as triangles at its time") {
  const ScratchFolder folder;
  SurfaceMesh mesh;
  mesh.vertices = {{0, 0, 0}, {100, 0, 0}, {0, 100, 0}, {0, 0, 1.0 / 3.0}};
  mesh.triangles = {{0, 1, 2}, {0, 1, 3}};
  write_surface_vtp(folder / "surface.vtp", mesh, 2.5);
  const auto data = read(folder / "surface.vtp");
  CHECK(data->GetNumberOfPolys() == 2);
  CHECK(data->GetCell(1)->GetPointId(2) == 3);
  double x[3];
  data->GetPoint(3, x);
  CHECK(x[2] == 1.0 / 3.0);
  CHECK(value(data->GetFieldData(), "TimeValue", 0) == 2.5);
}

TEST_CASE("what pictures need comes back from the files to the last digit") {
  const ScratchFolder scratch;
  const Snapshot written = threading_line();
  write_network_vtp(scratch / "network.vtp", written, Lattice({0, 0, 1}, {1, 0, 0}, 0.3147));
  const DrawnNetwork read = read_network_vtp(scratch / "network.vtp");
  CHECK(read.time == written.time);
  CHECK(read.strain == written.strain);
  CHECK(read.stress == written.stress);
  REQUIRE(read.segments.size() == written.segments.size());
  for (std::size_t i = 0; i < read.segments.size(); ++i) {
    CHECK(read.segments[i].a == written.segments[i].a);
    CHECK(read.segments[i].b == written.segments[i].b);
    CHECK(read.segments[i].burgers == written.segments[i].burgers);
    CHECK(read.segments[i].plane == written.segments[i].plane);
    CHECK(read.segments[i].sessile == written.segments[i].sessile);
    CHECK(read.segments[i].speed == doctest::Approx(std::hypot(1.0 / 3.0, 2.0)).epsilon(1e-14));
  }

  SurfaceMesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1.0 / 3.0, 0}};
  mesh.triangles = {{0, 1, 2}};
  const std::vector<Vector3> displacement = {{0.1, 0, 0}, {0, -0.2, 1.0 / 3.0}, {0, 0, 0}};
  write_surface_vtp(scratch / "surface.vtp", mesh, 2.5, displacement);
  const DrawnSurface surface = read_surface_vtp(scratch / "surface.vtp");
  CHECK(surface.mesh.vertices == mesh.vertices);
  CHECK(surface.mesh.triangles == mesh.triangles);
  CHECK(surface.displacement == displacement);
  write_surface_vtp(scratch / "bare.vtp", mesh, 2.5);
  CHECK(read_surface_vtp(scratch / "bare.vtp").displacement.empty());

  write_atomically(scratch / "network.pvd", pvd_text({{0.0, "network/0.vtp"}, {2.5, "network/1.vtp"}}));
  const std::vector<PvdFile> files = read_pvd(scratch / "network.pvd");
  REQUIRE(files.size() == 2);
  CHECK(files[1].time == 2.5);
  CHECK(files[1].path == scratch / "network/1.vtp");
}

TEST_CASE("a pillar without lines is drawn as such; a file of another kind is refused by name") {
  const ScratchFolder scratch;
  write_network_vtp(scratch / "empty.vtp", Snapshot(), Lattice({0, 0, 1}, {1, 0, 0}, 0.3147));
  CHECK(read_network_vtp(scratch / "empty.vtp").segments.empty());
  write_surface_vtp(scratch / "surface.vtp", {{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, {{0, 1, 2}}}, 0.0);
  CHECK_THROWS_WITH_AS(read_network_vtp(scratch / "surface.vtp"), doctest::Contains("surface.vtp: has no array"),
                       InputError);
}
