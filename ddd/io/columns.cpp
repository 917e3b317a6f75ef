#include "ddd/io/columns.hpp"

namespace pillardd {
namespace {

ColumnTable history_table() {
  return {
      "history.csv",
      "The state of the pillar over the run, one row for each output. strain and stress_GPa are positive in the first "
      "stage's sense; the columns named zz are always tension-positive.",
      {{"step", "Number of time steps done."},
       {"time_ns", "Physical time."},
       {"strain",
        "Engineering strain of the pillar, total; in bending that of the outermost fibre, in torsion the shear at the surface."},
       {"stress_GPa",
        "Engineering stress on the pillar's ends; in bending and torsion the elastic stress at the outermost fibre that goes "
        "with the moment."},
       {"plastic_strain", "Strain, of the same kind, from the area the dislocations swept."},
       {"density_per_m2", "Line length of all dislocations per volume of the pillar."},
       {"mobile_density_per_m2", "The same without sessile arms."},
       {"nodes", "Number of nodes."},
       {"segments", "Number of segments."},
       {"loops", "Number of closed loops; a loop that shares a junction with other lines is still one."},
       {"dt_ns", "Length of the last time step."},
       {"stress_zz_GPa", "Axial stress, tension-positive; 0 in bending and torsion."},
       {"strain_zz", "Axial strain, tension-positive; 0 in bending and torsion."},
       {"escaped_length_nm", "Line length that left through the surface since the start."},
       {"annihilated_length_nm", "Line length that annihilated since the start."},
       {"density_half_111_per_m2", "Density of lines with Burgers vectors 1/2<111>."},
       {"density_100_per_m2", "Density of lines with Burgers vectors <100>."},
       {"junction_length_nm", "Length of <100> junctions."},
       {"surface_nodes", "Number of nodes on the surface."},
       {"ledger_length_residual", "Line length booked minus recounted, over the gross length booked."},
       {"ledger_swept_residual", "The same for swept area times Burgers vector."},
       {"work_load_aJ", "Plastic work of the load: stress times plastic strain times volume, summed."},
       {"dissipated_aJ", "Energy dissipated by drag, summed."},
       {"line_energy_change_aJ",
        "Change of the lines' energy since the start: minus the work of their own forces in motion, plus what topology "
        "changed."},
       {"energy_residual", "Work of the load that dissipation and line energy do not account for, over its size."},
       {"stage", "Stage of the loading programme, from 0."},
       {"multiplied_length_nm",
        "Line length that lines have grown by in motion and reshaping, less what shortened, since the start: start + "
        "multiplied + nucleated - escaped - annihilated - removed is the present length."},
       {"nucleated_length_nm", "Line length that nucleated since the start."},
       {"nucleated_lines", "Number of lines that nucleated since the start."},
       {"removed_length_nm", "Line length of small loops that collapsed since the start."},
       {"displacement_nm",
        "Tension and compression: what the drive has moved, the pillar's elongation and that of the frame, "
        "tension-positive; else 0."},
       {"moment_nN_nm", "Bending: moment of the stress about the neutral axis; torsion: torque about z; else 0."},
       {"angle_rad", "Angle between the end faces, of bending or twist; else 0."},
       {"curvature_per_m", "The same over the height: curvature, or twist per length; else 0."},
       {"lines", "Number of lines that are no loops: they end on the surface, at pins, or run through the periodic boundary."},
       {"curves_made",
        "Loops and lines that came off others since the start: multiplication. loops + lines = start + made + cut + "
        "nucleated - merged - gone."},
       {"curves_cut", "Lines gained because the surface cut one, since the start."},
       {"curves_merged", "Loops and lines lost because some became one, since the start: annihilation as merging."},
       {"curves_gone", "Loops and lines that left, annihilated or collapsed as a whole, since the start."}}};
}

ColumnTable events_table() {
  return {"events.csv",
          "What happened to the dislocations, one row an event.",
          {{"step", "Time step of the event."},
           {"time_ns", "Physical time."},
           {"kind", "nucleation, escape, annihilation, junction, unzip, multiplication, cross_slip, removal or outside_model."},
           {"x_nm", "Place, lab frame: z along the pillar, origin at the centre of the bottom face."},
           {"y_nm", "Place."},
           {"z_nm", "Place."},
           {"slip_system", "Burgers direction and plane, \"[1 1 -1](1 0 1)\", the same text for b and -b."},
           {"length_nm", "Line length concerned: escaped, annihilated, formed."},
           {"area_nm2", "Area swept in the event."}}};
}

ColumnTable nodes_table() {
  return {"nodes",
          "Every node with the force on it and its velocity, as `pillardd nodes` writes them.",
          {{"id", "Identity of the node, never reused."},
           {"x_nm", "Position, lab frame."},
           {"y_nm", "Position."},
           {"z_nm", "Position."},
           {"kind", "Kind of the node: free, pinned, surface."},
           {"fx_nN", "Force on the node."},
           {"fy_nN", "Force."},
           {"fz_nN", "Force."},
           {"vx_m_per_s", "Velocity."},
           {"vy_m_per_s", "Velocity."},
           {"vz_m_per_s", "Velocity."}}};
}

ColumnTable probe_table() {
  ColumnTable table{"probe",
                    "Stress at points, as `pillardd probe` writes it; tension-positive, lab frame.",
                    {{"x_nm", "Position, lab frame."}, {"y_nm", "Position."}, {"z_nm", "Position."}}};
  const std::vector<Column> parts = {{"applied", "Stress of the load"},
                                     {"network", "Stress of the dislocations in an infinite body"},
                                     {"image", "Correction that frees the surface of traction"},
                                     {"total", "Sum of the three"}};
  for (const Column& part : parts)
    for (const char* component : {"xx", "yy", "zz", "yz", "xz", "xy"})
      table.columns.push_back({part.name + "_" + component + "_GPa", part.sentence + ", component " + component + "."});
  return table;
}

}  // namespace

const std::vector<ColumnTable>& column_tables() {
  static const std::vector<ColumnTable> tables = {history_table(), events_table(), nodes_table(), probe_table()};
  return tables;
}

}  // namespace pillardd
