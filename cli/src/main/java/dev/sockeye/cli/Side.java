package dev.sockeye.cli;

import dev.sockeye.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One end of a conversation, be it of bytes or of messages. One thread may read while another
 * writes; closing wakes both.
 */
interface Side extends Closeable {

  /**
   * Reads what is there, or one message.
   *
   * @return how many bytes, which may be 0 for a message; -1 at the peer's end
   */
  int read(ByteBuffer dst) throws IOException;

  /** Writes all that the buffer has, as one message if it is of messages. */
  void write(ByteBuffer src) throws IOException;

  /**
   * Tells the peer that no more comes.
   *
   * @return whether the peer can be told, and so can answer with an end of its own
   */
  boolean endOutput() throws IOException;

  /** What it is of. */
  Endpoint endpoint();

  /** How many bytes of standard input to send at once, which of messages is one. */
  int chunk();

  /** How many bytes one read may need room for. */
  int capacity();
}
