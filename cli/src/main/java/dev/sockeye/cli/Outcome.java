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
  private final String[] cells;

  private Outcome(Kind kind, SchemeInfo scheme, String... cells) {
    this.kind = kind;
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

  static Outcome failed(SchemeInfo scheme, String why) {
    return new Outcome(Kind.FAILED, scheme, NONE, NONE, NONE, "FAILED: " + why);
  }

  static Outcome unavailable(SchemeInfo scheme, String why) {
    return new Outcome(Kind.UNAVAILABLE, scheme, NONE, NONE, NONE, "not on this host: " + why);
  }

  /** Of addresses that name a device, or of which none leads back to this host. */
  static Outcome notTried(SchemeInfo scheme) {
    String why =
        "not tried: no address of "
            + scheme.spec().domain()
            + " is known to try it at: use 'sockeye echo' and 'sockeye connect' with one";
    return new Outcome(Kind.NOT_TRIED, scheme, NONE, NONE, NONE, why);
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
