package dev.sockeye.server;

import dev.sockeye.Endpoint;
import java.net.SocketAddress;

/** Tells Java Flight Recorder what happens, where the runtime has it. */
final class FlightRecorder {

  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  static void accepted(Endpoint socket, SocketAddress local) {
    if (PRESENT) {
      AcceptEvent.record(socket, local);
    }
  }

  /** Of a connection that was opened at the given {@link System#nanoTime}. */
  static void closed(
      Endpoint socket, SocketAddress peer, long opened, long read, long written, Throwable cause) {
    if (PRESENT) {
      CloseEvent.record(socket, peer, opened, read, written, cause);
    }
  }
}
