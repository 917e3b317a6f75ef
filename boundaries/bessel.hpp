#pragma once
#include <vector>

namespace pillardd {

/// rho_n = I_n(s)/I_(n-1)(s) for n = 1 .. n_max + 1 (index 0 unused), s > 0, to rounding: the continued fraction
/// rho_n = 1/(2n/s + rho_(n+1)) from far out, so that neither large s nor large n over- or underflows. NIST
/// DLMF 10.33.1.
std::vector<double> bessel_ratios(int n_max, double s);

/// e^-s I_0(s), from the same ratios and e^s = I_0 + 2 sum I_n. NIST DLMF 10.35.5.
double scaled_bessel_0(double s);

}  // namespace pillardd
