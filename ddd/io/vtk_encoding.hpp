#pragma once
#include <filesystem>

#include "ddd/base/errors.hpp"
#include "ddd/base/files.hpp"

namespace pillardd::detail {

/// Inline base64 without compression: exact, and the bytes depend on nothing but the numbers. Not appended raw data,
/// which ParaView 5.11 with the patched expat of Debian 12 cannot read. Written by way of a string, because VTK reports
/// a file that it cannot open on the terminal. `Writer` is one of VTK's XML writers, for the VTK units alone.
template <class Writer, class Data>
void write_vtk(const std::filesystem::path& path, Data* data) {
  Writer* writer = Writer::New();
  writer->WriteToOutputStringOn();
  writer->SetInputData(data);
  writer->SetDataModeToBinary();
  writer->SetCompressorTypeToNone();
  writer->SetByteOrderToLittleEndian();
  writer->SetHeaderTypeToUInt64();
  const bool written = writer->Write() == 1 && writer->GetErrorCode() == 0;
  const std::string text = written ? writer->GetOutputString() : "";
  writer->Delete();
  if (!written) throw RunFailure(path.string() + ": cannot be written");
  write_atomically(path, text);
}

}  // namespace pillardd::detail
