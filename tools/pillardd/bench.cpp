#include <omp.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>

#include "ddd/base/errors.hpp"
#include "ddd/base/simd.hpp"
#include "ddd/dynamics/pair_sum.hpp"
#include "ddd/elasticity/oracle.hpp"
#include "tools/pillardd/bench_image.hpp"
#include "tools/pillardd/bench_network.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/fma_peak.hpp"
#include "tools/pillardd/line_networks.hpp"
#include "tools/pillardd/threads.hpp"

namespace pillardd {
namespace {

/// Mo-like, a = b (docs/develop/forces.md).
constexpr double burgers_magnitude = 0.2728;
constexpr ElasticConstants elastic{130.0, 0.31, burgers_magnitude};

/// Operations of a closed-form pair, counted in the compiled kernel (docs/develop/kernels.md): to tell speed from work.
constexpr double pair_flops = 865.0;

/// Of a period, one by one in the sum that results are compared with.
constexpr int images = 12;

struct Options {
  std::vector<std::size_t> sizes{500, 1000, 2000, 8000, 32000, 100000};
  std::string network, of = "loops";
  int repeats = 5, threads = 0;
  double tolerance = 1e-4;
};

struct Row {
  std::size_t segments = 0;
  bool far = false;
  double seconds = 0.0, seconds_one = 0.0;      ///< medians, all threads and one
  double processor = 0.0, processor_one = 0.0;  ///< processor time of all threads together, least of all repeats
  double flops = 0.0;
  double exact_pairs = 0.0;
  double worst = 0.0, rms = 0.0;   ///< error of nodal forces, relative to their rms
  double bytes = 0.0, data = 0.0;  ///< of memory per segment, with the pages of the program and without
  double program = 0.0;            ///< these pages [bytes]
};

using Nodal = std::vector<EndForces>;

double median(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  return x[x.size() / 2];
}

double resident_peak() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

/// A line of the system's account of this program, now [bytes]; 0 where the system does not tell.
double resident(const std::string& what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind(what, 0) == 0) return 1024.0 * std::strtod(line.c_str() + what.size(), nullptr);
  return 0.0;
}

/// Of all, of data, and of the pages of the program itself and its libraries.
struct Memory {
  double peak = resident_peak(), data = resident("RssAnon:"), program = resident("RssFile:");
};

/// Of the threads that work [s]: what others do on the machine counts for less than in wall time. With one, its own
/// clock: that of the program holds those that wait, which spin.
double processor_time() {
  timespec t{};
  clock_gettime(omp_get_max_threads() == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Times {
  std::vector<double> wall, processor;
};

/// One whole evaluation, as a step does it.
void time_one(PairSum& sum, const BenchNetwork& network, const PairSettings& settings, Nodal& out, Times& times) {
  using Clock = std::chrono::steady_clock;
  out.assign(network.segments.size(), {Vector3::Zero(), Vector3::Zero()});
  const Clock::time_point start = Clock::now();
  const double processor = processor_time();
  sum.list(network.segments, network.segments.size(), settings);
  sum.add_all(out);
  times.processor.push_back(processor_time() - processor);
  times.wall.push_back(std::chrono::duration<double>(Clock::now() - start).count());
}

class Check {
 public:
  void expect(bool good, const char* what, double value, double allowed) {
    if (good) return;
    failed_ = true;
    std::fprintf(stderr, "bench: %s: %.2e, allowed %.2e\n", what, value, allowed);
  }
  bool failed() const { return failed_; }

 private:
  bool failed_ = false;
};

/// The pair kernel against the double quadrature, on pairs spread over the network, neighbours among them.
void check_oracle(const BenchNetwork& network, Check& check) {
  const std::size_t n = network.segments.size();
  for (std::size_t k = 0; k < 12; ++k) {
    const std::size_t i = k * (n / 13), j = k % 3 == 0 ? i + 1 : (i + 1 + (k * k * 7919) % (n - 1)) % n;
    const StraightSegment &one = network.segments[i], &two = network.segments[j];
    SegmentBatch batch(2);
    batch.set(0, one);
    batch.set(1, two);
    ForceBatch force(2);
    batch_pair_forces(PairBlock{batch, 0, batch, 1, 2, 0.0}, elastic, force, force);
    const PairForces expected = oracle::pair_forces(one, two, elastic);
    const double scale = oracle::pair_scale(one, two, elastic);
    const double error = std::max({(force.on_a(0) - expected.a1).norm(), (force.on_b(0) - expected.b1).norm(),
                                   (force.on_a(1) - expected.a2).norm(), (force.on_b(1) - expected.b2).norm()});
    check.expect(error <= 1e-8 * scale, "pair kernel against quadrature, relative to the pair's scale", error / scale,
                 1e-8);
  }
}

/// Errors at up to 100 nodes against all pairs in closed form.
void check_sample(PairSum& sum, const BenchNetwork& network, const Nodal& forces, double rms, Row& row) {
  const std::size_t stride = std::max<std::size_t>(1, network.nodes / 100);
  std::vector<std::uint32_t> rows;
  for (std::size_t s = 0; s < network.ends.size(); ++s)
    if (network.ends[s][0] % stride == 0 || network.ends[s][1] % stride == 0)
      rows.push_back(static_cast<std::uint32_t>(s));
  Nodal exact(network.segments.size(), {Vector3::Zero(), Vector3::Zero()});
  sum.add_nearest_on(rows, exact);
  sum.add_copies_on(rows, exact);
  const std::vector<Vector3> expected = network.nodal(exact), got = network.nodal(forces);
  double squares = 0.0, count = 0.0;
  for (std::size_t n = 0; n < network.nodes; n += stride) {
    const double error = (got[n] - expected[n]).norm() / rms;
    row.worst = std::max(row.worst, error);
    squares += error * error;
    count += 1.0;
  }
  row.rms = std::sqrt(squares / count);
}

void verify(PairSum& sum, const BenchNetwork& network, const Nodal& forces, const Nodal& one_thread,
            const Options& options, Row& row, Check& check) {
  check_oracle(network, check);
  const bool same = std::memcmp(forces.data(), one_thread.data(), forces.size() * sizeof(EndForces)) == 0;
  check.expect(same, "other bits on one thread than on all", 1.0, 0.0);
  const std::vector<Vector3> nodal = network.nodal(forces);
  const double count = static_cast<double>(nodal.size());
  double squares = 0.0, size = 0.0;
  Vector3 total = Vector3::Zero();
  for (const Vector3& f : nodal) {
    squares += f.squaredNorm();
    size += f.norm();
    total += f;
  }
  const double rms = std::sqrt(squares / count);
  const double left = row.far ? options.tolerance * rms * std::sqrt(count) : 1e-10 * size;
  if (network.closed) check.expect(total.norm() <= left, "action and reaction, sum of all forces", total.norm(), left);
  check_sample(sum, network, forces, rms, row);
  const double most = row.far ? options.tolerance : 1e-10;
  check.expect(row.worst <= most, "largest error of a nodal force, relative to the rms", row.worst, most);
}

Row measure(const BenchNetwork& network, const Options& options, const Memory& before, Check& check) {
  const PairSettings settings{elastic, network.period, images, options.tolerance};
  PairSum sum;
  Nodal forces, one_thread;
  Times first, all, one;
  time_one(sum, network, settings, forces, first);  // buffers grow
  Row row;
  const Memory now;
  row.bytes = (now.peak - before.peak) / static_cast<double>(network.segments.size());
  row.data = (now.data - before.data) / static_cast<double>(network.segments.size());
  row.program = now.program - before.program;
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    omp_set_num_threads(1);
    time_one(sum, network, settings, one_thread, one);
    omp_set_num_threads(options.threads);
    time_one(sum, network, settings, forces, all);
  }
  row.segments = network.segments.size();
  row.far = sum.uses_far_field();
  row.seconds = median(all.wall);
  row.seconds_one = median(one.wall);
  row.processor = *std::min_element(all.processor.begin(), all.processor.end());
  row.processor_one = *std::min_element(one.processor.begin(), one.processor.end());
  row.exact_pairs = static_cast<double>(sum.exact_pairs());
  row.flops = pair_flops * row.exact_pairs + sum.far_flops();
  verify(sum, network, forces, one_thread, options, row, check);
  return row;
}

void print(const Row& r, const Options& options, double peak) {
  const double n = static_cast<double>(r.segments), pairs = 0.5 * n * (n - 1.0), rate = r.flops / r.processor_one;
  std::printf("%9zu  %-6s %10.5f %11.5f %10.5f %8.2f %8.2f %10.1f %10.1f   %8.1e  %8.1e %8.1f %6.0f %9.0f %7.0f\n",
              r.segments, r.far ? "far" : "direct", r.seconds, r.seconds_one, r.processor_one,
              r.seconds_one / r.seconds / options.threads, r.processor_one / r.processor,
              1e-6 * pairs / r.processor_one, 1e-6 * r.exact_pairs / r.processor_one, r.worst, r.rms, 1e-9 * rate,
              100.0 * rate / peak, r.bytes, r.data);
  std::fflush(stdout);
}

/// Slope of ln t over ln n.
template <class Time>
double fitted_exponent(const std::vector<Row>& rows, const Time& time) {
  double sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
  for (const Row& r : rows) {
    const double x = std::log(static_cast<double>(r.segments)), y = std::log(time(r));
    sx += x, sy += y, sxx += x * x, sxy += x * y;
  }
  const double n = static_cast<double>(rows.size());
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

void print_exponents(std::vector<Row> rows) {
  const auto print_fit = [&] {
    if (rows.size() < 2) return;
    std::printf("from %zu segments on: processor time grows as n^%.2f, wall time on all threads as n^%.2f\n",
                rows.front().segments, fitted_exponent(rows, [](const Row& r) { return r.processor_one; }),
                fitted_exponent(rows, [](const Row& r) { return r.seconds; }));
  };
  std::printf("\n");
  print_fit();
  const auto below = [](const Row& r) { return r.segments < 1000; };
  if (std::none_of(rows.begin(), rows.end(), below)) return;
  rows.erase(std::remove_if(rows.begin(), rows.end(), below), rows.end());
  print_fit();
}

int bench_forces(const Options& options) {
  const double peak = measured_fma_peak();
  const Memory before;
  std::printf("forces of all segments on each other; SIMD target %s, %d threads, medians of %d, far tolerance %g\n",
              simd_target().c_str(), options.threads, options.repeats, options.tolerance);
  std::printf(
      "one core: %.1f GFLOP/s in multiply-adds; work counted as %.0f flop a pair, 100 a pair of points, 16 a product\n"
      "processor time: of one thread, the least; wall time: medians\n\n",
      1e-9 * peak, pair_flops);
  std::printf("%9s  %-6s %10s %11s %10s %8s %8s %10s %10s   %8s  %8s %8s %6s %9s %7s\n", "segments", "sum", "time s",
              "1 thread s", "1 cpu s", "wall eff", "cpu eff", "Mpairs/s", "exact M/s", "max err", "rms err", "GFLOP/s",
              "% peak", "B/segment", "of data");
  Check check;
  std::vector<Row> rows;
  const auto add = [&](const BenchNetwork& network) {
    rows.push_back(measure(network, options, before, check));
    print(rows.back(), options, peak);
  };
  if (options.network.empty())
    for (const std::size_t size : options.sizes) add(network_of(options.of, size));
  else
    add(read_bench_network(options.network, burgers_magnitude));
  print_exponents(rows);
  std::printf("memory: of B/segment times segments, pages of the program and its libraries are %.0f kB at %zu segments",
              1e-3 * rows.front().program, rows.front().segments);
  if (rows.size() > 1) std::printf(", %.0f kB at %zu", 1e-3 * rows.back().program, rows.back().segments);
  std::printf("\n");
  if (check.failed()) return failed;
  std::printf("verified: quadrature, action and reaction, sampled exact forces, same bits\n");
  return done;
}

}  // namespace

int bench_command(const Arguments& arguments) {
  Options options;
  std::string what = "forces";
  CLI::App app("Times what the program computes, and verifies the answers it times.", "pillardd bench");
  app.add_option("what", what, "forces or image");
  app.add_option("--sizes", options.sizes, "numbers of segments")->delimiter(',')->check(CLI::Range(80, 10000000));
  app.add_option("--network", options.network, "a ParaDiS .data file in place of random loops, in units of 0.2728 nm");
  app.add_option("--of", options.of, "kind of network")->check(CLI::IsMember(network_kinds()));
  app.add_option("--repeats", options.repeats, "of each timing; the median counts")->check(CLI::Range(1, 1000));
  app.add_option("--threads", options.threads, "0: as many as there are")->check(CLI::Range(0, 4096));
  app.add_option("--far-tolerance", options.tolerance, "as numerics.far_tolerance")->check(CLI::Range(0.0, 0.01));
  if (const auto over = parse_arguments(app, arguments)) return *over;
  options.threads = use_threads(options.threads);
  if (what == "image") return bench_image({options.repeats, options.threads});
  if (what != "forces") throw InputError("bench " + what + " is not in this version; there are: forces, image");
  return bench_forces(options);
}

}  // namespace pillardd
