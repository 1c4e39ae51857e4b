package dev.sockeye.internal;

import java.io.IOException;

/**
 * A message endpoint over a stream, which takes messages that are framed already: whoever has many
 * short ones copies each once, and has all of them written together.
 */
public interface FrameSink {

  /**
   * The longest message that it sends.
   *
   * @return the length in bytes
   */
  int longestMessage();

  /**
   * Hands over what is kept of a message, then sends these in order. In blocking mode it waits for
   * each of the two as long as {@link dev.sockeye.EndpointOptions#SO_SNDTIMEO} allows.
   *
   * @param frames the messages, none over {@link #longestMessage}; those are taken out of which the
   *     stream took the first byte
   * @return as {@link dev.sockeye.MessageEndpoint#flush} returns, whether nothing is kept of a
   *     message, of these or of one before; also if not all of these were taken out
   * @throws IOException as {@link dev.sockeye.MessageEndpoint#sendMessages} throws
   */
  boolean sendFrames(Frames frames) throws IOException;
}
