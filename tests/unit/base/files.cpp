#include "ddd/base/files.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ddd/base/errors.hpp"

using namespace pillardd;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, gone at the end.
struct Scratch {
  fs::path path;
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "pillardd-files-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Scratch() { fs::remove_all(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

/// What `action` returns in a process of its own.
template <class Action>
int in_child(Action action) {
  const pid_t child = fork();
  if (child == 0) _exit(action());
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("an atomic write replaces the file and leaves nothing else") {
  const Scratch folder;
  const std::string bytes("a\0b\n", 4);
  write_atomically(folder.path / "x", "old");
  write_atomically(folder.path / "x", bytes);
  CHECK(read_file(folder.path / "x") == bytes);
  CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
  CHECK_THROWS_AS(write_atomically(folder.path / "none" / "x", "a"), RunFailure);
  CHECK_THROWS_AS(read_file(folder.path / "none"), RunFailure);
  CHECK_THROWS_AS(read_file(folder.path), RunFailure);
}

TEST_CASE("a table is cut back to the length its checkpoint states, and goes on from there") {
  const Scratch folder;
  const fs::path file = folder.path / "t.csv";
  {
    AppendFile table(file, 0);
    table.append("head\n");
    table.append("one\n");
    CHECK(table.bytes() == 9);
    table.sync();
    table.append("two that is lost\n");
  }
  {
    AppendFile table(file, 9);
    CHECK(table.bytes() == 9);
    AppendFile moved = std::move(table);
    moved.append("two\n");
    moved.sync();
    CHECK(moved.bytes() == 13);
  }
  CHECK(read_file(file) == "head\none\ntwo\n");
  CHECK_THROWS_AS(AppendFile(file, 14), RunFailure);
  CHECK(read_file(file) == "head\none\ntwo\n");
}

TEST_CASE("a folder is locked against other processes while the lock lives, and however it ends") {
  const Scratch folder;
  const auto try_lock = [&] {
    try {
      const FolderLock lock(folder.path);
      return 0;
    } catch (const InputError&) {
      return 2;
    }
  };
  {
    const FolderLock lock(folder.path);
    CHECK(in_child(try_lock) == 2);
  }
  CHECK(in_child(try_lock) == 0);
  const auto lock_and_abort = [&] {
    const FolderLock lock(folder.path);
    _exit(7);
    return 0;
  };
  CHECK(in_child(lock_and_abort) == 7);
  CHECK(in_child(try_lock) == 0);
}

// Oracle: the published test values of FNV-1a, 64 bit (Fowler, Noll, Vo; draft-eastlake-fnv).
TEST_CASE("FNV-1a gives its published values") {
  CHECK(checksum("") == 0xcbf29ce484222325);
  CHECK(checksum("a") == 0xaf63dc4c8601ec8c);
  CHECK(checksum("foobar") == 0x85944171f73967e8);
}
