package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Sends a file to who waits for it, in one call, and knows when it has arrived: the receiver
 * answers with the number of bytes that it has, eight bytes in network order.
 */
public final class FileTransfer {

  private FileTransfer() {}

  /**
   * Sends a file.
   *
   * @param network opens the socket
   * @param receiver who waits for it
   * @param file what to send
   * @return how many bytes have arrived
   * @throws EOFException if the receiver has gone before it had all
   * @throws IOException if it fails, or another number of bytes has arrived
   */
  public static long send(Network network, EndpointUri receiver, Path file) throws IOException {
    try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ);
        StreamEndpoint endpoint = network.connectStream(receiver)) {
      long sent = Streams.transfer(bytes, 0, Long.MAX_VALUE, endpoint);
      endpoint.shutdownOutput(); // That is the end of the file.
      ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
      Streams.readFully(endpoint, answer);
      long arrived = answer.flip().getLong();
      if (arrived != sent) {
        throw new IOException("of " + sent + " bytes " + arrived + " have arrived");
      }
      return arrived;
    }
  }

  /**
   * Receives one file.
   *
   * @param listener where it comes
   * @param file where to; one that is there is replaced
   * @return how many bytes
   * @throws IOException if it fails; the file may be there in part
   */
  public static long receive(Listener<StreamEndpoint> listener, Path file) throws IOException {
    try (StreamEndpoint endpoint = listener.accept();
        FileChannel bytes =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      long received = Streams.transfer(endpoint, bytes, 0, Long.MAX_VALUE);
      bytes.force(true); // What is answered for is on the disk.
      Streams.writeFully(endpoint, ByteBuffer.allocate(Long.BYTES).putLong(received).flip());
      return received;
    }
  }
}
