package smoke;

import dev.sockeye.Domain;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Uses the UNIX domain of the shipped jars: streams with path names, which need nothing, and what
 * needs native calls, which is there or says what to add.
 */
public final class UnixSmoke {
  private static final SocketSpec<MessageEndpoint> SEQPACKET =
      new SocketSpec<>(
          Domain.AF_UNIX,
          SocketType.SOCK_SEQPACKET,
          Protocol.DEFAULT,
          MessageEndpoint.class,
          Semantics.CONNECTION);

  private final Network network = Network.system();

  private UnixSmoke() {}

  /**
   * Runs the check.
   *
   * @param arguments {@code foreign} or {@code jnr}, by which the C library must be called; or
   *     {@code streams} if it must not, and what is said then
   * @throws Exception if it fails
   */
  public static void main(String[] arguments) throws Exception {
    UnixSmoke smoke = new UnixSmoke();
    Path folder = Files.createTempDirectory("smoke");
    smoke.connect(EndpointUri.valueOf("unix:" + folder.resolve("s")));
    Files.delete(folder);
    if (arguments[0].equals("streams")) {
      smoke.missNative(arguments[1]);
    } else {
      smoke.useNative();
      CLibrary.requireCalledBy(arguments[0]);
    }
  }

  private void useNative() throws Exception {
    EndpointUri name = EndpointUri.valueOf("unix:@smoke-" + ProcessHandle.current().pid());
    connect(name);
    try (EndpointPair<MessageEndpoint> pair = network.pair(SEQPACKET);
        MessageEndpoint datagrams =
            network.bindMessages(EndpointUri.valueOf("unix+dgram:" + name.address()));
        MessageEndpoint client =
            network.connectMessages(EndpointUri.valueOf("unix+dgram:" + name.address()))) {
      exchange(pair.first(), pair.second());
      exchange(client, datagrams);
    }
    System.out.println("  unix: path and abstract streams, datagrams, seqpacket");
  }

  private void missNative(String advice) {
    EndpointUri name = EndpointUri.valueOf("unix:@smoke");
    Check.requireAdvice(advice, () -> network.pair(SEQPACKET));
    Check.requireAdvice(advice, () -> network.listenStream(name));
    Check.requireAdvice(
        advice, () -> network.bindMessages(EndpointUri.valueOf("unix+dgram:@smoke")));
    System.out.println("  unix: path streams, and what to add for the rest");
  }

  private void connect(EndpointUri where) throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(where);
        StreamEndpoint client = network.connectStream(where);
        StreamEndpoint accepted = listener.accept()) {
      client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      Check.require(accepted.read(ByteBuffer.allocate(9)) == 3, "a stream's bytes");
    }
  }

  private static void exchange(MessageEndpoint one, MessageEndpoint other) throws IOException {
    one.send(ByteBuffer.wrap(new byte[] {1, 2}));
    Check.require(other.receive(ByteBuffer.allocate(9)) == 2, "a message");
  }
}
