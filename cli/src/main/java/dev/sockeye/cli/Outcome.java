package dev.sockeye.cli;

import dev.sockeye.SchemeInfo;

/** What came of trying a scheme, as a row of the demo's table. */
final class Outcome {

  private static final String NONE = "-";

  private enum Kind {
    VERIFIED,
    FAILED,
    UNAVAILABLE,
    NOT_TRIED
  }

  private final Kind kind;
  private final SchemeInfo scheme;
  private final String[] cells;

  private Outcome(Kind kind, SchemeInfo scheme, String... cells) {
    this.kind = kind;
    this.scheme = scheme;
    this.cells = new String[cells.length + 2];
    this.cells[0] = scheme.scheme();
    this.cells[1] = scheme.spec().toString();
    System.arraycopy(cells, 0, this.cells, 2, cells.length);
  }

  static Outcome verified(
      SchemeInfo scheme, String address, long roundTripNanos, String throughput) {
    return new Outcome(
        Kind.VERIFIED, scheme, address, Units.micros(roundTripNanos), throughput, "verified");
  }

  /** In its own way, which transfers no more than messages of its form. */
  static Outcome verified(SchemeInfo scheme, String address, long roundTripNanos) {
    return verified(scheme, address, roundTripNanos, NONE);
  }

  static Outcome failed(SchemeInfo scheme, String why) {
    return new Outcome(Kind.FAILED, scheme, NONE, NONE, NONE, "FAILED: " + why);
  }

  static Outcome unavailable(SchemeInfo scheme, String why) {
    return new Outcome(Kind.UNAVAILABLE, scheme, NONE, NONE, NONE, "not on this host: " + why);
  }

  /** Where what it takes is not there, such as a device. */
  static Outcome notTried(SchemeInfo scheme, String why) {
    return new Outcome(Kind.NOT_TRIED, scheme, NONE, NONE, NONE, "not tried: " + why);
  }

  /** Of a transport that says neither of an address nor of a way of its own. */
  static Outcome notTried(SchemeInfo scheme) {
    return notTried(
        scheme,
        "no address of "
            + scheme.spec().domain()
            + " is known to try it at: use 'sockeye echo' and 'sockeye connect' with one");
  }

  SchemeInfo scheme() {
    return scheme;
  }

  boolean isVerified() {
    return kind == Kind.VERIFIED;
  }

  /** Whether it was tried. */
  boolean isUsable() {
    return kind == Kind.VERIFIED || kind == Kind.FAILED;
  }

  /** Nothing to complain of: a host need not have everything. */
  boolean isGood() {
    return kind != Kind.FAILED;
  }

  void addTo(Table table) {
    table.row(cells);
  }
}
