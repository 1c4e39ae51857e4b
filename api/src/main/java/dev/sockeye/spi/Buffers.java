package dev.sockeye.spi;

import dev.sockeye.Message;
import java.nio.ByteBuffer;

/** What transports do with the buffers of their callers. Nothing here allocates. */
public final class Buffers {

  private Buffers() {}

  /**
   * Throws if nothing can be received into a buffer.
   *
   * @param dst the buffer
   * @throws IllegalArgumentException as a channel of the JDK throws it
   */
  public static void requireWritable(ByteBuffer dst) {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
  }

  /**
   * Throws if nothing can be received into one of several buffers.
   *
   * @param dsts the buffers
   * @param offset the first
   * @param length how many
   * @throws IllegalArgumentException as a channel of the JDK throws it
   */
  public static void requireWritable(ByteBuffer[] dsts, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      requireWritable(dsts[i]);
    }
  }

  /**
   * Throws if nothing can be received into a message.
   *
   * @param message the message
   * @throws IllegalArgumentException if one of its buffers is read-only
   */
  public static void requireWritable(Message message) {
    for (int i = 0; i < message.bufferCount(); i++) {
      requireWritable(message.buffer(i));
    }
  }

  /**
   * Throws if nothing can be received into one of several messages; to be asked before the first is
   * received.
   *
   * @param messages the messages
   * @param offset the first
   * @param length how many
   * @throws IllegalArgumentException if a buffer of theirs is read-only
   */
  public static void requireWritable(Message[] messages, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      requireWritable(messages[i]);
    }
  }
}
