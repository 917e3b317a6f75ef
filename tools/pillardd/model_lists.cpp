#include "tools/pillardd/model_lists.hpp"

#include "boundaries/lists.hpp"
#include "mobility/list.hpp"
#include "tools/pillardd/registries.hpp"

namespace pillardd {

const ModelLists& model_lists() {
  static const ModelLists lists{boundaries(),    image_stresses(), nucleation_models(),
                                mobility_laws(), check_pillar,     make_loading};
  return lists;
}

Built build(const InputSource& source, bool loading_required) {
  ResolvedInput input = read_input(source, input_schema(), MaterialLibrary());
  Setup setup = build_setup(input, model_lists(), loading_required);
  return {std::move(input), std::move(setup)};
}

}  // namespace pillardd
