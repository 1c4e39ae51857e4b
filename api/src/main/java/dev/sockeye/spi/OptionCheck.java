package dev.sockeye.spi;

import dev.sockeye.EndpointUri;
import dev.sockeye.Pollable;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The options of a URI, on sockets that are opened for that alone and never bound. */
final class OptionCheck {

  private final AbstractTransport transport;
  private final SocketSpec<?> spec;
  private final EndpointUri uri;

  OptionCheck(AbstractTransport transport, SocketSpec<?> spec, EndpointUri uri) {
    this.transport = transport;
    this.spec = spec;
    this.uri = uri;
  }

  void run() throws IOException {
    List<Pollable> probes = new ArrayList<>();
    try {
      boolean known = opens(probes);
      Set<SocketOption<?>> told = known ? Set.of() : transport.endpointOptions(spec);
      UriOptions.check(uri, probes, told, transport.optionTypes(), known);
    } finally {
      for (Pollable probe : probes) {
        probe.close();
      }
    }
  }

  /** Whether all is there that can have options: what this host refuses tells nothing of a URI. */
  private boolean opens(List<Pollable> probes) {
    try {
      probes.add(transport.socket(spec));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
    try {
      return probes.add(transport.listener(spec));
    } catch (UnsupportedOperationException e) {
      return true; // a protocol without connections
    } catch (IOException e) {
      return false;
    }
  }
}
