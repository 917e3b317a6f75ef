#pragma once
#include "ddd/dynamics/model.hpp"

namespace pillardd {

/// Whether corner n of one line, at the end of a screw, moves with v towards the other end of a link on another plane
/// that is hardly longer than what draw_short_links makes it again: it would be drawn out and fall back for ever. Such
/// a corner rests. docs/theory/topology.md, short links.
bool shortens_drawn_link(const Model& model, const Network& network, Slot n, const Vector3& v);

}  // namespace pillardd
