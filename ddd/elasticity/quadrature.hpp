#pragma once
#include <array>
#include <cmath>
#include <cstddef>

namespace pillardd::detail {

/// Gauss 7, Kronrod 15 abscissas and weights on [-1, 1]: Piessens, de Doncker-Kapenga, Ueberhuber, Kahaner, QUADPACK
/// (1983). Positive half; the even entries of the Kronrod list are its own, the odd ones those of Gauss.
inline constexpr std::array<double, 8> kronrod_node{
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245, 0.0};
inline constexpr std::array<double, 8> kronrod_weight{
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
    0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
inline constexpr std::array<double, 4> gauss_weight{
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780, 0.381830050505118944950369775488975,
    0.417959183673469387755102040816327};

/// Integral of a vector-valued function with the integral of its size (the sum of the components' absolute values).
template <std::size_t N>
struct Integral {
  std::array<double, N> value{};
  double size = 0.0;
  double error = 0.0;
};

template <std::size_t N, class Function>
Integral<N> kronrod_panel(const Function& function, double low, double high) {
  const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
  Integral<N> out;
  std::array<double, N> gauss{};
  const auto add = [&](double x, double weight, double weight_gauss) {
    const std::array<double, N> f = function(x);
    for (std::size_t i = 0; i < N; ++i) {
      out.value[i] += weight * f[i];
      gauss[i] += weight_gauss * f[i];
      out.size += std::abs(weight * f[i]);
    }
  };
  for (std::size_t k = 0; k < 8; ++k) {
    const double weight = half * kronrod_weight[k], weight_gauss = k % 2 == 1 ? half * gauss_weight[k / 2] : 0.0;
    add(middle + half * kronrod_node[k], weight, weight_gauss);
    if (k < 7) add(middle - half * kronrod_node[k], weight, weight_gauss);
  }
  for (std::size_t i = 0; i < N; ++i) out.error += std::abs(out.value[i] - gauss[i]);
  return out;
}

/// Adaptive bisection until each panel's error, as QUADPACK scales it, is below `tolerance` times the size of the
/// whole. NaN is not divided: it is the result.
template <std::size_t N, class Function>
void refine(const Function& function, double low, double high, const Integral<N>& panel, double allowed, int depth,
            Integral<N>& total) {
  const double ratio = panel.size > 0.0 ? 200.0 * panel.error / panel.size : 0.0;
  const double error = ratio < 1.0 ? panel.size * ratio * std::sqrt(ratio) : panel.error;
  if (!(error > allowed) || depth == 0) {
    for (std::size_t i = 0; i < N; ++i) total.value[i] += panel.value[i];
    total.size += panel.size;
    total.error += error;
    return;
  }
  const double middle = 0.5 * (low + high);
  refine<N>(function, low, middle, kronrod_panel<N>(function, low, middle), allowed, depth - 1, total);
  refine<N>(function, middle, high, kronrod_panel<N>(function, middle, high), allowed, depth - 1, total);
}

template <std::size_t N, class Function>
Integral<N> integrate(const Function& function, double low, double high, double tolerance) {
  const Integral<N> first = kronrod_panel<N>(function, low, high);
  Integral<N> total;
  refine<N>(function, low, high, first, tolerance * first.size, 40, total);
  return total;
}

}  // namespace pillardd::detail
