package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Sends back whatever comes, at one URI: on a connection until its end, each on a thread of its
 * own; of messages without connections each to its sender.
 */
final class EchoServer implements Closeable {

  /** Small, since there is one for each connection. */
  private static final int STREAM_BUFFER = 32 * 1024;

  private final Passive passive;
  private final Buffers buffers;
  private final Consumer<? super Exception> complaints;
  private Thread thread;

  private EchoServer(Passive passive, Consumer<? super Exception> complaints) {
    this.passive = passive;
    this.complaints = complaints;
    boolean streams = passive.hasStreams();
    buffers = new Buffers(streams ? STREAM_BUFFER : Schemes.MESSAGE_CAPACITY);
  }

  /** Listens and begins to serve, on the threads that suit many connections. */
  static EchoServer start(Network network, EndpointUri uri, Consumer<? super Exception> complaints)
      throws IOException {
    Passive passive = Passive.open(network, uri);
    return start(passive, Threads.forConnectionsOf(passive.socket()), complaints);
  }

  /** Begins to serve. */
  static EchoServer start(
      Passive passive, ExecutorService threads, Consumer<? super Exception> complaints) {
    EchoServer server = new EchoServer(passive, complaints);
    Runnable service =
        passive.hasConnections() ? () -> server.serveConnections(threads) : server::answer;
    server.thread = Threads.start("echo", service);
    return server;
  }

  Passive passive() {
    return passive;
  }

  /** Waits until closed. */
  void await() throws InterruptedException {
    thread.join();
  }

  private void serveConnections(ExecutorService threads) {
    Loop.whileOpen(passive.socket(), () -> serveNext(threads), complaints);
  }

  private void serveNext(ExecutorService threads) throws IOException {
    Side side = Loop.patiently(passive::accept);
    try {
      Threads.execute(threads, () -> serve(side));
    } catch (IOException e) {
      side.close();
      throw e;
    }
  }

  private void serve(Side side) {
    ByteBuffer buffer = buffers.take();
    try (side) {
      while (side.read(buffer.clear()) >= 0) {
        side.write(buffer.flip());
      }
      side.endOutput();
    } catch (IOException | RuntimeException e) {
      if (passive.socket().isOpen()) {
        complaints.accept(e);
      }
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private void answer() {
    MessageEndpoint endpoint = passive.everybody();
    Message message = Message.allocate(Schemes.MESSAGE_CAPACITY);
    Loop.whileOpen(endpoint, () -> answerNext(endpoint, message), complaints);
  }

  private static void answerNext(MessageEndpoint endpoint, Message message) throws IOException {
    if (Loop.patiently(() -> endpoint.receiveMessage(message.clear())) < 0
        || message.isNotification()) {
      return;
    } else if (message.isTruncated()) {
      throw new IOException(
          "a message longer than "
              + Schemes.MESSAGE_CAPACITY
              + " bytes was cut, and not sent back");
    } else if (message.peer() == null) {
      throw new IOException(
          "a message came from a socket without a name, which cannot be answered: bind it");
    }
    message.payload().flip();
    endpoint.sendMessage(message);
  }

  @Override
  public void close() throws IOException {
    passive.close();
  }
}
