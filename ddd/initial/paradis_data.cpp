#include "ddd/initial/paradis_data.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "ddd/base/text.hpp"
#include "ddd/initial/complaints.hpp"

namespace pillardd {

namespace {

/// Burgers vectors in files carry about ten digits.
constexpr double burgers_tolerance = 1e-4;

struct Token {
  std::string_view text;
  int line = 0;
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == ',' || c == ';';
}

bool is_word(char c) {
  return !is_space(c) && std::string_view("\n#=[]").find(c) == std::string_view::npos;
}

/// Words of the file with their lines; commas separate, '#' starts a comment, '=', '[' and ']' stand alone.
std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> out;
  int line = 1;
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == '\n') {
      ++line;
      ++i;
    } else if (c == '#') {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (is_space(c)) {
      ++i;
    } else {
      const std::size_t begin = i++;
      const bool alone = c == '=' || c == '[' || c == ']';
      while (!alone && i < text.size() && is_word(text[i]))
        ++i;
      out.push_back({text.substr(begin, i - begin), line});
    }
  }
  return out;
}

/// What stops the reading: the place and the sentence.
struct Stop {
  int line = 0;
  std::string message;
};

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  Number value{};
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : tokens_(tokenize(text)) {}

  bool done() const { return next_ >= tokens_.size(); }
  int line() const { return done() ? (tokens_.empty() ? 1 : tokens_.back().line) : tokens_[next_].line; }

  Token word(const std::string& what) {
    if (done()) throw Stop{line(), "the file ends where " + what + " should follow: is it truncated?"};
    return tokens_[next_++];
  }
  int integer(const std::string& what) {
    const Token token = word(what);
    const std::optional<int> value = read_number<int>(token.text);
    if (!value) throw Stop{token.line, "expected " + what + ", an integer, found '" + std::string(token.text) + "'"};
    return *value;
  }
  double real(const std::string& what) {
    const Token token = word(what);
    const std::optional<double> value = read_number<double>(token.text);
    if (!value || !std::isfinite(*value))
      throw Stop{token.line, "expected " + what + ", a number, found '" + std::string(token.text) + "'"};
    return *value;
  }
  Vector3 vector(const std::string& what) {
    const double x = real("x of " + what), y = real("y of " + what), z = real("z of " + what);
    return {x, y, z};
  }
  bool take(std::string_view text) {
    if (done() || tokens_[next_].text != text) return false;
    ++next_;
    return true;
  }
  void expect(const std::string& text) {
    const Token token = word("'" + text + "'");
    if (token.text != text) throw Stop{token.line, "expected '" + text + "', found '" + std::string(token.text) + "'"};
  }

 private:
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

struct Header {
  std::optional<int> version, node_count;
  int segments = 1;
};

Vector3 bracketed(Reader& reader, const std::string& what) {
  reader.expect("[");
  const Vector3 v = reader.vector(what);
  reader.expect("]");
  return v;
}

/// Parameters up to `nodalData`; those that do not describe the network are passed over.
Header read_header(Reader& reader, ParadisNetwork& network) {
  Header header;
  for (;;) {
    const Token key = reader.word("'nodalData'");
    if (key.text == "nodalData") break;
    if (!reader.take("=")) continue;
    if (key.text == "dataFileVersion") header.version = reader.integer("dataFileVersion");
    if (key.text == "nodeCount") header.node_count = reader.integer("nodeCount");
    if (key.text == "numFileSegments") header.segments = reader.integer("numFileSegments");
    if (key.text == "minCoordinates") network.min = bracketed(reader, "minCoordinates");
    if (key.text == "maxCoordinates") network.max = bracketed(reader, "maxCoordinates");
  }
  reader.take("=");
  return header;
}

void check_header(const Header& header, int line) {
  if (!header.version) throw Stop{line, "no dataFileVersion before nodalData"};
  if (*header.version != 4 && *header.version != 5)
    throw Stop{line, "dataFileVersion " + std::to_string(*header.version) + " is not read (known: 4, 5)"};
  if (!header.node_count) throw Stop{line, "no nodeCount before nodalData"};
  if (*header.node_count < 1) throw Stop{line, "nodeCount is " + std::to_string(*header.node_count)};
  if (header.segments != 1)
    throw Stop{line,
               "the network is spread over " + std::to_string(header.segments) + " files; only single files are read"};
}

/// Version 5 turned the constraints into bits: 1, 2, 4 pin x, y, z; 8 is the surface. Version 4 had 1 for the surface, and
/// its branches for thin films and cylinders 5 and 6 (as OpenDiS lists them, DisNode.Constraints).
bool on_surface(int value, int version) {
  return version == 4 ? value == 1 || value == 5 || value == 6 : value == 8;
}

ParadisConstraint read_constraint(int value, int version, int line) {
  if (value == 0) return ParadisConstraint::free;
  if (value == 7) return ParadisConstraint::pinned;
  if (on_surface(value, version)) return ParadisConstraint::surface;
  if (version == 5 && value > 0 && value < 7)
    throw Stop{line,
               "constraint " + std::to_string(value) + " pins a node along some axes only, which is not supported"};
  throw Stop{line, "unknown constraint " + std::to_string(value) + " (known: 0 free, 7 pinned, " +
                       (version == 4 ? "1, 5 or 6" : "8") + " on the surface)"};
}

ParadisTag read_tag(Reader& reader, const std::string& what) {
  const int domain = reader.integer("the domain of " + what), index = reader.integer("the index of " + what);
  return {domain, index};
}

ParadisNode read_node(Reader& reader, int version) {
  ParadisNode node;
  node.line = reader.line();
  node.tag = read_tag(reader, "a node");
  const std::string name = "node " + node.tag.text();
  node.x = reader.vector(name);
  const int arms = reader.integer("the number of arms of " + name);
  node.constraint = read_constraint(reader.integer("the constraint of " + name), version, node.line);
  if (arms < 1) throw Stop{node.line, name + " has " + std::to_string(arms) + " arms"};
  for (int i = 0; i < arms; ++i) {
    ParadisArm arm;
    arm.line = reader.line();
    arm.to = read_tag(reader, "an arm of " + name);
    arm.burgers = reader.vector("the Burgers vector of an arm of " + name);
    arm.normal = reader.vector("the glide plane of an arm of " + name);
    node.arms.push_back(arm);
  }
  return node;
}

void read_nodes(Reader& reader, int count, ParadisNetwork& network) {
  for (int i = 0; i < count; ++i) {
    if (reader.done())
      throw Stop{reader.line(), "the file is truncated: nodeCount is " + std::to_string(count) + ", but " +
                                    std::to_string(i) + " nodes follow"};
    network.nodes.push_back(read_node(reader, network.version));
  }
  if (!reader.done())
    throw Stop{reader.line(), "more follows after the " + std::to_string(count) + " nodes of nodeCount"};
}

std::string vector_text(const Vector3& v) {
  return to_text(v.x()) + " " + to_text(v.y()) + " " + to_text(v.z());
}

std::size_t arms_with(const ParadisNode& node, const ParadisTag& to, const Vector3& burgers) {
  std::size_t n = 0;
  for (const ParadisArm& arm : node.arms)
    if (arm.to == to && (arm.burgers - burgers).cwiseAbs().maxCoeff() < burgers_tolerance) ++n;
  return n;
}

using Places = std::map<ParadisTag, std::size_t>;

void check_arms(const ParadisNode& node, const ParadisNetwork& network, const Places& places, Complaints& complaints) {
  for (const ParadisArm& arm : node.arms) {
    const std::string name = "the arm " + node.tag.text() + " -> " + arm.to.text();
    const Places::const_iterator to = places.find(arm.to);
    if (arm.to == node.tag) {
      complaints.add(arm.line, name + " leads back to its own node");
    } else if (to == places.end()) {
      complaints.add(arm.line, name + " leads to a node that is not in the file");
    } else if (arms_with(network.nodes[to->second], node.tag, -arm.burgers) != arms_with(node, arm.to, arm.burgers)) {
      complaints.add(arm.line, name + " is not mutual: node " + arm.to.text() + " (line " +
                                   std::to_string(network.nodes[to->second].line) +
                                   ") has no such arm back with the opposite Burgers vector");
    }
  }
}

void check_network(const ParadisNetwork& network, Complaints& complaints) {
  Places places;
  for (std::size_t i = 0; i < network.nodes.size(); ++i)
    if (!places.emplace(network.nodes[i].tag, i).second)
      complaints.add(network.nodes[i].line, "node " + network.nodes[i].tag.text() + " appears twice");
  for (const ParadisNode& node : network.nodes) {
    check_arms(node, network, places, complaints);
    Vector3 sum = Vector3::Zero();
    for (const ParadisArm& arm : node.arms) sum += arm.burgers;
    if (node.constraint == ParadisConstraint::free && sum.cwiseAbs().maxCoeff() > burgers_tolerance)
      complaints.add(node.line, "the Burgers vectors of the arms of free node " + node.tag.text() + " sum to (" +
                                    vector_text(sum) + "), not to zero");
  }
}

}  // namespace

ParadisNetwork parse_paradis(std::string_view text, const std::string& file, Faults& faults) {
  ParadisNetwork network;
  try {
    Reader reader(text);
    const Header header = read_header(reader, network);
    check_header(header, reader.line());
    network.version = *header.version;
    read_nodes(reader, *header.node_count, network);
  } catch (const Stop& stop) {
    faults.add({file, stop.line, 0}, "", stop.message);
    return network;
  }
  Complaints complaints(file, "", faults);
  check_network(network, complaints);
  return network;
}

}  // namespace pillardd
