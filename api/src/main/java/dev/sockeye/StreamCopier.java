package dev.sockeye;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What {@link Streams#copy} copies from stream to stream by: a service that the library brings. */
public interface StreamCopier {

  /**
   * Copies until the end of the stream.
   *
   * @param from where from
   * @param to where to; not closed, not shut down
   * @param buffer is used where the bytes have to be seen
   * @return how many bytes
   * @throws IOException if a read or a write fails
   */
  long copy(StreamEndpoint from, StreamEndpoint to, ByteBuffer buffer) throws IOException;
}
