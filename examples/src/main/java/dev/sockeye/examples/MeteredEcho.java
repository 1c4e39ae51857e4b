package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.micrometer.HandlerTimer;
import dev.sockeye.micrometer.ServerMetrics;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;

/** An echo service of datagrams and of framed messages, whose meters a registry has. */
public final class MeteredEcho {

  private MeteredEcho() {}

  /**
   * Starts the service.
   *
   * @param network opens the listeners
   * @param registry has the meters
   * @param places where to serve
   * @return the server
   * @throws IOException if a listener cannot be opened
   */
  public static Server start(Network network, MeterRegistry registry, EndpointUri... places)
      throws IOException {
    ServerBuilder builder =
        Server.builder(network)
            .name("echo")
            .handlerTimes(new HandlerTimer(registry, Tags.of("server", "echo")));
    for (EndpointUri place : places) {
      builder.serveMessages(place, request -> request.reply(request.payload()));
    }
    Server server = builder.start();
    new ServerMetrics(server).bindTo(registry);
    return server;
  }
}
