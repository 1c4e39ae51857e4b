package dev.sockeye.memory;

/**
 * Whether the module {@code dev.sockeye.tcp}, which is optional, is present. Nothing of this
 * package names its types but {@link MptcpState}, which is loaded only then.
 */
final class TcpModule {

  private static final boolean PRESENT = Modules.isPresent("dev.sockeye.tcp.Mptcp");

  private TcpModule() {}

  /** What MPTCP has and TCP has not; nothing without the module. */
  static void addOptions(OptionValues options) {
    if (PRESENT) {
      MptcpState.addTo(options);
    }
  }

  /** Tells an endpoint of MPTCP whom it is connected with. */
  static void connected(OptionValues options, Kind peer) {
    if (PRESENT) {
      MptcpState.connected(options, peer == Kind.MPTCP);
    }
  }
}
