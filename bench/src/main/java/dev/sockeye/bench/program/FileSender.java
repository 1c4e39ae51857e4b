package dev.sockeye.bench.program;

import com.sun.management.OperatingSystemMXBean;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sends a file over a stream that it opens, for each line of its input: the endpoint's URI. Answers
 * with the nanoseconds of CPU that the process took for it.
 */
public final class FileSender {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private FileSender() {}

  /**
   * Runs it.
   *
   * @param args {@code transfer}, or {@code unwrapped} for the channel's own call; the file
   * @throws IOException if it fails
   */
  public static void main(String[] args) throws IOException {
    boolean whole = args[0].equals("transfer");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    System.out.println("ready");
    try (FileChannel file = FileChannel.open(Path.of(args[1]))) {
      for (String line; (line = in.readLine()) != null; ) {
        long before = SYSTEM.getProcessCpuTime();
        try (StreamEndpoint to = Network.system().connectStream(EndpointUri.valueOf(line))) {
          if (whole) {
            Streams.transfer(file, 0, Long.MAX_VALUE, to);
          } else {
            transferTo(file, to.unwrap(SocketChannel.class));
          }
        }
        System.out.println(SYSTEM.getProcessCpuTime() - before);
      }
    }
  }

  private static void transferTo(FileChannel file, SocketChannel to) throws IOException {
    long size = file.size();
    for (long sent = 0; sent < size; ) {
      sent += file.transferTo(sent, size - sent, to);
    }
  }
}
