#include "ddd/study/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "ddd/base/errors.hpp"

namespace pillardd {
namespace {

constexpr int could_not_start = 127;  ///< exit code of a child that could not execute the program

[[noreturn]] void fail(const std::string& what) {
  throw RunFailure("cannot start " + what + ": " + std::strerror(errno));
}

std::vector<char*> pointers(const std::vector<std::string>& arguments) {
  std::vector<char*> out;
  for (const std::string& a : arguments) out.push_back(const_cast<char*>(a.c_str()));
  out.push_back(nullptr);
  return out;
}

int exit_code(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// posix_spawn cannot ask for PR_SET_PDEATHSIG, hence fork. Between fork and exec only calls that are safe in a copy of
// a threaded process.
[[noreturn]] void become(char* const* arguments, int log, int parent, const sigset_t& mask) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(could_not_start);  // it died before the request was in force
  for (const int number : {SIGTERM, SIGINT, SIGUSR1}) std::signal(number, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv(arguments[0], arguments);
  ::_exit(could_not_start);
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
  const std::vector<char*> words = pointers(arguments);
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) fail(arguments.front() + " with its log " + log.string());
  const int parent = ::getpid();
  // A signal between fork and exec would be taken by the parent's handler in the child, and be lost.
  sigset_t all, mask;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &mask);
  pid_ = ::fork();
  if (pid_ == 0) become(words.data(), file, parent, mask);
  ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  ::close(file);
  if (pid_ < 0) fail(arguments.front());
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

Process::~Process() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGTERM);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

std::optional<int> Process::ended() {
  int status = 0;
  if (pid_ < 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  pid_ = -1;
  return exit_code(status);
}

void Process::stop() {
  if (pid_ >= 0) ::kill(pid_, SIGTERM);
}

std::string output_of(const std::vector<std::string>& arguments, int& code) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail(arguments.front());
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  int pid = -1;
  errno = ::posix_spawnp(&pid, arguments[0].c_str(), &actions, nullptr, pointers(arguments).data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string out;
  char buffer[4096];
  for (ssize_t n = 0; errno == 0 && (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  if (pid < 0) fail(arguments.front());
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  code = exit_code(status);
  return out;
}

}  // namespace pillardd
