#include <vtkDataSetAttributes.h>
#include <vtkDoubleArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkUnsignedCharArray.h>
#include <vtkXMLImageDataWriter.h>

#include "ddd/io/vtk_encoding.hpp"
#include "ddd/io/vtk_writer.hpp"

namespace pillardd {

namespace {

/// VTK's order of a symmetric tensor.
void add_tensors(vtkImageData* data, const std::string& name, const std::vector<Matrix3>& values) {
  vtkNew<vtkDoubleArray> array;
  array->SetName(name.c_str());
  array->SetNumberOfComponents(6);
  int component = 0;
  for (const char* label : {"XX", "YY", "ZZ", "XY", "YZ", "XZ"}) array->SetComponentName(component++, label);
  for (const Matrix3& s : values) array->InsertNextTuple6(s(0, 0), s(1, 1), s(2, 2), s(0, 1), s(1, 2), s(0, 2));
  data->GetPointData()->AddArray(array);
}

void add_inside(vtkImageData* data, const std::vector<char>& inside) {
  vtkNew<vtkUnsignedCharArray> flag, ghost;
  flag->SetName("inside");
  ghost->SetName(vtkDataSetAttributes::GhostArrayName());
  for (const char in : inside) {
    flag->InsertNextValue(in ? 1 : 0);
    ghost->InsertNextValue(in ? 0 : vtkDataSetAttributes::HIDDENPOINT);
  }
  data->GetPointData()->AddArray(flag);
  data->GetPointData()->AddArray(ghost);
}

}  // namespace

void write_stress_vti(const std::filesystem::path& path, const StressGrid& grid) {
  vtkNew<vtkImageData> data;
  data->SetDimensions(grid.counts.data());
  data->SetOrigin(grid.origin.data());
  data->SetSpacing(grid.spacing.data());
  for (const auto& part : grid.parts) add_tensors(data, part.first + "_GPa", part.second);
  add_inside(data, grid.inside);
  detail::write_vtk<vtkXMLImageDataWriter>(path, data.Get());
}

}  // namespace pillardd
