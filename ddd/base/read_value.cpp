#include "ddd/base/read_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "ddd/base/text.hpp"

namespace pillardd {
namespace {

using Value = Settings::Value;

struct Place {
  const Row& row;
  const std::string& path;
  Faults& faults;
};

std::nullopt_t wrong(const Tree& tree, const Place& at, const std::string& message) {
  at.faults.add(tree.origin, at.path, message);
  return std::nullopt;
}

std::nullopt_t wrong_type(const Tree& tree, const Place& at) {
  const std::string got = tree.kind == Tree::Kind::null     ? "nothing"
                          : tree.kind == Tree::Kind::scalar ? "'" + tree.text + "'"
                          : tree.kind == Tree::Kind::list   ? "a list"
                                                            : "a map";
  return wrong(tree, at, "expected " + expectation(at.row) + ", got " + got);
}

std::string dimension_name(const Dimension& d) {
  using namespace dimension;
  if (d == none) return "number";
  if (d == length) return "length";
  if (d == area) return "area";
  if (d == time) return "time";
  if (d == rate) return "rate";
  if (d == pressure) return "stress";
  if (d == pressure_rate) return "stress rate";
  if (d == temperature) return "temperature";
  if (d == line_density) return "line density";
  if (d == velocity) return "velocity";
  if (d == drag) return "drag";
  if (d == energy) return "energy";
  if (d == stiffness) return "stiffness";
  if (d == mass_density) return "mass density";
  return "quantity";
}

std::optional<std::int64_t> to_integer(const std::string& text) {
  std::int64_t out = 0;
  const std::size_t skip = !text.empty() && text[0] == '+' ? 1 : 0;
  const auto read = std::from_chars(text.data() + skip, text.data() + text.size(), out);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

bool in_range(double value, const Row& row) {
  const bool low = row.min_open ? value > row.min : value >= row.min;
  const bool high = row.max_open ? value < row.max : value <= row.max;
  return low && high;
}

/// A number or quantity in internal units, with its unit, dimension and range checked.
std::optional<double> read_number(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::scalar) return wrong_type(tree, at);
  const bool dimensionless = at.row.dimension.none();
  Quantity q;
  try {
    q = parse_quantity(tree.text);
  } catch (const std::invalid_argument& e) {
    return wrong(tree, at, std::string(e.what()) + ": expected " + expectation(at.row));
  }
  if (dimensionless && !q.dimension.none())
    return wrong(tree, at, "'" + tree.text + "' has a unit, but this is a dimensionless number");
  if (!dimensionless && q.bare)
    return wrong(tree, at, "'" + tree.text + "' needs a unit, for example " + example_of(at.row.dimension));
  if (q.dimension != at.row.dimension)
    return wrong(tree, at, "'" + tree.text + "' has the wrong dimension: expected " + expectation(at.row));
  if (!in_range(q.value, at.row))
    return wrong(tree, at, "'" + tree.text + "' is out of range: must be " + range_text(at.row));
  return q.value;
}

std::optional<Range> read_range(const Tree& tree, const Place& at) {
  if (tree.kind == Tree::Kind::scalar) {
    const std::optional<double> one = read_number(tree, at);
    return one ? std::optional<Range>({*one, *one}) : std::nullopt;
  }
  if (tree.kind != Tree::Kind::list) return wrong_type(tree, at);
  if (tree.items.size() != 2)
    return wrong(tree, at, "a range is [min, max], got a list of " + std::to_string(tree.items.size()));
  const std::optional<double> low = read_number(tree.items[0], at), high = read_number(tree.items[1], at);
  if (!low || !high) return std::nullopt;
  if (*low > *high) return wrong(tree, at, "a range is [min, max]: the first is larger than the second");
  return Range{*low, *high};
}

std::optional<std::int64_t> read_integer(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::scalar) return wrong_type(tree, at);
  const std::optional<std::int64_t> value = to_integer(tree.text);
  if (!value) return wrong_type(tree, at);
  if (!in_range(static_cast<double>(*value), at.row))
    return wrong(tree, at, "'" + tree.text + "' is out of range: must be " + range_text(at.row));
  return value;
}

std::optional<Integer3> read_indices(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::list || tree.items.size() != 3) return wrong_type(tree, at);
  Integer3 out{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = to_integer(tree.items[i].text);
    if (tree.items[i].kind != Tree::Kind::scalar || !value || std::abs(*value) > 1000000)
      return wrong_type(tree.items[i], at);
    out[i] = static_cast<int>(*value);
  }
  return out;
}

std::optional<std::string> read_word(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::scalar) return wrong_type(tree, at);
  const auto& allowed = at.row.choices;
  if (std::find(allowed.begin(), allowed.end(), tree.text) == allowed.end())
    return wrong(tree, at, "unknown choice " + unknown_word(tree.text, allowed));
  return tree.text;
}

std::optional<std::vector<std::string>> read_words(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::list) return wrong_type(tree, at);
  std::vector<std::string> out;
  for (const Tree& item : tree.items) {
    if (item.kind != Tree::Kind::scalar) return wrong_type(item, at);
    const auto word = at.row.type == ValueType::choices ? read_word(item, at) : std::optional(item.text);
    if (!word) return std::nullopt;
    if (at.row.type == ValueType::choices && std::find(out.begin(), out.end(), *word) != out.end())
      return wrong(item, at, "'" + *word + "' is given twice");
    out.push_back(*word);
  }
  return out;
}

std::optional<std::vector<Vector3>> read_points(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::list) return wrong_type(tree, at);
  Row bare = at.row;
  bare.dimension = dimension::none;
  std::vector<Vector3> out;
  for (const Tree& item : tree.items) {
    if (item.kind != Tree::Kind::list || item.items.size() != 3) return wrong_type(item, at);
    Vector3 x;
    for (int i = 0; i < 3; ++i) {
      const auto number = read_number(item.items[static_cast<std::size_t>(i)], {bare, at.path, at.faults});
      if (!number) return std::nullopt;
      x[i] = *number;
    }
    out.push_back(x);
  }
  return out;
}

std::optional<bool> read_flag(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::scalar || (tree.text != "true" && tree.text != "false")) return wrong_type(tree, at);
  return tree.text == "true";
}

std::optional<std::string> read_text(const Tree& tree, const Place& at) {
  if (tree.kind != Tree::Kind::scalar) return wrong_type(tree, at);
  return tree.text;
}

template <class T>
std::optional<Value> with_origin(std::optional<T> data, const Tree& tree, const Place& at) {
  if (!data) return std::nullopt;
  return Value{at.row.type, tree.origin, std::move(*data)};
}

}  // namespace

std::string unknown_word(const std::string& word, const std::vector<std::string>& allowed) {
  const std::string near = nearest(word, allowed);
  return "'" + word + "' (" + (near.empty() ? "" : "did you mean '" + near + "'? ") +
         "allowed: " + list_words(allowed) + ")";
}

std::string range_text(const Row& row) {
  const auto bound = [&](double value) { return quantity_text(value, row.dimension); };
  const std::string low = std::isinf(row.min) ? "" : (row.min_open ? "above " : "at least ") + bound(row.min);
  const std::string high = std::isinf(row.max) ? "" : (row.max_open ? "below " : "at most ") + bound(row.max);
  return low + (!low.empty() && !high.empty() ? " and " : "") + high;
}

std::string expectation(const Row& row) {
  const auto article = [](const std::string& name) { return (name[0] == 'a' || name[0] == 'e' ? "an " : "a ") + name; };
  const std::string quantity = article(dimension_name(row.dimension)) +
                               (row.dimension.none() ? "" : ", for example " + example_of(row.dimension));
  switch (row.type) {
    case ValueType::text:
      return "a text";
    case ValueType::choice:
      return "one of " + list_words(row.choices);
    case ValueType::flag:
      return "true or false";
    case ValueType::integer:
      return "an integer";
    case ValueType::number:
      return "a number";
    case ValueType::quantity:
      return quantity;
    case ValueType::quantity_range:
      return quantity + ", or [min, max]";
    case ValueType::indices:
      return "three integers, for example [1, -1, 0]";
    case ValueType::choices:
      return "a list of " + list_words(row.choices);
    case ValueType::texts:
      return "a list of texts";
    case ValueType::points:
      return "a list of points [x, y, z] in nm, bare numbers";
    case ValueType::section:
      return "a section (key: value)";
    case ValueType::sections:
      return "a list of sections";
    case ValueType::tagged:
      return "a list of one-key maps, for example - " + row.variants.front().name + ": {...}";
  }
  throw InvariantBroken("a row of an unknown type");
}

std::optional<Value> read_value(const Tree& tree, const Row& row, const std::string& path, Faults& faults) {
  const Place at{row, path, faults};
  switch (row.type) {
    case ValueType::text:
      return with_origin(read_text(tree, at), tree, at);
    case ValueType::choice:
      return with_origin(read_word(tree, at), tree, at);
    case ValueType::flag:
      return with_origin(read_flag(tree, at), tree, at);
    case ValueType::integer:
      return with_origin(read_integer(tree, at), tree, at);
    case ValueType::number:
    case ValueType::quantity:
      return with_origin(read_number(tree, at), tree, at);
    case ValueType::quantity_range:
      return with_origin(read_range(tree, at), tree, at);
    case ValueType::indices:
      return with_origin(read_indices(tree, at), tree, at);
    case ValueType::choices:
    case ValueType::texts:
      return with_origin(read_words(tree, at), tree, at);
    case ValueType::points:
      return with_origin(read_points(tree, at), tree, at);
    default:
      throw InvariantBroken("the section '" + path + "' is read as a value");
  }
}

}  // namespace pillardd
