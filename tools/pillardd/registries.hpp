#pragma once
#include "ddd/base/schema.hpp"

namespace pillardd {

/// The whole input: every room's section joined, with the models that this program knows.
const Section& input_schema();

/// A material file.
const Section& material_section();

}  // namespace pillardd
