package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.Transport;
import java.io.IOException;

/**
 * Tells Java Flight Recorder of connects, once somebody records. An event's class starts the
 * recorder when it is loaded, which a short program would feel (it is 100 classes and more), so it
 * is not loaded before.
 */
final class FlightRecorder {

  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  /** Connects. */
  static <E extends Endpoint> E connect(Transport transport, SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    return records() ? ConnectEvent.connect(transport, spec, uri) : transport.connect(spec, uri);
  }

  /** Whether connects are recorded now. */
  static boolean records() {
    return PRESENT && jdk.jfr.FlightRecorder.isInitialized() && ConnectEvent.isRecorded();
  }
}
