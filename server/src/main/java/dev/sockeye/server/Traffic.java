package dev.sockeye.server;

import dev.sockeye.Endpoint;
import java.net.SocketAddress;

/** What has moved over one connection, for the flight recorder. */
final class Traffic {

  private final long born = System.nanoTime();
  private long bytesRead;
  private long bytesWritten;

  void read(long bytes) {
    bytesRead += bytes;
  }

  void written(long bytes) {
    bytesWritten += bytes;
  }

  void record(Endpoint socket, SocketAddress peer, Throwable cause) {
    FlightRecorder.closed(socket, peer, born, bytesRead, bytesWritten, cause);
  }
}
