#include "tools/pillardd/stress_option.hpp"

#include <cmath>
#include <filesystem>
#include <sstream>

#include "ddd/base/errors.hpp"
#include "ddd/io/checkpoint.hpp"
#include "ddd/simulation/run_state.hpp"

namespace pillardd {

void apply_stress_option(const std::string& text, Model& model) {
  if (text.empty()) return;
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  double v[6];
  for (double& x : v)
    if (!(in >> x) || !std::isfinite(x))
      throw InputError("--stress: six numbers in GPa are needed: \"xx yy zz yz xz xy\"");
  std::string rest;
  if (in >> rest) throw InputError("--stress: six numbers in GPa are needed, '" + rest + "' is too many");
  model.uniform_stress << v[0], v[5], v[4], v[5], v[1], v[3], v[4], v[3], v[2];
  model.uniform_stress_given = true;
}

void load_last_state(const std::string& source, State& state) {
  if (!std::filesystem::is_directory(source)) return;
  const std::filesystem::path file = std::filesystem::path(source) / "checkpoint";
  if (!checkpoint_exists(file)) throw InputError("'" + source + "' holds no checkpoint");
  ArchiveReader in(read_checkpoint(file).payload);
  restore_state(in, state);
}

}  // namespace pillardd
