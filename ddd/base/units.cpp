#include "ddd/base/units.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "ddd/base/constants.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {
namespace {

/// One unit in internal units: factor * 10^power. The power of ten is kept apart and added to the decimal exponent of
/// the number, so that "1e6 /s" is the double nearest to 1e-3 /ns and a printed value reads back to the same bits.
struct Unit {
  Dimension dimension;
  int power = 0;
  double factor = 1.0;
};

constexpr Dimension force{2, 0, 1, 0}, mass{1, 2, 1, 0};

const std::vector<std::pair<std::string, Unit>>& unit_table() {
  using namespace dimension;
  static const std::vector<std::pair<std::string, Unit>> table{{"m", {length, 9}},
                                                               {"cm", {length, 7}},
                                                               {"mm", {length, 6}},
                                                               {"um", {length, 3}},
                                                               {"µm", {length, 3}},
                                                               {"μm", {length, 3}},
                                                               {"nm", {length, 0}},
                                                               {"pm", {length, -3}},
                                                               {"Å", {length, -1}},
                                                               {"Å", {length, -1}},
                                                               {"s", {time, 9}},
                                                               {"ms", {time, 6}},
                                                               {"us", {time, 3}},
                                                               {"µs", {time, 3}},
                                                               {"μs", {time, 3}},
                                                               {"ns", {time, 0}},
                                                               {"ps", {time, -3}},
                                                               {"fs", {time, -6}},
                                                               {"min", {time, 9, 60}},
                                                               {"h", {time, 9, 3600}},
                                                               {"Pa", {pressure, -9}},
                                                               {"kPa", {pressure, -6}},
                                                               {"MPa", {pressure, -3}},
                                                               {"GPa", {pressure, 0}},
                                                               {"TPa", {pressure, 3}},
                                                               {"K", {temperature, 0}},
                                                               {"N", {force, 9}},
                                                               {"mN", {force, 6}},
                                                               {"uN", {force, 3}},
                                                               {"µN", {force, 3}},
                                                               {"μN", {force, 3}},
                                                               {"nN", {force, 0}},
                                                               {"pN", {force, -3}},
                                                               {"J", {energy, 18}},
                                                               {"aJ", {energy, 0}},
                                                               {"eV", {energy, 0, electron_volt}},
                                                               {"meV", {energy, -3, electron_volt}},
                                                               {"kg", {mass, 18}},
                                                               {"g", {mass, 15}},
                                                               {"%", {none, -2}}};
  return table;
}

[[noreturn]] void malformed(const std::string& message) {
  throw std::invalid_argument(message);
}

const Unit& find_unit(const std::string& symbol) {
  std::vector<std::string> known;
  for (const auto& [name, unit] : unit_table()) {
    if (name == symbol) return unit;
    known.push_back(name);
  }
  if (symbol == "C" || symbol == "°C" || symbol == "degC" || symbol == "F" || symbol == "°F")
    malformed("unknown unit '" + symbol + "' (temperatures are in K only)");
  const std::string near = nearest(symbol, known);
  malformed("unknown unit '" + symbol + "'" + (near.empty() ? "" : " (did you mean '" + near + "'?)"));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

int parse_power(const std::string& text, std::size_t& at) {
  if (at >= text.size() || text[at] != '^') return 1;
  const std::size_t start = ++at;
  int power = 0;
  const auto [end, error] = std::from_chars(text.data() + start, text.data() + text.size(), power);
  if (error != std::errc() || std::abs(power) > 9) malformed("malformed power in the unit '" + text + "'");
  at = static_cast<std::size_t>(end - text.data());
  return power;
}

void multiply(Unit& product, const Unit& unit, int power) {
  product.dimension.length += power * unit.dimension.length;
  product.dimension.time += power * unit.dimension.time;
  product.dimension.pressure += power * unit.dimension.pressure;
  product.dimension.temperature += power * unit.dimension.temperature;
  product.power += power * unit.power;
  for (int i = 0; i < std::abs(power); ++i)
    product.factor = power > 0 ? product.factor * unit.factor : product.factor / unit.factor;
}

/// Symbols with powers, joined by spaces, * or /; a slash binds the next symbol only. "1" may stand before a slash.
Unit parse_unit(std::string text) {
  replace_all(text, "⁻", "^-");
  replace_all(text, "^-¹", "^-1");
  replace_all(text, "^-²", "^-2");
  replace_all(text, "^-³", "^-3");
  replace_all(text, "²", "^2");
  replace_all(text, "³", "^3");
  replace_all(text, "·", "*");
  Unit product{dimension::none, 0, 1.0};
  int sign = 1;
  bool symbol_expected = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ' || text[at] == '*') {
      ++at;
      continue;
    }
    if (text[at] == '/') {
      if (std::exchange(sign, -1) < 0) malformed("malformed unit '" + text + "'");
      symbol_expected = true;
      ++at;
      continue;
    }
    const std::size_t end = text.find_first_of(" */^", at);
    const std::string symbol = text.substr(at, end == std::string::npos ? end : end - at);
    at += symbol.size();
    if (symbol.empty()) malformed("malformed unit '" + text + "'");
    const int power = parse_power(text, at);
    if (symbol != "1") multiply(product, find_unit(symbol), sign * power);
    sign = 1;
    symbol_expected = false;
  }
  if (symbol_expected) malformed("malformed unit '" + text + "'");
  return product;
}

std::size_t digits_from(std::string_view text, std::size_t at) {
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

struct Decimal {
  std::string mantissa;  ///< sign, digits and point
  int exponent = 0;
  std::size_t length = 0;  ///< characters read
};

std::optional<Decimal> parse_decimal(std::string_view text) {
  const std::size_t sign = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  const std::size_t whole = digits_from(text, sign);
  const bool point = whole < text.size() && text[whole] == '.';
  const std::size_t end = point ? digits_from(text, whole + 1) : whole;
  if (end - sign == (point ? 1U : 0U)) return std::nullopt;
  Decimal d{std::string(text.substr(text[0] == '+' ? 1 : 0, end - (text[0] == '+' ? 1 : 0))), 0, end};
  if (end >= text.size() || (text[end] != 'e' && text[end] != 'E')) return d;
  const std::size_t exponent = end + 1 + (end + 1 < text.size() && text[end + 1] == '+' ? 1 : 0);
  const auto read = std::from_chars(text.data() + exponent, text.data() + text.size(), d.exponent);
  if (read.ec != std::errc() || std::abs(d.exponent) > 9999) return d;
  d.length = static_cast<std::size_t>(read.ptr - text.data());
  return d;
}

bool names_no_number(std::string_view text) {
  std::string word;
  for (const char c : text)
    if (std::isalpha(static_cast<unsigned char>(c)))
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!word.empty())
      break;
  return word == "nan" || word == "inf" || word == "infinity";
}

struct Customary {
  Dimension dimension;
  const char* unit;
  int power;
  const char* example;
};

constexpr std::array customary{Customary{dimension::none, "", 0, "0.5"},
                               Customary{dimension::length, "nm", 0, "200 nm"},
                               Customary{dimension::area, "nm^2", 0, "100 nm^2"},
                               Customary{dimension::time, "ns", 0, "10 ns"},
                               Customary{dimension::rate, "/s", -9, "1e6 /s"},
                               Customary{dimension::pressure, "GPa", 0, "1.2 GPa"},
                               Customary{dimension::pressure_rate, "MPa/ns", -3, "10 MPa/ns"},
                               Customary{dimension::temperature, "K", 0, "300 K"},
                               Customary{dimension::line_density, "/m^2", -18, "1e13 /m^2"},
                               Customary{dimension::velocity, "m/s", 0, "10 m/s"},
                               Customary{dimension::drag, "Pa s", 0, "5e-4 Pa s"},
                               Customary{dimension::energy, "aJ", 0, "1.2 eV"},
                               Customary{dimension::stiffness, "N/m", 0, "100 N/m"},
                               Customary{dimension::mass_density, "kg/m^3", -9, "10200 kg/m^3"},
                               Customary{force, "nN", 0, "10 nN"},
                               Customary{{0, 0, 1, -1}, "MPa/K", -3, "-47.9 MPa/K"},
                               Customary{{0, 0, 1, -2}, "MPa/K^2", -3, "-0.06 MPa/K^2"}};

std::string internal_unit(const Dimension& d) {
  std::string out;
  const auto factor = [&](const char* name, int power) {
    if (power == 0) return;
    out += (out.empty() ? "" : " ") + std::string(name) + (power == 1 ? "" : "^" + std::to_string(power));
  };
  factor("GPa", d.pressure);
  factor("nm", d.length);
  factor("ns", d.time);
  factor("K", d.temperature);
  return out;
}

const Customary* find_customary(const Dimension& d) {
  for (const Customary& c : customary)
    if (c.dimension == d) return &c;
  return nullptr;
}

/// digits[0].digits[1..] * 10^exponent, plainly where that is short.
std::string format_decimal(const std::string& digits, int exponent) {
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent > 6) {
    const std::string fraction = count > 1 ? "." + digits.substr(1) : "";
    return digits.substr(0, 1) + fraction + "e" + std::to_string(exponent);
  }
  if (exponent < 0) return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  if (exponent + 1 >= count) return digits + std::string(static_cast<std::size_t>(exponent + 1 - count), '0');
  return digits.substr(0, static_cast<std::size_t>(exponent) + 1) + "." +
         digits.substr(static_cast<std::size_t>(exponent) + 1);
}

/// Shortest decimal of value * 10^shift that is exact in the sense of parse_quantity.
std::string shifted_text(double value, int shift) {
  std::array<char, 40> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  const std::string text(buffer.data(), end);
  if (value == 0.0 || text.find('e') == std::string::npos) return value == 0.0 ? "0" : text;
  const std::size_t e = text.find('e');
  std::string digits;
  for (const char c : text.substr(0, e))
    if (std::isdigit(static_cast<unsigned char>(c))) digits += c;
  return (text[0] == '-' ? "-" : "") + format_decimal(digits, std::atoi(text.c_str() + e + 1) + shift);
}

/// The shortest number of eV that reads back to the same bits; "" where none does, since 1 eV is no power of ten of aJ.
std::string in_electron_volts(double value) {
  for (int digits = 0; digits < 17; ++digits) {
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value / electron_volt,
                                   std::chars_format::scientific, digits)
                         .ptr;
    double rounded = 0.0;
    std::from_chars(buffer.data(), end, rounded);
    const std::string text = shifted_text(rounded, 0) + " eV";
    if (parse_quantity(text).value == value) return text;
  }
  return "";
}

}  // namespace

Quantity parse_quantity(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const std::string quoted = "'" + std::string(text) + "'";
  const std::optional<Decimal> decimal = parse_decimal(text);
  if (!decimal) malformed(names_no_number(text) ? quoted + " is not a finite number" : "malformed number " + quoted);
  const std::string rest(text.substr(decimal->length));
  if (!rest.empty() && (rest[0] == ',' || rest[0] == '.')) malformed("malformed number " + quoted);
  const Unit unit = parse_unit(rest);
  const std::string number = decimal->mantissa + "e" + std::to_string(decimal->exponent + unit.power);
  Quantity out{0.0, unit.dimension, rest.empty()};
  const auto read = std::from_chars(number.data(), number.data() + number.size(), out.value);
  if (read.ec != std::errc()) malformed(quoted + " is not a finite number: out of the range of doubles");
  out.value *= unit.factor;
  return out;
}

std::string quantity_text(double value, const Dimension& dimension) {
  if (dimension == dimension::energy)
    if (const std::string text = in_electron_volts(value); !text.empty()) return text;
  const Customary* c = find_customary(dimension);
  const std::string unit = c ? c->unit : internal_unit(dimension);
  return shifted_text(value, c ? -c->power : 0) + (unit.empty() ? "" : " " + unit);
}

std::string example_of(const Dimension& dimension) {
  const Customary* c = find_customary(dimension);
  return c ? c->example : "1 " + internal_unit(dimension);
}

std::string unit_of(const Dimension& dimension) {
  if (dimension == dimension::energy) return "eV";
  const Customary* c = find_customary(dimension);
  return c ? c->unit : internal_unit(dimension);
}

}  // namespace pillardd
