package dev.sockeye.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Passes standard input on to whichever peer is attached, on a thread of its own, since a read of
 * it cannot be called off: what it has read when a peer leaves goes to the next one.
 */
final class StandardInput {

  private final ReadableByteChannel in;
  private final int chunk;
  private Attachment current; // guarded by this
  private boolean ended; // guarded by this; only ever set
  private boolean started; // guarded by this; only ever set

  /**
   * Creates it; nothing is read before the first peer is attached.
   *
   * @param chunk the most to read at once: the longest message, where each chunk is one
   */
  StandardInput(ReadableByteChannel in, int chunk) {
    this.in = in;
    this.chunk = chunk;
  }

  /** A peer that is written to. */
  final class Attachment {
    private final Side peer;
    private IOException failure; // guarded by StandardInput.this
    private boolean done; // guarded by StandardInput.this; only ever set
    private boolean told; // guarded by StandardInput.this

    private Attachment(Side peer) {
      this.peer = peer;
    }

    /** Waits until the peer has been sent all, or cannot be sent more. */
    void await() throws InterruptedException {
      synchronized (StandardInput.this) {
        while (!done) {
          StandardInput.this.wait();
        }
      }
    }

    /** Whether nothing more will be sent, and the peer does not know it. */
    boolean endsUntold() {
      synchronized (StandardInput.this) {
        return done && !told;
      }
    }

    /** Whether something was not sent because that failed. */
    boolean hasFailed() {
      synchronized (StandardInput.this) {
        return failure != null;
      }
    }

    /** Ends it: what comes from now on is for the next peer. */
    void detach() {
      synchronized (StandardInput.this) {
        current = null;
      }
      finish(true, null);
    }

    /** Throws what failed, if something did. */
    void check() throws IOException {
      synchronized (StandardInput.this) {
        if (failure != null) {
          throw failure;
        }
      }
    }

    /** The first outcome is the one that counts. */
    private void finish(boolean told, IOException failure) {
      synchronized (StandardInput.this) {
        if (!done) {
          this.told = told;
          this.failure = failure;
          done = true;
          StandardInput.this.notifyAll();
        }
      }
    }

    private void write(ByteBuffer data) {
      try {
        peer.write(data);
      } catch (IOException e) {
        finish(false, e);
      }
    }

    private void end() {
      try {
        finish(peer.endOutput(), null);
      } catch (IOException e) {
        finish(false, e);
      }
    }
  }

  /** Sends to a peer what standard input has from now on. */
  Attachment attach(Side peer) {
    Attachment attachment = new Attachment(peer);
    boolean nothingMore;
    synchronized (this) {
      current = attachment;
      nothingMore = ended;
      notifyAll();
      if (!started) {
        started = true;
        Threads.start("stdin", this::pump);
      }
    }
    if (nothingMore) {
      attachment.end();
    }
    return attachment;
  }

  private void pump() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(chunk);
    IOException failure = null;
    try {
      while (in.read(buffer.clear()) >= 0) {
        awaitPeer().write(buffer.flip());
      }
    } catch (IOException e) {
      failure = new StandardStreamException("input", e);
    } catch (InterruptedException e) {
      failure = new IOException("standard input: interrupted", e);
    }
    Attachment last = end();
    if (last != null && failure != null) {
      last.finish(false, failure);
    } else if (last != null) {
      last.end();
    }
  }

  /** One that can still be written to. */
  private synchronized Attachment awaitPeer() throws InterruptedException {
    while (current == null || current.done) {
      wait();
    }
    return current;
  }

  private synchronized Attachment end() {
    ended = true;
    return current == null || current.done ? null : current;
  }
}
