#include "ddd/network/records.hpp"

namespace pillardd {

const char* event_name(EventKind kind) {
  switch (kind) {
    case EventKind::nucleation: return "nucleation";
    case EventKind::escape: return "escape";
    case EventKind::annihilation: return "annihilation";
    case EventKind::junction: return "junction";
    case EventKind::unzip: return "unzip";
    case EventKind::multiplication: return "multiplication";
    case EventKind::cross_slip: return "cross_slip";
    case EventKind::removal: return "removal";
    case EventKind::outside_model: return "outside_model";
  }
  return "?";
}

const char* cause_name(Cause cause) {
  switch (cause) {
    case Cause::motion: return "motion";
    case Cause::remesh: return "remesh";
    case Cause::collision: return "collision";
    case Cause::split: return "split";
    case Cause::cross_slip: return "cross_slip";
    case Cause::escape: return "escape";
    case Cause::removal: return "removal";
    case Cause::nucleation: return "nucleation";
    case Cause::count: break;
  }
  return "?";
}

namespace {
double total_of(const std::array<Compensated, cause_count>& parts) {
  Compensated total;
  for (const Compensated& part : parts) total.add(part.total());
  return total.total();
}
}  // namespace

double Ledger::length_total() const { return total_of(length); }
double Ledger::gross_total() const { return total_of(gross); }

Matrix3 Ledger::swept_total() const {
  Matrix3 out;
  for (std::size_t i = 0; i < 9; ++i) {
    Compensated total;
    for (std::size_t c = 0; c < cause_count; ++c) total.add(swept[c][i].total());
    out(static_cast<int>(i / 3), static_cast<int>(i % 3)) = total.total();
  }
  return out;
}

SweptSums Ledger::swept_sums() const {
  return {swept_total(), moments[0].total(), moments[1].total(), moments[2].total()};
}

}  // namespace pillardd
