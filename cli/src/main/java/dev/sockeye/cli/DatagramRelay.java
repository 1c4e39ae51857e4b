package dev.sockeye.cli;

import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.server.MessageHandler;
import dev.sockeye.server.MessageSocket;
import dev.sockeye.server.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * One socket that receives from everybody: each sender has a socket of its own to the other side,
 * from which the answers come back to it, until it has been silent for a while. Nothing here makes
 * a sender wait, since all would: what the other side does not take is kept up to a limit, and then
 * told and lost, as datagrams are.
 *
 * <p>Whoever asked another address of this host is another sender: an answer leaves from the
 * address that was asked, where the socket tells it.
 */
final class DatagramRelay implements MessageHandler {

  /** How many messages of a sender wait until there is somebody to pass them on to. */
  private static final int WAITING = 16;

  private final Relay relay;
  private final MessageSocket socket;
  private final Map<Asker, Session> sessions = new HashMap<>();

  DatagramRelay(Relay relay, MessageSocket socket) {
    this.relay = relay;
    this.socket = socket;
  }

  /**
   * Who sent where.
   *
   * @param sender {@code null} for those without a name, who get no answer
   * @param asked {@code null} where the socket does not tell, or has one address only
   */
  private record Asker(SocketAddress sender, InetAddress asked) {

    static Asker of(Request request) {
      return new Asker(request.peer(), request.message().get(InetOptions.LOCAL_ADDRESS));
    }
  }

  @Override
  public void handle(Request request) throws IOException {
    Asker asker = Asker.of(request);
    Session session = sessions.get(asker);
    if (session == null) {
      session = begin(asker);
    }
    session.passOn(request);
  }

  private Session begin(Asker asker) throws IOException {
    if (sessions.size() >= relay.limit()) {
      throw new IOException(
          relay.limit() + " senders have a connection each: raise --connections for more");
    }
    Session session = new Session(asker);
    sessions.put(asker, session);
    relay.open(socket.loop(), relay::openMessages, session::opened, session::end);
    return session;
  }

  @Override
  public void closed(MessageSocket gone, Throwable cause) {
    for (Session session : sessions.values().toArray(Session[]::new)) {
      session.end();
    }
  }

  /** What is passed on for one sender. */
  private final class Session implements MessageHandler {
    private final Asker asker;
    private final Silence silence = new Silence(socket.loop(), Relay.SESSION, this::end);
    private final Queue<Message> waiting = new ArrayDeque<>(0);
    private MessageSocket target; // null until it is open
    private boolean ended;

    Session(Asker asker) {
      this.asker = asker;
    }

    void opened(MessageEndpoint endpoint) {
      target = socket.loop().register(endpoint, this);
      if (ended) {
        target.close();
        return;
      }
      while (!waiting.isEmpty()) {
        send(waiting.remove());
      }
    }

    private void send(Message message) {
      try {
        Passing.on(message, socket.endpoint(), target, null);
      } catch (IOException e) {
        relay.failed("send", e);
      }
    }

    void passOn(Request request) throws IOException {
      silence.isBroken();
      if (target != null) {
        Passing.on(request.message(), socket.endpoint(), target, null);
      } else if (waiting.size() < WAITING) {
        waiting.add(Passing.kept(request.message()));
      } else {
        throw new IOException("more than " + WAITING + " messages wait for " + relay.to());
      }
    }

    @Override
    public void handle(Request answer) throws IOException {
      silence.isBroken();
      if (asker.sender() != null) {
        Passing.on(answer.message(), target.endpoint(), socket, asker.sender(), asker.asked());
      }
    }

    /** The other side has ended it; the next message of the sender begins anew. */
    @Override
    public void closed(MessageSocket gone, Throwable cause) {
      end();
    }

    void end() {
      ended = true;
      silence.forget();
      sessions.remove(asker, this);
      if (target != null) {
        target.close();
      }
    }
  }
}
