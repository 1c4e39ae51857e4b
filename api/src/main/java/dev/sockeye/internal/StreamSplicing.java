package dev.sockeye.internal;

import dev.sockeye.StreamEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ServiceLoader;

/**
 * Moves bytes from a stream to another without the process seeing them, {@code splice(2)}. The
 * module that has this call is found as a service.
 */
public interface StreamSplicing {

  /**
   * Tells whether this host may have it, without a warning of the JVM's. Loads nothing: opening has
   * the last word.
   *
   * @return whether
   */
  boolean mayBeThere();

  /**
   * Tells whether {@link #open} does not first have to load the C library, for which a loop's
   * thread has no time; if it has to, that begins on another thread.
   *
   * @return whether
   */
  boolean isReady();

  /**
   * Gets ready.
   *
   * @param from where bytes come from
   * @param to where they go
   * @return a way between the two; {@code null} where there is none, and never will be
   * @throws IOException if there is none now, such as for want of descriptors
   */
  Pump open(StreamEndpoint from, StreamEndpoint to) throws IOException;

  /** A pipe from one stream to another. One thread at a time uses it. */
  interface Pump extends Closeable {

    /**
     * Takes what has come, if nothing is held.
     *
     * @return as {@link DescriptorStream#receiveBy} gives
     * @throws IOException if the first stream fails
     */
    long take() throws IOException;

    /**
     * Gives on of what is held, once.
     *
     * @return as {@link DescriptorStream#sendBy} gives
     * @throws IOException if the second stream fails
     */
    long give() throws IOException;

    /**
     * How much was taken and not given on.
     *
     * @return bytes
     */
    int held();

    /**
     * Takes what is held out again.
     *
     * @return all of it
     * @throws IOException if the system refuses
     */
    ByteBuffer recover() throws IOException;

    /** Takes no more. What is held can still be given on. */
    void closeSource();

    /** What is held is lost. */
    @Override
    void close();
  }

  /**
   * Gets ready, if the module is there that can.
   *
   * @param from where bytes come from
   * @param to where they go
   * @return a way between the two; {@code null} where there is none, and never will be
   * @throws IOException if there is none now, such as for want of descriptors
   */
  static Pump between(StreamEndpoint from, StreamEndpoint to) throws IOException {
    return mayBeBetween(from, to) ? Service.INSTANCE.open(from, to) : null;
  }

  /**
   * Tells whether there may be a way between two streams. Loads nothing.
   *
   * @param from where bytes come from
   * @param to where they go
   * @return whether
   */
  static boolean mayBeBetween(StreamEndpoint from, StreamEndpoint to) {
    return from instanceof DescriptorStream
        && to instanceof DescriptorStream
        && Service.INSTANCE != null
        && Service.INSTANCE.mayBeThere();
  }

  /**
   * Tells whether {@link #between} can be called by a thread that may not wait. If it cannot, what
   * it would wait for begins.
   *
   * @param from where bytes come from
   * @param to where they go
   * @return whether
   */
  static boolean isReadyBetween(StreamEndpoint from, StreamEndpoint to) {
    return !mayBeBetween(from, to) || Service.INSTANCE.isReady();
  }

  /** Looked for when first asked for; {@code null} if there is none. */
  final class Service {
    private static final StreamSplicing INSTANCE =
        ServiceLoader.load(StreamSplicing.class, StreamSplicing.class.getClassLoader())
            .findFirst()
            .orElse(null);

    private Service() {}
  }
}
