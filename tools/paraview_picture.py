"""Reads a run's folder with ParaView as a user would, prints its times and fields, and writes a picture of the pillar.

    pvpython tools/paraview_picture.py RUN_DIR [PICTURE.png] [--time NS]
    xvfb-run -a pvpython tools/paraview_picture.py ...          where there is no display

The pillar is translucent, the dislocations are tubes coloured by the family of their Burgers vector.
"""

import argparse
import os
import sys

from paraview import simple

FAMILY_COLOURS = [(0.13, 0.38, 0.74), (0.85, 0.24, 0.16), (0.40, 0.40, 0.40)]


def describe(name, information):
    """Prints the arrays of one kind (point, cell, field data) with components and ranges."""
    for index in range(information.GetNumberOfArrays()):
        array = information.GetArrayInformation(index)
        ranges = [array.GetComponentRange(c) for c in range(array.GetNumberOfComponents())]
        print("  {} {}: {}".format(name, array.GetName(), " ".join("[{:.6g}, {:.6g}]".format(*r) for r in ranges)))


def read(folder, name):
    """Opens NAME.pvd of the folder; prints what is in it at its last time."""
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        sys.exit(path + ": not there")
    reader = simple.PVDReader(FileName=path)
    reader.UpdatePipeline()
    times = list(reader.TimestepValues) if hasattr(reader.TimestepValues, "__len__") else [reader.TimestepValues]
    if not times:
        sys.exit(path + ": holds no times")
    reader.UpdatePipeline(times[-1])
    information = reader.GetDataInformation()
    print("{}: {} times, {:.9g} to {:.9g} ns; at the last {} points, {} cells".format(
        path, len(times), times[0], times[-1], information.GetNumberOfPoints(), information.GetNumberOfCells()))
    describe("point", information.GetPointDataInformation())
    describe("cell", information.GetCellDataInformation())
    describe("field", information.GetFieldDataInformation())
    return reader, times


def family_names(network):
    """The legend that the file itself carries, family by family."""
    data = simple.servermanager.Fetch(network)
    while data.IsA("vtkMultiBlockDataSet"):
        data = data.GetBlock(0)
    names = data.GetFieldData().GetAbstractArray("burgers_family_names")
    return [names.GetValue(i) for i in range(names.GetNumberOfValues())]


def show_pillar(view, surface):
    simple.Show(surface, view).Opacity = 0.15
    outline = simple.Show(simple.FeatureEdges(Input=surface), view)
    outline.AmbientColor = outline.DiffuseColor = (0.3, 0.3, 0.3)
    outline.ColorArrayName = [None, ""]


def show_dislocations(view, network, radius):
    tubes = simple.Show(simple.Tube(Input=network, Radius=radius), view)
    names = family_names(network)
    table = simple.GetColorTransferFunction("burgers_family")
    table.InterpretValuesAsCategories = 1
    table.Annotations = [text for i, name in enumerate(names) for text in (str(i), name)]
    table.IndexedColors = [c for i in range(len(names)) for c in FAMILY_COLOURS[i % len(FAMILY_COLOURS)]]
    tubes.ColorArrayName = ["CELLS", "burgers_family"]
    tubes.LookupTable = table
    bar = simple.GetScalarBar(table, view)
    bar.Title = "Burgers vector"
    bar.ComponentTitle = ""
    bar.TitleColor = bar.LabelColor = (0, 0, 0)
    tubes.SetScalarBarVisibility(view, True)


def aim(view, surface):
    """Looks at the pillar from the side and a little above, in parallel projection."""
    x0, x1, y0, y1, z0, z1 = surface.GetDataInformation().GetBounds()
    centre = [(x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2]
    size = max(x1 - x0, y1 - y0, z1 - z0)
    view.CameraFocalPoint = centre
    view.CameraPosition = [centre[0] + 2 * size, centre[1] - 3 * size, centre[2] + 1.2 * size]
    view.CameraViewUp = [0, 0, 1]
    view.CameraParallelProjection = 1
    view.CameraParallelScale = 0.6 * size


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run_dir")
    parser.add_argument("picture", nargs="?", help="default: paraview.png in the run's folder")
    parser.add_argument("--time", type=float, help="ns; default: the last")
    options = parser.parse_args()
    picture = options.picture or os.path.join(options.run_dir, "paraview.png")

    network, times = read(options.run_dir, "network.pvd")
    surface, _ = read(options.run_dir, "surface.pvd")
    time = times[-1] if options.time is None else min(times, key=lambda t: abs(t - options.time))

    view = simple.CreateView("RenderView")
    view.ViewSize = [900, 1200]
    view.UseColorPaletteForBackground = 0
    view.Background = [1, 1, 1]
    view.OrientationAxesLabelColor = [0, 0, 0]
    view.ViewTime = time
    network.UpdatePipeline(time)
    surface.UpdatePipeline(time)
    bounds = surface.GetDataInformation().GetBounds()
    show_pillar(view, surface)
    show_dislocations(view, network, radius=0.008 * (bounds[5] - bounds[4]))
    label = simple.Show(simple.Text(Text="t = {:.6g} ns".format(time)), view)
    label.Color = [0, 0, 0]
    aim(view, surface)
    simple.Render(view)
    simple.SaveScreenshot(picture, view, ImageResolution=view.ViewSize)
    print(picture)


main()
