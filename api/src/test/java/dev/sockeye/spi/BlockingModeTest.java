package dev.sockeye.spi;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of mode that meet, at the moment when they hurt. */
@Timeout(20)
class BlockingModeTest {

  /** A channel that lets something happen right after its mode was changed. */
  private static final class Channel extends SelectableChannel {
    private boolean blocking = true;
    private Action afterwards;

    private interface Action {
      void run() throws IOException;
    }

    @Override
    public SelectableChannel configureBlocking(boolean block) throws IOException {
      blocking = block;
      Action action = afterwards;
      afterwards = null;
      if (action != null) {
        action.run();
      }
      return this;
    }

    @Override
    public boolean isBlocking() {
      return blocking;
    }

    @Override
    public Object blockingLock() {
      return this;
    }

    @Override
    public SelectorProvider provider() {
      return SelectorProvider.provider();
    }

    @Override
    public int validOps() {
      return SelectionKey.OP_READ;
    }

    @Override
    public boolean isRegistered() {
      return false;
    }

    @Override
    public SelectionKey keyFor(Selector selector) {
      return null;
    }

    @Override
    public SelectionKey register(Selector selector, int ops, Object attachment) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseChannel() {}
  }

  private final Channel channel = new Channel();
  private final BlockingMode mode = new BlockingMode(channel);

  @Test
  void nonBlockingModeHoldsThoughACallOfBeforeReturnsToPlain() throws IOException {
    mode.timed(true);
    mode.enterTimed(Deadline.NEVER);
    mode.exitTimed();
    mode.timed(false);
    assertFalse(channel.isBlocking());
    channel.afterwards =
        () -> {
          assertTrue(mode.enterPlain(false));
          assertTrue(channel.isBlocking());
          mode.exitPlain();
        };
    mode.configure(false);
    assertFalse(mode.isBlocking());
    assertFalse(channel.isBlocking());
  }
}
