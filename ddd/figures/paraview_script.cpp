#include "ddd/base/text.hpp"
#include "ddd/figures/run_frames.hpp"

namespace pillardd {
namespace {

/// Array of network/*.vtp that ParaView colours by.
std::string array_call(ColorBy by) {
  switch (by) {
    case ColorBy::burgers:
      return "('CELLS', 'burgers_variant')";
    case ColorBy::plane:
      return "('CELLS', 'slip_system')";
    case ColorBy::character:
      return "('CELLS', 'character_deg')";
    case ColorBy::velocity:
      return "('POINTS', 'velocity_m_per_s', 'Magnitude')";
  }
  return {};
}

std::string numbers(const Vector3& v) {
  return "[" + to_text(v.x()) + ", " + to_text(v.y()) + ", " + to_text(v.z()) + "]";
}

}  // namespace

std::string paraview_script(const FrameChoice& choice) {
  const Projection p(choice.view);
  return R"(# Shows this run in ParaView: run it as `paraview --script=paraview_view.py` in the run's folder, or
# `pvpython paraview_view.py PICTURE.png` for a picture of the last moment.
import os
import sys
from paraview.simple import *

folder = os.path.dirname(os.path.abspath(__file__)) if '__file__' in globals() else os.getcwd()
view = GetActiveViewOrCreate('RenderView')
network = PVDReader(FileName=os.path.join(folder, 'network.pvd'))
surface = PVDReader(FileName=os.path.join(folder, 'surface.pvd'))
LoadPalette('WhiteBackground')
scene = GetAnimationScene()
scene.UpdateAnimationUsingDataTimeSteps()
scene.GoToLast()
UpdatePipeline(time=list(surface.TimestepValues)[-1], proxy=surface)
bounds = surface.GetDataInformation().GetBounds()
size = max(bounds[1] - bounds[0], bounds[3] - bounds[2])

# 0 to 3: the four 1/2<111>, the same for b and -b; 1.5: <100>.
variants = Calculator(Input=network, AttributeType='Cell Data', ResultArrayName='burgers_variant',
                      Function='1.5 + 0.5 * burgers_half_a_x * burgers_half_a_y + burgers_half_a_x * burgers_half_a_z')
tubes = Tube(Input=variants, Scalars=['POINTS', ''], Vectors=['POINTS', ''], Radius=0.008 * size)
lines = Show(tubes, view)
ColorBy(lines, )" +
         array_call(choice.color) + R"()
lines.SetScalarBarVisibility(view, True)
# Slip steps are fractions of a nanometre: they are shown larger, the largest displacement a tenth of the width.
largest = 0.0
if surface.PointData.GetArray('displacement_nm'):
    ranges = [surface.PointData['displacement_nm'].GetRange(k) for k in range(3)]
    largest = max(max(-low, high) for low, high in ranges)
shape = WarpByVector(Input=surface, Vectors=['POINTS', 'displacement_nm'],
                     ScaleFactor=0.1 * size / largest) if largest > 0 else surface
body = Show(shape, view)
ColorBy(body, ('POINTS', ''))
body.Opacity = 0.15
body.DiffuseColor = body.AmbientColor = [0.35, 0.42, 0.5]

view.CameraParallelProjection = 1
view.CameraFocalPoint = [0.5 * (bounds[0] + bounds[1]), 0.5 * (bounds[2] + bounds[3]), 0.5 * (bounds[4] + bounds[5])]
towards = )" +
         numbers(p.towards) + R"(
view.CameraPosition = [f + 10 * size * t for f, t in zip(view.CameraFocalPoint, towards)]
view.CameraViewUp = )" +
         numbers(p.up) + R"(
view.CameraParallelScale = 0.6 * (bounds[5] - bounds[4])
if len(sys.argv) > 1:
    view.ViewSize = [800, 1200]
    SaveScreenshot(sys.argv[1], view)
else:
    Render(view)
)";
}

}  // namespace pillardd
