#include <CLI/CLI.hpp>
#include <iostream>

#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"
#include "ddd/simulation/snapshot.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/model_lists.hpp"
#include "tools/pillardd/stress_option.hpp"
#include "tools/pillardd/threads.hpp"

namespace pillardd {
namespace {

std::string vector_text(const Vector3& v) {
  return to_text(v.x()) + "," + to_text(v.y()) + "," + to_text(v.z());
}

std::string table(const Snapshot& snapshot) {
  std::string out = "id,x_nm,y_nm,z_nm,kind,fx_nN,fy_nN,fz_nN,vx_m_per_s,vy_m_per_s,vz_m_per_s\n";
  for (const NodeState& n : snapshot.nodes)
    out += std::to_string(n.id) + "," + vector_text(n.x) + "," + kind_name(static_cast<NodeKind>(n.kind)) + "," +
           vector_text(n.force) + "," + vector_text(n.velocity) + "\n";
  return out;
}

}  // namespace

int nodes_command(const Arguments& arguments) {
  InputSource source;
  std::string out, stress;
  CLI::App app("Position, force and velocity of each node, of an input's first state or a run's last.",
               "pillardd nodes");
  add_input_options(app, source);
  app.add_option("--out", out, "CSV file; stdout when absent");
  app.add_option("--stress", stress,
                 "uniform stress in place of the loading's: \"xx yy zz yz xz xy\" in GPa, lab frame");
  if (const auto over = parse_arguments(app, arguments)) return *over;
  Built built = build(source, false);
  use_threads(0);
  Setup& setup = built.setup;
  apply_stress_option(stress, setup.model);
  load_last_state(source.file.string(), setup.state);
  print_warnings(setup.warnings);
  Timers timers;
  const std::unique_ptr<Integrator> integrator = make_trapezoid(timers);
  const std::string text = table(take_snapshot(setup.model, setup.state, *integrator));
  if (out.empty())
    std::cout << text;
  else
    write_atomically(out, text);
  return done;
}

}  // namespace pillardd
