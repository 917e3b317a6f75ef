#include "ddd/study/tables.hpp"

namespace pillardd {
namespace {

ColumnTable points_table() {
  return {"points.csv",
          "The points of a sweep in their order.",
          {{"point", "Name: the first 16 hexadecimal digits of the SHA-256 of the resolved input."},
           {"KEY", "One column for each swept key, named as in the sweep file, with the value as set."}}};
}

ColumnTable runs_table() {
  return {
      "runs.csv",
      "One row a run, in the order of points.csv. Results of a run that is not done are nan.",
      {{"point", "Name of the point and of its folder in points/."},
       {"state", "waiting, running, partial, done or failed."},
       {"message", "Why it failed or stopped."},
       {"material", "Name of the material."},
       {"shape", "cylinder or prism."},
       {"size_nm", "Diameter, or the smaller of width and depth."},
       {"height_nm", "Height of the pillar."},
       {"axis", "Crystal direction of loading, three indices."},
       {"temperature_K", "Temperature."},
       {"strain_rate_per_s", "Strain rate of the first stage; nan when it prescribes something else."},
       {"seed", "Seed of the run."},
       {"KEY[_UNIT]", "Each further swept key, with its unit."},
       {"steps", "Steps taken."},
       {"end_strain", "Total strain of the last row; strains and stresses are positive in the first stage's sense."},
       {"end_plastic_strain", "Plastic strain of the last row."},
       {"elastic_slope_GPa", "Modulus along the axis, from the elastic constants."},
       {"yield_strain", "Strain at 0.2 % offset yield."},
       {"yield_stress_GPa", "Stress at 0.2 % offset yield; nan when it is not reached."},
       {"flow_stress_GPa", "Mean stress over the last fifth of the strain."},
       {"largest_stress_GPa", "Largest stress."},
       {"stress_at_Xpct_GPa",
        "Stress where the curve first reaches X % total strain: one column for each entry of "
        "collect.stress_at."},
       {"initial_density_per_m2", "Dislocation density at the start, total."},
       {"peak_density_per_m2", "Its largest value."},
       {"final_density_per_m2", "Its last value."},
       {"initial_mobile_density_per_m2", "The same without sessile arms, at the start."},
       {"final_mobile_density_per_m2", "At the end."},
       {"bursts", "Number of strain bursts."},
       {"burst_plastic_strain", "Plastic strain of all bursts together."},
       {"largest_burst_plastic_strain", "Of the largest."},
       {"multiplied_length_nm", "Line length that lines have grown by in motion, less what shortened."},
       {"nucleated_length_nm", "Line length that nucleated."},
       {"escaped_length_nm", "Line length that left through the surface."},
       {"annihilated_length_nm", "Line length that annihilated."},
       {"events_KIND", "Number of events of each kind."},
       {"regime", "Regime of the pillar as summary.json states it."},
       {"phases", "The regimes it went through, in order."}}};
}

ColumnTable bursts_table() {
  return {"bursts.csv",
          "One row a strain burst, of runs that are done.",
          {{"point", "The run."},
           {"strain", "Total strain at its start."},
           {"plastic_strain", "Plastic strain gained in it: its size."},
           {"displacement_nm", "The same times the pillar's height."}}};
}

ColumnTable groups_table() {
  return {"groups.csv",
          "One row for each group of runs that differ in their seed only, and each number of runs.csv; over runs that "
          "are done and have that number.",
          {{"KEY[_UNIT]", "Each swept parameter but the seed, named as in runs.csv."},
           {"quantity", "Column of runs.csv."},
           {"n", "Number of runs."},
           {"mean", "Mean."},
           {"standard_deviation", "Standard deviation of the sample, with n - 1; nan for one run."},
           {"mean_low", "Lower end of the bootstrap percentile interval of the mean, of coverage collect.confidence."},
           {"mean_high", "Upper end."}}};
}

ColumnTable fits_table() {
  return {"fits.csv",
          "Power laws. A row that a sweep cannot give (one size only, too few bursts) is not there.",
          {{"fit",
            "size: quantity = prefactor (size_nm)^-exponent, least squares of logarithms over single runs. "
            "bursts: p(s) ~ s^-exponent for plastic strains s >= x_min, maximum likelihood."},
           {"KEY[_UNIT]",
            "Parameters of the series; empty where the fit is over all values: the size itself and what "
            "changes with it, or for bursts the whole sweep."},
           {"quantity", "Column of runs.csv, or burst_plastic_strain."},
           {"n", "Runs, or bursts in the tail."},
           {"exponent", "Exponent, positive when smaller is stronger and larger is rarer."},
           {"exponent_low",
            "Lower end of its interval: Student's t for sizes, normal with error (exponent - 1)/sqrt(n) "
            "for bursts."},
           {"exponent_high", "Upper end."},
           {"prefactor", "In GPa, for a size in nm; nan for bursts."},
           {"x_min", "Start of the tail, with the least Kolmogorov-Smirnov distance; nan for sizes."},
           {"distance", "That distance; nan for sizes."}}};
}

}  // namespace

const std::vector<ColumnTable>& collected_tables() {
  static const std::vector<ColumnTable> tables = {points_table(), runs_table(), bursts_table(), groups_table(),
                                                  fits_table()};
  return tables;
}

}  // namespace pillardd
