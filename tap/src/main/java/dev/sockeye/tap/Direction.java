package dev.sockeye.tap;

/** Which way a packet went, as "epb_flags" has it (draft-ietf-opsawg-pcapng, section 4.3.1). */
enum Direction {
  INBOUND(1),
  OUTBOUND(2);

  private final int flags;

  Direction(int flags) {
    this.flags = flags;
  }

  int flags() {
    return flags;
  }
}
