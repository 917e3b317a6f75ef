#include "ddd/base/schema.hpp"

namespace pillardd {

Section::Section() = default;
Section::Section(std::string section_name, std::string what_for)
    : name(std::move(section_name)), sentence(std::move(what_for)) {}

Row Row::above(double bound) const {
  Row out = *this;
  out.min = bound;
  out.min_open = true;
  return out;
}

Row Row::at_least(double bound) const {
  Row out = *this;
  out.min = bound;
  out.min_open = false;
  return out;
}

Row Row::below(double bound) const {
  Row out = *this;
  out.max = bound;
  out.max_open = true;
  return out;
}

Row Row::at_most(double bound) const {
  Row out = *this;
  out.max = bound;
  out.max_open = false;
  return out;
}

Row Row::by_default(std::string text, std::string where_from) const {
  Row out = where_from.empty() ? *this : from(std::move(where_from));
  out.default_text = std::move(text);
  out.required = false;
  return out;
}

Row Row::optional() const {
  Row out = *this;
  out.required = false;
  return out;
}

Row Row::from(std::string where_from) const {
  Row out = *this;
  out.source = std::move(where_from);
  return out;
}

namespace row {
namespace {

Row make(std::string key, ValueType type, std::string sentence) {
  Row out;
  out.key = std::move(key);
  out.type = type;
  out.sentence = std::move(sentence);
  return out;
}

Row measured(std::string key, ValueType type, const Dimension& dimension, std::string sentence) {
  Row out = make(std::move(key), type, std::move(sentence));
  out.dimension = dimension;
  return out;
}

Row chosen(std::string key, ValueType type, std::vector<std::string> choices, std::string sentence) {
  Row out = make(std::move(key), type, std::move(sentence));
  out.choices = std::move(choices);
  return out;
}

Row nested(std::string key, ValueType type, Section section, std::string sentence) {
  Row out = make(std::move(key), type, std::move(sentence));
  out.section = std::make_shared<const Section>(std::move(section));
  return out;
}

}  // namespace

Row text(std::string key, std::string sentence) {
  return make(std::move(key), ValueType::text, std::move(sentence));
}
Row choice(std::string key, std::vector<std::string> choices, std::string sentence) {
  return chosen(std::move(key), ValueType::choice, std::move(choices), std::move(sentence));
}
Row flag(std::string key, std::string sentence) {
  return make(std::move(key), ValueType::flag, std::move(sentence));
}
Row integer(std::string key, std::string sentence) {
  return make(std::move(key), ValueType::integer, std::move(sentence));
}
Row number(std::string key, std::string sentence) {
  return make(std::move(key), ValueType::number, std::move(sentence));
}
Row quantity(std::string key, Dimension dimension, std::string sentence) {
  return measured(std::move(key), ValueType::quantity, dimension, std::move(sentence));
}
Row quantity_range(std::string key, Dimension dimension, std::string sentence) {
  return measured(std::move(key), ValueType::quantity_range, dimension, std::move(sentence));
}
Row indices(std::string key, std::string sentence) {
  return make(std::move(key), ValueType::indices, std::move(sentence));
}
Row choices(std::string key, std::vector<std::string> choices, std::string sentence) {
  return chosen(std::move(key), ValueType::choices, std::move(choices), std::move(sentence));
}
Row texts(std::string key, std::string sentence) {
  return make(std::move(key), ValueType::texts, std::move(sentence));
}
Row points(std::string key, std::string sentence) {
  return make(std::move(key), ValueType::points, std::move(sentence));
}
Row section(std::string key, Section section, std::string sentence) {
  return nested(std::move(key), ValueType::section, std::move(section), std::move(sentence));
}
Row sections(std::string key, Section section, std::string sentence) {
  return nested(std::move(key), ValueType::sections, std::move(section), std::move(sentence));
}
Row tagged(std::string key, std::vector<Section::Variant> variants, std::string sentence) {
  Row out = make(std::move(key), ValueType::tagged, std::move(sentence));
  out.variants = std::move(variants);
  return out;
}

}  // namespace row
}  // namespace pillardd
