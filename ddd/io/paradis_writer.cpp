#include "ddd/base/text.hpp"
#include "ddd/io/line_writers.hpp"

namespace pillardd {
namespace {

std::string words(const Vector3& v) {
  return to_text(v.x()) + " " + to_text(v.y()) + " " + to_text(v.z());
}

std::string block(const std::string& key, const std::string& a, const std::string& b, const std::string& c) {
  return key + " = [\n  " + a + "\n  " + b + "\n  " + c + "\n  ]\n";
}

std::string block(const std::string& key, const Vector3& v) {
  return block(key, to_text(v.x()), to_text(v.y()), to_text(v.z()));
}

int constraint_value(ParadisConstraint c) {
  return c == ParadisConstraint::free ? 0 : c == ParadisConstraint::surface ? 1 : 7;
}

}  // namespace

std::string paradis_text(const ParadisNetwork& network) {
  std::string out = "dataFileVersion = 4\nnumFileSegments = 1\n" + block("minCoordinates", network.min) +
                    block("maxCoordinates", network.max) + "nodeCount = " + std::to_string(network.nodes.size()) +
                    "\ndataDecompType = 2\n" + block("dataDecompGeometry", "1", "1", "1") + "\n#\n" +
                    "#  END OF DATA FILE PARAMETERS\n#\n\ndomainDecomposition =\n" +
                    "# Dom_ID  Minimum XYZ bounds   Maximum XYZ bounds\n  0 " + words(network.min) + " " +
                    words(network.max) + "\nnodalData =\n" +
                    "# Primary lines: node_tag, x, y, z, num_arms, constraint\n" +
                    "# Secondary lines: arm_tag, burgx, burgy, burgz, nx, ny, nz\n";
  for (const ParadisNode& node : network.nodes) {
    out += node.tag.text() + " " + words(node.x) + " " + std::to_string(node.arms.size()) + " " +
           std::to_string(constraint_value(node.constraint)) + "\n";
    for (const ParadisArm& arm : node.arms)
      out += "  " + arm.to.text() + " " + words(arm.burgers) + "\n    " + words(arm.normal) + "\n";
  }
  return out;
}

}  // namespace pillardd
