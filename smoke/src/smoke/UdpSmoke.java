package smoke;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Sends and receives batches of UDP, by one system call each or message by message. */
public final class UdpSmoke {
  private static final int COUNT = 8;

  private UdpSmoke() {}

  /**
   * Runs the check.
   *
   * @param arguments {@code foreign} or {@code jnr}, by which the C library must be called; or
   *     {@code single} if it must not
   * @throws Exception if it fails
   */
  public static void main(String[] arguments) throws Exception {
    Network network = Network.system();
    EndpointUri any = EndpointUri.valueOf("udp://127.0.0.1:0?SO_RCVTIMEO=10s");
    try (MessageEndpoint receiver = network.bindMessages(any);
        MessageEndpoint sender =
            network.connectMessages(any.withAddress(receiver.getLocalAddress()))) {
      Check.require(sender.sendMessages(messages(9), 0, COUNT) == COUNT, "a batch that is sent");
      Message[] received = messages(99);
      int count = 0;
      while (count < COUNT) {
        count += receiver.receiveMessages(received, count, COUNT - count);
      }
      boolean batches = Files.isDirectory(Path.of("/proc/self/fd")) && isASocketOpenTwice();
      Check.require(batches != arguments[0].equals("single"), "batches as asked for");
      if (batches) {
        CLibrary.requireCalledBy(arguments[0]);
      }
      System.out.println("  udp: batches" + (batches ? " by one system call" : ", one by one"));
    }
  }

  private static Message[] messages(int size) {
    return Stream.generate(() -> Message.of(ByteBuffer.allocate(size)))
        .limit(COUNT)
        .toArray(Message[]::new);
  }

  /** A batch has a descriptor of its own for the channel's socket: the sign that it is native. */
  private static boolean isASocketOpenTwice() throws IOException {
    List<Path> descriptors;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      descriptors = open.toList();
    }
    Set<Path> sockets = new HashSet<>();
    for (Path descriptor : descriptors) {
      if (Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)) {
        Path target = Files.readSymbolicLink(descriptor);
        if (target.toString().startsWith("socket:") && !sockets.add(target)) {
          return true;
        }
      }
    }
    return false;
  }
}
