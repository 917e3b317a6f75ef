#include <doctest/doctest.h>

#include "ddd/base/files.hpp"
#include "ddd/figures/regime_map.hpp"
#include "ddd/figures/strength_charts.hpp"
#include "ddd/figures/sweep_figures.hpp"
#include "ddd/figures/sweep_tables.hpp"
#include "tests/unit/io/io_fixtures.hpp"

using namespace pillardd;
using test::ScratchFolder;

namespace {

/// Two sizes, two seeds, one run that is not done; strength 3 (size/100)^-0.5.
void write_tables(const std::filesystem::path& folder) {
  test::put(folder / "runs.csv",
            "point,state,material,shape,size_nm,temperature_K,strain_rate_per_s,seed,height_nm,flow_stress_GPa,"
            "yield_stress_GPa,largest_stress_GPa\n"
            "a,done,Nb,cylinder,100,300,1e5,1,200,3,2,4\nb,done,Nb,cylinder,100,300,1e5,2,200,3,2,4\n"
            "c,done,Nb,cylinder,400,300,1e5,1,800,1.5,2,4\nd,partial,Nb,cylinder,400,300,1e5,2,800,nan,nan,nan\n");
  test::put(folder / "groups.csv",
            "size_nm,height_nm,quantity,n,mean,standard_deviation,mean_low,mean_high\n"
            "100,200,flow_stress_GPa,2,3,0,3,3\n400,800,flow_stress_GPa,1,1.5,nan,nan,nan\n");
  test::put(
      folder / "fits.csv",
      "fit,size_nm,height_nm,quantity,n,exponent,exponent_low,exponent_high,prefactor,x_min,distance\n"
      "size,,,flow_stress_GPa,3,0.5,0.4,0.6,30,nan,nan\nbursts,,,burst_plastic_strain,9,1.5,1.2,1.8,nan,1e-4,0.1\n");
  test::put(folder / "bursts.csv", "point,strain,plastic_strain,displacement_nm\na,0.01,1e-4,0.02\n");
}

}  // namespace

TEST_CASE("mean of curves: linear between points, over the range that all share") {
  const Series mean = mean_curve({{"", {0, 2}, {0, 2}, colors::blue}, {"", {0, 1, 4}, {0, 3, 6}, colors::blue}}, 2);
  CHECK(mean.x == std::vector<double>{0, 1, 2});
  CHECK(mean.y == std::vector<double>{0, 2, 3});  // (0+0)/2, (1+3)/2, (2+4)/2
  CHECK(mean_curve({{"", {0, 1}, {0, 1}, colors::blue}, {"", {2, 3}, {0, 1}, colors::blue}}, 2).x.empty());
}

TEST_CASE("tables of a sweep: groups over what is done, labels, what varies") {
  const ScratchFolder scratch;
  write_tables(scratch / "");
  const SweepTables t(scratch / "");
  CHECK(t.done.size() == 3);
  CHECK(t.parameters == std::vector<std::string>{"size_nm", "height_nm"});
  const std::vector<SweepGroup> groups = sweep_groups(t.runs, t.parameters);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].label == "100 nm, height 200 nm");
  CHECK(groups[0].rows == std::vector<std::size_t>{0, 1});
  CHECK(t.varies("size_nm"));
  CHECK_FALSE(t.varies("temperature_K"));
  // What changes with the size belongs to the size.
  CHECK(t.label(0, {"size_nm"}) == "");
  CHECK(t.only_material() == "Nb");
  REQUIRE(t.means("flow_stress_GPa").size() == 2);
  CHECK(t.means("flow_stress_GPa")[1].value("size_nm") == 400);
  REQUIRE(t.size_fits("flow_stress_GPa").size() == 1);
  CHECK(t.size_fits("flow_stress_GPa")[0].prefactor == 30);
  REQUIRE(t.burst_fit());
  CHECK(t.burst_fit()->x_min == 1e-4);
  CHECK(t.burst_sizes() == std::vector<double>{1e-4});
}

TEST_CASE("strength: the stress at the largest chosen strain that every run has reached, then at the others") {
  const ScratchFolder scratch;
  write_tables(scratch / "");
  CHECK(strengths(SweepTables(scratch / "")).at(0).column == "flow_stress_GPa");
  test::put(scratch / "runs.csv",
            "point,state,material,shape,size_nm,temperature_K,strain_rate_per_s,seed,height_nm,flow_stress_GPa,"
            "yield_stress_GPa,largest_stress_GPa,stress_at_0.5pct_GPa,stress_at_1pct_GPa,stress_at_2pct_GPa\n"
            "a,done,Nb,cylinder,100,300,1e5,1,200,3,2,4,2,3,4\nb,done,Nb,cylinder,400,300,1e5,2,800,3,2,4,2,3,nan\n");
  const std::vector<Strength> chosen = strengths(SweepTables(scratch / ""));
  REQUIRE(chosen.size() == 3);
  CHECK(chosen[0].column == "stress_at_1pct_GPa");
  CHECK(chosen[0].title == "stress at 1 % strain (GPa)");
  CHECK(chosen[0].suffix == "");
  CHECK(chosen[1].suffix == "-at-0.5pct");
  CHECK(chosen[2].suffix == "-at-2pct");
}

TEST_CASE("size effect: a fit and a published slope as lines, named in the legend with the slope's sign") {
  const ScratchFolder scratch;
  write_tables(scratch / "");
  std::vector<std::string> warnings;
  const std::vector<NamedChart> charts = strength_charts(SweepTables(scratch / ""), warnings);
  CHECK(warnings.empty());
  REQUIRE(charts.size() == 1);
  CHECK(charts[0].name == "size-effect");
  std::vector<std::string> labels;
  for (const Series& s : charts[0].chart.series) labels.push_back(s.label);
  CHECK(labels == std::vector<std::string>{"", "mean and interval", "slope -0.50 [-0.60, -0.40]",
                                           "slope -0.93, tests (Kim et al. 2010)", "single runs"});
  const Series& fit = charts[0].chart.series[2];
  CHECK(fit.y[0] == doctest::Approx(3.0).epsilon(1e-12));  // 30/sqrt(100)
  CHECK(fit.y[1] == doctest::Approx(1.5).epsilon(1e-12));
}

TEST_CASE("a sweep that is not collected is refused with what to do") {
  const ScratchFolder scratch;
  CHECK(test::refusal([&] { draw_sweep_figures(scratch / ""); }).find("`pillardd sweep collect` writes it") !=
        std::string::npos);
}

TEST_CASE("regimes over two swept numbers: seeds side by side, sizes with what follows them as one axis") {
  const ScratchFolder scratch;
  test::put(scratch / "runs.csv",
            "point,state,material,shape,size_nm,height_nm,strain_rate_per_s,seed,regime\n"
            "a,done,Mo,cylinder,100,200,1e3,1,starvation\nb,done,Mo,cylinder,100,200,1e3,2,starvation\n"
            "c,done,Mo,cylinder,1000,2000,1e3,1,multiplication\nd,done,Mo,cylinder,1000,2000,1e5,1,multiplication\n"
            "e,partial,Mo,cylinder,100,200,1e5,1,\n");
  test::put(scratch / "groups.csv",
            "material,size_nm,height_nm,strain_rate_per_s,quantity,n,mean,standard_deviation,mean_low,mean_high\n");
  test::put(scratch / "fits.csv",
            "fit,material,size_nm,height_nm,strain_rate_per_s,quantity,n,exponent,exponent_low,exponent_high,prefactor,x_min,"
            "distance\n"
            "size,Mo,,,1e3,flow_stress_GPa,3,0.5,0.4,0.6,30,nan,nan\n");
  test::put(scratch / "bursts.csv", "point,strain,plastic_strain,displacement_nm\n");
  const std::vector<NamedChart> maps = regime_maps(SweepTables(scratch / ""));
  REQUIRE(maps.size() == 1);
  CHECK(maps[0].name == "regimes");
  const Chart& map = maps[0].chart;
  CHECK(map.x_title == "diameter (nm)");
  CHECK(map.y_title == "strain rate (1/s)");
  CHECK(map.x_scale == Scale::logarithmic);
  REQUIRE(map.series.size() == 2);
  CHECK(map.series[0].label == "multiplication");
  CHECK(map.series[0].x == std::vector<double>{1000, 1000});
  REQUIRE(map.series[1].x.size() == 2);
  CHECK(map.series[1].x[0] < 100);
  CHECK(map.series[1].x[1] > 100);
  CHECK(map.series[1].x[0] * map.series[1].x[1] == doctest::Approx(1e4).epsilon(1e-12));
}
