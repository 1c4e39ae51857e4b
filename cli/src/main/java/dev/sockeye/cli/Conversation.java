package dev.sockeye.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Standard input to a peer, and what the peer sends to standard output. */
final class Conversation {

  private final Surroundings surroundings;
  private final Ending ending;
  private final Duration silence;
  private final StandardInput input;
  private final ByteBuffer heard;
  private volatile long lastHeard;

  /**
   * Creates it for peers like this one.
   *
   * @param silence how long nothing comes where that is the end; zero for ever
   */
  Conversation(Surroundings surroundings, Side peer, Ending ending, Duration silence) {
    this.surroundings = surroundings;
    this.ending = ending;
    this.silence = silence;
    input = new StandardInput(surroundings.in(), peer.chunk());
    heard = ByteBuffer.allocateDirect(peer.capacity());
  }

  /**
   * Talks with a peer until both have ended, and closes it. Where the end of standard input cannot
   * be told to the peer, silence for some time is the end.
   *
   * @throws IOException if one of the two ways failed
   */
  void with(Side peer) throws IOException {
    try (peer) {
      StandardInput.Attachment said = input.attach(peer);
      try {
        Threads.start("silence", () -> closeAfterSilence(said, peer));
        hear(peer, said);
        if (!endsWithPeer()) {
          said.await();
        }
      } finally {
        said.detach();
      }
      said.check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A person at a terminal has seen the peer's end; a program may still be writing. */
  private boolean endsWithPeer() {
    return ending.withPeer || surroundings.keyboard();
  }

  private void hear(Side peer, StandardInput.Attachment said) throws IOException {
    try {
      while (peer.read(heard.clear()) >= 0) {
        lastHeard = System.nanoTime();
        print(heard.flip());
      }
    } catch (ClosedChannelException e) {
      if (!said.endsUntold()) { // else it was closeAfterSilence
        throw e;
      }
    }
  }

  private void print(ByteBuffer data) throws IOException {
    try {
      while (data.hasRemaining()) {
        surroundings.out().write(data);
      }
    } catch (IOException e) {
      throw new StandardStreamException("output", e);
    }
  }

  private void closeAfterSilence(StandardInput.Attachment said, Side peer) {
    try {
      said.await();
      Duration quiet = said.hasFailed() ? Ending.USUAL_SILENCE : silence;
      if (said.endsUntold() && !quiet.isZero()) {
        awaitSilence(quiet.toNanos());
        peer.close();
      }
    } catch (InterruptedException | IOException e) {
      return; // The peer is closed, or about to be.
    }
  }

  private void awaitSilence(long nanos) throws InterruptedException {
    long since = System.nanoTime();
    long left = nanos;
    while (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
      since = Math.max(since, lastHeard);
      left = since + nanos - System.nanoTime();
    }
  }
}
