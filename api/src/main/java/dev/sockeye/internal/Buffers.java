package dev.sockeye.internal;

import dev.sockeye.Message;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * What transports do with the buffers of their callers. Nothing here allocates. Most messages have
 * one buffer, with which no loop begins.
 */
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
    requireWritable(message.buffer(0));
    for (int i = 1; i < message.bufferCount(); i++) {
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

  /**
   * Moves bytes from one buffer to another, as many as there are and fit.
   *
   * @param from whose position moves over them
   * @param to whose position moves over them
   * @return how many
   */
  public static int move(ByteBuffer from, ByteBuffer to) {
    return move(from, to, Integer.MAX_VALUE);
  }

  static int move(ByteBuffer from, ByteBuffer to, int most) {
    int n = copy(from, from.position(), Math.min(most, from.remaining()), to);
    from.position(from.position() + n);
    return n;
  }

  /** Leaves the position of what it copies from. */
  static int copy(ByteBuffer from, int index, int length, ByteBuffer to) {
    int at = to.position();
    int n = Math.min(length, to.limit() - at);
    to.put(at, from, index, n).position(at + n);
    return n;
  }

  /**
   * Copies the bytes of a message one behind the other, as many as fit; its buffers stay as they
   * are, until {@link #consume}.
   *
   * @param message what is to be sent
   * @param to whose position moves over them
   * @return how many
   */
  public static int gather(Message message, ByteBuffer to) {
    int n = 0;
    for (int i = 0; i < message.bufferCount(); i++) {
      ByteBuffer part = message.buffer(i);
      n += copy(part, part.position(), part.remaining(), to);
    }
    return n;
  }

  /**
   * Copies the bytes of a message one behind the other; neither its buffers nor the other one move.
   *
   * @param message what is to be sent
   * @param to what has room for all of it
   * @param index where to
   */
  public static void gather(Message message, ByteBuffer to, int index) {
    int at = index + copy(message.buffer(0), to, index);
    for (int i = 1; i < message.bufferCount(); i++) {
      at += copy(message.buffer(i), to, at);
    }
  }

  private static int copy(ByteBuffer from, ByteBuffer to, int index) {
    int at = from.position();
    int n = from.limit() - at;
    to.put(index, from, at, n);
    return n;
  }

  /**
   * Copies bytes to the buffers of a message in turn, as many as fit; what they come from stays as
   * it is.
   *
   * @param from what was received
   * @param index where the bytes are
   * @param length how many there are
   * @param message whose buffers' positions move
   * @return how many were copied
   */
  public static int scatter(ByteBuffer from, int index, int length, Message message) {
    int n = copy(from, index, length, message.buffer(0));
    for (int i = 1; i < message.bufferCount() && n < length; i++) {
      n += copy(from, index + n, length - n, message.buffer(i));
    }
    return n;
  }

  /**
   * Moves bytes to the buffers of a message in turn, as many as there are and fit.
   *
   * @param from what was received, whose position moves over them
   * @param message whose buffers' positions move
   * @return how many
   */
  public static int scatter(ByteBuffer from, Message message) {
    int n = 0;
    for (int i = 0; i < message.bufferCount(); i++) {
      n += move(from, message.buffer(i));
    }
    return n;
  }

  /**
   * Moves the positions of a message's buffers to their limits.
   *
   * @param message what was sent
   */
  public static void consume(Message message) {
    consume(message.buffer(0));
    for (int i = 1; i < message.bufferCount(); i++) {
      consume(message.buffer(i));
    }
  }

  private static void consume(ByteBuffer buffer) {
    buffer.position(buffer.limit());
  }

  /**
   * The flags of a message that was received, {@code msg_flags}.
   *
   * @param truncated whether it was cut
   * @return bits of {@link Message#flags}
   */
  public static int flags(boolean truncated) {
    return truncated ? Message.END_OF_RECORD | Message.TRUNCATED : Message.END_OF_RECORD;
  }

  /**
   * Makes a timeout tell what was moved before it.
   *
   * @param e the timeout
   * @param bytes how many were moved
   * @return that
   */
  public static SocketTimeoutException timedOut(SocketTimeoutException e, long bytes) {
    e.bytesTransferred = (int) Math.min(bytes, Integer.MAX_VALUE);
    return e;
  }
}
