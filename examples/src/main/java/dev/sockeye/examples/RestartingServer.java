package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Tells everybody which process it is. When it is started again the new process asks the old one
 * for its listeners, and the old one ends once it has served whom it accepted. The listeners are
 * open all the time, so nobody is refused meanwhile.
 */
public final class RestartingServer implements AutoCloseable {

  private final Listener<StreamEndpoint> clients;
  private final Listener<MessageEndpoint> successors;

  private RestartingServer(Listener<StreamEndpoint> clients, Listener<MessageEndpoint> successors) {
    this.clients = clients;
    this.successors = successors;
  }

  /**
   * Serves until the next process has taken over.
   *
   * @param args where to listen, such as {@code tcp://127.0.0.1:5000}, and where the next process
   *     asks, such as {@code unix+seqpacket:/run/app.next}
   * @throws IOException if it fails
   */
  public static void main(String[] args) throws IOException {
    EndpointUri where = EndpointUri.valueOf(args[0]);
    EndpointUri control = EndpointUri.valueOf(args[1]);
    try (RestartingServer server = start(Network.system(), where, control)) {
      new Thread(server::serve).start();
      server.handOver();
    }
  }

  /** With the listeners of the process that serves now; with new ones if none does. */
  static RestartingServer start(Network network, EndpointUri where, EndpointUri control)
      throws IOException {
    MessageEndpoint running;
    try {
      running = network.connectMessages(control);
    } catch (IOException e) {
      if (Errno.of(e).filter(Set.of(Errno.ENOENT, Errno.ECONNREFUSED)::contains).isEmpty()) {
        throw e;
      }
      return new RestartingServer(network.listenStream(where), network.listenMessages(control));
    }
    try (running) {
      return takeOver(running);
    }
  }

  private static RestartingServer takeOver(MessageEndpoint running) throws IOException {
    Message message = Message.allocate(1);
    running.receiveMessage(message);
    try (Descriptors passed = message.get(Unix.RIGHTS).take()) {
      RestartingServer server =
          new RestartingServer(passed.listener(0, Tcp.STREAM), passed.listener(1, Unix.SEQPACKET));
      running.send(ByteBuffer.allocate(1)); // from now on the old one is needed no more
      return server;
    }
  }

  /** Waits for the next process, and gives it the listeners. */
  private void handOver() throws IOException {
    boolean taken = false;
    while (!taken) {
      try (MessageEndpoint next = successors.accept();
          Descriptors passed = Descriptors.of(clients, successors)) {
        next.sendMessage(Message.of(ByteBuffer.allocate(1)).set(Unix.RIGHTS, passed));
        taken = next.receive(ByteBuffer.allocate(1)) > 0; // else it died before it could serve
      }
    }
  }

  private void serve() {
    try {
      while (true) {
        StreamEndpoint peer = clients.accept();
        new Thread(() -> tell(peer)).start();
      }
    } catch (ClosedChannelException e) {
      // The next process accepts.
    } catch (IOException e) {
      System.err.println(e);
    }
  }

  private static void tell(StreamEndpoint peer) {
    try (peer) {
      String answer = "served by " + ProcessHandle.current().pid() + "\n";
      Streams.writeFully(peer, ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      System.err.println(e);
    }
  }

  /** Closes the listeners of this process; those of the next one stay open. */
  @Override
  public void close() throws IOException {
    clients.close();
    successors.close();
  }
}
