package dev.sockeye.server;

import dev.sockeye.Endpoint;
import java.net.SocketAddress;

/**
 * What moves over one connection: it is counted, for the owner and for the flight recorder, and
 * told to what watches or paces it. For the loop's thread alone.
 */
final class Traffic {

  private final LoopConnection connection;
  private final long born = System.nanoTime();
  private long bytesRead;
  private long bytesWritten;

  Traffic(LoopConnection connection) {
    this.connection = connection;
  }

  void wasRead(long bytes) {
    bytesRead += bytes;
    connection.owner().counters().bytesRead.add(bytes);
    connection.inputMoves();
  }

  /** Bytes went out; how many were already kept does not matter to the clock. */
  void wasWritten(long bytes) {
    bytesWritten += bytes;
    if (bytes > 0) {
      outputMoves();
    }
  }

  /** A message goes out, or is kept; what is kept already is none the nearer to its end. */
  void wasSent(long bytes) {
    bytesWritten += bytes;
    connection.owner().counters().bytesWritten.add(bytes);
    if (!connection.wantsOutput()) {
      outputMoves();
    }
  }

  /** The socket took some of what is kept. */
  void outputMoves() {
    connection.outputMoves();
  }

  /** How long it is open, and what has moved. */
  @Override
  public String toString() {
    return "open for "
        + ServerDump.seconds(System.nanoTime() - born)
        + ", "
        + bytesRead
        + " bytes read and "
        + bytesWritten
        + " written";
  }

  void record(Endpoint socket, SocketAddress peer, Throwable cause) {
    FlightRecorder.closed(socket, peer, born, bytesRead, bytesWritten, cause);
  }
}
