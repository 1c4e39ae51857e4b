package dev.sockeye.nio;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Threads;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** The JDK's own would let it in, and hang when such a call is interrupted. */
  @Test
  void noCallBeginsWhileTheChannelChangesItsMode() throws Exception {
    for (boolean block : new boolean[] {false, true}) {
      AtomicBoolean entered = new AtomicBoolean();
      List<Threads.Call<Boolean>> calls = new ArrayList<>();
      channel.afterwards =
          () -> {
            Threads.Call<Boolean> call =
                Threads.start(() -> entered.getAndSet(mode.enterPlain(false)));
            calls.add(call);
            while (!entered.get() && call.thread().getState() != Thread.State.BLOCKED) {
              Thread.onSpinWait();
            }
            assertFalse(entered.get(), "a call went in while configureBlocking was under way");
          };
      mode.configure(block);
      assertFalse(calls.get(0).get());
      assertTrue(entered.get(), "it goes in afterwards");
      mode.exitPlain();
    }
  }
}
