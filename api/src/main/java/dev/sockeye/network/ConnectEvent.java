package dev.sockeye.network;

import dev.sockeye.Addresses;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** What Java Flight Recorder is told of a connect by URI: how long it took, and why it failed. */
@Name("dev.sockeye.Connect")
@Label("Socket Connect")
@Description("A connect by Network.connectStream or connectMessages")
@Category("Sockeye")
final class ConnectEvent extends Event {

  @Label("Socket")
  String socket;

  @Label("URI")
  String uri;

  @Label("Remote Address")
  String remote;

  @Label("Failure")
  String failure;

  /** Whether a recording is under way that has these events. */
  static boolean isRecorded() {
    return new ConnectEvent().isEnabled();
  }

  static <E extends Endpoint> E connect(Transport transport, SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    ConnectEvent event = new ConnectEvent();
    event.begin();
    E endpoint;
    try {
      endpoint = transport.connect(spec, uri);
    } catch (IOException | RuntimeException e) {
      event.tell(spec, uri, null, e);
      throw e;
    }
    event.tell(spec, uri, endpoint, null);
    return endpoint;
  }

  private void tell(SocketSpec<?> spec, EndpointUri where, Endpoint endpoint, Exception thrown) {
    end();
    if (shouldCommit()) {
      socket = spec.toString();
      uri = where.withoutOptions().toString();
      remote = endpoint == null ? null : remote(endpoint);
      failure = thrown == null ? null : thrown.toString();
      commit();
    }
  }

  private static String remote(Endpoint endpoint) {
    try {
      SocketAddress peer = endpoint.getRemoteAddress();
      return peer == null ? null : Addresses.format(peer);
    } catch (IOException closed) {
      return null;
    }
  }
}
