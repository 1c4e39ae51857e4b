package dev.sockeye.memory;

import jdk.net.ExtendedSocketOptions;

/** The options of TCP that the module jdk.net has, where it is present. */
final class KeepAliveOptions {

  private static final int LINUX_IDLE = 7200;
  private static final int LINUX_INTERVAL = 75;
  private static final int LINUX_COUNT = 9;

  private KeepAliveOptions() {}

  static void addTo(OptionValues options, boolean quickAck) {
    try {
      Extended.addTo(options, quickAck);
    } catch (NoClassDefFoundError e) {
      return; // A run-time image without jdk.net: its TCP sockets lack the options as well.
    }
  }

  /** Loaded only when called. */
  private static final class Extended {

    static void addTo(OptionValues options, boolean quickAck) {
      options.add(ExtendedSocketOptions.TCP_KEEPIDLE, LINUX_IDLE);
      options.add(ExtendedSocketOptions.TCP_KEEPINTERVAL, LINUX_INTERVAL);
      options.add(ExtendedSocketOptions.TCP_KEEPCOUNT, LINUX_COUNT);
      if (quickAck) {
        options.add(ExtendedSocketOptions.TCP_QUICKACK, true);
      }
    }
  }
}
