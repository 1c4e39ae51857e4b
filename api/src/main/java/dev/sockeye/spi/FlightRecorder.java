package dev.sockeye.spi;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import java.io.IOException;

/** Tells Java Flight Recorder of connects, where the runtime has it. */
final class FlightRecorder {

  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  /** Connects. */
  static <E extends Endpoint> E connect(Transport transport, SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    return PRESENT ? ConnectEvent.connect(transport, spec, uri) : transport.connect(spec, uri);
  }
}
