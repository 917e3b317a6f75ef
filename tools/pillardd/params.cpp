#include <CLI/CLI.hpp>
#include <iostream>

#include "ddd/base/parameter_list.hpp"
#include "ddd/base/text.hpp"
#include "ddd/io/columns.hpp"
#include "ddd/study/sweep_file.hpp"
#include "ddd/study/tables.hpp"
#include "tools/pillardd/command.hpp"
#include "tools/pillardd/registries.hpp"

namespace pillardd {
namespace {

/// "loading" of "loading[].until.strain"
std::string top_key(const std::string& path) {
  return path.substr(0, path.find_first_of(".["));
}

bool belongs_to(const std::string& path, const std::string& section) {
  if (section.empty() || path == section) return true;
  return path.starts_with(section) && (path[section.size()] == '.' || path[section.size()] == '[');
}

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string out;
  for (const std::string& p : parts)
    if (!p.empty()) out += (out.empty() ? "" : between) + p;
  return out;
}

std::string as_text(const ParameterEntry& e) {
  const std::string with = e.only_with.empty() ? "" : "with " + e.only_with;
  const std::string stated =
      e.default_text == "required" || e.default_text == "optional" ? e.default_text : "default " + e.default_text;
  return e.path + "\n    " + e.sentence + "\n    " + joined({e.type, e.range, stated, with, e.source}, "; ") + "\n";
}

std::string as_text(const ColumnTable& table) {
  std::string out = table.file + "\n    " + table.sentence + "\n";
  for (const Column& c : table.columns) out += "  " + c.name + "\n    " + c.sentence + "\n";
  return out;
}

/// Text in a table cell: bars would end it.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  return text;
}

std::string as_markdown(const ParameterEntry& e) {
  const std::string with = e.only_with.empty() ? "" : "With `" + e.only_with + "`.";
  return "| `" + e.path + "` | " + cell(e.type) + " | " + cell(e.range) + " | " + cell(e.default_text) + " | " +
         cell(joined({e.sentence, with}, " ")) + " | " + cell(e.source) + " |\n";
}

/// What is explained: the keys of a file, and the tables that come of it.
struct Reference {
  std::string title, command;
  std::vector<ParameterEntry> entries;
  const std::vector<ColumnTable>& tables;
};

std::string markdown(const Reference& reference) {
  const std::vector<ParameterEntry>& entries = reference.entries;
  std::string out =
      "# " + reference.title + "\n\nEvery key, generated from the schema by `" + reference.command + "`.\n";
  std::string top;
  for (const ParameterEntry& e : entries) {
    if (top != top_key(e.path)) {
      top = top_key(e.path);
      out +=
          "\n## " + top + "\n\n" + "| key | value | range | default | meaning | source |\n|---|---|---|---|---|---|\n";
    }
    out += as_markdown(e);
  }
  out += "\n# The output columns\n";
  for (const ColumnTable& table : reference.tables) {
    out += "\n## " + table.file + "\n\n" + table.sentence + "\n\n| column | meaning |\n|---|---|\n";
    for (const Column& c : table.columns) out += "| `" + c.name + "` | " + cell(c.sentence) + " |\n";
  }
  return out;
}

/// The reference of one section, key or table, or of everything for ""; empty for a name that is none of them.
std::string plain(const Reference& reference, const std::string& section) {
  std::string out;
  for (const ParameterEntry& e : reference.entries)
    if (belongs_to(e.path, section)) out += as_text(e);
  for (const ColumnTable& table : reference.tables)
    if (section.empty() || section == "columns" || section == table.file) out += as_text(table);
  return out;
}

std::vector<std::string> section_names(const Reference& reference) {
  std::vector<std::string> names;
  for (const ParameterEntry& e : reference.entries)
    if (e.path == top_key(e.path)) names.push_back(e.path);
  for (const ColumnTable& table : reference.tables) names.push_back(table.file);
  names.emplace_back("columns");
  return names;
}

}  // namespace

int params_command(const Arguments& arguments) {
  std::string section;
  bool as_page = false, of_sweep = false;
  CLI::App app("Every key of the input: what it expects, range, default, meaning, source; and every output column.",
               "pillardd params");
  app.add_option("section", section, "a section, a key (pillar.diameter), a table (history.csv), or columns");
  app.add_flag("--sweep", of_sweep, "the sweep file and the tables of `sweep collect` in place of the input");
  app.add_flag("--markdown", as_page, "the whole reference as a page");
  if (const auto over = parse_arguments(app, arguments)) return *over;

  const Reference reference =
      of_sweep ? Reference{"The sweep file", "pillardd params --sweep --markdown", list_parameters(sweep_schema()),
                           collected_tables()}
               : Reference{"The input", "pillardd params --markdown", list_parameters(input_schema()), column_tables()};
  const std::string text = as_page ? markdown(reference) : plain(reference, section);
  if (text.empty()) {
    const std::vector<std::string> names = section_names(reference);
    const std::string near = nearest(section, names);
    throw InputError("params: there is no section '" + section + "'" +
                     (near.empty() ? "" : " (did you mean '" + near + "'?)") + "; sections: " + list_words(names));
  }
  std::cout << text;
  return done;
}

}  // namespace pillardd
