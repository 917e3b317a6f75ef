#include "ddd/io/vtk_reader.hpp"

#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkIdList.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkSmartPointer.h>
#include <vtkXMLDataElement.h>
#include <vtkXMLPolyDataReader.h>
#include <vtkXMLUtilities.h>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"

namespace pillardd {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw InputError(path.string() + ": " + why);
}

/// The text goes to VTK, not the path: VTK reports a file that it cannot open on the terminal.
vtkSmartPointer<vtkPolyData> read_polydata(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  vtkNew<vtkXMLPolyDataReader> reader;
  reader->ReadFromInputStringOn();
  reader->SetInputString(text);
  reader->Update();
  vtkSmartPointer<vtkPolyData> data = reader->GetOutput();
  if (reader->GetErrorCode() != 0 || data == nullptr) refuse(path, "is not a VTK PolyData file of a run");
  return data;
}

/// An array by name, with the number of components that it must have.
vtkDataArray* array_of(const std::filesystem::path& path, vtkFieldData* fields, const char* name, int components) {
  vtkDataArray* array = fields->GetArray(name);
  if (array == nullptr || array->GetNumberOfComponents() != components)
    refuse(path, std::string("has no array '") + name + "'");
  return array;
}

double field_value(const std::filesystem::path& path, vtkPolyData* data, const char* name) {
  return array_of(path, data->GetFieldData(), name, 1)->GetComponent(0, 0);
}

Vector3 point(vtkPolyData* data, vtkIdType i) {
  Vector3 x;
  data->GetPoint(i, x.data());
  return x;
}

Vector3 vector_at(vtkDataArray* array, vtkIdType i) {
  Vector3 v;
  array->GetTuple(i, v.data());
  return v;
}

Integer3 integers_at(vtkDataArray* array, vtkIdType i) {
  Integer3 out{};
  for (int k = 0; k < 3; ++k) out[static_cast<std::size_t>(k)] = static_cast<int>(array->GetComponent(i, k));
  return out;
}

}  // namespace

std::vector<PvdFile> read_pvd(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  const auto root = vtkSmartPointer<vtkXMLDataElement>::Take(vtkXMLUtilities::ReadElementFromString(text.c_str()));
  vtkXMLDataElement* collection = root ? root->FindNestedElementWithName("Collection") : nullptr;
  if (collection == nullptr) refuse(path, "is not a ParaView collection");
  std::vector<PvdFile> out;
  for (int i = 0; i < collection->GetNumberOfNestedElements(); ++i) {
    vtkXMLDataElement* entry = collection->GetNestedElement(i);
    PvdFile file;
    const char* name = entry->GetAttribute("file");
    if (name == nullptr || entry->GetScalarAttribute("timestep", file.time) == 0) refuse(path, "has a damaged entry");
    file.path = path.parent_path() / name;
    out.push_back(file);
  }
  return out;
}

DrawnNetwork read_network_vtp(const std::filesystem::path& path) {
  const vtkSmartPointer<vtkPolyData> data = read_polydata(path);
  DrawnNetwork out;
  out.time = field_value(path, data, "TimeValue");
  out.strain = field_value(path, data, "strain_zz");
  out.stress = field_value(path, data, "stress_zz_GPa");
  vtkDataArray* burgers = array_of(path, data->GetCellData(), "burgers_half_a", 3);
  vtkDataArray* plane = array_of(path, data->GetCellData(), "plane", 3);
  vtkDataArray* character = array_of(path, data->GetCellData(), "character_deg", 1);
  vtkDataArray* sessile = array_of(path, data->GetCellData(), "sessile", 1);
  vtkDataArray* velocity = array_of(path, data->GetPointData(), "velocity_m_per_s", 3);
  vtkNew<vtkIdList> ends;
  for (vtkIdType i = 0; i < data->GetLines()->GetNumberOfCells(); ++i) {
    data->GetLines()->GetCellAtId(i, ends);
    if (ends->GetNumberOfIds() != 2) refuse(path, "has a line that is not one segment");
    const vtkIdType a = ends->GetId(0), b = ends->GetId(1);
    out.segments.push_back(
        {point(data, a), point(data, b), integers_at(burgers, i), integers_at(plane, i), character->GetComponent(i, 0),
         0.5 * (vector_at(velocity, a) + vector_at(velocity, b)).norm(), sessile->GetComponent(i, 0) != 0.0});
  }
  return out;
}

DrawnSurface read_surface_vtp(const std::filesystem::path& path) {
  const vtkSmartPointer<vtkPolyData> data = read_polydata(path);
  if (data->GetNumberOfPoints() == 0) refuse(path, "holds no surface");
  DrawnSurface out;
  const bool displaced = data->GetPointData()->HasArray("displacement_nm") != 0;
  vtkDataArray* u = displaced ? array_of(path, data->GetPointData(), "displacement_nm", 3) : nullptr;
  for (vtkIdType i = 0; i < data->GetNumberOfPoints(); ++i) {
    out.mesh.vertices.push_back(point(data, i));
    if (displaced) out.displacement.push_back(vector_at(u, i));
  }
  vtkNew<vtkIdList> corners;
  for (vtkIdType i = 0; i < data->GetPolys()->GetNumberOfCells(); ++i) {
    data->GetPolys()->GetCellAtId(i, corners);
    if (corners->GetNumberOfIds() != 3) refuse(path, "has a face that is not a triangle");
    out.mesh.triangles.push_back({static_cast<int>(corners->GetId(0)), static_cast<int>(corners->GetId(1)),
                                  static_cast<int>(corners->GetId(2))});
  }
  return out;
}

}  // namespace pillardd
