#pragma once
#include <string>
#include <string_view>

namespace pillardd {

/// Exponents of (length, time, pressure, temperature) in the internal units nm, ns, GPa, K.
/// Energy is pressure * length^3, force pressure * length^2, mass pressure * time^2 * length.
struct Dimension {
  int length = 0, time = 0, pressure = 0, temperature = 0;
  bool operator==(const Dimension&) const = default;
  bool none() const { return *this == Dimension{}; }
};

namespace dimension {
inline constexpr Dimension none{}, length{1, 0, 0, 0}, area{2, 0, 0, 0}, time{0, 1, 0, 0}, rate{0, -1, 0, 0},
    pressure{0, 0, 1, 0}, pressure_rate{0, -1, 1, 0}, temperature{0, 0, 0, 1}, line_density{-2, 0, 0, 0},
    velocity{1, -1, 0, 0}, drag{0, 1, 1, 0}, energy{3, 0, 1, 0}, stiffness{1, 0, 1, 0}, mass_density{-2, 2, 1, 0};
}

/// A number with its unit as a person wrote it, in internal units.
struct Quantity {
  double value = 0.0;
  Dimension dimension;
  bool bare = false;  ///< no unit was given
};

/// Reads "200 nm", "1e3 /s", "10 MPa/ns", "1e13 /m^2", "5e-4 Pa s", "0.02 %". Throws std::invalid_argument with a
/// sentence that names the unknown unit or the malformed number.
Quantity parse_quantity(std::string_view text);

/// A value in internal units written with the customary unit of its dimension, shortest form that reads back equal
/// ("200 nm", "300 K", "1000000 /s").
std::string quantity_text(double value, const Dimension& dimension);

/// Example of a value of this dimension, for messages: "200 nm".
std::string example_of(const Dimension& dimension);

/// The customary unit of a dimension: "nm", "/s", "Pa s"; "" for numbers.
std::string unit_of(const Dimension& dimension);

}  // namespace pillardd
