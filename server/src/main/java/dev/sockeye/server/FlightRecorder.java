package dev.sockeye.server;

import dev.sockeye.Endpoint;
import java.net.SocketAddress;

/**
 * Tells Java Flight Recorder what happens, once somebody records: the first event's class to be
 * loaded starts the recorder.
 */
final class FlightRecorder {

  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  private static boolean records() {
    return PRESENT && jdk.jfr.FlightRecorder.isInitialized();
  }

  static void accepted(Endpoint socket, SocketAddress local) {
    if (records()) {
      AcceptEvent.record(socket, local);
    }
  }

  /** Of a connection that was opened at the given {@link System#nanoTime}. */
  static void closed(
      Endpoint socket, SocketAddress peer, long opened, long read, long written, Throwable cause) {
    if (records()) {
      CloseEvent.record(socket, peer, opened, read, written, cause);
    }
  }
}
