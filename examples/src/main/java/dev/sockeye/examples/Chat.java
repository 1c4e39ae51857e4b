package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import dev.sockeye.server.EventLoop;
import dev.sockeye.server.ReconnectingClient;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A room in which each line that a guest says is heard by all, whatever transport they come by. */
public final class Chat {

  private final Set<Connection> guests = ConcurrentHashMap.newKeySet();

  private Chat() {}

  /**
   * Opens a room.
   *
   * @param network opens the listeners
   * @param doors where guests come in
   * @return the server of the room
   * @throws IOException if a listener cannot be opened
   */
  public static Server open(Network network, List<EndpointUri> doors) throws IOException {
    Chat chat = new Chat();
    ServerBuilder builder = Server.builder(network);
    for (EndpointUri door : doors) {
      builder.serveEvents(door, connection -> new Lines(chat::enter, chat::say, chat::leave));
    }
    return builder.start();
  }

  private void enter(Connection guest) {
    guests.add(guest);
  }

  private void leave(Connection guest) {
    guests.remove(guest);
  }

  /** The guests are on several loops: a post gets there from any. */
  private void say(String line) {
    ByteBuffer bytes = UTF_8.encode(line + "\n");
    for (Connection guest : guests) {
      guest.post(bytes.duplicate()); // Who does not listen, or is about to leave, misses it.
    }
  }

  /**
   * Says something to all who are in a room now, from outside.
   *
   * @param room the server of the room
   * @param line what to say
   */
  public static void announce(Server room, String line) {
    ByteBuffer bytes = UTF_8.encode("* " + line + "\n");
    room.connections().forEach(guest -> guest.post(bytes.duplicate()));
  }

  /**
   * Goes to a room, and comes back to it whenever the connection is lost.
   *
   * @param loop serves the connection
   * @param network opens it
   * @param door where to
   * @param heard is told each line, on the loop's thread
   * @return the guest
   */
  public static ReconnectingClient<Connection> visit(
      EventLoop loop, Network network, EndpointUri door, Consumer<String> heard) {
    return ReconnectingClient.streams(
            loop, network, door, () -> new Lines(guest -> {}, heard, guest -> {}))
        .backoff(Duration.ofMillis(50), Duration.ofSeconds(10))
        .onChange(change -> heard.accept("(" + change.state() + ")"))
        .start();
  }

  /**
   * Says a line, if the guest is in the room.
   *
   * @param guest who says it
   * @param line what
   * @return whether it is on its way; a line said while the guest is away is not kept for later
   */
  public static boolean say(ReconnectingClient<Connection> guest, String line) {
    return guest.socket().map(room -> room.post(UTF_8.encode(line + "\n"))).orElse(false);
  }

  /** Takes whole lines, and leaves what is not whole yet to come again. */
  private record Lines(
      Consumer<Connection> enter, Consumer<String> line, Consumer<Connection> leave)
      implements EventHandler {

    @Override
    public void opened(Connection connection) {
      enter.accept(connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer in) {
      int start = in.position();
      for (int i = start; i < in.limit(); i++) {
        if (in.get(i) == '\n') {
          line.accept(UTF_8.decode(in.slice(start, i - start)).toString());
          start = i + 1;
        }
      }
      in.position(start);
    }

    @Override
    public void closed(Connection connection, Throwable cause) {
      leave.accept(connection);
    }
  }
}
