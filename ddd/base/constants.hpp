#pragma once
namespace pillardd {
/// Boltzmann constant [aJ/K]; exact since the SI of 2019 (CODATA 2018).
inline constexpr double boltzmann = 1.380649e-5;
/// Electron volt [aJ]; exact since the SI of 2019 (CODATA 2018).
inline constexpr double electron_volt = 0.1602176634;
}  // namespace pillardd
