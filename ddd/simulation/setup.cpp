#include "ddd/simulation/setup.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <limits>
#include <set>

#include "ddd/base/text.hpp"
#include "ddd/dynamics/curves.hpp"
#include "ddd/dynamics/slip_steps.hpp"
#include "ddd/io/vtk_writer.hpp"
#include "ddd/network/invariants.hpp"

namespace pillardd {

namespace {

/// Runs one part of the set-up; what it throws joins the other faults.
bool gathered(Faults& faults, const std::function<void()>& part) {
  try {
    part();
    return true;
  } catch (const InputError& e) {
    for (const Fault& f : e.faults()) faults.add(f.origin, f.key, f.message);
    return false;
  }
}

/// The sections of the input that were read without a fault. What rests on others is not built: one slip would be
/// reported as several.
class ReadSections {
 public:
  explicit ReadSections(const Faults& faults) {
    for (const Fault& f : faults.all()) unsound_.insert(f.key.substr(0, f.key.find('.')));
  }
  bool sound(std::initializer_list<const char*> sections) const {
    if (unsound_.contains("")) return false;
    return std::none_of(sections.begin(), sections.end(), [&](const char* s) { return unsound_.contains(s); });
  }

 private:
  std::set<std::string> unsound_;
};

double pillar_width(const Boundary& boundary) {
  return 2.0 * boundary.bounding_radius();
}

PlaneChoice make_plane_choice(const Settings& mobility, bool law_uses_stress) {
  PlaneChoice choice;
  const std::string mode = mobility.text("cross_slip");
  choice.mode = mode == "none"     ? PlaneChoice::Mode::held
                : mode == "pencil" ? PlaneChoice::Mode::pencil
                                   : PlaneChoice::Mode::by_rate;
  choice.with_112 =
      mobility.has("cross_slip_planes") ? mobility.text("cross_slip_planes") == "110_112" : !law_uses_stress;
  choice.margin = mobility.number("cross_slip_margin");
  return choice;
}

/// The body, and the axes of its crystal. False where they are not known; `whole`: all of the section was read.
bool make_body(const Settings& root, const ModelLists& lists, bool whole, Setup& setup, Faults& faults) {
  if (!root.has("pillar")) return false;
  const Settings& pillar = root.section("pillar");
  const std::size_t before = faults.all().size();
  lists.check_pillar(pillar, faults);
  if (!whole || faults.all().size() > before) return false;
  return gathered(faults, [&] { setup.model.boundary = lists.boundaries.at(pillar.text("shape")).make(pillar); });
}

void make_law(const Settings& root, const ModelLists& lists, Setup& setup, Faults& faults) {
  Model& model = setup.model;
  const Settings& mobility = root.section("mobility");
  gathered(faults, [&] { model.law = lists.mobility_laws.at(mobility.text("law")).make(mobility, setup.material); });
  model.plane_choice = make_plane_choice(mobility, model.law && model.law->uses_stress());
  model.thermal_noise = mobility.flag("thermal_noise");
}

/// Values are checked against each other whatever else is wrong; what rests on the body or the crystal (NaN) is not
/// where these are not known.
void make_discretisation(const Settings& root, bool body, bool material, Setup& setup, Faults& faults) {
  Model& model = setup.model;
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  double burgers = unknown;
  if (body && material) {
    const Settings& pillar = root.section("pillar");
    burgers = Lattice(pillar.indices("axis"), pillar.indices("side"), setup.material.lattice_parameter).burgers_magnitude();
  }
  model.numerics =
      make_numerics(root.section("numerics"), burgers, body ? pillar_width(*model.boundary) : unknown, faults);
  if (model.thermal_noise && model.numerics.implicit)
    root.section("numerics")
        .fault(faults, "integrator", "implicit: knows no thermal noise; mobility.thermal_noise needs explicit");
  model.elastic = {setup.material.moduli.shear, setup.material.moduli.poisson, model.numerics.core_radius};
}

std::vector<std::string> held_by_default(Ends ends) {
  return ends == Ends::platens ? std::vector<std::string>{"twist", "bending"} : std::vector<std::string>{};
}

/// What the load itself bends or twists is its own to hold: its strain is elastic and plastic.
HeldEnds held_ends(const Settings& pillar, const Setup& setup) {
  const Model& model = setup.model;
  const std::vector<std::string> what =
      pillar.has("hold") ? pillar.texts("hold") : held_by_default(model.boundary->ends());
  const auto held = [&](const char* name) { return std::find(what.begin(), what.end(), name) != what.end(); };
  const auto driven = [&](LoadMode::Field field) { return model.loading && model.loading->mode().field == field; };
  HeldEnds out;
  out.twist = held("twist") && !driven(LoadMode::Field::torsion);
  out.bending_x = held("bending") && !driven(LoadMode::Field::bending_x);
  out.bending_y = held("bending") && !driven(LoadMode::Field::bending_y);
  const Integer3 axis = pillar.indices("axis");
  out.axial_modulus = setup.material.axial_modulus(axis);
  out.torsion_modulus = setup.material.torsion_modulus(axis);
  return out;
}

/// The image stress needs the core radius, which is one of the numerics.
void make_image(const Settings& root, const ModelLists& lists, Setup& setup, Faults& faults) {
  Model& model = setup.model;
  const Settings& image = root.section("surface").section("image_stress");
  const Settings& pillar = root.section("pillar");
  gathered(faults, [&] {
    model.image = lists.image_stresses.at(image.text("method"))
                      .make(image, {*model.boundary, model.elastic, held_ends(pillar, setup)});
  });
  if (!model.image || model.image->holds_ends() || !pillar.has("hold")) return;
  const std::vector<std::string> asked = pillar.texts("hold"), usual = held_by_default(model.boundary->ends());
  if (!std::is_permutation(asked.begin(), asked.end(), usual.begin(), usual.end()))
    pillar.fault(faults, "hold",
                 "only the default of " + pillar.text("ends") +
                     " ends is accepted: twist and bending relax or are held through the image stress, and "
                     "image_stress " +
                     image.text("method") + " does neither; leave hold out, or take image_stress spectral");
}

/// The loops' own core ends at core_cutoff: the core energy stands for what is between it and the core radius.
void make_nucleation(const Settings& root, const ModelLists& lists, Setup& setup, Faults& faults) {
  Model& model = setup.model;
  const Settings& pillar = root.section("pillar");
  const Settings& nucleation = root.section("surface").section("nucleation");
  const Lattice lattice(pillar.indices("axis"), pillar.indices("side"), setup.material.lattice_parameter);
  const NucleationContext context{setup.material,
                                  {model.elastic.shear, model.elastic.poisson, model.numerics.core_cutoff},
                                  lattice.burgers_magnitude()};
  gathered(faults, [&] {
    model.nucleation = lists.nucleation_models.at(nucleation.text("model")).make(nucleation, context);
    if (model.nucleation->is_none()) return;
    const NucleationOptions options = read_nucleation_options(nucleation);
    const double spacing = std::isnan(options.spacing) ? model.numerics.segment_max : options.spacing;
    model.sites = NucleationSites(*model.boundary, lattice, options, spacing, model.seed);
    model.half_loop = run_line_tension(context, true);
    model.full_loop = run_line_tension(context, false);
  });
  model.twin_shear = setup.material.twin_shear;
  model.fcc_shear = setup.material.fcc_shear;
}

bool has_loading(const Settings& root) {
  return root.has("loading") && !root.list("loading").empty();
}

void make_load(const Settings& root, const ModelLists& lists, Setup& setup, Faults& faults) {
  Model& model = setup.model;
  const Integer3 axis = root.section("pillar").indices("axis");
  model.axial_modulus = setup.material.axial_modulus(axis);
  if (!has_loading(root)) return;
  const LoadedPillar pillar{model.boundary->section(), model.boundary->height(), model.axial_modulus,
                            setup.material.torsion_modulus(axis), root.number("temperature")};
  model.loading = lists.make_loading(root.list("loading"), pillar, faults);
}

void make_network(const Settings& root, Setup& setup, Faults& faults) {
  const Settings& pillar = root.section("pillar");
  const Model& model = setup.model;
  const Lattice lattice(pillar.indices("axis"), pillar.indices("side"), setup.material.lattice_parameter);
  Network network(lattice, model.boundary->period());
  PlacementContext context{*model.boundary,
                           static_cast<std::uint64_t>(root.integer("seed")),
                           0,
                           model.numerics.segment_max,
                           model.numerics.core_radius,
                           !model.image->is_none(),
                           faults};
  gathered(faults, [&] { setup.placements = place_all(root.list("dislocations"), context, network); });
  if (!faults.empty()) return;
  setup.model.open_ends = has_open_ends(network);
  const std::vector<std::string> broken = broken_invariants(network, setup.model.open_ends);
  require(broken.empty(), broken.empty() ? "" : "the starting network is broken: " + broken.front());
  setup.state.network = std::move(network);
}

void start_state(Setup& setup) {
  State& state = setup.state;
  if (setup.model.loading) state.load = setup.model.loading->start();
  state.initial_length = state.network.total_length();
  state.load.density = state.load.stage_density = state.initial_length / setup.model.boundary->volume();
  state.initial_moment = area_moment(state.network);
  const CurveCensus curves(state.network);
  state.loops = curves.loops();
  state.lines = curves.lines();
  const Model& model = setup.model;
  if (setup.output.network && vtk_available())
    keep_slip(slip_points(*model.boundary, model.numerics.segment_max), setup.model, state);
}

void collect_notes(Setup& setup) {
  for (const PlacementReport& p : setup.placements)
    setup.warnings.insert(setup.warnings.end(), p.warnings.begin(), p.warnings.end());
  setup.warnings.insert(setup.warnings.end(), setup.material.warnings.begin(), setup.material.warnings.end());
  const std::vector<std::string> image = setup.model.image->warnings(setup.state.network);
  setup.warnings.insert(setup.warnings.end(), image.begin(), image.end());
  if (setup.model.loading) {
    const std::vector<std::string> of_load = setup.model.loading->warnings();
    setup.warnings.insert(setup.warnings.end(), of_load.begin(), of_load.end());
  }
  const std::vector<std::string> of_law = setup.model.law->warnings();
  setup.warnings.insert(setup.warnings.end(), of_law.begin(), of_law.end());
  setup.notes.push_back("mobility: " + setup.model.law->describe());
  if (!setup.model.nucleation->is_none()) {
    const std::vector<std::string> of_rates = setup.model.nucleation->warnings();
    setup.warnings.insert(setup.warnings.end(), of_rates.begin(), of_rates.end());
    setup.notes.push_back("nucleation: " + setup.model.nucleation->describe());
    setup.notes.push_back("nucleation: " + std::to_string(setup.model.sites.sites().size()) + " sites of " +
                          std::to_string(setup.model.sites.systems().size()) + " systems");
  }
  if (setup.output.network && !vtk_available())
    setup.warnings.push_back("this build has no VTK: no network or surface files are written");
  for (const auto& entry : resolved_numerics(setup.model.numerics))
    setup.notes.push_back("numerics." + entry.first + ": " + entry.second);
}

}  // namespace

Setup build_setup(const ResolvedInput& input, const ModelLists& lists, bool loading_required) {
  Setup setup;
  Faults faults = input.faults;
  const Settings& root = input.root;
  const ReadSections read(input.faults);
  const bool material = read.sound({"material", "temperature"}) && gathered(faults, [&] {
                          setup.material =
                              make_material(input.material_name, input.material(), root.number("temperature"));
                          setup.model.temperature = root.number("temperature");
                        });
  const bool body = make_body(root, lists, read.sound({"pillar"}), setup, faults);
  if (material && read.sound({"mobility"})) make_law(root, lists, setup, faults);
  if (read.sound({"loading"})) {
    if (loading_required && !has_loading(root))
      root.fault(faults, root.has("loading") ? "loading" : "", "a run needs `loading`: a list of stages");
    if (body && material) make_load(root, lists, setup, faults);
  }
  if (read.sound({"stop_when"})) setup.stop_outside_model = root.text("stop_when") == "outside_model";
  if (read.sound({"output"})) setup.output = make_output_plan(root.section("output"));
  if (read.sound({"seed"})) setup.model.seed = static_cast<std::uint64_t>(root.integer("seed"));
  const bool numerics = read.sound({"numerics"});
  if (numerics) make_discretisation(root, body, material, setup, faults);
  if (body && material && numerics) {
    if (read.sound({"surface"})) {
      make_image(root, lists, setup, faults);
      make_nucleation(root, lists, setup, faults);
    }
    if (setup.model.image && read.sound({"dislocations", "seed"})) make_network(root, setup, faults);
  }
  faults.throw_if_any();
  start_state(setup);
  collect_notes(setup);
  return setup;
}

}  // namespace pillardd
