package dev.sockeye;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A stream into which the system moves a file's bytes without the process seeing them. {@link
 * Streams#transfer(FileChannel, long, long, StreamEndpoint)} asks an endpoint whether it is one.
 */
public interface FileTarget {

  /** That the bytes are to be sent otherwise. */
  long NOT_NOW = -1;

  /**
   * Sends bytes of a file, {@code sendfile(2)}: all of them in blocking mode, where a send timeout
   * bounds each time that it waits for room; else as many as there is room for.
   *
   * @param file the file, whose position is neither used nor changed
   * @param position where in the file the bytes begin
   * @param count how many
   * @return how many were sent: in blocking mode fewer only where the file ends before; {@link
   *     #NOT_NOW} if none were, because that must not begin beside what another thread does, or is
   *     not worth it
   * @throws java.net.SocketTimeoutException if the timeout is over; it tells how many were sent
   * @throws IOException if it fails
   */
  long sendFile(FileChannel file, long position, long count) throws IOException;
}
