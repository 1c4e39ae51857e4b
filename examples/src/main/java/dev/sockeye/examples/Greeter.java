package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import dev.sockeye.server.EventLoop;
import dev.sockeye.server.MessageSocket;
import dev.sockeye.server.Request;
import dev.sockeye.server.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/** Greets whoever says a name: by lines over streams, in two ways, and by messages. */
public final class Greeter {

  private Greeter() {}

  /**
   * Greets on everything that a configuration names.
   *
   * @param network opens the listeners
   * @param lines where lines are served by events
   * @param threads where lines are served by threads
   * @param messages where messages are served
   * @return the server
   * @throws IOException if a listener cannot be opened
   */
  public static Server start(
      Network network, EndpointUri lines, EndpointUri threads, EndpointUri messages)
      throws IOException {
    return Server.builder(network)
        .serveEvents(lines, connection -> new Lines())
        .serveBlocking(threads, Greeter::greetAll)
        .serveMessages(messages, Greeter::greet)
        .halfDuplex(true)
        .connectionLimit(10_000)
        .idleTimeout(Duration.ofMinutes(5))
        .onFailure(failure -> System.err.println(failure))
        .start();
  }

  /** Takes whole lines, and leaves what is not whole yet to come again. */
  private static final class Lines implements EventHandler {
    @Override
    public void received(Connection connection, ByteBuffer in) throws IOException {
      int start = in.position();
      for (int i = start; i < in.limit(); i++) {
        if (in.get(i) == '\n') {
          String name = UTF_8.decode(in.slice(start, i - start)).toString();
          connection.write(greeting(name));
          start = i + 1;
        }
      }
      in.position(start);
    }
  }

  private static void greetAll(StreamEndpoint endpoint) throws IOException {
    BufferedReader names =
        new BufferedReader(new InputStreamReader(Streams.inputStream(endpoint), UTF_8));
    String name;
    while ((name = names.readLine()) != null) {
      Streams.writeFully(endpoint, greeting(name));
    }
  }

  private static void greet(Request request) throws IOException {
    request.reply(greeting(UTF_8.decode(request.payload()).toString()));
  }

  /**
   * Connects to a greeter, by messages.
   *
   * @param loop serves the connection
   * @param network opens it
   * @param messages where greetings are given
   * @param greetings takes what comes
   * @return to send names by
   * @throws IOException if it cannot be connected
   */
  public static MessageSocket visit(
      EventLoop loop, Network network, EndpointUri messages, Consumer<String> greetings)
      throws IOException {
    return loop.register(
        network.connectMessages(messages),
        answer -> greetings.accept(UTF_8.decode(answer.payload()).toString()));
  }

  private static ByteBuffer greeting(String name) {
    return UTF_8.encode("hello " + name + "\n");
  }
}
