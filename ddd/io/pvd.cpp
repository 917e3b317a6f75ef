#include "ddd/io/pvd.hpp"

#include <algorithm>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"
#include "ddd/base/text.hpp"

namespace pillardd {
namespace {

std::string xml_attribute(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

void PvdSeries::add(double time, const std::string& file) {
  std::erase_if(entries_, [&](const PvdEntry& e) { return e.file == file; });
  if (!entries_.empty() && !(time >= entries_.back().time))
    throw RunFailure(collection_.string() + ": time " + to_text(time) + " ns comes after " +
                     to_text(entries_.back().time) + " ns");
  entries_.push_back({time, file});
}

void PvdSeries::write() const {
  write_atomically(collection_, pvd_text(entries_));
}

void PvdSeries::save(ArchiveWriter& out) const {
  out.section("pvd");
  out.u64(entries_.size());
  for (const PvdEntry& e : entries_) {
    out.f64(e.time);
    out.text(e.file);
  }
}

void PvdSeries::restore(ArchiveReader& in) {
  in.section("pvd");
  entries_.resize(in.count(16));
  for (PvdEntry& e : entries_) {
    e.time = in.f64();
    e.file = in.text();
  }
}

std::string pvd_text(const std::vector<PvdEntry>& entries) {
  std::string out =
      "<?xml version=\"1.0\"?>\n"
      "<VTKFile type=\"Collection\" version=\"1.0\" byte_order=\"LittleEndian\">\n"
      "  <Collection>\n";
  for (const PvdEntry& e : entries)
    out += "    <DataSet timestep=\"" + to_text(e.time) + "\" group=\"\" part=\"0\" file=\"" + xml_attribute(e.file) +
           "\"/>\n";
  return out + "  </Collection>\n</VTKFile>\n";
}

}  // namespace pillardd
