#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ddd/io/input.hpp"

namespace CLI {
class App;
}

namespace pillardd {

using Arguments = std::vector<std::string>;

enum ExitCode : int { done = 0, failed = 1, bad_input = 2, stopped = 3 };

/// Parses a command's own arguments. A value is the exit code of a command that is over: help was asked for, or bad
/// usage.
std::optional<int> parse_arguments(CLI::App& app, const Arguments& arguments);

/// Adds INPUT and the repeatable --set.
void add_input_options(CLI::App& app, InputSource& source);

/// "warning: ..." on stderr, one line each.
void print_warnings(const std::vector<std::string>& warnings);

/// What a reader of results must know about this input alone: a strain rate far above a laboratory's.
std::vector<std::string> input_warnings(const ResolvedInput& input);

// One file each; main.cpp lists them.
int bench_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int convert_command(const Arguments& arguments);
int init_command(const Arguments& arguments);
int materials_command(const Arguments& arguments);
int mobility_command(const Arguments& arguments);
int nodes_command(const Arguments& arguments);
int nucleation_command(const Arguments& arguments);
int params_command(const Arguments& arguments);
int plot_command(const Arguments& arguments);
int probe_command(const Arguments& arguments);
int render_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int run_command(const Arguments& arguments);
int sweep_command(const Arguments& arguments);

}  // namespace pillardd
