#include "ddd/base/tree.hpp"

#include <doctest/doctest.h>

using namespace pillardd;

namespace {

std::string faults_of(const std::string& yaml) {
  Faults faults;
  parse_tree(yaml, "f", faults);
  std::string out;
  for (const Fault& f : faults.all()) out += f.text() + "\n";
  return out;
}

Tree parsed(const std::string& yaml) {
  Faults faults;
  const auto tree = parse_tree(yaml, "f", faults);
  faults.throw_if_any();
  return *tree;
}

std::string override_fault(const std::string& yaml, const std::string& assignment) {
  Tree tree = parsed(yaml);
  Faults faults;
  apply_override(tree, assignment, 4, faults);
  return faults.empty() ? "" : faults.all().front().text();
}

}  // namespace

TEST_CASE("every part of a document has its place, counted from 1") {
  const Tree tree = parsed("# comment\na: 1\nb:\n  c: [x, {d: 'y z'}]\n  e:\n");
  CHECK(tree.find("a")->origin.text() == "f:2:1");
  CHECK(tree.find("a")->value.origin.text() == "f:2:4");
  const Tree& b = tree.find("b")->value;
  CHECK(b.find("c")->value.origin.text() == "f:4:6");
  CHECK(b.find("c")->value.items[1].find("d")->value.text == "y z");
  CHECK(b.find("c")->value.items[1].find("d")->value.origin.text() == "f:4:14");
  CHECK(b.find("e")->value.kind == Tree::Kind::null);
  CHECK(b.find("e")->value.origin.text() == "f:5:3");
  CHECK(tree.find("z") == nullptr);
}

TEST_CASE("what an input may not hold is refused at its place") {
  CHECK(faults_of("a: 1\nb: 2\na: 3\na: 4\n") ==
        "f:3:1: a: duplicate key (first given at line 1)\nf:4:1: a: duplicate key (first given at line 1)\n");
  CHECK(faults_of("x: {p: 1, p: 2}\n") == "f:1:11: p: duplicate key (first given at line 1)\n");
  CHECK(faults_of("a: &k 1\n").find("f:1:4: anchors") == 0);
  CHECK(faults_of("a: &k 1\nb: *k\n").find("f:2:4: aliases") != std::string::npos);
  CHECK(faults_of("a: !!int 1\n").find("f:1:4: tags") == 0);
  CHECK(faults_of("a: 1\n---\nb: 2\n") == "f:3:1: a second document: an input is one document\n");
  CHECK(faults_of("") == "f:1:1: the file is empty\n");
  CHECK(faults_of("# only a comment\n") == "f:1:1: the file is empty\n");
  CHECK(faults_of("a:\n\tb: 1\n") == "f:2:1: a tab in the indentation: use spaces\n");
  CHECK(faults_of("a: [1, 2\nb: 3\n").find("f:") == 0);
  CHECK(faults_of("a: [1, 2\nb: 3\n").find("not YAML") != std::string::npos);
  CHECK(faults_of("[1, 2]: 3\n").find("f:1:1: a key must be a word") == 0);
  CHECK(faults_of("---\na: 1\n...\n").empty());
}

TEST_CASE("an override replaces or creates, and its parts are cited as --set") {
  Tree tree = parsed("a: {b: [{c: 1}, {c: 2}]}\nn:\n");
  Faults faults;
  apply_override(tree, "a.b.1.c=3 nm", 1, faults);
  apply_override(tree, "n.new.key={x: [1, 2]}", 2, faults);
  apply_override(tree, "top=", 3, faults);
  CHECK(faults.all().size() == 1);  // "top=" has no value to read
  CHECK(tree.find("a")->value.find("b")->value.items[1].find("c")->value.text == "3 nm");
  const Tree& made = tree.find("n")->value.find("new")->value.find("key")->value;
  CHECK(made.find("x")->value.items[1].text == "2");
  CHECK(made.find("x")->value.items[1].origin.text() == "--set 2");
}

TEST_CASE("an override that leads nowhere is a fault of its own") {
  CHECK(override_fault("a: [1]", "a.1=2") == "--set 4: a.1: '1' is not an index of a list of 1 (they count from 0)");
  CHECK(override_fault("a: [1]", "a.x=2") == "--set 4: a.x: 'x' is not an index of a list of 1 (they count from 0)");
  CHECK(override_fault("a: 1", "a.b=2") == "--set 4: a.b: there is a value, not a section, before 'b'");
  CHECK(override_fault("a: 1", "a") == "--set 4: expected KEY=VALUE, got 'a'");
  CHECK(override_fault("a: 1", "=2") == "--set 4: expected KEY=VALUE, got '=2'");
  CHECK(override_fault("a: 1", "a=[1").find("--set 4: a: not YAML") == 0);
}
