#include "ddd/io/vtk_writer.hpp"

#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkDoubleArray.h>
#include <vtkFieldData.h>
#include <vtkIntArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkStringArray.h>
#include <vtkTypeInt64Array.h>
#include <vtkUnsignedCharArray.h>
#include <vtkXMLPolyDataWriter.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ddd/base/errors.hpp"
#include "ddd/crystal/slip_systems.hpp"
#include "ddd/io/vtk_encoding.hpp"

namespace pillardd {
namespace {

template <class Array>
Array* named_array(vtkFieldData* fields, const char* name, int components) {
  vtkNew<Array> array;
  array->SetName(name);
  array->SetNumberOfComponents(components);
  if (components == 3)
    for (int i = 0; i < 3; ++i) array->SetComponentName(i, i == 0 ? "x" : i == 1 ? "y" : "z");
  fields->AddArray(array);
  return array;  // the field data holds it
}

void add_field_value(vtkPolyData* data, const char* name, double value) {
  named_array<vtkDoubleArray>(data->GetFieldData(), name, 1)->InsertNextValue(value);
}

/// What the integers of an array stand for, index by index.
void add_legend(vtkPolyData* data, const char* name, const std::vector<std::string>& texts) {
  vtkStringArray* array = named_array<vtkStringArray>(data->GetFieldData(), name, 1);
  for (const std::string& t : texts) array->InsertNextValue(t);
}

/// Points of the lines, two for each segment: an end may lie a period away from its node, and ParaView's Tube filter
/// drops lines that share a point where it finds no common normal.
class LinePoints {
 public:
  LinePoints(const Snapshot& snapshot, vtkPolyData* data)
      : nodes_(snapshot.nodes),
        id_(named_array<vtkTypeInt64Array>(data->GetPointData(), "node_id", 1)),
        kind_(named_array<vtkUnsignedCharArray>(data->GetPointData(), "kind", 1)),
        velocity_(named_array<vtkDoubleArray>(data->GetPointData(), "velocity_m_per_s", 3)),
        force_(named_array<vtkDoubleArray>(data->GetPointData(), "force_nN", 3)) {
    points_->SetDataTypeToDouble();
    data->SetPoints(points_);
  }

  vtkIdType insert(std::int32_t node, const Vector3& x) {
    const NodeState& n = nodes_[static_cast<std::size_t>(node)];
    id_->InsertNextValue(static_cast<vtkTypeInt64>(n.id));
    kind_->InsertNextValue(n.kind);
    velocity_->InsertNextTuple(n.velocity.data());
    force_->InsertNextTuple(n.force.data());
    return points_->InsertNextPoint(x.data());
  }

 private:
  const std::vector<NodeState>& nodes_;
  vtkNew<vtkPoints> points_;
  vtkTypeInt64Array* id_;
  vtkUnsignedCharArray* kind_;
  vtkDoubleArray* velocity_;
  vtkDoubleArray* force_;
};

/// Angle between line and Burgers vector in [0, 90] degrees: 0 screw, 90 edge.
double character_degrees(const Vector3& line, const Vector3& burgers) {
  return std::atan2(line.cross(burgers).norm(), std::abs(line.dot(burgers))) * 180.0 / std::numbers::pi;
}

class SegmentArrays {
 public:
  SegmentArrays(vtkPolyData* data, const Lattice& lattice)
      : lattice_(lattice),
        id_(named_array<vtkTypeInt64Array>(data->GetCellData(), "segment_id", 1)),
        burgers_(named_array<vtkIntArray>(data->GetCellData(), "burgers_half_a", 3)),
        burgers_nm_(named_array<vtkDoubleArray>(data->GetCellData(), "burgers_nm", 3)),
        family_(named_array<vtkIntArray>(data->GetCellData(), "burgers_family", 1)),
        plane_(named_array<vtkIntArray>(data->GetCellData(), "plane", 3)),
        system_(named_array<vtkIntArray>(data->GetCellData(), "slip_system", 1)),
        character_(named_array<vtkDoubleArray>(data->GetCellData(), "character_deg", 1)),
        sessile_(named_array<vtkUnsignedCharArray>(data->GetCellData(), "sessile", 1)) {}

  void insert(const SegmentState& s) {
    const Vector3 b = lattice_.burgers(s.burgers);
    id_->InsertNextValue(static_cast<vtkTypeInt64>(s.id));
    burgers_->InsertNextTypedTuple(s.burgers.data());
    burgers_nm_->InsertNextTypedTuple(b.data());
    family_->InsertNextValue(static_cast<int>(burgers_family(s.burgers)));
    plane_->InsertNextTypedTuple(s.plane.data());
    system_->InsertNextValue(slip_system_index(s.burgers, s.plane));
    character_->InsertNextValue(character_degrees(s.b - s.a, b));
    sessile_->InsertNextValue(s.sessile ? 1 : 0);
  }

 private:
  const Lattice& lattice_;
  vtkTypeInt64Array* id_;
  vtkIntArray* burgers_;
  vtkDoubleArray* burgers_nm_;
  vtkIntArray* family_;
  vtkIntArray* plane_;
  vtkIntArray* system_;
  vtkDoubleArray* character_;
  vtkUnsignedCharArray* sessile_;
};

void add_lines(vtkPolyData* data, const Snapshot& snapshot, const Lattice& lattice) {
  LinePoints points(snapshot, data);
  SegmentArrays arrays(data, lattice);
  vtkNew<vtkCellArray> lines;
  for (const SegmentState& s : snapshot.segments) {
    const vtkIdType ends[2] = {points.insert(s.node_a, s.a), points.insert(s.node_b, s.b)};
    lines->InsertNextCell(2, ends);
    arrays.insert(s);
  }
  data->SetLines(lines);
}

void add_legends(vtkPolyData* data) {
  add_legend(data, "kind_names", {"free", "surface", "pinned"});
  add_legend(
      data, "burgers_family_names",
      {family_name(BurgersFamily::half_111), family_name(BurgersFamily::full_100), family_name(BurgersFamily::other)});
  std::vector<std::string> systems;
  for (const SlipSystem& s : bcc_slip_systems()) systems.push_back(slip_system_name(s.burgers, s.plane));
  add_legend(data, "slip_system_names", systems);
}

}  // namespace

bool vtk_available() {
  return true;
}

void write_network_vtp(const std::filesystem::path& path, const Snapshot& snapshot, const Lattice& lattice) {
  vtkNew<vtkPolyData> data;
  add_lines(data, snapshot, lattice);
  add_field_value(data, "TimeValue", snapshot.time);
  add_field_value(data, "step", static_cast<double>(snapshot.step));
  add_field_value(data, "strain_zz", snapshot.strain);
  add_field_value(data, "stress_zz_GPa", snapshot.stress);
  add_legends(data);
  detail::write_vtk<vtkXMLPolyDataWriter>(path, data.Get());
}

void write_surface_vtp(const std::filesystem::path& path, const SurfaceMesh& mesh, double time,
                       const std::vector<Vector3>& displacement) {
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  for (const Vector3& v : mesh.vertices) points->InsertNextPoint(v.data());
  vtkNew<vtkCellArray> triangles;
  for (const auto& t : mesh.triangles) {
    const vtkIdType corners[3] = {t[0], t[1], t[2]};
    triangles->InsertNextCell(3, corners);
  }
  vtkNew<vtkPolyData> data;
  data->SetPoints(points);
  data->SetPolys(triangles);
  if (!displacement.empty()) {
    auto* array = named_array<vtkDoubleArray>(data->GetPointData(), "displacement_nm", 3);
    for (const Vector3& u : displacement) array->InsertNextTuple(u.data());
  }
  add_field_value(data, "TimeValue", time);
  detail::write_vtk<vtkXMLPolyDataWriter>(path, data.Get());
}

}  // namespace pillardd
