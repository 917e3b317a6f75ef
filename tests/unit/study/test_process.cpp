// Oracle: exit codes of /bin/sh as POSIX defines them.
#include "ddd/study/process.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "tests/unit/study/scratch.hpp"

using namespace pillardd;

namespace {

int wait_for(Process& process) {
  for (int i = 0; i < 1000; ++i) {
    if (const std::optional<int> code = process.ended()) return *code;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return -1;
}

}  // namespace

TEST_CASE("a child's exit code and output") {
  const Scratch scratch;
  Process child({"/bin/sh", "-c", "echo out; echo err >&2; exit 5"}, scratch / "log");
  CHECK(wait_for(child) == 5);
  CHECK(read_file(scratch / "log") == "out\nerr\n");
  Process absent({"/nowhere/to/be/found"}, scratch / "log");
  CHECK(wait_for(absent) == 127);
}

TEST_CASE("a child is told to stop, and one that is forgotten is too") {
  const Scratch scratch;
  Process child({"/bin/sh", "-c", "trap 'echo told; exit 3' TERM; echo up; while :; do sleep 0.05; done"},
                scratch / "log");
  while (!std::filesystem::exists(scratch / "log") || read_file(scratch / "log").empty())
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  child.stop();
  CHECK(wait_for(child) == 3);
  CHECK(read_file(scratch / "log") == "up\ntold\n");
  const auto start = std::chrono::steady_clock::now();
  { const Process forgotten({"/bin/sleep", "60"}, scratch / "log"); }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
}

TEST_CASE("the output of a program") {
  int code = -1;
  CHECK(output_of({"sh", "-c", "echo 17; exit 4"}, code) == "17\n");
  CHECK(code == 4);
  CHECK_THROWS_AS(output_of({"/nowhere/to/be/found"}, code), RunFailure);
}
